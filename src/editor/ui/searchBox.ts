import * as vscode from 'vscode';
import { systemClock } from '../../engine/index.ts';
import type { Clock } from '../../engine/index.ts';
import { LiveSearch } from '../find/liveSearch.ts';
import { inert } from './inert.ts';
import { toPickRow } from './pickRow.ts';
import type { PickRow } from './pickRow.ts';
import type { Found, RowButton, SearchOptions } from './ui.ts';

/** A result, or a sentence among the results. */
type Row<T> = PickRow<T> | vscode.QuickPickItem;

/** A quick pick whose results the server chooses, so nothing is filtered here. */
export function showSearch<T>(
  { title, placeholder, find, button }: SearchOptions<T>,
  clock: Clock = systemClock,
): Promise<T | undefined> {
  const box = vscode.window.createQuickPick<Row<T>>();
  box.title = inert(title);
  box.placeholder = inert(placeholder);
  box.ignoreFocusOut = true;
  return new Promise((resolve) => {
    let answer: T | undefined;
    const live = new LiveSearch<T>({
      clock,
      find,
      show: (found, busy) => {
        box.busy = busy;
        if (found) box.items = toRows(found, button);
      },
    });
    box.onDidChangeValue((text) => live.type(text));
    box.onDidAccept(() => {
      const [row] = box.selectedItems;
      if (!row || !('value' in row)) return;
      answer = row.value;
      box.hide();
    });
    box.onDidTriggerItemButton(({ item }) => {
      if ('value' in item) button?.press(item.value);
    });
    box.onDidHide(() => {
      live.stop();
      box.dispose();
      resolve(answer);
    });
    box.show();
  });
}

function toRows<T>({ items, notice }: Found<T>, button: RowButton<T> | undefined): Row<T>[] {
  const buttons = button ? [{ iconPath: new vscode.ThemeIcon(button.icon), tooltip: inert(button.label) }] : [];
  const rows: Row<T>[] = items.map((item) => ({ ...toPickRow(item), alwaysShow: true, buttons }));
  if (notice !== undefined) {
    // A row has one line for each; the rest is cut off.
    const [label = notice, detail = ''] = notice.split(/(?<=[.;?]) (.*)/s);
    const iconPath = new vscode.ThemeIcon('info');
    rows.push({ label: inert(label), detail: inert(detail), alwaysShow: true, iconPath });
  }
  return rows;
}
