import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Contender } from './contender.ts';

/** Replaces `{directory}` in an argument or variable by the directory of the run. */
const placed = (text: string, directory: string): string => text.replaceAll('{directory}', directory);

/** Bash prints the CPU time of a program and its children, in seconds, on its last line. */
const TIMED = 'TIMEFORMAT="%U %S"; time "$@"';

/** Runs a program in its directory from start to end. `cpuMs` is the CPU time it used. */
export const wholeProcess: Contender = ({ directory, command, env }) => {
  const [file = '', ...args] = command.map((text) => placed(text, directory));
  const own = Object.entries(env).map(([name, value]) => [name, placed(value, directory)]);
  const work = async () => {
    const options = { cwd: directory, env: { ...process.env, ...Object.fromEntries(own) }, maxBuffer: 64 * 1024 ** 2 };
    const { stderr } = await promisify(execFile)('bash', ['-c', TIMED, 'bash', file, ...args], options);
    const seconds = stderr.trimEnd().split('\n').at(-1)?.split(' ').map(Number) ?? [];
    return { cpuMs: seconds.reduce((sum, part) => sum + part, 0) * 1000 };
  };
  return Promise.resolve({ work });
};
