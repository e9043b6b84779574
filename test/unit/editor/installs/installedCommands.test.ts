import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { addToPath, removeFromPath } from '../../../../src/editor/commands/binPath.ts';
import { checkForUpdates } from '../../../../src/editor/commands/checkForUpdates.ts';
import { install } from '../../../../src/editor/commands/install.ts';
import { runInTerminal } from '../../../../src/editor/commands/runInTerminal.ts';
import { uninstall } from '../../../../src/editor/commands/uninstall.ts';
import { update } from '../../../../src/editor/commands/update.ts';
import { useVersion } from '../../../../src/editor/commands/useVersion.ts';
import { unreadableNodes } from '../../../../src/editor/installs/groupInstalled.ts';
import { tooltipOfInstalled, viewOfInstalled } from '../../../../src/editor/installs/installedView.ts';
import { followedOf } from '../../../../src/editor/installs/followed.ts';
import { knownUpdates } from '../../../../src/editor/installs/knownUpdates.ts';
import { SETTINGS } from '../../../../src/editor/ids.ts';
import { isEngineError } from '../../../../src/engine/index.ts';
import { settle } from '../../../support/fakeClock.ts';
import { useToolRig } from '../../../support/toolRig.ts';
import type { ToolRig } from '../../../support/toolRig.ts';

describe('commands on installed tools', () => {
  const rig = useToolRig();
  let fake: ToolRig;
  beforeEach(() => void (fake = rig()));

  describe('with two versions', () => {
    beforeEach(async () => {
      await install(fake.services, fake.rows.version('tool', 'v1.0.0'));
      await install(fake.services, fake.rows.version('tool', 'v1.1.0'));
    });

    it('switches with Use Version… and reports it', async () => {
      assert.deepEqual(await fake.names(), ['tool v1.1.0 *', 'tool v1.0.0']);
      fake.ui.next({ pick: 'v1.0.0' });
      await useVersion(fake.services, fake.rows.tool('tool'));
      assert.deepEqual(await fake.names(), ['tool v1.1.0', 'tool v1.0.0 *']);
      assert.equal(fake.ui.texts('inform').at(-1), 'tool v1.0.0 is in use. Type tool in a new terminal.');
    });

    it('types the path of a version that is not in use by Run in Terminal', async () => {
      const [, older] = await fake.installed();
      const { asset } = older!;
      const id = JSON.stringify([fake.rows.tool('tool').id, asset.version, asset.sha256]);
      await runInTerminal(fake.services, { id });
      await runInTerminal(fake.services, fake.rows.tool('tool'));
      const [path = '', name] = fake.host.typed;
      // A shell needs quotes around a path of Windows.
      assert.deepEqual([path.replaceAll("'", ''), name], [older!.executables[0]!.path, 'tool']);
    });

    it('removes everything by Uninstall after a question that lists it', async () => {
      fake.ui.next({ confirm: false });
      await uninstall(fake.services, fake.rows.tool('tool'));
      assert.equal((await fake.installed()).length, 2);
      fake.ui.next({ confirm: true });
      await uninstall(fake.services, fake.rows.tool('tool'));
      assert.match(
        fake.ui.texts('confirm')[1] ?? '',
        /^Uninstall tool\? This removes v1\.1\.0 and v1\.0\.0 and frees .*will stop working: tool/,
      );
      assert.deepEqual(await fake.names(), []);
      assert.ok(!existsSync(fake.bin('tool')));
      const left = await readdir(join(fake.directory, 'installs'));
      assert.deepEqual(
        left.filter((name) => !name.startsWith('.')),
        [],
      );
    });

    it('uninstalls a version that cannot be read from its row, and leaves the others', async () => {
      const [, older] = await fake.installed();
      const directory = dirname(older!.directory);
      await writeFile(join(directory, 'install.json'), '{');
      await fake.services.installs.refresh();
      const [row] = unreadableNodes(fake.services.installs.unreadable);
      assert.deepEqual(row?.install, { directory, tool: 'tool', version: 'v1.0.0', commands: [] });
      assert.equal(viewOfInstalled(row, { now: 0, nameOf: () => '' }).description, 'v1.0.0 · cannot be read');
      assert.match(tooltipOfInstalled(row, { now: 0, nameOf: () => '' }).lines.join(), /or uninstall it\.$/);
      fake.ui.next({ confirm: true });
      await uninstall(fake.services, row);
      assert.match(fake.ui.texts('confirm')[0] ?? '', /^Uninstall tool v1\.0\.0\? The downloaded files stay/);
      assert.deepEqual([fake.services.installs.unreadable, await fake.names()], [[], ['tool v1.1.0 *']]);
      assert.ok(!existsSync(directory));
    });

    it('names installs that cannot be read where no other tool is left to choose', async () => {
      for (const { directory } of await fake.installed()) await writeFile(join(directory, '..', 'install.json'), '{');
      await uninstall(fake.services);
      assert.match(fake.ui.texts('inform').at(-1) ?? '', /^The tools in .* and 1 other directory cannot be read/);
    });

    it('asks which tool to uninstall from the palette', async () => {
      fake.ui.next({ pick: 'tool' }, { confirm: true });
      await uninstall(fake.services);
      assert.deepEqual(await fake.names(), []);
    });
  });

  describe('updates', () => {
    it('finds updates on request and installs them next to the present version', async () => {
      await install(fake.services, fake.rows.version('tool', 'v1.0.0'));
      fake.ui.next({ pickMany: ['tool'] });
      await checkForUpdates(fake.services);
      const [asked] = fake.ui.messages.filter(({ kind }) => kind === 'asked');
      assert.deepEqual([asked?.text, asked?.offered], ['Update: Tools with a newer version', ['tool']]);
      assert.ok(!fake.ui.messages.some(({ offered }) => offered.includes('Update')), 'no message stays open');
      assert.deepEqual(await fake.names(), ['tool v1.1.0 *', 'tool v1.0.0']);
    });

    it('stops offering an update once it is installed, in its message, its list and its row', async () => {
      await install(fake.services, fake.rows.version('tool', 'v1.0.0'));
      fake.ui.next({ pickMany: ['tool'] });
      await checkForUpdates(fake.services);
      fake.ui.messages.length = 0;
      assert.deepEqual(await knownUpdates(fake.services), []);
      await checkForUpdates(fake.services);
      await update(fake.services);
      assert.deepEqual(
        fake.ui.texts('inform').map((text) => text.split('.')[0]),
        ['Everything is up to date', 'No known updates'],
      );
      assert.ok(!fake.ui.messages.some(({ offered }) => offered.length > 0), 'nothing is offered');
    });

    it('finds no update if everything is up to date', async () => {
      await install(fake.services, fake.rows.version('tool', 'v1.1.0'));
      await checkForUpdates(fake.services);
      assert.equal(fake.ui.texts('inform').at(-1), 'Everything is up to date.');
      await update(fake.services);
      assert.match(fake.ui.texts('inform').at(-1) ?? '', /^No known updates\./);
    });

    it('reports updates that cannot be looked up as an error', async () => {
      await install(fake.services, fake.rows.version('tool', 'v1.0.0'));
      fake.forge.faults.add({ kind: 'status', status: 404, path: /releases/ });
      await checkForUpdates(fake.services);
      await settle();
      assert.ok(isEngineError(fake.shown[0]?.error, 'notFound'));
      assert.ok(!fake.ui.texts('inform').includes('Everything is up to date.'));
    });

    it('finds the update of the same tool in a release with several tools', async () => {
      fake.ui.next({ pick: 'saw-linux-x64' });
      await install(fake.services, fake.rows.version('kit', 'v1.0'));
      const kit = fake.forge.content.repositories.find(({ name }) => name === 'kit')!;
      const [v1] = kit.releases;
      kit.releases.unshift({ ...v1!, id: 999_999, tag: 'v1.1', createdAt: new Date() });
      fake.engine.releases.invalidate({ instance: fake.forge.url });
      await fake.services.updates.check(followedOf(await fake.installed(), []));
      fake.ui.next({ pickMany: ['saw'] });
      await update(fake.services);
      assert.deepEqual(await fake.names(), ['saw v1.1 *', 'saw v1.0']);
    });
  });

  it('puts commands on the PATH and takes them off at once', async () => {
    await removeFromPath(fake.services);
    assert.equal(fake.services.settings.current.addToPath, false);
    await install(fake.services, fake.rows.version('tool', 'v1.0.0'));
    assert.match(fake.ui.texts('inform').at(-1) ?? '', /Its commands \(tool\) are not on the PATH/);
    await addToPath(fake.services);
    assert.equal(fake.configuration.userValue(SETTINGS.addToPath), true);
  });

  it('says that rows are gone, and ignores nonsense', async () => {
    await install(fake.services, fake.rows.version('tool', 'v1.0.0'));
    const before = fake.ui.messages.length;
    const commands = [uninstall, useVersion, runInTerminal];
    for (const row of [{ id: 7 }, null, 'x', [], {}]) for (const command of commands) await command(fake.services, row);
    assert.equal(fake.ui.messages.length, before);
    for (const command of commands) await command(fake.services, { id: 'x' });
    assert.deepEqual(
      fake.ui.texts('inform').slice(-3),
      commands.map(() => 'It is no longer installed.'),
    );
    assert.deepEqual(await fake.names(), ['tool v1.0.0 *']);
    assert.deepEqual(fake.host.typed, []);
  });
});
