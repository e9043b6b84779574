import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { useCli } from './cliRig.ts';
import type { CliAnswer, CliResult, CliRig } from './cliRig.ts';

const exec = promisify(execFile);
/** Runs in a network namespace without interfaces, if tests may create one, so there is no network at all. */
const NAMESPACE = spawnSync('unshare', ['-rn', 'true']).status === 0 ? ['unshare', '-rn'] : [];

type Isolated = (...args: readonly string[]) => Promise<CliResult & { readonly answer: CliAnswer }>;

/** The command line on a machine without a network, which has only the program, the directory and the lock. */
function isolatedFrom(rig: CliRig): Isolated {
  return async (...args) => {
    const program = [process.execPath, rig.program.file, '--json', '-C', rig.directory(), ...args];
    const [command = '', ...all] = [...NAMESPACE, ...program];
    const { stdout, stderr, code } = await exec(command, all, {
      env: { ...rig.program.env, PATH: process.env['PATH'] },
    }).then(
      (done) => ({ ...done, code: 0 }),
      (error: { stdout: string; stderr: string; code: number }) => error,
    );
    return { stdout, stderr, code, answer: JSON.parse(stdout) as CliAnswer };
  };
}

interface ExportRig {
  readonly rig: CliRig;
  readonly isolated: Isolated;
  /** The directory with the export. */
  readonly stick: () => string;
  /** The options that require a signature by the trusted key. */
  readonly strict: () => readonly string[];
}

/** A locked tool that was exported by a user who trusts its key. After that, the forge is gone. */
export function useExport(): ExportRig {
  const rig = useCli();
  const stick = (): string => join(rig.directory(), 'stick');
  beforeEach(async () => {
    await rig.lock('greet', '1.0.0');
    const { code, stderr } = await rig.call('export', stick(), ...rig.trusted(), ...rig.cacheAt('of who exports'));
    assert.equal(code, 0, stderr);
    await rig.forge.close();
  });
  return { rig, isolated: isolatedFrom(rig), stick, strict: () => [...rig.trusted(), '--require', 'signature'] };
}
