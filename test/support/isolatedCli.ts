import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import type { CliAnswer, CliResult, CliRig } from './cliRig.ts';

const exec = promisify(execFile);
/** Runs in a network namespace without interfaces, if tests may create one, so there is no network at all. */
const NAMESPACE = spawnSync('unshare', ['-rn', 'true']).status === 0 ? ['unshare', '-rn'] : [];

type Isolated = (...args: readonly string[]) => Promise<CliResult & { readonly answer: CliAnswer }>;

/** The command line on a machine without a network, which has only the program, the directory and the lock. */
export function isolatedFrom(rig: CliRig): Isolated {
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
