import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectPaths, readLock } from '../../src/engine/index.ts';
import { lockGreet } from '../support/editor/lockGreet.ts';
import { useUiDemo } from '../support/editor/uiDemo.ts';
import type { Workbench } from '../support/editor/workbench.ts';
import { startBazelRemote } from '../support/mirrors/bazelRemote.ts';
import type { BazelRemote } from '../support/mirrors/bazelRemote.ts';

describe('a workspace with mirrors in the workbench', () => {
  const ui = useUiDemo({ instance: { repositories: ['workshop/greet'] } });
  let dead: BazelRemote;
  let remote: BazelRemote;
  before(async () => {
    [dead, remote] = [await startBazelRemote(), await startBazelRemote()];
    await dead.close();
  });
  after(() => remote.close());

  /** Only the settings of the machine may name mirrors. */
  async function set(settings: Readonly<Record<string, unknown>>): Promise<void> {
    const machine = join(ui().demo.server.userDirectory, 'Machine');
    await mkdir(machine, { recursive: true });
    const mirrors = { 'forgejoArtifacts.mirrors': [dead.origin, remote.origin] };
    await writeFile(join(machine, 'settings.json'), JSON.stringify({ ...mirrors, ...settings }));
  }
  /** As if nothing had been downloaded on this machine. */
  async function restoreAnew(window: Workbench): Promise<void> {
    const storage = join(ui().demo.server.userDirectory, 'User/globalStorage/forgejo-artifacts.forgejo-artifacts');
    for (const name of ['cache-v1', 'installs']) await rm(join(storage, name), { recursive: true, force: true });
    await window.dismissNotifications();
    await window.command('Forgejo Artifacts: Restore Workspace Tools');
  }

  it('names a dead mirror and one that sends another file, and restores from the instance', async () => {
    await set({});
    const { demo, openWindow } = ui();
    const window = await openWindow();
    await lockGreet(window);
    const lock = await readLock(projectPaths(demo.folder).lock);
    for (const { sha256, sizeBytes = 0 } of lock?.tools.get('greet')?.assets.values() ?? [])
      remote.blobs.set(sha256, Buffer.alloc(sizeBytes, 'x'));

    await restoreAnew(window);
    await window.notification(/greet v1\.0\.0 is restored, exactly as locked/);
    await window.notification(
      /^The mirror 127\.0\.0\.1:\d+ sent a different file, so it was skipped\. The file is kept at/,
    );
    const below = window.page.locator('.statusbar');
    await below
      .getByText(/^The mirror 127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\), so it was skipped\./)
      .waitFor();
  });

  it('asks no instance where only mirrors may be used, and names the digest that no mirror has', async () => {
    remote.blobs.clear();
    const { demo, openWindow } = ui();
    const window = await openWindow();
    await set({ 'forgejoArtifacts.mirrorsOnly': true });
    // The settings apply once their file was noticed.
    await window.row(/^Demo Forge, not contacted/).waitFor();
    demo.forge.requests.length = 0;

    await restoreAnew(window);
    await window.notification(/was not fetched: only mirrors may be used, and none has [0-9a-f]{64}/);
    assert.deepEqual(demo.forge.requests, []);
  });
});
