import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { isEngineError } from '../../../../src/engine/errors.ts';
import type { InstallOutcome } from '../../../../src/engine/install/installed.ts';
import { tarBytes } from '../../../support/archives/tarBytes.ts';
import { binTar, offerLines } from '../../../support/commandRig.ts';
import { TOOL, useInstallRig } from '../../../support/installRig.ts';
import { THIS_SYSTEM, itWith } from '../../../support/thisSystem.ts';

type Rest = Parameters<ReturnType<typeof useInstallRig>['install']>[2];

describe('programs of an archive', () => {
  const rig = useInstallRig();
  const onPath: Record<string, string> = { git: '/usr/bin/git', sudo: '/usr/bin/sudo' };
  const findOnPath = (commands: readonly string[]): Promise<ReadonlyMap<string, string>> =>
    Promise.resolve(new Map(commands.flatMap((name) => (onPath[name] ? [[name, onPath[name]] as const] : []))));
  const installer = (): ReturnType<typeof rig.installer> => rig.installer({ findOnPath });
  const install = async (bytes: Buffer, rest: Rest = {}): Promise<InstallOutcome> =>
    installer().install(await rig.request('t.tar', bytes, rest));
  const linked = async (): Promise<readonly string[]> => Object.keys(await rig.links()).toSorted();
  /** The commands that need consent. */
  async function asked(work: Promise<unknown>): Promise<readonly string[]> {
    const error: unknown = await work.then(
      () => assert.fail('nothing was asked'),
      (error: unknown) => error,
    );
    assert.ok(isEngineError(error, 'commandsNeedConsent'), String(error));
    return offerLines(error.facts.commands);
  }
  const ALL = ['tool', 'toolctl', 'git', 'sudo', 'cd'];

  it('links only programs with consent, except the one named like the tool', async () => {
    const expected = ['tool*', 'cd: further shell', 'git: further onPath', 'sudo: further onPath', 'toolctl: further'];
    assert.deepEqual(await asked(install(binTar(ALL))), expected);
    assert.deepEqual([await linked(), await rig.versions()], [[], []], 'nothing was installed');
    const { notLinked, executables } = await install(binTar(ALL), { consent: { allow: ['tool', 'git'] } });
    assert.deepEqual([await linked(), notLinked], [['git', 'tool'], []]);
    assert.deepEqual(
      executables.map((one) => `${one.command}${one.linked ? ' *' : ''}`),
      ['tool *', 'git *', 'cd', 'sudo', 'toolctl'],
      'each can be run by its path',
    );
  });

  it('leaves programs out and lists them if nobody can be asked', async () => {
    const { notLinked, active } = await install(binTar(ALL), { consent: 'leave' });
    assert.deepEqual([await linked(), active], [['tool'], true]);
    assert.deepEqual(offerLines(notLinked), [
      'cd: further shell',
      'git: further onPath',
      'sudo: further onPath',
      'toolctl: further',
    ]);
  });

  it('links programs that the call names, unless the name runs something else', async () => {
    const executables = ['tool', 'toolctl', 'git'];
    const { notLinked } = await install(binTar(ALL), { consent: 'leave', executables });
    assert.deepEqual([await linked(), offerLines(notLinked)], [['tool', 'toolctl'], ['git*: onPath']]);
    assert.deepEqual(await asked(install(binTar(ALL), { executables })), ['tool*', 'toolctl*', 'git*: onPath']);
  });

  it('links programs that run something else if the call names and allows them', async () => {
    const executables = ['tool', 'git'];
    const { notLinked } = await install(binTar(ALL), { consent: 'own', executables });
    assert.deepEqual([await linked(), notLinked], [['git', 'tool'], []]);
  });

  it('leaves out programs that nobody named even if the call allows others', async () => {
    const { notLinked } = await install(binTar(ALL), { consent: 'own' });
    assert.deepEqual([await linked(), offerLines(notLinked).length], [['tool'], 4]);
  });

  it('asks even if the tool itself is called as another program', async () => {
    const bytes = binTar(['git']);
    const rest = { tool: 'git' };
    assert.deepEqual(await asked(install(bytes, rest)), ['git*: onPath']);
    assert.deepEqual(offerLines((await install(bytes, { ...rest, consent: 'leave' })).notLinked), ['git*: onPath']);
    assert.deepEqual(await linked(), []);
    await install(bytes, { ...rest, consent: 'own' });
    assert.deepEqual(await linked(), ['git']);
  });

  it('asks if the only program is not called as the tool', async () => {
    assert.deepEqual(await asked(install(binTar(['other']))), ['other: further']);
    const { notLinked, active } = await install(binTar(['other']), { consent: 'leave' });
    assert.deepEqual([offerLines(notLinked), active], [['other: further'], false]);
  });

  it('asks once: both answers apply to later versions', async () => {
    await install(binTar(ALL), { asset: { version: 'v1' }, consent: { allow: ['tool', 'git'] } });
    await install(binTar(ALL, 'newer'), { asset: { version: 'v2' } });
    assert.deepEqual(await linked(), ['git', 'tool']);
    assert.match((await readFile((await installer().which('git')) ?? '')).toString(), /newer/);
  });

  it('asks about programs that are new in a version', async () => {
    await install(binTar(['tool', 'git']), { asset: { version: 'v1' }, consent: { allow: ['tool', 'git'] } });
    const next = binTar(['tool', 'git', 'sudo', 'saw']);
    const question = await asked(install(next, { asset: { version: 'v2' } }));
    assert.deepEqual(question, ['tool*', 'git', 'saw: further new', 'sudo: further new onPath']);
    const { notLinked } = await install(next, { asset: { version: 'v2' }, consent: 'leave' });
    assert.deepEqual([await linked(), offerLines(notLinked).length], [['git', 'tool'], 2]);
  });

  itWith('scripts', 'that an earlier choice names need a yes for a name that no version had', async () => {
    const called = (name: string): Buffer => tarBytes([{ name: `t/${name}`, body: '#!/bin/sh\n', mode: 0o755 }]);
    await install(called('1.0'), { asset: { version: 'v1.0', name: 'x-1.0.tar' }, executables: ['1.0'] });
    assert.deepEqual(await linked(), ['1.0']);
    // The choice does not include the version, whose spelling is up to the publisher.
    const next = install(called('0git'), { asset: { version: '0git', name: 'x-0git.tar' } });
    assert.deepEqual(await asked(next), ['0git*: new']);
  });

  it('keeps an accepted command when the memory of the answer is lost', async () => {
    await install(binTar(['tool', 'git']), { consent: { allow: ['tool', 'git'] } });
    const forgetful = { keys: () => [], get: () => undefined, update: () => Promise.resolve() };
    const again = await rig.request('t.tar', binTar(['tool', 'git']), { consent: 'leave' });
    const { notLinked } = await rig.installer({ findOnPath, choices: forgetful }).install(again);
    assert.deepEqual([await linked(), notLinked], [['git', 'tool'], []]);
  });

  it('leaves out all if another tool has the command of the tool itself', async () => {
    const bob = { source: { kind: 'release', owner: 'bob', repo: 'other' } } as const;
    await install(binTar(['tool']), { asset: bob, tool: 'tool' });
    const executables = ['tool', 'toolctl'];
    const { notLinked, active } = await install(binTar(ALL), { consent: 'leave', executables });
    assert.deepEqual([active, offerLines(notLinked)], [false, ['tool*: taken']]);
    await install(binTar(ALL), { consent: 'own', executables });
    assert.deepEqual(await linked(), ['tool', 'toolctl']);
    assert.equal((await installer().find({ ...TOOL, ...bob, name: 'tool' }, 'v1.0'))?.active, false);
  });

  it('never takes a command over by an answer that is older than its owner', async () => {
    await install(binTar(['tool']), { asset: { version: 'v1' }, consent: { allow: ['tool'] } });
    const bob = { source: { kind: 'release', owner: 'bob', repo: 'other' } } as const;
    await install(binTar(['tool']), { asset: bob, tool: 'tool', consent: 'own' });
    assert.deepEqual(await asked(install(binTar(['tool']), { asset: { version: 'v2' } })), ['tool*: taken']);
  });

  it('keeps the old commands in use if a new version has none', async () => {
    await install(binTar(['tool']), { asset: { version: 'v1' } });
    const { active } = await install(binTar(['other']), { asset: { version: 'v2' }, consent: 'leave' });
    assert.deepEqual([active, await linked()], [false, ['tool']]);
    assert.equal((await installer().find(TOOL))?.asset.version, 'v1');
  });

  // Windows refuses the archive anyway if it has the name of a device.
  const device = THIS_SYSTEM.permissions ? ['con'] : [];
  for (const name of ['.exe', '-', 'a b', '$(id)', 'x;y', ...device, 'с']) {
    it(`never links a program called ${JSON.stringify(name)}`, async () => {
      const { notLinked, executables } = await install(binTar(['tool', name]), {
        consent: 'leave',
        executables: ['tool', name],
      });
      assert.deepEqual([await linked(), notLinked, executables.length], [['tool'], [], 2]);
      const { notLinked: still } = await install(binTar(['tool', name]), { consent: { allow: ['tool', name] } });
      assert.deepEqual([await linked(), still], [['tool'], []]);
    });
  }

  it('treats an archive whose only directory is bin as a bin directory', async () => {
    for (const more of [[], [{ name: 'README', body: 'x' }]]) {
      const names = ['bin/tool', 'bin/toolctl'];
      const bytes = tarBytes([...names.map((name) => ({ name, body: '#!/bin/sh\n', mode: 0o755 })), ...more]);
      const { executables } = await install(bytes, { consent: 'leave' });
      assert.deepEqual(
        executables.map(({ command }) => command),
        ['tool', 'toolctl'],
      );
      await installer().uninstall(TOOL);
    }
  });

  it('lets the user choose again at any time', async () => {
    await install(binTar(ALL), { consent: 'leave' });
    const offers = await installer().offers(TOOL, 'v1.0');
    assert.deepEqual(offerLines(offers), [
      'tool*',
      'cd: further shell',
      'git: further onPath',
      'sudo: further onPath',
      'toolctl: further',
    ]);
    assert.deepEqual(
      offers.filter((one) => one.isLinked).map(({ command }) => command),
      ['tool'],
    );
    await installer().use(TOOL, 'v1.0', { allow: ['git', 'toolctl'] });
    assert.deepEqual(await linked(), ['git', 'toolctl']);
    await installer().use(TOOL, 'v1.0', { allow: [] });
    assert.deepEqual(await linked(), []);
    await installer().use(TOOL, 'v1.0');
    assert.deepEqual(await linked(), [], 'a refusal is remembered, too');
  });

  it('asks on the first use of a version that was installed without being used', async () => {
    await install(binTar(ALL), { activate: false });
    assert.deepEqual(await linked(), []);
    const commands = (await installer().find(TOOL, 'v1.0'))?.executables.filter(({ isCommand }) => isCommand);
    assert.deepEqual(
      commands?.map(({ command }) => command),
      ['tool'],
      'the commands listed before the first use',
    );
    assert.equal((await asked(installer().use(TOOL, 'v1.0'))).length, 5);
    assert.deepEqual(offerLines((await installer().use(TOOL, 'v1.0', 'leave')).notLinked).length, 4);
    assert.deepEqual(await linked(), ['tool']);
  });

  it('remembers nothing from a call for a folder', async () => {
    const call = { executables: ['tool', 'git'], consent: 'own', remember: false } as const;
    await install(binTar(ALL), { ...call, asset: { version: 'v1' } });
    const { notLinked } = await install(binTar(ALL, '2'), { asset: { version: 'v2' }, consent: 'leave' });
    assert.ok(offerLines(notLinked).includes('git: further'), offerLines(notLinked).join());
  });
});
