import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isEngineError } from '../../../../src/engine/errors.ts';
import { tarBytes } from '../../../support/archives/tarBytes.ts';
import { fails, program, TOOL, toolTar, useInstallRig } from '../../../support/installRig.ts';

/** Expects that another tool has the command. */
async function commandsNeedConsent(work: Promise<unknown>): Promise<void> {
  await assert.rejects(work, (error) => {
    assert.ok(isEngineError(error, 'commandsNeedConsent'), String(error));
    const reasons = error.facts.commands.find(({ command }) => command === 'saw')?.reasons ?? [];
    assert.ok(reasons.some((reason) => reason.why === 'taken' && reason.by === 'bob/saw v1.0'));
    return true;
  });
}

describe('Installer, several versions', () => {
  const rig = useInstallRig();
  const install = (version: string, mark = version): ReturnType<typeof rig.install> =>
    rig.install('tool.tar', toolTar(mark), { asset: { version } });
  const current = async (): Promise<string> => {
    const text = await readFile((await rig.installer().which('tool')) ?? '', 'latin1');
    return text.slice(program().length);
  };

  it('keeps versions side by side and switches between them', async () => {
    await install('v1');
    await install('v2');
    assert.equal(await current(), 'v2');
    assert.equal((await rig.installer().use(TOOL, 'v1')).active, true);
    assert.equal(await current(), 'v1');
    const listed = await rig.installer().list();
    assert.deepEqual(listed.map(({ asset, active }) => `${asset.version} ${active}`).toSorted(), [
      'v1 true',
      'v2 false',
    ]);
    assert.equal((await rig.installer().find(TOOL))?.asset.version, 'v1');
  });

  it('finds a tool whatever the case of its name', async () => {
    await install('v1');
    const shouted = { ...TOOL, name: 'TOOL', source: { kind: 'release', owner: 'ALICE', repo: 'Tool' } } as const;
    assert.ok(await rig.installer().find(shouted, 'v1'));
  });

  it('removes commands that the version in use does not have', async () => {
    const both = tarBytes(['tool', 'tool-extra'].map((name) => ({ name, body: program(), mode: 0o755 })));
    await rig.install('tool.tar', both, { asset: { version: 'v1' }, consent: { allow: ['tool', 'tool-extra'] } });
    assert.deepEqual(Object.keys(await rig.links()).toSorted(), ['tool', 'tool-extra']);
    await install('v2');
    assert.deepEqual(Object.keys(await rig.links()), ['tool']);
  });

  it('cannot use a version that is not installed', async () => {
    await fails(rig.installer().use(TOOL, 'v9'), 'notInstalled', { tool: 'tool', version: 'v9' });
  });

  it('removes one version, with the commands that led to it', async () => {
    await install('v1');
    await install('v2');
    const removed = await rig.installer().uninstall(TOOL, 'v2');
    assert.deepEqual(
      removed.map(({ asset, active }) => [asset.version, active]),
      [['v2', true]],
    );
    assert.deepEqual([await rig.versions(), await rig.links()], [['tool/v1'], {}]);
    assert.deepEqual(await rig.installer().uninstall(TOOL, 'v2'), []);
  });

  it('leaves the commands of the version in use when another goes', async () => {
    await install('v1');
    await install('v2');
    await rig.installer().uninstall(TOOL, 'v1');
    assert.equal(await current(), 'v2');
  });

  it('removes a tool completely, with the files it wrote into its own directory', async () => {
    const { directory } = await install('v1');
    await install('v2');
    await writeFile(path.join(directory, 'settings'), 'x');
    assert.equal((await rig.installer().uninstall(TOOL)).length, 2);
    assert.deepEqual([await rig.versions(), await rig.links(), await rig.installer().list()], [[], {}, []]);
  });

  it('does not unpack an intact install again', async () => {
    const { directory, installedAt } = await install('v1');
    await writeFile(path.join(directory, 'settings'), 'x');
    const again = await install('v1');
    assert.deepEqual([again.installedAt, await readFile(path.join(directory, 'settings'), 'utf8')], [installedAt, 'x']);
  });

  it('installs a changed or incomplete version again', async () => {
    const { directory, executables } = await install('v1');
    await writeFile(executables[0]?.path ?? '', 'changed');
    await rm(path.join(directory, 'README.md'));
    const changed = await rig.installer().check(await install('v1'));
    assert.deepEqual(changed, { state: 'intact' });
    assert.equal(await current(), 'v1');
    assert.deepEqual(await rig.versions(), ['tool/v1']);
  });

  it('names the changed files', async () => {
    const installed = await install('v1');
    await rm(path.join(installed.directory, 'README.md'));
    assert.deepEqual(await rig.installer().check(installed), { state: 'changed', paths: ['README.md'] });
    await rig.installer().uninstall(TOOL);
    await fails(rig.installer().check(installed), 'notInstalled', { tool: 'tool', version: 'v1' });
  });

  it('replaces a version by other bytes of it, which are in use as before', async () => {
    await install('v1', 'before');
    const { executables } = await rig.install('tool.tar', toolTar('after'), {
      asset: { version: 'v1' },
      activate: false,
    });
    assert.deepEqual([await rig.installer().which('tool'), await current()], [executables[0]?.path, 'after']);
    assert.deepEqual(await rig.versions(), ['tool/v1']);
  });

  it('gives an install other programs without unpacking it again', async () => {
    const archive = tarBytes(['axe', 'saw'].map((name) => ({ name, body: program(name), mode: 0o755 })));
    const first = await rig.install('x.tar', archive, { executables: ['axe'] });
    await writeFile(path.join(first.directory, 'settings'), 'x');
    const second = await rig.install('x.tar', archive, { executables: ['saw'] });
    assert.deepEqual([Object.keys(await rig.links()), second.directory], [['saw'], first.directory]);
    assert.equal(await readFile(path.join(first.directory, 'settings'), 'utf8'), 'x');
    assert.deepEqual(await rig.installer().check(second), { state: 'intact' });
  });

  it('changes nothing of an install whose new command is taken', async () => {
    const archive = tarBytes(['axe', 'saw'].map((name) => ({ name, body: program(name), mode: 0o755 })));
    await rig.install('x.tar', archive, { executables: ['axe'] });
    await rig.install('saw', program(), { asset: { source: { kind: 'release', owner: 'bob', repo: 'saw' } } });
    const taken = rig.install('x.tar', archive, { executables: ['saw'] });
    await commandsNeedConsent(taken);
    const kept = await rig.installer().find(TOOL);
    assert.deepEqual(
      kept?.executables.map(({ command, linked }) => [command, linked]),
      [['axe', true]],
    );
  });

  it('changes nothing where other bytes of the version in use bring a command that is taken', async () => {
    await install('v1', 'before');
    await rig.install('saw', program(), { asset: { source: { kind: 'release', owner: 'bob', repo: 'saw' } } });
    const archive = tarBytes([{ name: 'bin/saw', body: program(), mode: 0o755 }]);
    const taken = rig.install('tool.tar', archive, { asset: { version: 'v1' }, activate: false });
    await commandsNeedConsent(taken);
    assert.deepEqual([await current(), await rig.versions()], ['before', ['saw/v1.0', 'tool/v1']]);
  });

  it('keeps commands right when the version in use gets other programs and is not to be made it', async () => {
    const archive = tarBytes(['axe', 'saw'].map((name) => ({ name, body: program(name), mode: 0o755 })));
    await rig.install('x.tar', archive, { executables: ['axe'] });
    await rig.install('x.tar', archive, { executables: ['saw'], activate: false });
    assert.deepEqual(Object.keys(await rig.links()), ['saw']);
  });

  it('updates the facts about the asset', async () => {
    await install('v1');
    const later = { version: 'v1', upstreamId: 'another upload', evidence: 'signature' } as const;
    await rig.install('tool.tar', toolTar('v1'), { asset: later });
    const { asset } = (await rig.installer().find(TOOL)) ?? assert.fail();
    assert.deepEqual([asset.upstreamId, asset.evidence], ['another upload', 'signature']);
  });

  it('finds nothing for a name that cannot be a command', async () => {
    for (const command of ['', '..', '../installs', 'a/b', 'a\0b', 'gone'])
      assert.equal(await rig.installer().which(command), undefined, command);
  });
});
