import { elf, machO, pe } from '../../../programs.ts';
import { THIS_SYSTEM } from '../../../thisSystem.ts';
import { windowsProgram } from '../../../windowsProgram.ts';

/** Programs that do nothing; their headers name the machine they are for. */
const EMPTY_PROGRAMS = {
  'linux-x64': () => elf({ machine: 62 }),
  'linux-arm64': () => elf({ machine: 183 }),
  'darwin-x64': () => machO(0x0100_0007),
  'darwin-arm64': () => machO(0x0100_000c),
  'windows-x64': () => pe(0x8664),
} as const;

export type PlatformName = keyof typeof EMPTY_PROGRAMS;

export const PLATFORM_NAMES = Object.keys(EMPTY_PROGRAMS) as readonly PlatformName[];

/** As the files are named. There may be no file for it. */
export const THIS_PLATFORM = `${THIS_SYSTEM.windows ? 'windows' : process.platform}-${process.arch}`;

/** The real program for this machine, a small one for the others. */
export function programFor(platform: PlatformName, real: () => Buffer): Buffer {
  return platform === THIS_PLATFORM ? real() : EMPTY_PROGRAMS[platform]();
}

export const exe = (platform: PlatformName): string => (platform.startsWith('windows') ? '.exe' : '');

/** A program that prints a line: a script, except on Windows. */
export function sayingProgram(platform: string, says: string): Buffer {
  return platform.startsWith('windows') ? windowsProgram(`${says}\r\n`) : Buffer.from(`#!/bin/sh\necho "${says}"\n`);
}
