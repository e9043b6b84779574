import { link, rename, rm, stat, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ifThere, isBusy, replaceFile, syncDirectory, whileBusy } from '../disk.ts';
import { readLimitedText } from '../limitedFile.ts';
import type { Clock } from '../ports.ts';
import { namesIn, sweepUnfinished, unfinishedIn } from './links.ts';
import type { FoundLink, Links } from './links.ts';
import { isSelfContained } from './selfContained.ts';

/** Our shims contain two paths; anything else is a foreign file. */
const MAX_SHIM_BYTES = 1024 * 1024;

/**
 * Used where links need a privilege that few users have: two small scripts for each command, `.cmd` for cmd and PowerShell,
 * and one without extension for Git Bash and MSYS. There is no `.ps1`: PowerShell would prefer it to the `.cmd`, but refuses
 * to run it by default.
 *
 * A program that needs no other files also gets a hard link `.exe`, which needs no privilege. Programs that start only
 * `.exe` files find it, arguments arrive unchanged, and cmd does not ask whether to end a batch job. All shells prefer it to
 * the `.cmd`, which still records where the command leads.
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
    // It takes precedence over the others, so it is removed first and created last.
    await this.#discard(this.#exe(command));
    await this.#put(this.#shell(command), shellShim(relative));
    await this.#put(this.#cmd(command), cmdShim(relative));
    // Some file systems have no hard links, and the cache may be on another one.
    if (/\.exe$/i.test(target) && (await isSelfContained(target)))
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

  /** A running program cannot be removed, but it can be moved. A later sweep removes it. */
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

/**
 * Whether there is a file that is neither the target nor a copy with the same time, such as one made when everything moved
 * to another drive.
 */
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
