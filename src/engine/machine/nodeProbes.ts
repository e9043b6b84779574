import { access } from 'node:fs/promises';
import { release } from 'node:os';
import path from 'node:path';
import { readLimitedText } from '../limitedFile.ts';
import type { MachineProbes } from './machine.ts';
import { findProgram, SYSTEM_DIRECTORIES } from './programSearch.ts';
import { runSystemCommand } from './systemCommand.ts';

/** Longer than any answer needs, and short enough that a hanging command delays nothing. */
const COMMAND_TIMEOUT_MS = 3000;

/** `/proc/cpuinfo` has about 1.5 KB for each processor. */
const MAX_TEXT_BYTES = 2 * 1024 * 1024;

/** Probes the machine of this process: with a remote window, the remote one. */
export const NODE_PROBES: MachineProbes = {
  platform: process.platform,
  arch: process.arch,
  release: release(),
  env: process.env,
  glibcVersion,
  exists: (path) =>
    access(path).then(
      () => true,
      () => false,
    ),
  text: (path) => readLimitedText(path, MAX_TEXT_BYTES).catch(() => undefined),
  output,
};

function glibcVersion(): string | undefined {
  // Otherwise the report looks up the names of all network peers, which can take seconds.
  Object.assign(process.report, { excludeNetwork: true });
  const { header } = process.report.getReport() as { header?: { glibcVersionRuntime?: unknown } };
  return typeof header?.glibcVersionRuntime === 'string' ? header.glibcVersionRuntime : undefined;
}

/** Runs only the system's own programs, without this process's environment. */
const SYSTEM_ENV = { PATH: SYSTEM_DIRECTORIES.join(path.delimiter), LC_ALL: 'C' };

async function output(command: string, args: readonly string[]): Promise<string | undefined> {
  const file = path.isAbsolute(command) ? command : await findProgram(command, SYSTEM_DIRECTORIES);
  if (file === undefined) return undefined;
  const printed = await runSystemCommand({ file, args, env: SYSTEM_ENV, timeLimitMs: COMMAND_TIMEOUT_MS });
  // A command that failed may still have printed the answer.
  return printed && printed.stdout + printed.stderr;
}
