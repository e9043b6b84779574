import { readElf } from './elf.ts';
import { readMachO } from './machO.ts';
import { readPe } from './pe.ts';
import type { Arch, Libc, Os } from './platform.ts';
import { readShebang } from './shebang.ts';

/** Random access to a file. Fewer bytes than asked for come back at its end. */
export interface ByteReader {
  readonly read: (offset: number, length: number) => Promise<Buffer>;
}

/** What the first bytes of a program say about where it runs. */
export interface ProgramHeader {
  /** `portable`: one file that several systems take for their own format. */
  readonly format: 'elf' | 'machO' | 'pe' | 'portable';
  readonly os: Os;
  /** More than one in a universal binary of macOS. */
  readonly archs: readonly Arch[];
  /** Linux only, and `undefined` where the loader is one that we do not know. */
  readonly libc: Libc | undefined;
  /** The lowest version of glibc that has all that the program links to, such as `2.34`. */
  readonly minimumGlibc: string | undefined;
  /** The loader that an ELF program asks for. */
  readonly interpreter: string | undefined;
}

export type Header =
  | ({ readonly kind: 'program' } & ProgramHeader)
  | { readonly kind: 'script'; /** The last part of its path: `sh`, `python3`. */ readonly interpreter: string }
  /** Starts as a program and breaks off, or contradicts itself. */
  | { readonly kind: 'damaged' }
  /** No program that we know: an archive, a text, data. */
  | { readonly kind: 'other' };

/** Longest part of a file that tells its format. */
const MAGIC_LENGTH = 64;

/**
 * Reads what a file is from its own bytes, whatever its name says. Reads a bounded number of bytes, however large the file
 * is and whatever its header claims; never throws for what the bytes are.
 * @throws what the reader throws
 */
export async function readHeader(reader: ByteReader): Promise<Header> {
  const start = await reader.read(0, MAGIC_LENGTH);
  if (start.toString('latin1', 0, 6) === 'MZqFpD') return { kind: 'program', ...PORTABLE };
  if (start.toString('latin1', 0, 4) === '\x7fELF') return readElf(start, reader);
  if (start.toString('latin1', 0, 2) === 'MZ') return readPe(start, reader);
  if (start.toString('latin1', 0, 2) === '#!') return readShebang(await reader.read(0, 256));
  return (await readMachO(start, reader)) ?? { kind: 'other' };
}

/** An Actually Portable Executable: https://justine.lol/ape.html */
const PORTABLE: ProgramHeader = {
  format: 'portable',
  os: 'other',
  archs: ['x64', 'arm64'],
  libc: 'static',
  minimumGlibc: undefined,
  interpreter: undefined,
};
