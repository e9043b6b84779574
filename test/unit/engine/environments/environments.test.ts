import assert from 'node:assert/strict';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { LINUX, useEnvironmentRig } from '../../../support/environmentRig.ts';
import type { TestTool } from '../../../support/environmentRig.ts';
import { THIS_SYSTEM } from '../../../support/thisSystem.ts';

const greet = (version: string, rest: Partial<TestTool> = {}): TestTool => ({ name: 'greet', version, ...rest });
const saw: TestTool = { name: 'saw', version: '2.0' };

describe('environments', function () {
  const rig = useEnvironmentRig();

  it('runs in each folder the version locked there', async () => {
    const [a, b] = [await rig.folder('a'), await rig.folder('b')];
    await rig.restore(a, greet('1.0.0'));
    assert.equal(await rig.type(a, 'greet'), 'greet 1.0.0');
    await rig.restore(b, greet('1.1.0'));
    assert.deepEqual([await rig.type(a, 'greet'), await rig.type(b, 'greet')], ['greet 1.0.0', 'greet 1.1.0']);
    await rig.restore(a, greet('1.0.0'), saw);
    assert.deepEqual([await rig.type(a, 'greet'), await rig.type(b, 'greet')], ['greet 1.0.0', 'greet 1.1.0']);
    assert.deepEqual(await rig.installs.links(), {}, 'the user gets no commands from it');
  });

  it("leaves the user's commands alone, even those of the restored version", async () => {
    const folder = await rig.folder('a');
    const { installs } = rig;
    await rig.provide(greet('1.0.0', { programs: ['greet', 'greetctl'] }), greet('2.0.0'));
    const [older] = (await installs.installer().list()).filter(({ asset }) => asset.version === '1.0.0');
    assert.ok(older);
    await installs.installer().use(older.tool, '1.0.0', { allow: ['greet', 'greetctl'] });
    const before = await installs.links();
    await rig.restore(folder, greet('2.0.0'));
    await rig.restore(folder, greet('1.0.0', { programs: ['greet', 'greetctl'] }));
    assert.deepEqual(await installs.links(), before);
    const [now] = (await installs.installer().list()).filter(({ active }) => active);
    assert.deepEqual(
      now?.executables.filter(({ isCommand }) => isCommand).map(({ command }) => command),
      ['greet', 'greetctl'],
    );
  });

  it('keeps the directory for the PATH when the lock changes', async () => {
    const folder = await rig.folder('a');
    const { binDirectory } = await rig.restore(folder, greet('1.0.0'));
    const after = await rig.restore(folder, greet('1.1.0'));
    assert.equal(after.binDirectory, binDirectory);
    assert.equal(rig.environments().binDirectory(folder), binDirectory);
    assert.equal(await rig.type(folder, 'greet'), 'greet 1.1.0');
  });

  it('distinguishes ready, unlinked, missing and other versions, and tools for other machines', async () => {
    const folder = await rig.folder('a');
    const state = async (...tools: readonly TestTool[]): Promise<readonly string[]> => {
      const { isCurrent, tools: found } = await rig.environments().state(folder, rig.lock(...tools), LINUX);
      return [`${isCurrent}`, ...found.map((one) => `${one.name} ${one.state} ${one.linked ?? '-'}`)];
    };
    assert.deepEqual(await state(), ['true']);
    assert.deepEqual(await state(greet('1.0.0')), ['false', 'greet missing -']);
    await rig.provide(greet('1.0.0'));
    assert.deepEqual(await state(greet('1.0.0')), ['false', 'greet unlinked -']);
    await rig.restore(folder, greet('1.0.0'));
    assert.deepEqual(await state(greet('1.0.0')), ['true', 'greet ready 1.0.0']);
    assert.deepEqual(await state(greet('1.1.0')), ['false', 'greet otherVersion 1.0.0']);
    assert.deepEqual(await state(greet('1.0.0', { mark: ' replaced' })), ['false', 'greet otherVersion 1.0.0']);
    assert.deepEqual(await state(), ['false']);
    const mac = { ...LINUX, os: 'darwin' } as const;
    const elsewhere = await rig.environments().state(folder, rig.lock(greet('1.0.0')), mac);
    assert.deepEqual(
      elsewhere.tools.map((one) => one.state),
      ['noPlatform'],
    );
  });

  it('has all installed locked tools, and no other version of a missing one', async () => {
    const folder = await rig.folder('a');
    await rig.restore(folder, greet('1.0.0'), saw);
    const lock = rig.lock(greet('1.1.0'), saw);
    const state = await rig.environments().build(folder, lock, LINUX);
    assert.deepEqual([...state.commands.keys()], ['saw']);
    assert.equal(state.isCurrent, false);
    assert.deepEqual(
      state.tools.map((one) => [one.name, one.state]),
      [
        ['greet', 'missing'],
        ['saw', 'ready'],
      ],
    );
    await assert.rejects(rig.type(folder, 'greet'));
  });

  it('gives a command claimed by two tools to the first in the lock, and reports that', async () => {
    const folder = await rig.folder('a');
    const second: TestTool = {
      name: 'hello',
      version: '3',
      programs: ['hello', 'GREET'],
      executables: ['hello', 'GREET'],
    };
    const state = await rig.restore(folder, greet('1.0.0'), second);
    assert.equal(state.isCurrent, true);
    assert.deepEqual(
      state.tools.map(({ commands, notLinked: left }) => [commands, left]),
      [
        [['greet'], []],
        [['hello'], [{ command: 'GREET', isOwn: true, reasons: [{ why: 'claimed', by: 'greet 1.0.0' }] }]],
      ],
    );
    const other = await rig.restore(folder, second, greet('1.0.0'));
    assert.deepEqual([...other.commands.keys()].toSorted(), ['GREET', 'hello']);
  });

  it('leaves out commands that need consent, and remembers consent for the folder alone', async () => {
    const [a, b] = [await rig.folder('a'), await rig.folder('b')];
    const findOnPath = (): Promise<ReadonlyMap<string, string>> =>
      Promise.resolve(new Map([['greet', '/usr/bin/greet']]));
    const environments = rig.environments({ findOnPath });
    const lock = rig.lock(greet('1.0.0'));
    await rig.provide(greet('1.0.0'));
    const refused = await environments.build(a, lock, LINUX);
    assert.deepEqual([refused.isCurrent, refused.commands.size], [true, 0]);
    assert.deepEqual(refused.tools[0]?.notLinked[0]?.reasons, [{ why: 'onPath', path: '/usr/bin/greet' }]);
    const allowed = await environments.build(a, lock, LINUX, { consent: 'own' });
    assert.deepEqual([...allowed.commands.keys()], ['greet']);
    assert.deepEqual([...(await environments.build(a, lock, LINUX)).commands.keys()], ['greet']);
    await rig.provide(greet('1.1.0'));
    const next = await environments.build(a, rig.lock(greet('1.1.0')), LINUX);
    assert.deepEqual([...next.commands.keys()], ['greet'], 'the answer applies to later versions');
    assert.equal((await environments.build(b, lock, LINUX)).commands.size, 0);
    const taken = await environments.build(a, lock, LINUX, { allow: new Map([['greet', []]]) });
    assert.equal(taken.commands.size, 0);
  });

  it("keeps the folder's answers when a process died during a switch", async () => {
    const folder = await rig.folder('a');
    const findOnPath = (): Promise<ReadonlyMap<string, string>> =>
      Promise.resolve(new Map([['greet', '/usr/bin/greet']]));
    const environments = rig.environments({ findOnPath });
    const lock = rig.lock(greet('1.0.0'));
    await rig.provide(greet('1.0.0'));
    await environments.build(folder, lock, LINUX, { consent: 'own' });
    const current = path.dirname(environments.binDirectory(folder));
    await rename(current, path.join(path.dirname(current), '.current-0-earlier'));
    const state = await environments.state(folder, lock, LINUX);
    assert.deepEqual([state.isCurrent, state.commands.size], [false, 0], 'nothing of it is on the PATH');
    const built = await environments.build(folder, lock, LINUX);
    assert.deepEqual([built.isCurrent, [...built.commands.keys()]], [true, ['greet']]);
    assert.equal(await rig.type(folder, 'greet'), 'greet 1.0.0');
  });

  it('may have a command that the user declined for themselves', async () => {
    const folder = await rig.folder('a');
    await rig.provide(greet('1.0.0'));
    const { installer } = rig.installs;
    const [one] = await installer().list();
    assert.ok(one);
    await installer().use(one.tool, '1.0.0', { allow: [] });
    const state = await rig.restore(folder, greet('1.0.0'));
    assert.deepEqual([...state.commands.keys()], ['greet']);
    assert.deepEqual(await rig.installs.links(), {});
  });

  it('writes nothing when everything is up to date', async () => {
    const folder = await rig.folder('a');
    const { binDirectory } = await rig.restore(folder, greet('1.0.0'), saw);
    const root = path.dirname(path.dirname(binDirectory));
    const before = await readdir(root);
    assert.equal(before.length, THIS_SYSTEM.junctions ? 2 : 1, before.join());
    await rig.restore(folder, greet('1.0.0'), saw);
    assert.deepEqual(await readdir(root), before);
  });

  it('is current with files next to its commands that a system put there', async () => {
    const folder = await rig.folder('a');
    const { binDirectory } = await rig.restore(folder, greet('1.0.0'));
    for (const name of ['.DS_Store', '._greet', '.nfs000000000000001200000001'])
      await writeFile(path.join(binDirectory, name), 'x');
    const state = await rig.environments().state(folder, rig.lock(greet('1.0.0')), LINUX);
    assert.deepEqual([state.isCurrent, [...state.commands.keys()]], [true, ['greet']]);
  });

  it('forgets an environment without its tools', async () => {
    const folder = await rig.folder('a');
    await rig.restore(folder, greet('1.0.0'));
    await rig.environments().forget(folder);
    await rig.environments().forget(folder);
    assert.deepEqual((await rig.environments().list()).environments, []);
    assert.equal((await rig.installs.installer().list()).length, 1);
    const state = await rig.environments().build(folder, rig.lock(greet('1.0.0')), LINUX);
    assert.equal(state.isCurrent, true);
  });

  it('lists environments with their folders, tools and users', async () => {
    const [a, b] = [await rig.folder('a'), await rig.folder('b')];
    await rig.restore(a, greet('1.0.0'));
    await rig.restore(b, greet('1.0.0'), saw);
    const { environments } = await rig.environments().list();
    const shown = environments.map(({ folder, tools }) => [path.basename(folder), ...tools.map(({ name }) => name)]);
    assert.deepEqual(
      shown.toSorted(([one = ''], [other = '']) => one.localeCompare(other)),
      [
        ['a', 'greet'],
        ['b', 'greet', 'saw'],
      ],
    );
    const installed = await rig.installs.installer().list();
    const users = await rig.environments().usersOf(installed.filter(({ tool }) => tool.name === 'saw'));
    assert.deepEqual(users, { folders: [b], unreadable: [] });
  });

  it('runs nothing instead of an uninstalled version', async () => {
    const folder = await rig.folder('a');
    await rig.restore(folder, greet('1.0.0'));
    await rig.provide(greet('2.0.0'));
    const installer = rig.installs.installer();
    const [one] = await installer.list();
    assert.ok(one);
    await installer.uninstall(one.tool, '1.0.0');
    const state = await rig.environments().state(folder, rig.lock(greet('1.0.0')), LINUX);
    assert.deepEqual([state.isCurrent, state.tools[0]?.state], [false, 'missing']);
    await assert.rejects(rig.type(folder, 'greet'));
  });

  it('keeps its bytes when the user installs other bytes of the same version', async () => {
    const folder = await rig.folder('a');
    await rig.restore(folder, greet('1.0.0'));
    const { installs } = rig;
    const installer = installs.installer({ isKept: (directory) => rig.environments().isUsed(directory) });
    const source = { kind: 'release', owner: 'alice', repo: 'greet' } as const;
    const body = Buffer.from('#!/bin/sh\necho other\n');
    await installer.install(await installs.request('greet', body, { asset: { version: '1.0.0', source } }));
    assert.equal(await rig.type(folder, 'greet'), 'greet 1.0.0');
    await rm(folder, { recursive: true });
    await rig.environments().forget(folder);
    const again = await installs.request('greet', Buffer.from('#!/bin/sh\necho third\n'), {
      asset: { version: '1.0.0', source },
    });
    await installer.install(again);
    assert.equal((await installer.list()).length, 1);
  });

  it('links programs that the lock names and the install did not detect', async () => {
    const folder = await rig.folder('a');
    const programs = ['greet', 'extra'];
    await rig.provide(greet('1.0.0', { programs }));
    const named = greet('1.0.0', { programs, executables: ['extra'] });
    const state = await rig.restore(folder, named);
    assert.deepEqual([...state.commands.keys()], ['extra']);
    assert.equal(await rig.type(folder, 'extra'), 'extra 1.0.0');
    const record = await readFile(path.join(path.dirname(state.binDirectory), 'environment.json'), 'utf8');
    assert.match(record, /"folder"/);
  });
});
