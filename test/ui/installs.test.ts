import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { programVersion } from '../support/forge/demo/files.ts';
import { KIT_PROGRAMS } from '../support/forge/demo/workshop/kit.ts';
import { useUiDemo } from '../support/editor/uiDemo.ts';
import type { Workbench } from '../support/editor/workbench.ts';

const OLDER = programVersion('esbuild-older');
const NEWEST = programVersion('esbuild');
const versionRow = (version: string): RegExp => new RegExp(`^v${version.replaceAll('.', '\\.')},`);
const toolRow = (words: string): RegExp => new RegExp(`^esbuild, v${words}`);

/** The text in the open terminal. */
async function terminalText(window: Workbench): Promise<string> {
  return (await window.page.locator('.terminal-wrapper.active .xterm-rows').textContent()) ?? '';
}

/** Waits until the terminal shows the text, because the shell takes a while. */
async function terminalShows(window: Workbench, text: string): Promise<void> {
  await window.page.locator('.terminal-wrapper.active .xterm-rows', { hasText: text }).waitFor();
}

/** The names of the linked commands below a directory. */
async function commandsIn(directory: string): Promise<readonly string[]> {
  const all = await readdir(directory, { recursive: true });
  const bin = all.find((path) => /(?:^|[/\\])bin$/.test(path) && !path.includes('content'));
  return bin === undefined ? [] : (await readdir(join(directory, bin))).toSorted();
}

describe('installing in the workbench', () => {
  const ui = useUiDemo({
    instance: { repositories: ['tools/bundler', 'workshop/esbuild', 'workshop/hello-ext', 'workshop/kit'] },
    settings: { 'terminal.integrated.gpuAcceleration': 'off' },
  });

  it('installs a tool from a release, runs it in a terminal, updates it, switches its version and uninstalls it', async () => {
    const { demo, openWindow } = ui();
    const window = await openWindow();
    await window.expand(/^workshop\/esbuild/);
    await window.press(versionRow(OLDER), /^Install/);
    await window.notification(/esbuild v0\S+ is installed: checksum file matches/);
    await window.command('Forgejo Artifacts: Focus on Installed View');
    await window.row(toolRow(`${OLDER}, .*checksum, Demo Forge`)).waitFor();
    await window.row(new RegExp(`^v${OLDER.replaceAll('.', '\\.')}, installed`)).waitFor();

    await window.press(toolRow(OLDER), /^Run in Terminal/);
    await terminalShows(window, 'esbuild');
    assert.doesNotMatch(await terminalText(window), /Usage/, 'the user has to press Enter');
    await window.page.keyboard.type(' --version\n');
    await terminalShows(window, OLDER);

    await window.command('Forgejo Artifacts: Check for Updates');
    await window.checkbox(/^esbuild/).waitFor();
    await window.closeInput();
    await window.row(toolRow(`${OLDER}, v${NEWEST} is available`)).waitFor();
    await window.press(toolRow(OLDER), /^Update/);
    await window.row(toolRow(`${NEWEST}, checksum, Demo Forge, 2 versions`)).waitFor();
    // The terminal that was already open runs it too.
    await window.command('Terminal: Focus Terminal');
    await window.page.locator('.terminal-wrapper.active .xterm.focus').waitFor();
    await window.page.keyboard.type('esbuild --version\n');
    await terminalShows(window, NEWEST);

    await window.row(toolRow(NEWEST)).click();
    await window.commandAndPick('Forgejo Artifacts: Use Version…', new RegExp(`v${OLDER}`));
    await window.row(toolRow(`${OLDER}, `)).waitFor();
    assert.deepEqual(await commandsIn(demo.server.userDirectory), ['esbuild']);
    await window.key(toolRow(OLDER), 'Delete');
    await window.answerDialog('Uninstall');
    await window.row(toolRow('')).waitFor({ state: 'detached' });
    assert.deepEqual(await commandsIn(demo.server.userDirectory), []);
  });

  it('installs a VS Code extension from a release, updates it and uninstalls it', async () => {
    const window = await ui().openWindow();
    await window.expand(/^workshop\/hello-ext/);
    await window.press(/^v1\.0\.0,/, /^Install/);
    await window.answerDialog('Install');
    await window.command('Forgejo Artifacts: Focus on Installed View');
    await window.row(/^workshop\.hello-ext, v1\.0\.0, .*checksum, extension, Demo Forge/).waitFor();
    await window.knowsCommand('Hello 1.0.0');
    await window.command('Forgejo Artifacts: Check for Updates');
    await window.checkbox(/hello-ext/).waitFor();
    await window.acceptTicked();
    await window.answerDialog('Install');
    await window.row(/^workshop\.hello-ext, v1\.1\.0, checksum/).waitFor();
    // The rows are drawn again when the new version runs.
    await window.knowsCommand('Hello 1.1.0');
    await window.key(/^workshop\.hello-ext, v1\.1\.0, checksum/, 'Delete');
    await window.answerDialog('Uninstall');
    await window.row(/^workshop\.hello-ext/).waitFor({ state: 'detached' });
  });

  it('asks which programs of an archive become commands, with only the tool ticked, and lets that be changed later', async () => {
    const { demo, openWindow } = ui();
    const window = await openWindow();
    const { page } = window;
    await window.expand(/^workshop\/kit/);
    await window.press(/^v1\.0\.0,/, /^Install/);
    await window.checkbox('ls').waitFor();
    assert.deepEqual(await Promise.all(KIT_PROGRAMS.map((name) => window.checkbox(name).isChecked())), [
      true,
      false,
      false,
    ]);
    await page
      .getByText(/replaces \/\S+\/ls in new terminals/)
      .first()
      .waitFor();
    await window.screenshot('.build/commands-question.png');
    await window.checkbox('kitctl').click();
    await window.acceptTicked();
    await window.notification(/kit v1\.0\.0 is installed: .* Type kit or kitctl in a new terminal/);
    assert.deepEqual(await commandsIn(demo.server.userDirectory), ['kit', 'kitctl']);

    await window.command('Forgejo Artifacts: Focus on Installed View');
    await window.row(/^kit, v1\.0\.0/).click();
    await window.command('Forgejo Artifacts: Choose Commands…');
    await window.checkbox('kitctl').click();
    await window.acceptTicked();
    await window.notification(/Type kit in a new terminal/);
    assert.deepEqual(await commandsIn(demo.server.userDirectory), ['kit']);
  });
});
