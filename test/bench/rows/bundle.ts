import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Row } from '../bench.ts';
import { within } from '../result.ts';
import type { Result } from '../result.ts';

const KIBIBYTE = 1024;

/** What is built, as it lies in `dist/`. */
export const bundle: Row = {
  name: 'bundle',
  run: async () => {
    const results: Result[] = [];
    for (const name of ['extension.cjs', 'undici.cjs']) {
      const bytes = await readFile(join(import.meta.dirname, '../../../dist', name));
      results.push(within({ name, value: bytes.length / KIBIBYTE, unit: 'KiB' }, undefined));
      results.push(within({ name: `${name}, gzip`, value: gzipSync(bytes).length / KIBIBYTE, unit: 'KiB' }, undefined));
    }
    return results;
  },
};
