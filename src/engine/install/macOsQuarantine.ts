import type { MachineProbes } from '../machine/machine.ts';
import type { Installed } from './installed.ts';

const XATTR = '/usr/bin/xattr';
const ATTRIBUTE = 'com.apple.quarantine';

/** Runs a command and returns its output; `undefined` if there is no such command. */
type RunProgram = MachineProbes['output'];

/** Whether macOS would ask, or refuse, before it runs a program of the install. False on other systems. */
export async function isQuarantined({ executables }: Installed, run: RunProgram): Promise<boolean> {
  const listed = await Promise.all(executables.map(({ path }) => run(XATTR, [path])));
  return listed.some((text) => text?.split(/\r?\n/).includes(ATTRIBUTE));
}

/**
 * Removes the mark from all files of the install: from then on macOS runs them without asking. Call it only after the user
 * agreed for this install. Returns whether the mark is gone.
 */
export async function removeQuarantine(installed: Installed, run: RunProgram): Promise<boolean> {
  await run(XATTR, ['-dr', ATTRIBUTE, installed.directory]);
  return !(await isQuarantined(installed, run));
}
