import assert from 'node:assert/strict';
import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lockGreet } from '../support/editor/lockGreet.ts';
import { useUiDemo } from '../support/editor/uiDemo.ts';

describe('tools for a machine without a network in the workbench', () => {
  const ui = useUiDemo({ instance: { repositories: ['workshop/greet'] } });

  it('are exported to a folder and imported from it by keyboard, and a changed file is refused', async () => {
    const { demo, openWindow } = ui();
    const window = await openWindow();
    await lockGreet(window);
    await window.dismissNotifications();

    await window.command('Forgejo Artifacts: Export Workspace Tools…');
    await window.pick(/^All Platforms/);
    await window.pick(/^To a Folder…/);
    // The dialog begins in the folder of the workspace.
    await window.option('..').waitFor();
    await window.page.locator('.quick-input-widget').getByRole('button', { name: 'Export Here' }).click();
    const done = await window.notification(/Exported to .*: \d+ files/);
    await done.getByRole('button', { name: 'Show Report' }).press('Enter');
    await window.previewText('Exported tools');
    const cas = join(demo.folder, 'forgejo-artifacts-tools', 'cas');
    const names = await readdir(cas);
    assert.ok(names.length > 1);

    const storage = join(demo.server.userDirectory, 'User/globalStorage/forgejo-artifacts.forgejo-artifacts');
    await rm(join(storage, 'cache-v1'), { recursive: true, force: true });
    for (const name of names) await writeFile(join(cas, name), Buffer.alloc((await stat(join(cas, name))).size, 7));
    await window.dismissNotifications();
    await window.command('Forgejo Artifacts: Import Workspace Tools…');
    await window.pick(/^From a Folder…/);
    await window.option('..').waitFor();
    await window.page
      .locator('.quick-input-widget input')
      .first()
      .fill(join(demo.folder, 'forgejo-artifacts-tools') + '/');
    await window.option('cas').waitFor();
    await window.page.locator('.quick-input-widget').getByRole('button', { name: 'Import' }).click();
    await window.notification(/sent a different file, so it was skipped/);
    await window.notification(/is damaged in .*Copy the export again/);
  });
});
