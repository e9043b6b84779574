import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { release } from 'node:os';
import type { MachineProbes } from './machine.ts';

/** Longer than any answer needs, and short enough that a command that hangs holds nothing up. */
const COMMAND_TIMEOUT_MS = 3000;

/** The probes of the machine that this process runs on: behind a remote window, the remote one. */
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
  output,
};

function glibcVersion(): string | undefined {
  // Without this the report asks the network for the names of all peers, which can take seconds.
  Object.assign(process.report, { excludeNetwork: true });
  const { header } = process.report.getReport() as { header?: { glibcVersionRuntime?: unknown } };
  return typeof header?.glibcVersionRuntime === 'string' ? header.glibcVersionRuntime : undefined;
}

function output(command: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(command, args, { timeout: COMMAND_TIMEOUT_MS, windowsHide: true }, (error, stdout, stderr) => {
      // A command that ran and failed still has said something; one that is not there has not.
      resolve(error && typeof error.code !== 'number' ? undefined : stdout + stderr);
    });
  });
}
