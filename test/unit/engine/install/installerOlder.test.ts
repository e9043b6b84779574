import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isEngineError } from '../../../../src/engine/errors.ts';
import { binTar, offerLines } from '../../../support/commandRig.ts';
import { TOOL, useInstallRig } from '../../../support/installRig.ts';

describe('installs of earlier versions of the program', () => {
  const rig = useInstallRig();

  /** The form in which it was written: every program became a command, without asking. */
  async function makeOld(directory: string): Promise<void> {
    const file = path.join(directory, '..', 'install.json');
    const {
      executables,
      others,
      consents: _,
      ...kept
    } = JSON.parse(await readFile(file, 'utf8')) as {
      executables: object[];
      others: object[];
      consents: unknown;
    };
    await writeFile(file, JSON.stringify({ ...kept, executables: [...executables, ...others] }));
  }

  it('lists and removes them unchanged, and asks when their commands are linked again', async () => {
    const { directory } = await rig.install('t.tar', binTar(['tool', 'git']), { consent: { allow: ['tool', 'git'] } });
    await makeOld(directory);
    const forgetful = { keys: () => [], get: () => undefined, update: () => Promise.resolve() };
    const installer = rig.installer({ choices: forgetful });
    const [only] = await installer.list();
    assert.deepEqual(
      only?.executables.map((one) => [one.command, one.linked]),
      [
        ['tool', true],
        ['git', true],
      ],
    );
    assert.deepEqual(await installer.check(only), { state: 'intact' });
    await assert.rejects(installer.use(TOOL, 'v1.0'), (error) => isEngineError(error, 'commandsNeedConsent'));
    const request = await rig.request('t.tar', binTar(['tool', 'git']), { consent: 'leave' });
    assert.deepEqual(offerLines((await installer.install(request)).notLinked), ['git: further']);
    assert.deepEqual(Object.keys(await rig.links()), ['tool']);
  });

  it('changes them without losing fields of a later version', async () => {
    const { directory } = await rig.install('t.tar', binTar(['tool', 'git']), { consent: 'leave' });
    const file = path.join(directory, '..', 'install.json');
    const kept = JSON.parse(await readFile(file, 'utf8')) as Record<string, Record<string, unknown>[]>;
    kept['others']![0]!['later'] = 'of the program';
    const asset = { ...(kept['asset'] as object), evidence: 'oracle' };
    await writeFile(file, JSON.stringify({ ...kept, asset, later: { a: 1 } }));
    await rig.installer().use(TOOL, 'v1.0', { allow: ['tool', 'git'] });
    const now = JSON.parse(await readFile(file, 'utf8')) as typeof kept;
    assert.deepEqual(now['later'], { a: 1 });
    assert.equal((now['asset'] as unknown as { evidence: string }).evidence, 'oracle');
    assert.ok(now['executables']?.some((one) => one['later'] === 'of the program'));
  });

  it("shows their stored text in place of reasons, and the names in a later version's reason", async () => {
    const { directory } = await rig.install('t.tar', binTar(['tool']));
    const file = path.join(directory, '..', 'install.json');
    const reasonsWith = async (proof: object): Promise<unknown> => {
      const stored = JSON.parse(await readFile(file, 'utf8')) as { executables: { proof: object }[] };
      stored.executables[0]!.proof = proof;
      await writeFile(file, JSON.stringify(stored));
      return (await rig.installer().list())[0]?.executables[0]?.proof.reasons;
    };
    const text = { say: 'text', names: ['Linux, x64'] };
    assert.deepEqual(await reasonsWith({ verdict: 'runs', reason: 'Linux, x64' }), [text]);
    const later = [{ say: 'quantum', names: ['Linux, x64'] }];
    assert.deepEqual(await reasonsWith({ verdict: 'runs', reasons: later }), [text]);
  });
});
