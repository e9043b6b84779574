import type { Arch, Libc, Os } from './platform.ts';

/** Random access to a file. Returns fewer bytes at its end. */
export interface RangeReader {
  readonly read: (offset: number, length: number) => Promise<Buffer>;
}

/** What the first bytes of a program say about where it runs. */
export interface ProgramHeader {
  /** `portable`: one file that several systems run as their own format. */
  readonly format: 'elf' | 'machO' | 'pe' | 'portable';
  readonly os: Os;
  /** More than one in a macOS universal binary. */
  readonly archs: readonly Arch[];
  /** Linux only, and `undefined` if the loader is unknown. */
  readonly libc: Libc | undefined;
  /** The lowest glibc version with everything that the program links to, such as `2.34`. */
  readonly minimumGlibc: string | undefined;
  /** The loader that an ELF program names. */
  readonly interpreter: string | undefined;
}

export type Header =
  | ({ readonly kind: 'program' } & ProgramHeader)
  | { readonly kind: 'script'; /** The last part of its path: `sh`, `python3`. */ readonly interpreter: string }
  /** Starts like a program but is truncated or inconsistent. */
  | { readonly kind: 'damaged' }
  /** Not a known kind of program: an archive, a text, data. */
  | { readonly kind: 'other' };
