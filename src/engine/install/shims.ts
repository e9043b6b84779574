import { rm, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ifThere, replaceFile, syncDirectory } from '../disk.ts';
import { readLimitedText } from '../limitedFile.ts';
import type { Clock } from '../ports.ts';
import { namesIn, sweepUnfinished, unfinishedIn } from './links.ts';
import type { FoundLink, Links } from './links.ts';

/** Our shims contain two paths; anything else is a foreign file. */
const MAX_SHIM_BYTES = 1024 * 1024;

/**
 * Used where links need a privilege that few users have: two small scripts for each command, `.cmd` for cmd and PowerShell,
 * and one without extension for the shells of Git and MSYS. There is no `.ps1`: PowerShell would prefer it to the `.cmd`,
 * but refuses to run it by default.
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
    if (text !== undefined) return { target: targetOfCmd(text, this.#bin) };
    const shell = await readLimitedText(this.#shell(command), MAX_SHIM_BYTES);
    return shell === undefined || shell.startsWith(SHELL_START) ? undefined : { target: undefined };
  }

  async write(command: string, target: string): Promise<void> {
    const relative = path.relative(this.#bin, target).replaceAll(path.sep, '/');
    await this.#put(this.#shell(command), shellShim(relative));
    await this.#put(this.#cmd(command), cmdShim(relative));
  }

  async remove(command: string): Promise<void> {
    await ifThere(() => unlink(this.#cmd(command)));
    await ifThere(() => unlink(this.#shell(command)));
  }

  async sync(): Promise<void> {
    await ifThere(() => syncDirectory(this.#bin));
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

  #shell(command: string): string {
    return path.join(this.#bin, command);
  }
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
