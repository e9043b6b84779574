import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Row } from '../bench.ts';
import { within } from '../result.ts';
import type { Result } from '../result.ts';

/** Loaded in every window. */
const AT_START = 'start.cjs';
const AT_START_KB = 250;
/** Loaded when a feature first needs them. */
const ON_USE = ['extension.cjs', 'undici.cjs', 'sigstore.cjs', 'openpgp.cjs', 'xz.cjs'];

/** The sizes of the built files in `dist/`. */
export const bundle: Row = {
  name: 'bundle',
  run: async () => {
    const results: Result[] = [];
    for (const name of [AT_START, ...ON_USE]) {
      const bytes = await readFile(join(import.meta.dirname, '../../../dist', name));
      const when = name === AT_START ? 'loaded at start' : 'loaded on use';
      const limitKb = name === AT_START ? AT_START_KB : undefined;
      results.push(within({ name: `${name}, ${when}`, value: bytes.length / 1000, unit: 'kB' }, limitKb));
      results.push(within({ name: `${name}, gzip`, value: gzipSync(bytes).length / 1000, unit: 'kB' }, undefined));
    }
    return results;
  },
};
