import { link, rename, rm, stat, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ifThere, isBusy, replaceFile, syncDirectory, whileBusy } from '../disk.ts';
import { readLimitedText } from '../limitedFile.ts';
import type { Clock } from '../ports.ts';
import { namesIn, sweepUnfinished, unfinishedIn } from './links.ts';
import type { FoundLink, Links } from './links.ts';
import { standsAlone } from './standsAlone.ts';

/** Our shims contain two paths; anything else is a foreign file. */
const MAX_SHIM_BYTES = 1024 * 1024;

/**
 * Used where links need a privilege that few users have: two small scripts for each command, `.cmd` for cmd and PowerShell,
 * and one without extension for the shells of Git and MSYS. There is no `.ps1`: PowerShell would prefer it to the `.cmd`,
 * but refuses to run it by default.
 *
 * A program that needs nothing next to it is also there itself, as `.exe` by a hard link, which needs no privilege. Programs
 * that start only programs find it, its arguments arrive as they were given, and no batch job asks whether to end. All
 * shells prefer it to the `.cmd`, which says all the same where the command leads.
 */
export class Shims implements Links {
  readonly #bin: string;
  readonly #clock: Clock;

  constructor(bin: string, clock: Clock) {
    this.#bin = bin;
    this.#clock = clock;
  }

  async commands(): Promise<readonly string[]> {
    const names = await namesIn(this.#bin);
    return names.filter((name) => /\.cmd$/i.test(name)).map((name) => name.slice(0, -'.cmd'.length));
  }

  /** The `.cmd` decides. */
  async read(command: string): Promise<FoundLink | undefined> {
    const text = await readLimitedText(this.#cmd(command), MAX_SHIM_BYTES);
    const target = text === undefined ? undefined : targetOfCmd(text, this.#bin);
    if (await isOther(this.#exe(command), target)) return { target: undefined };
    if (text !== undefined) return { target };
    const shell = await readLimitedText(this.#shell(command), MAX_SHIM_BYTES);
    return shell === undefined || shell.startsWith(SHELL_START) ? undefined : { target: undefined };
  }

  async write(command: string, target: string): Promise<void> {
    const relative = path.relative(this.#bin, target).replaceAll(path.sep, '/');
    // It would run in place of the others: it goes first and comes last.
    await this.#discard(this.#exe(command));
    await this.#put(this.#shell(command), shellShim(relative));
    await this.#put(this.#cmd(command), cmdShim(relative));
    // Some file systems have no hard links, and the cache may be on another one.
    if (/\.exe$/i.test(target) && (await standsAlone(target)))
      await link(target, this.#exe(command)).catch(() => undefined);
  }

  async remove(command: string): Promise<void> {
    await this.#discard(this.#exe(command));
    for (const file of [this.#cmd(command), this.#shell(command)])
      await ifThere(() => whileBusy(this.#clock, () => unlink(file)));
  }

  async sync(): Promise<void> {
    await ifThere(() => syncDirectory(this.#bin));
  }

  /** A program that runs cannot be removed, but it can be moved, and is swept another day. */
  async #discard(exe: string): Promise<void> {
    try {
      await ifThere(() => unlink(exe));
    } catch (error) {
      if (!isBusy(error)) throw error;
      const aside = await unfinishedIn(this.#bin);
      await whileBusy(this.#clock, () => rename(exe, aside));
    }
  }

  sweep(): Promise<void> {
    return sweepUnfinished(this.#bin, this.#clock);
  }

  async #put(file: string, text: string): Promise<void> {
    const unfinished = await unfinishedIn(this.#bin);
    try {
      await writeFile(unfinished, text, { mode: 0o755, flush: true });
      await replaceFile(unfinished, file, this.#clock);
    } finally {
      await rm(unfinished, { force: true }).catch(() => undefined);
    }
  }

  #cmd(command: string): string {
    return path.join(this.#bin, `${command}.cmd`);
  }

  #exe(command: string): string {
    return path.join(this.#bin, `${command}.exe`);
  }

  #shell(command: string): string {
    return path.join(this.#bin, command);
  }
}

/** Whether a file is there that is not the target, nor a copy that kept its time, as when all was moved to another drive. */
async function isOther(file: string, target: string | undefined): Promise<boolean> {
  const found = await ifThere(() => stat(file, { bigint: true }));
  if (!found) return false;
  const expected = target === undefined ? undefined : await ifThere(() => stat(target, { bigint: true }));
  if (!expected) return target === undefined;
  const isSame = found.ino === expected.ino && found.dev === expected.dev;
  return !isSame && (found.size !== expected.size || found.mtimeMs !== expected.mtimeMs);
}

/** Relative to the script's own directory, so that it does not contain the user's name in some code page. */
export function cmdShim(relative: string): string {
  return `@echo off\r\n"%~dp0${relative.replaceAll('/', '\\').replaceAll('%', '%%')}" %*\r\n`;
}

const SHELL_START = '#!/bin/sh\nexec "$(dirname -- "$0")"/';

function shellShim(relative: string): string {
  return `${SHELL_START}'${relative.replaceAll("'", String.raw`'\''`)}' "$@"\n`;
}

function targetOfCmd(text: string, bin: string): string | undefined {
  const [, relative] = /^@echo off\r?\n"%~dp0([^"]+)" %\*\s*$/.exec(text) ?? [];
  return relative && path.resolve(bin, relative.replaceAll('%%', '%').replaceAll('\\', '/'));
}
