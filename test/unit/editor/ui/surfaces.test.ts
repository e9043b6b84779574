import assert from 'node:assert/strict';
import type { NodeView } from '../../../../src/editor/tree/nodeView.ts';
import { TYPING_PAUSE_MS } from '../../../../src/editor/find/liveSearch.ts';
import type { Ui } from '../../../../src/editor/ui/ui.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { HOSTILE_NAMES } from '../../../support/hostileText.ts';
import * as vscode from '../../../support/vscode/stub.ts';
import { readings } from '../../../support/vscode/surfaceRules.ts';
import '../../../support/vscode/useVscodeStub.ts';

const item = (text: string) => ({ label: text, description: text, detail: text, icon: 'key', value: text });

/** How to pass a text to each member of the port that takes one. */
const MEMBERS: Readonly<Record<keyof Ui, (ui: Ui, text: string) => unknown>> = {
  inform: (ui, text) => ui.inform(text, text),
  warn: (ui, text) => ui.warn(text, text),
  error: (ui, text) => ui.error(text, text),
  confirm: (ui, text) => ui.confirm(text, text, text),
  input: (ui, text) => ui.input({ title: text, prompt: text, placeholder: text }),
  pick: (ui, text) => ui.pick([item(text)], { title: text, placeholder: text }),
  pickMany: (ui, text) => ui.pickMany([item(text)], { title: text, placeholder: text }),
  search: (ui, text) => ui.search({ title: text, placeholder: text, find: async () => ({ items: [] }) }),
  progress: (ui, text) => ui.progress(text, async (report) => report(text)),
  saveAs: (ui, text) => ui.saveAs('name', text),
  chooseFolder: (ui, text) => ui.chooseFolder(text),
  chooseFile: (ui, text) => ui.chooseFile(text),
  // These show no text.
  copy: () => undefined,
  clipboard: () => undefined,
  openExternal: () => undefined,
};

const view = (text: string): NodeView => ({
  label: text,
  description: text,
  accessibleLabel: text,
  icon: 'key',
  contextValue: 'x',
  collapsible: 'none',
  action: { title: text, command: 'x', args: [] },
});

function assertInert(text: string): void {
  assert.ok(vscode.shown.length > 0, 'nothing was shown');
  for (const { place, text: shown } of vscode.shown) assert.deepEqual(readings(shown), [], `${place}: ${shown}`);
  assert.ok(
    vscode.shown.some(({ text: shown }) => shown.replaceAll('\u2060', '').includes(text)),
    'the text itself was not shown',
  );
}

describe('text handed to the editor', () => {
  let createUi: () => Ui;
  before(async () => {
    ({ createUi } = await import('../../../../src/editor/ui/ui.ts'));
  });
  beforeEach(() => {
    vscode.shown.length = 0;
  });

  for (const [name, show] of Object.entries(MEMBERS)) {
    if (['copy', 'clipboard', 'openExternal'].includes(name)) continue;
    it(`has no link and no icon in ${name}`, async () => {
      for (const text of HOSTILE_NAMES) {
        vscode.shown.length = 0;
        // Boxes wait for the user, so this does not wait for them.
        await Promise.race([show(createUi(), text), new Promise((resolve) => setImmediate(resolve))]);
        assertInert(text);
      }
    });
  }

  it("has none in an input box's validation message", async () => {
    const ui = createUi();
    for (const text of HOSTILE_NAMES) {
      vscode.shown.length = 0;
      const options = { title: 'Title', prompt: 'Prompt' };
      void ui.input({ ...options, validate: () => text });
      vscode.boxes.at(-1)?.type('x');
      assertInert(text);
      vscode.shown.length = 0;
      void ui.input({ ...options, check: async () => text });
      vscode.boxes.at(-1)?.accept();
      await new Promise((resolve) => setImmediate(resolve));
      assertInert(text);
    }
  });

  it('has none in the results of a search', async () => {
    const { showSearch } = await import('../../../../src/editor/ui/searchBox.ts');
    const clock = new FakeClock();
    for (const text of HOSTILE_NAMES) {
      for (const found of [{ items: [item(text)] }, { items: [], notice: `None. ${text}` }]) {
        vscode.shown.length = 0;
        void showSearch({ title: 'Title', placeholder: 'Word', find: async () => found }, clock);
        vscode.boxes.at(-1)?.type('x');
        await clock.advance(TYPING_PAUSE_MS);
        await new Promise((resolve) => setImmediate(resolve));
        assertInert(text);
      }
    }
  });

  it('has none in rows, views, the status bar and names of terminals', async () => {
    const { toTreeItem } = await import('../../../../src/editor/ui/treeItem.ts');
    const { View } = await import('../../../../src/editor/ui/view.ts');
    const { StatusItem } = await import('../../../../src/editor/ui/statusItem.ts');
    const { typeInTerminal } = await import('../../../../src/editor/ui/terminal.ts');
    for (const text of HOSTILE_NAMES) {
      const item = toTreeItem('id', view(text));
      vscode.shown.push({ place: 'label', text: item.label as string });
      const tree = new View('id', { treeDataProvider: {} as never });
      tree.describe(text);
      tree.say(text);
      tree.count({ value: 1, tooltip: text });
      const status = new StatusItem({ id: 'x', name: text, tooltip: text, command: 'x' });
      status.show({ icon: 'sync', text, label: text, tooltip: [text, text] });
      typeInTerminal(text, 'greet');
      // The dialog's own icon must be the only one.
      vscode.shown.push(
        ...vscode.shown.splice(0).map((one) => ({ ...one, text: one.text.replace(/^\$\(sync\) /, '') })),
      );
      assertInert(text);
    }
  });

  it('shows no icon and runs no command in tooltips', async () => {
    const { withTooltip } = await import('../../../../src/editor/ui/tooltip.ts');
    for (const text of HOSTILE_NAMES) {
      const { value, isTrusted, supportHtml, supportThemeIcons } = withTooltip(new vscode.TreeItem('', 0) as never, {
        title: text,
        lines: [text],
      }).tooltip as vscode.MarkdownString;
      assert.deepEqual(
        { isTrusted, supportHtml, supportThemeIcons },
        { isTrusted: false, supportHtml: false, supportThemeIcons: false },
      );
      assert.doesNotMatch(value, /(?<!\\)\[|(?<!\\)\$/);
    }
  });

  it('writes one line for each message to the log, whatever is in it', async () => {
    const { createLog } = await import('../../../../src/editor/ui/log.ts');
    createLog('x').error('a\n2026-11-24 [info] all is well\u001b[2K\u202e');
    assert.deepEqual(
      vscode.shown.map(({ text }) => text),
      ['a 2026-11-24 [info] all is well\ufffd[2K\ufffd'],
    );
  });

  it('returns the pressed button under its own name', async () => {
    const button = 'Take [x](command:y)';
    const press = async (_text: string, ...buttons: readonly string[]) => buttons[1];
    const real = vscode.window.showInformationMessage;
    vscode.window.showInformationMessage = press as never;
    try {
      assert.equal(await createUi().inform('Which?', 'Retry', button), button);
    } finally {
      vscode.window.showInformationMessage = real;
    }
  });

  it('offers a safe name when a file is saved', async () => {
    const asked: { path: string }[] = [];
    const real = vscode.window.showSaveDialog;
    vscode.window.showSaveDialog = (async ({ defaultUri }: { defaultUri: { path: string } }) =>
      void asked.push(defaultUri)) as never;
    try {
      await createUi().saveAs('../../etc/pass:wd', 'Download As');
      assert.deepEqual(
        asked.map(({ path }) => path),
        ['/work/pass_wd'],
      );
    } finally {
      vscode.window.showSaveDialog = real;
    }
  });

  it('opens only web addresses', async () => {
    vscode.opened.length = 0;
    await createUi().openExternal('https://codeberg.org/forgejo');
    for (const bad of [
      'javascript:alert(1)',
      'file:///etc/passwd',
      'smb://evil/share',
      'ms-msdt:/id',
      'vscode://evil.ext/run',
      'command:x',
      'nonsense',
      '',
    ]) {
      await assert.rejects(createUi().openExternal(bad), /is not a web address/);
    }
    assert.deepEqual(vscode.opened, ['https://codeberg.org/forgejo']);
  });
});
