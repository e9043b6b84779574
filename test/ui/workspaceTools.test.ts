import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectPaths, readLock } from '../../src/engine/index.ts';
import { decodeLock } from '../../src/engine/project/lockText.ts';
import { lockGreet } from '../support/editor/lockGreet.ts';
import { useUiDemo } from '../support/editor/uiDemo.ts';
import type { Workbench } from '../support/editor/workbench.ts';
import { startBazelRemote } from '../support/mirrors/bazelRemote.ts';
import type { BazelRemote } from '../support/mirrors/bazelRemote.ts';

const LOCKED_LINUX = { owner: 'workshop', repo: 'greet', tag: 'v1.0.0', name: 'greet-1.0.0-linux-x64.tar.gz' };

/** A workspace file with one mistake of each kind. */
const MISTAKEN = `{
  "instance": "https://elsewhere.example",
  "platforms": ["linux-x64", "linux-amd64"],
  "tools": {
    "greet": { "release": "workshop/greet", "verison": "^1" },
    "saw": { "release": "tools/saw", "version": "^^1" },
    "plane": {

      "release": "tools/plane", "version": "latest" }
  }
}
`;

/** Waits until the list of completions has an entry. The editor drops a request while its language server reads the file. */
async function offersToComplete({ page }: Workbench, name: RegExp): Promise<void> {
  const option = page.locator('.suggest-widget').getByRole('option', { name }).first();
  for (let tries = 1; ; tries += 1) {
    await page.keyboard.press('Control+Space');
    try {
      await option.waitFor({ timeout: 10_000 });
      return await page.keyboard.press('Escape');
    } catch (error) {
      if (tries === 3) throw error;
    }
    await page.keyboard.press('Escape');
  }
}

async function goTo(window: Workbench, place: string): Promise<void> {
  await window.page.keyboard.press('Control+g');
  const input = window.page.locator('.quick-input-widget input').first();
  await input.fill(`:${place}`);
  await input.press('Enter');
  // Until then, the input box gets the keys.
  await input.waitFor({ state: 'hidden' });
  await window.page.locator('.editor-instance .monaco-editor.focused').waitFor();
}

/** All tests use one lock, which the first test writes. Tests that damage the forge or need another window come last. */
describe('the tools of a workspace in the workbench', () => {
  const ui = useUiDemo({ instance: { repositories: ['tools/bundler', 'workshop/greet'] } });

  let dead: BazelRemote;
  let remote: BazelRemote;
  before(async () => {
    [dead, remote] = [await startBazelRemote(), await startBazelRemote()];
    await dead.close();
  });
  after(() => remote.close());

  /** Only machine settings may name mirrors. */
  async function setMachine(settings: Readonly<Record<string, unknown>>): Promise<void> {
    const machine = join(ui().demo.server.userDirectory, 'Machine');
    await mkdir(machine, { recursive: true });
    await writeFile(join(machine, 'settings.json'), JSON.stringify(settings));
  }

  async function openLocked(): Promise<Workbench> {
    const window = await ui().openWindow();
    if (!existsSync(projectPaths(ui().demo.folder).lock)) await lockGreet(window);
    await window.dismissNotifications();
    return window;
  }

  /** Removes everything that was downloaded or installed on this machine. */
  async function forgetAll(): Promise<void> {
    const storage = join(ui().demo.server.userDirectory, 'User/globalStorage/forgejo-artifacts.forgejo-artifacts');
    for (const name of ['cache-v1', 'installs', 'bin']) await rm(join(storage, name), { recursive: true, force: true });
  }

  it('are added, locked and restored', async () => {
    const { demo, openWindow } = ui();
    const window = await openWindow();
    await lockGreet(window);
    const { lock: path } = projectPaths(demo.folder);
    const { tools } = decodeLock(await readFile(path, 'utf8'), path);
    assert.equal(tools.get('greet')?.assets.get(LOCKED_LINUX.name)?.evidence.kind, 'checksum');
    assert.match(await readFile(join(demo.folder, 'forgejo-artifacts.json'), 'utf8'), /"version": "\^1\.0\.0"/);

    await window.command('Forgejo Artifacts: Restore Workspace Tools');
    await window.notification(/greet v1\.0\.0 is restored and matches the lock/);
  });

  it('are exported to a folder and imported from it by keyboard, and a changed file is refused', async () => {
    const { demo } = ui();
    const window = await openLocked();
    await window.commandAndPick('Forgejo Artifacts: Export Workspace Tools…', /^All Platforms/);
    await window.pick(/^To a Folder…/);
    // The dialog starts in the workspace folder.
    await window.option('..').waitFor();
    await window.page.locator('.quick-input-widget').getByRole('button', { name: 'Export Here' }).click();
    const done = await window.notification(/Exported to .*: \d+ files/);
    await done.getByRole('button', { name: 'Show Report' }).press('Enter');
    await window.previewText('Exported tools');
    const cas = join(demo.folder, 'forgejo-artifacts-tools', 'cas');
    const names = await readdir(cas);
    assert.ok(names.length > 1);

    await forgetAll();
    for (const name of names) await writeFile(join(cas, name), Buffer.alloc((await stat(join(cas, name))).size, 7));
    // A preview that takes the focus would close the questions.
    await window.command('View: Close All Editors');
    await window.dismissNotifications();
    await window.commandAndPick('Forgejo Artifacts: Import Workspace Tools…', /^From a Folder…/);
    await window.option('..').waitFor();
    await window.page
      .locator('.quick-input-widget input')
      .first()
      .fill(join(demo.folder, 'forgejo-artifacts-tools') + '/');
    await window.option('cas').waitFor();
    await window.page.locator('.quick-input-widget').getByRole('button', { name: 'Import' }).click();
    await window.notification(/A file in .* is damaged, so it was skipped\. The file stays in quarantine at/);
    await window.notification(/is damaged in .*Copy the export again/);
  });

  it('are not fetched from an instance where only mirrors may be used, and a digest that no mirror has is named', async () => {
    const { demo } = ui();
    const window = await openLocked();
    await forgetAll();
    await setMachine({
      'forgejoArtifacts.mirrors': [dead.origin, remote.origin],
      'forgejoArtifacts.mirrorsOnly': true,
    });
    // The settings apply once the file watcher has noticed their file.
    await window.row(/^Demo Forge, not contacted/).waitFor();
    demo.forge.requests.length = 0;

    await window.command('Forgejo Artifacts: Restore Workspace Tools');
    await window.notification(/was not fetched: only mirrors may be used, and none has [0-9a-f]{64}/);
    assert.deepEqual(demo.forge.requests, []);
  });

  it('are restored from the instance if mirrors fail, and a dead mirror and one with a wrong file are named', async () => {
    const { demo } = ui();
    const window = await openLocked();
    await forgetAll();
    const lock = await readLock(projectPaths(demo.folder).lock);
    for (const { sha256, sizeBytes = 0 } of lock?.tools.get('greet')?.assets.values() ?? []) {
      remote.blobs.set(sha256, Buffer.alloc(sizeBytes, 'x'));
    }
    await setMachine({ 'forgejoArtifacts.mirrors': [dead.origin, remote.origin] });
    await window.row(/^Demo Forge(?!, not contacted)/).waitFor();

    await window.command('Forgejo Artifacts: Restore Workspace Tools');
    await window.notification(/greet v1\.0\.0 is restored and matches the lock/);
    await window.notification(
      /^The mirror 127\.0\.0\.1:\d+ sent a different file, so it was skipped\. Tell its administrator\. The file stays in quarantine at/,
    );
    await window.page
      .locator('.statusbar')
      .getByText(/^The mirror 127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\), so it was skipped\./)
      .waitFor();
  });

  it('are reported when their files were replaced on the forge', async () => {
    const { demo } = ui();
    const window = await openLocked();
    demo.forge.replaceAttachment(LOCKED_LINUX, Buffer.from('other bytes'));
    await window.command('Forgejo Artifacts: Check Lock');
    await window.notification(/Files of greet have been replaced since they were locked/);
    await window.previewText('Replaced.');
  });

  it('are offered in a window where they are missing, and a replaced file is refused', async () => {
    await (await openLocked()).close();
    await forgetAll();
    await setMachine({});
    // A folder's needs are checked when its window opens.
    const window = await ui().openWindow();
    const offer = await window.notification(/hello needs greet v1\.\d\.\d, which is not installed here/);
    await offer.getByRole('button', { name: 'Restore' }).click();
    await window.notification(/greet-1\.0\.0-linux-x64\.tar\.gz of greet is not the locked file/);
    await window.previewText('greet: not restored');
  });

  it('have a file with marked mistakes, completion of keys, and explanations on hover', async () => {
    const { demo, openWindow } = ui();
    await writeFile(projectPaths(demo.folder).file, MISTAKEN);
    const window = await openWindow();
    const { page } = window;
    await page.keyboard.press('Control+p');
    await page.keyboard.type('forgejo-artifacts.json');
    await window.pick(/^forgejo-artifacts\.json/);
    await window.command('View: Focus Problems');
    const problems = page.locator('.markers-panel');
    for (const problem of [
      /Property verison is not allowed/,
      /Value is not accepted. Valid values: "linux-x64"/,
      /elsewhere\.example is not one of your instances/,
      /"\^\^1" is neither a version nor a range/,
    ]) {
      await problems.getByText(problem).first().waitFor();
    }

    await window.command('View: Focus Active Editor Group');
    await goTo(window, '8:1');
    await offersToComplete(window, /executables/);
    await goTo(window, '9:40');
    await window.command('Show or Focus Hover');
    await page
      .getByText(/An exact tag or version/)
      .first()
      .waitFor();
  });
});
