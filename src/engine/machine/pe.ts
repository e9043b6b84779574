import type { RangeReader, Header } from './program.ts';
import type { Arch } from './platform.ts';

/** Machine types of the PE format, https://learn.microsoft.com/windows/win32/debug/pe-format */
const MACHINES: ReadonlyMap<number, Arch> = new Map([
  [0x8664, 'x64'],
  [0xaa64, 'arm64'],
  [0xa641, 'arm64'],
  [0x014c, 'ia32'],
  [0x01c0, 'arm'],
  [0x01c4, 'arm'],
]);

/** Reads a Windows program. An `MZ` file without a PE header is for DOS: `other`. */
export async function readPe(start: Buffer, reader: RangeReader): Promise<Header> {
  if (start.length < 64) return { kind: 'damaged' };
  const header = await reader.read(start.readUInt32LE(0x3c), 24);
  if (header.length < 24) return { kind: 'damaged' };
  if (header.toString('latin1', 0, 4) !== 'PE\0\0') return { kind: 'other' };
  return {
    kind: 'program',
    format: 'pe',
    os: 'win32',
    archs: [MACHINES.get(header.readUInt16LE(4)) ?? 'other'],
    libc: undefined,
    minimumGlibc: undefined,
    interpreter: undefined,
  };
}
