import type { RangeReader, Header } from './program.ts';
import type { Arch } from './platform.ts';

/** CPU types of `mach/machine.h`. */
const CPU_TYPES: ReadonlyMap<number, Arch> = new Map([
  [0x0100_0007, 'x64'],
  [0x0100_000c, 'arm64'],
  [0x0000_0007, 'ia32'],
  [0x0000_000c, 'arm'],
]);

const THIN = new Set([0xfeed_face, 0xfeed_facf]);
const FAT = 0xcafe_babe;
const FAT_64 = 0xcafe_babf;

/** A higher count would be a Java class, which starts with the same four bytes followed by its version, 45 or higher. */
const MAX_SLICES = 32;

/** Reads a macOS program, thin or universal; `undefined` if it is not Mach-O. */
export async function readMachO(start: Buffer, reader: RangeReader): Promise<Header | undefined> {
  if (start.length < 8) return undefined;
  const [big, little] = [start.readUInt32BE(0), start.readUInt32LE(0)];
  if (THIN.has(little)) return program([start.readUInt32LE(4)]);
  if (THIN.has(big)) return program([start.readUInt32BE(4)]);
  if (big !== FAT && big !== FAT_64) return undefined;
  const slices = start.readUInt32BE(4);
  if (slices > MAX_SLICES) return undefined;
  const size = big === FAT ? 20 : 32;
  const table = await reader.read(8, slices * size);
  if (slices === 0 || table.length < slices * size) return { kind: 'damaged' };
  return program(Array.from({ length: slices }, (_, index) => table.readUInt32BE(index * size)));
}

function program(cpuTypes: readonly number[]): Header {
  return {
    kind: 'program',
    format: 'machO',
    os: 'darwin',
    archs: [...new Set(cpuTypes.map((type) => CPU_TYPES.get(type) ?? 'other'))],
    libc: undefined,
    minimumGlibc: undefined,
    interpreter: undefined,
  };
}
