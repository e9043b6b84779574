import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { editorBuild } from '../support/editor/serverBuild.ts';
import { useUiDemo } from '../support/editor/uiDemo.ts';
import type { Workbench } from '../support/editor/workbench.ts';
import { ContentBuilder } from '../support/forge/content.ts';
import type { Forge } from '../support/forge/forge.ts';
import { ICON, ICON_CHARACTERS, LINK } from '../support/vscode/surfaceRules.ts';

/** Parts of the names below that a test can look for: a command and an icon that nothing else in a window has. */
const COMMAND = 'selectAll';
const ICON_NAME = 'verified-filled';

const LINKED = `[OK](command:${COMMAND}) $(${ICON_NAME}) signed.bin`;
const SHELL = '[x](https://evil.example/) `id` $(id) $(verified-filled).bin';
const TAG = `v1$(${ICON_NAME})`;
const TITLE = `[Install](command:${COMMAND}) $(${ICON_NAME}) by the forge`;
const ROW = { linked: /^\[OK\]/, shell: /^\[x\]/, version: /^v1\$/ };

function content() {
  const builder = new ContentBuilder();
  builder.account('alice');
  const hello = builder.repository('alice', 'hello');
  builder.release(hello, 'v1.0.0', { 'hello.bin': Buffer.from('hello') });
  const hostile = builder.repository('alice', 'hostile', { description: TITLE });
  const files = { [LINKED]: Buffer.alloc(4000, 'x'), [SHELL]: Buffer.from('x') };
  builder.release(hostile, TAG, files, { title: TITLE, notes: `${TITLE}\n\n\`${SHELL}\`` });
  return builder.content;
}

function bytesOf(forge: Forge, name: string): RegExp {
  return new RegExp(forge.attachment({ owner: 'alice', repo: 'hostile', tag: TAG, name }).uuid);
}

/** The text, with or without the marks that stop the editor from interpreting it. */
function shownAs(text: string): RegExp {
  const literal = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(literal.replaceAll(' ', '\\s').replace(/(\\[\]$])/g, '$1\u2060?'));
}

/** Asserts that the text is shown there, and that the window treats it as plain text. */
async function assertText(window: Workbench, place: string, text: string): Promise<void> {
  await window.page
    .locator(place, { hasText: shownAs(text) })
    .first()
    .waitFor();
  const links = window.page.locator(`a[href*="${COMMAND}"], a[href*="evil.example"], a[data-href*="${COMMAND}"]`);
  assert.equal(await links.count(), 0, `links with ${place}`);
  assert.equal(await window.page.locator(`.codicon-${ICON_NAME}`).count(), 0, `icons with ${place}`);
}

describe('names that look like links and icons, in the workbench', () => {
  const ui = useUiDemo({
    forge: { content: content() },
    instance: { repositories: ['alice/hostile'], owners: [] },
  });

  it('uses the same rules for links and icons as the editor itself', async () => {
    const workbench = await readFile(join(await editorBuild(), 'out/vs/code/browser/workbench/workbench.js'), 'utf8');
    assert.ok(workbench.includes(LINK.source), 'links');
    const [segment] = /\[A-Za-z0-9-\]\+/.exec(ICON.source) ?? [];
    assert.ok(segment && workbench.includes(`iconNameExpression="${segment}"`), 'names of icons');
    const [character] = /\[A-Za-z0-9~-\]/.exec(ICON_CHARACTERS.source) ?? [];
    assert.ok(character && workbench.includes(`iconNameCharacter="${character}"`), 'characters of icons');
  });

  it('shows hostile names as plain text in rows, tooltips, messages, prompts, lists, dialogs and documents', async () => {
    const { demo, openWindow } = ui();
    const window = await openWindow();
    await window.expand(/^alice\/hostile/);
    await window.expand(ROW.version);
    await assertText(window, '.part.sidebar .monaco-list', LINKED);
    await window.row(ROW.linked).hover();
    await assertText(window, '.monaco-hover', LINKED);

    // The progress and the end of a download.
    demo.forge.faults.add({ kind: 'stall', afterBytes: 1000, path: bytesOf(demo.forge, LINKED) });
    await window.press(ROW.linked, /^Download/);
    await window.row(/^\[OK\].*downloading/).waitFor();
    await window.notification(/of 3\.9 KB/);
    await assertText(window, '.notification-list-item-message', LINKED);
    await window.press(ROW.linked, /^Pause/);
    // Not before, because the download retries after a long stall.
    demo.forge.faults.clear();
    await window.press(ROW.linked, /^Resume/);
    // The list of notifications closes with the progress notification.
    await window.row(/^\[OK\].*unverified/).waitFor();
    await window.notification(/Downloaded/);
    await assertText(window, '.notification-list-item-message', LINKED);

    // A list, and the title and the error of an input box.
    await window.row(ROW.shell).click();
    await window.command('Forgejo Artifacts: Pin Digest');
    await window.inputMessage(/from a source that you trust/);
    await assertText(window, '.quick-input-title', SHELL);
    await window.closeInput();

    // A failure, and pressing Enter on a file that no longer exists.
    demo.forge.faults.add({ kind: 'status', status: 500, path: bytesOf(demo.forge, SHELL) });
    await window.key(ROW.shell, 'Enter');
    await window.row(/^\[x\].*failed/).waitFor();
    await window.notification(/500|server/i);
    await assertText(window, '.notification-list-item-message', SHELL);

    // A list to pick from.
    await window.row(/^alice\/hello/).click();
    await window.command('Forgejo Artifacts: Copy Path');
    await assertText(window, '.quick-input-list-entry', LINKED);
    await assertText(window, '.quick-input-list-entry', TAG);
    await window.closeInput();

    // A dialog.
    await window.row(ROW.linked).click();
    await window.command('Forgejo Artifacts: Keep in Cache');
    // Only a kept file gets a question.
    await window.row(/^\[OK\].*, kept/).waitFor();
    await window.command('Forgejo Artifacts: Remove From Cache');
    await assertText(window, '.monaco-dialog-box', LINKED);
    await window.answerDialog('Cancel');

    // A document.
    await window.row(ROW.version).click();
    await window.command('Forgejo Artifacts: Show Details');
    await window.previewText(TITLE);
    const preview = window.page.frameLocator('iframe.webview').frameLocator('iframe#active-frame');
    assert.equal(await preview.locator(`a[href*="${COMMAND}"], a[data-href*="${COMMAND}"]`).count(), 0);
  });
});
