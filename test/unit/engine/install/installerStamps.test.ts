import assert from 'node:assert/strict';
import { readFile, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { InstallOutcome } from '../../../../src/engine/install/installed.ts';
import { program, toolTar, useInstallRig } from '../../../support/installRig.ts';
import { itWith } from '../../../support/thisSystem.ts';

interface Kept {
  executables: { sha256: string; stamp?: string }[];
}

describe('Installer and existing installs', () => {
  const rig = useInstallRig();
  const install = (options: { readAll?: boolean } = {}): Promise<InstallOutcome> =>
    rig.install('tool.tar', toolTar('right'), options);
  const manifestOf = ({ directory }: InstallOutcome): string => path.join(directory, '..', 'install.json');
  const programOf = ({ executables }: InstallOutcome): string => executables[0]?.path ?? '';
  const bytesOf = async (outcome: InstallOutcome): Promise<string> =>
    (await readFile(programOf(outcome), 'latin1')).slice(program().length);

  async function edit(outcome: InstallOutcome, change: (kept: Kept) => void): Promise<void> {
    const kept = JSON.parse(await readFile(manifestOf(outcome), 'utf8')) as Kept;
    change(kept);
    await writeFile(manifestOf(outcome), JSON.stringify(kept));
  }

  const stampOf = async (outcome: InstallOutcome): Promise<string | undefined> =>
    (JSON.parse(await readFile(manifestOf(outcome), 'utf8')) as Kept).executables[0]?.stamp;

  /** A wrong digest in the manifest shows whether the bytes are read, because then it is corrected. */
  async function isRead(options?: { readAll?: boolean }): Promise<boolean> {
    const before = await install();
    await edit(before, ({ executables }) => void (executables[0]!.sha256 = '0'.repeat(64)));
    const { executables } = await install(options);
    return executables[0]?.sha256 !== '0'.repeat(64);
  }

  it('trusts an install while its programs are untouched', async () => {
    assert.equal(await isRead(), false);
  });

  it('reads the programs on request', async () => {
    assert.equal(await isRead({ readAll: true }), true);
  });

  itWith(
    'changeTimes',
    'is made again where a program has other bytes of the same size, even with its time set back',
    async () => {
      const before = await install();
      const { atimeMs, mtimeMs } = await stat(programOf(before));
      await writeFile(programOf(before), `${program().toString('latin1')}wrong`, 'latin1');
      await utimes(programOf(before), atimeMs / 1000, mtimeMs / 1000);
      assert.equal(await bytesOf(await install()), 'right');
    },
  );

  it('reads an install once if its files were touched or an earlier version made it', async () => {
    const made = await install();
    await edit(made, ({ executables }) => void delete executables[0]!.stamp);
    await utimes(programOf(made), 1, 1);
    const { installedAt } = await install();
    assert.equal(installedAt, made.installedAt);
    const stamp = await stampOf(made);
    assert.equal(typeof stamp, 'string');
    assert.equal(await isRead(), false);
  });
});
