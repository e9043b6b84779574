import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeLock } from '../../src/engine/project/lockText.ts';
import { projectPaths } from '../../src/engine/index.ts';
import { lockGreet } from '../support/editor/lockGreet.ts';
import { useUiDemo } from '../support/editor/uiDemo.ts';

const LOCKED_LINUX = { owner: 'workshop', repo: 'greet', tag: 'v1.0.0', name: 'greet-1.0.0-linux-x64.tar.gz' };

describe('a workspace with tools in the workbench', () => {
  const ui = useUiDemo({ instance: { repositories: ['tools/bundler', 'workshop/greet'] } });

  it('adds a tool to the workspace, locks and restores it, and reports a replaced file', async () => {
    const { demo, openWindow } = ui();
    const window = await openWindow();
    await lockGreet(window);
    const { lock: path } = projectPaths(demo.folder);
    const { tools } = decodeLock(await readFile(path, 'utf8'), path);
    assert.equal(tools.get('greet')?.assets.get(LOCKED_LINUX.name)?.evidence.kind, 'checksum');
    assert.match(await readFile(join(demo.folder, 'forgejo-artifacts.json'), 'utf8'), /"version": "\^1\.0\.0"/);

    await window.command('Forgejo Artifacts: Restore Workspace Tools');
    await window.notification(/greet v1\.0\.0 is restored, exactly as locked/);

    demo.forge.replaceAttachment(LOCKED_LINUX, Buffer.from('other bytes'));
    await window.command('Forgejo Artifacts: Check Lock');
    await window.notification(/Files of greet were replaced since they were locked/);
    await window.previewText('Replaced.');
  });

  it('offers to restore locked tools that are not installed here, and refuses a replaced file', async () => {
    const { demo, openWindow } = ui();
    for (const name of ['cache-v1', 'installs', 'bin']) {
      const storage = join(demo.server.userDirectory, 'User/globalStorage/forgejo-artifacts.forgejo-artifacts', name);
      await rm(storage, { recursive: true, force: true });
    }
    // What a folder needs is looked at when its window opens.
    await (await openWindow()).close();
    const window = await openWindow();
    const offer = await window.notification(/hello needs greet v1\.\d\.\d, which is not installed here/);
    await offer.getByRole('button', { name: 'Restore' }).click();
    await window.notification(/greet-1\.0\.0-linux-x64\.tar\.gz of greet is not the locked file/);
    await window.previewText('greet: not restored');
  });
});
