import { existsSync } from 'node:fs';

/** Tests outside a room that test most of it, from quick to slow. */
const BEYOND: Readonly<Record<string, readonly string[]>> = {
  verify: ['test/unit/engine/cache/**/*.test.ts', 'test/integration/engine/ladder*.test.ts'],
  cache: ['test/unit/engine/store/**/*.test.ts', 'test/integration/engine/*.test.ts'],
  forgejo: ['test/integration/engine/client*.test.ts'],
  store: ['test/unit/engine/cache/**/*.test.ts'],
  http: ['test/unit/engine/forgejo/**/*.test.ts', 'test/integration/engine/client*.test.ts'],
  project: ['test/integration/project*.test.ts'],
  install: ['test/integration/installs.test.ts', 'test/long/installsCrash.test.ts'],
  unpack: ['test/integration/corpusArchives.test.ts'],
  match: ['test/integration/corpusPlatform.test.ts'],
  versions: ['test/integration/corpus.test.ts'],
};

/** The groups of tests for a mutant of a file, to be tried in order until one fails. */
export function testsFor(file: string): readonly (readonly string[])[] {
  const [, room = ''] = /^src\/engine\/([^/]+)\//.exec(file) ?? [];
  const own = file.replace(/^src/, 'test/unit').replace(/\.ts$/, '.test.ts');
  const ofRoom = room === '' ? 'test/unit/engine/*.test.ts' : `test/unit/engine/${room}/**/*.test.ts`;
  return [...(existsSync(own) ? [[own]] : []), [ofRoom], BEYOND[room] ?? []].filter((group) => group.length > 0);
}
