import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Row, Setting } from '../bench.ts';
import { copyRecords, placeEntries, placeRecords } from '../manyRecords.ts';
import { against, within } from '../result.ts';
import { alternate } from '../rounds.ts';

/** A directory that is filled once and shared by several runs. */
async function withDirectory<T>(setting: Setting, use: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(setting.directory, 'records-'));
  try {
    return await use(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

export const hit: Row = {
  name: 'hit',
  run: (setting) =>
    withDirectory(setting, async (directory) => {
      const { records: count, lookups } = setting.sizes;
      const [fresh, stale, cacache] = [join(directory, 'fresh'), join(directory, 'stale'), join(directory, 'cacache')];
      // A use within the last minute is not noted again, so the clock of each round starts a moment after the last use.
      const usedAt = Date.now();
      await placeRecords(fresh, count, usedAt);
      await placeRecords(stale, count);
      await placeEntries(cacache, count);
      const params = { count, lookups };
      const found = await alternate(
        {
          ours: { contender: 'hit', params: { ...params, startsAt: usedAt + 1000 }, directory: fresh },
          cacache: { contender: 'cacacheHit', params, directory: cacache },
          noting: { contender: 'hit', params, fill: (own) => copyRecords(stale, own) },
        },
        { ...setting, ...setting.sizes },
      );
      const figures = { name: `hit among ${count} records, p50`, value: found.ours['p50Ms'] ?? NaN, unit: 'ms' };
      const again = 'the same again, with the record in memory, p50';
      const noting = 'the same with its use noted, as once a minute, p50';
      return [
        against(figures, ['cacache.get.info and stat', found.cacache['p50Ms'] ?? NaN], 1),
        against(
          { name: again, value: found.ours['againP50Ms'] ?? NaN, unit: 'ms' },
          ['cacache.get.info and stat', found.cacache['p50Ms'] ?? NaN],
          undefined,
        ),
        within(figures, 1),
        within({ name: noting, value: found.noting['p50Ms'] ?? NaN, unit: 'ms' }, undefined),
      ];
    }),
};

export const openStore: Row = {
  name: 'open',
  run: (setting) =>
    withDirectory(setting, async (directory) => {
      const count = setting.sizes.manyRecords;
      await placeRecords(directory, count);
      const params = { count };
      const found = await alternate(
        {
          ours: { contender: 'openStore', params, directory },
          reading: { contender: 'readRecords', params, directory },
          oneFile: { contender: 'readOneFile', params, directory },
          changed: { contender: 'listChanged', params, directory },
        },
        { ...setting, ...setting.sizes },
      );
      const figures = { name: `open a cache of ${count} records and list it`, value: found.ours.ms, unit: 'ms' };
      const changed = { name: 'list it again after a change by another window', value: found.changed.ms, unit: 'ms' };
      return [
        against(figures, ['reading one file of the same bytes', found.oneFile.ms], 3),
        against(figures, ['reading the same files', found.reading.ms], undefined),
        against(changed, ['reading the same files', found.reading.ms], 1),
      ];
    }),
};

export const evict: Row = {
  name: 'evict',
  run: (setting) =>
    withDirectory(setting, async (template) => {
      const count = setting.sizes.records;
      await placeRecords(template, count);
      const fill = (directory: string): Promise<void> => copyRecords(template, directory);
      const entry = (contender: 'evict' | 'removeFiles', share: number) =>
        ({ contender, fill, params: { count, remaining: count * (1 - share) } }) as const;
      const found = await alternate(
        {
          quarter: entry('evict', 0.25),
          half: entry('evict', 0.5),
          all: entry('evict', 1),
          files: entry('removeFiles', 0.5),
        },
        { ...setting, ...setting.sizes },
      );
      const each = (ms: number, share: number): number => (ms * 1000) / (count * share);
      const name = (share: number): string => `evict ${count * share} of ${count}`;
      return [
        against(
          { name: name(0.5), value: found.half.ms, unit: 'ms' },
          ['fs.rm of the same files', found.files.ms],
          1.5,
        ),
        against(
          { name: `${name(1)}, each`, value: each(found.all.ms, 1), unit: 'us' },
          [`${name(0.25)}, each`, each(found.quarter.ms, 0.25)],
          1.25,
        ),
        against(
          { name: `${name(0.5)}, each`, value: each(found.half.ms, 0.5), unit: 'us' },
          [`${name(0.25)}, each`, each(found.quarter.ms, 0.25)],
          1.25,
        ),
      ];
    }),
};
