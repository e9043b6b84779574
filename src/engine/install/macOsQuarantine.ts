import type { MachineProbes } from '../machine/machine.ts';
import type { Installed } from './installed.ts';

const XATTR = '/usr/bin/xattr';
const ATTRIBUTE = 'com.apple.quarantine';

/** Runs a command and gives what it says; `undefined` where there is no such command. */
type RunProgram = MachineProbes['output'];

/** Whether macOS would ask, or refuse, before it runs a program of the install. False where there is no such thing. */
export async function isQuarantined({ executables }: Installed, run: RunProgram): Promise<boolean> {
  const listed = await Promise.all(executables.map(({ path }) => run(XATTR, [path])));
  return listed.some((text) => text?.split(/\r?\n/).includes(ATTRIBUTE));
}

/**
 * Takes the mark off all files of the install: from then on macOS runs them unasked. To be called only when the user
 * agreed to that for this install. Gives whether it is off.
 */
export async function removeQuarantine(installed: Installed, run: RunProgram): Promise<boolean> {
  await run(XATTR, ['-dr', ATTRIBUTE, installed.directory]);
  return !(await isQuarantined(installed, run));
}
