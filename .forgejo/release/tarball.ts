import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

const BLOCK = 512;

/**
 * Packs a directory with its files at the top, as those who take such tarballs expect. The same files give the same bytes:
 * in the order of their names, of nobody, without a time, and executable if they are scripts.
 */
export async function packTarball(directory: string, file: string): Promise<void> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const names = files.map((one) => path.relative(directory, one).replaceAll('\\', '/')).sort();
  const parts: Buffer[] = [];
  for (const name of names) {
    const bytes = await readFile(path.join(directory, name));
    parts.push(header(name, bytes.length), bytes, Buffer.alloc(-bytes.length & (BLOCK - 1)));
  }
  await writeFile(file, gzipSync(Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]), { level: 9 }));
}

/** A header in the form that all programs read (ustar). */
function header(name: string, sizeBytes: number): Buffer {
  if (Buffer.byteLength(name) > 100) throw new Error(`The name ${name} is too long for a tarball.`);
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, length: number): string => `${value.toString(8).padStart(length - 1, '0')}\0`;
  block.write(name, 0);
  block.write(octal(name.endsWith('.sh') || name.endsWith('cli.cjs') ? 0o755 : 0o644, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(sizeBytes, 12), 124);
  block.write(octal(0, 12), 136);
  // The sum of the header counts its own field as spaces.
  block.write('        ', 148);
  block.write('0', 156);
  block.write('ustar\x0000', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 7)} `, 148);
  return block;
}
