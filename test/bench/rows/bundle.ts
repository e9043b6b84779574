import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Row } from '../bench.ts';
import { within } from '../result.ts';
import type { Result } from '../result.ts';

/** `start.cjs` is loaded in every window, the extension when it is used, and undici only where it is needed. */
const LIMITS_KB: Readonly<Record<string, number>> = { 'start.cjs': 15, 'extension.cjs': 300 };

/** What is built, as it lies in `dist/`. */
export const bundle: Row = {
  name: 'bundle',
  run: async () => {
    const results: Result[] = [];
    for (const name of ['start.cjs', 'extension.cjs', 'undici.cjs']) {
      const bytes = await readFile(join(import.meta.dirname, '../../../dist', name));
      results.push(within({ name, value: bytes.length / 1000, unit: 'kB' }, LIMITS_KB[name]));
      results.push(within({ name: `${name}, gzip`, value: gzipSync(bytes).length / 1000, unit: 'kB' }, undefined));
    }
    return results;
  },
};
