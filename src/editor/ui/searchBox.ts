import * as vscode from 'vscode';
import { systemClock } from '../../engine/index.ts';
import { LiveSearch } from '../find/liveSearch.ts';
import type { SearchOptions } from './ui.ts';

interface Row<T> extends vscode.QuickPickItem {
  readonly result?: { readonly value: T };
}

/** The editor's list with a field above it; the server decides what fits, so nothing is filtered here. */
export function showSearch<T>({ title, placeholder, find }: SearchOptions<T>): Promise<T | undefined> {
  const box = vscode.window.createQuickPick<Row<T>>();
  Object.assign(box, { title, placeholder, ignoreFocusOut: true });
  return new Promise((resolve) => {
    let answer: T | undefined;
    const live = new LiveSearch<T>({
      clock: systemClock,
      find,
      show: (found, busy) => {
        box.busy = busy;
        if (found) box.items = toRows(found.items, found.notice);
      },
    });
    box.onDidChangeValue((text) => live.type(text));
    box.onDidAccept(() => {
      const [row] = box.selectedItems;
      if (!row?.result) return;
      answer = row.result.value;
      box.hide();
    });
    box.onDidHide(() => {
      live.stop();
      box.dispose();
      resolve(answer);
    });
    box.show();
  });
}

function toRows<T>(
  items: Awaited<ReturnType<SearchOptions<T>['find']>>['items'],
  notice: string | undefined,
): Row<T>[] {
  const rows: Row<T>[] = items.map(({ value, icon, ...item }) => ({
    ...item,
    alwaysShow: true,
    result: { value },
    ...(icon && { iconPath: new vscode.ThemeIcon(icon) }),
  }));
  if (notice !== undefined) {
    // A row has one line for each; what does not fit is cut.
    const [label = notice, detail = ''] = notice.split(/(?<=[.;?]) (.*)/s);
    rows.push({ label, detail, alwaysShow: true, iconPath: new vscode.ThemeIcon('info') });
  }
  return rows;
}
