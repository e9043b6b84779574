import { execFile } from 'node:child_process';
import type { ExecFileOptions } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Runs a program to its end, and gives what it printed. Rejects with its error output if it fails. */
export async function run(program: string, args: readonly string[], options: ExecFileOptions = {}): Promise<string> {
  const { stdout } = await execute(program, args, { maxBuffer: 2 ** 26, ...options, encoding: 'utf8' });
  return stdout;
}

/** npm's own programs are scripts on Windows, which only a shell starts. */
export const SHELL = { shell: process.platform === 'win32' };
