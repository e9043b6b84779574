import { readElf } from './elf.ts';
import { readMachO } from './machO.ts';
import { readPe } from './pe.ts';
import type { RangeReader, Header, ProgramHeader } from './program.ts';
import { readShebang } from './shebang.ts';

/** The longest part of a file that identifies its format. */
const MAGIC_LENGTH = 64;

/**
 * Detects the type of a file from its bytes, whatever its name. Reads a limited number of bytes, however large the file is
 * and whatever its header claims; never throws for any bytes.
 * @throws what the reader throws
 */
export async function readHeader(reader: RangeReader): Promise<Header> {
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
