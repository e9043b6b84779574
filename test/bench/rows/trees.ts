import { createHash } from 'node:crypto';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { tarBytes } from '../../support/archives/tarBytes.ts';
import { elf } from '../../support/programs.ts';
import type { Row } from '../bench.ts';
import { against } from '../result.ts';
import { alternate } from '../rounds.ts';

const FILE_BYTES = 4000;
const FILES_EACH = 100;

/** Text that gzip shrinks to half. Text that shrinks a hundredfold would be refused as an archive bomb. */
function textOf(index: number): string {
  return createHash('shake256', { outputLength: FILE_BYTES / 2 })
    .update(String(index))
    .digest('hex');
}

/** A tool like a language's tool chain: one program, and many small files in directories. */
function treeArchive(count: number): Buffer {
  const files = Array.from({ length: count }, (_, index) => ({
    name: `tree-1/lib/${Math.floor(index / FILES_EACH)}/${index}.txt`,
    body: textOf(index),
  }));
  return gzipSync(tarBytes([{ name: 'tree-1/bin/tree', body: elf({ machine: 62 }), mode: 0o755 }, ...files]));
}

export const tree: Row = {
  name: 'tree',
  run: async (setting) => {
    const count = setting.sizes.treeFiles;
    const archive = treeArchive(count);
    const name = 'tree-1-linux-x64.tar.gz';
    const template = join(setting.directory, name);
    await writeFile(template, archive);
    const sha256 = createHash('sha256').update(archive).digest('hex');
    const params = { files: [{ name, sha256, sizeBytes: archive.length }] };
    const fill = (directory: string): Promise<void> => copyFile(template, join(directory, name));
    const found = await alternate(
      { ours: { contender: 'installTree', params, fill }, tar: { contender: 'untar', params, fill } },
      { ...setting, ...setting.sizes },
    );
    const figures = { name: `install ${count} files`, value: found.ours.ms, unit: 'ms' };
    return [
      against(figures, ['tar -xzf, sync -f', found.tar.ms], 1.5),
      against(figures, ['tar -xzf as it is', found.tar['asIsMs'] ?? NaN], undefined),
    ];
  },
};
