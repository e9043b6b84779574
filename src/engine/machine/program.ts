import type { Arch, Libc, Os } from './platform.ts';

/** Random access to a file. Fewer bytes than asked for come back at its end. */
export interface RangeReader {
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
