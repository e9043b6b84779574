import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  HANDED_OUT_MS,
  TOUCH_MS,
  isEvictable,
  selectForEviction,
  totalSize,
} from '../../../../src/engine/cache/eviction.ts';
import type { AssetRecord } from '../../../../src/engine/ports.ts';
import { makeRecord } from '../../../support/records.ts';

const NOW = 1_000_000_000;
const NONE: ReadonlySet<string> = new Set();
const LONG_AGO = NOW - HANDED_OUT_MS;

const chosen = (records: readonly AssetRecord[], maxSizeBytes: number, inUse = NONE): string[] =>
  selectForEviction({ records, partials: [], stuck: new Set(), maxSizeBytes, now: NOW, inUse }).records.map(
    ({ upstreamId }) => upstreamId,
  );

describe('totalSize', () => {
  it('counts only bytes that are in their place, and shared ones once', () => {
    const here = makeRecord({ sizeBytes: 7 });
    const gone = makeRecord({ id: 'gone', sizeBytes: 5, absence: { kind: 'gone' } });
    assert.equal(totalSize([here, { ...here, key: 'b' }, gone, { ...here, key: 'c', absence: { kind: 'gone' } }]), 7);
  });
});

describe('isEvictable', () => {
  const at = (usedAt: number): boolean => isEvictable(makeRecord({ usedAt }), { now: NOW, inUse: NONE });

  it('protects files served in the last ten minutes, even if the stored time is a minute old', () => {
    assert.ok(HANDED_OUT_MS >= 10 * 60_000 + TOUCH_MS);
    assert.equal(at(NOW), false);
    assert.equal(at(LONG_AGO + 1), false);
    assert.equal(at(LONG_AGO), true);
  });

  it('does not let a time far in the future protect a record for ever', () => {
    assert.equal(at(NOW + 1000), false);
    assert.equal(at(NOW + 10 * 365 * 24 * 3_600_000), true);
  });

  it('protects what is kept or being read', () => {
    const record = makeRecord({ usedAt: LONG_AGO });
    assert.equal(isEvictable({ ...record, kept: true }, { now: NOW, inUse: NONE }), false);
    assert.equal(isEvictable(record, { now: NOW, inUse: new Set([record.sha256]) }), false);
  });
});

describe('selectForEviction', () => {
  const record = (id: string, rest: Partial<AssetRecord> = {}): AssetRecord =>
    makeRecord({ id, sizeBytes: 10, usedAt: LONG_AGO - 100, ...rest });

  it('chooses nothing while everything fits', () => {
    assert.deepEqual(chosen([record('a'), record('b')], 20), []);
    assert.deepEqual(chosen([], 0), []);
  });

  it('chooses the least recently used files, and no more than needed', () => {
    const records = [record('new', { usedAt: LONG_AGO }), record('old', { usedAt: 1 }), record('mid', { usedAt: 2 })];
    assert.deepEqual(chosen(records, 29), ['old']);
    assert.deepEqual(chosen(records, 10), ['old', 'mid']);
    assert.deepEqual(chosen(records, 0), ['old', 'mid', 'new']);
  });

  it('treats a future time as equally far in the past', () => {
    const ahead = record('ahead', { usedAt: NOW + 365 * 24 * 3_600_000 });
    assert.deepEqual(chosen([record('old'), ahead], 10), ['ahead']);
  });

  it('removes shared bytes only with all their records, and counts them once', () => {
    const sha256 = 'f'.repeat(64);
    const pair = [record('a', { sha256, usedAt: 1 }), record('b', { sha256, usedAt: 3 })];
    assert.deepEqual(chosen(pair, 10), []);
    assert.deepEqual(chosen([...pair, record('c', { usedAt: 2 })], 10), ['c']);
    assert.deepEqual(chosen(pair, 9), ['a', 'b']);
    assert.deepEqual(chosen([pair[0]!, { ...pair[1]!, kept: true }], 0), []);
    assert.deepEqual(chosen([pair[0]!, { ...pair[1]!, usedAt: NOW }], 0), []);
  });

  it('never chooses protected files or more than needed, and always the oldest first', () => {
    const records = fc.array(
      fc.record({
        sha: fc.integer({ min: 0, max: 5 }),
        usedAgoMs: fc.integer({ min: 0, max: 2 * HANDED_OUT_MS }),
        pinned: fc.boolean(),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(records, fc.nat(60), fc.subarray([0, 1, 2, 3, 4, 5]), (rows, maxSizeBytes, reading) => {
        const all = rows.map(({ sha, usedAgoMs, pinned }, index) =>
          record(`${index}`, { sha256: `${sha}`.repeat(64), sizeBytes: sha, usedAt: NOW - usedAgoMs, kept: pinned }),
        );
        const inUse = new Set(reading.map((sha) => `${sha}`.repeat(64)));
        const state = { records: all, partials: [], stuck: new Set<never>(), maxSizeBytes, now: NOW, inUse };
        const picked = selectForEviction(state).records;
        const sum = (list: readonly AssetRecord[]): number =>
          [...new Map(list.map((one) => [one.sha256, one.sizeBytes])).values()].reduce((a, b) => a + b, 0);
        const rest = all.filter((one) => !picked.includes(one));
        for (const one of picked) assert.ok(isEvictable(one, { now: NOW, inUse }));
        const shared = new Set(rest.map(({ sha256 }) => sha256));
        for (const one of picked) assert.ok(!shared.has(one.sha256), 'bytes are removed with all their records');
        const last = picked.at(-1)?.sha256;
        if (last)
          assert.ok(
            sum(rest) + sum(picked.filter((one) => one.sha256 === last)) > maxSizeBytes,
            'all of them were needed',
          );
        const couldGo = (sha256: string): boolean =>
          rest.filter((one) => one.sha256 === sha256).every((one) => isEvictable(one, { now: NOW, inUse }));
        if (sum(rest) > maxSizeBytes) for (const one of rest) assert.ok(!couldGo(one.sha256) || one.sizeBytes === 0);
      }),
    );
  });
});

describe('selectForEviction with partial downloads', () => {
  const partial = (updatedAt: number, receivedBytes = 100) => ({ updatedAt, receivedBytes });
  const select = (partials: readonly ReturnType<typeof partial>[], records: AssetRecord[], maxSizeBytes: number) =>
    selectForEviction({ records, partials, stuck: new Set(), maxSizeBytes, now: NOW, inUse: NONE }).partials;
  const record = (id: string, agoMs: number): AssetRecord => makeRecord({ id, usedAt: NOW - agoMs });
  const LONG_MS = 10 * HANDED_OUT_MS;

  it('chooses none while everything fits', () => {
    assert.deepEqual(select([partial(0), partial(NOW)], [record('one', LONG_MS)], 300), []);
  });

  it('chooses a partial download older than the record that would have to go', () => {
    const [old, young] = [partial(NOW - 2 * LONG_MS), partial(NOW)];
    assert.deepEqual(select([young, old], [record('one', LONG_MS)], 250), [old]);
  });

  it('keeps a partial download younger than the record that goes instead', () => {
    assert.deepEqual(select([partial(NOW)], [record('one', LONG_MS)], 150), []);
  });

  it('chooses even the youngest if no record may go', () => {
    const young = partial(NOW);
    assert.deepEqual(select([young], [record('just handed out', 0)], 150), [young]);
    assert.deepEqual(select([young], [{ ...record('pinned', LONG_MS), kept: true }], 150), [young]);
  });

  it('counts bytes once that several records share', () => {
    const shared = [record('one', 0), { ...record('one', 0), key: 'b'.repeat(64) }];
    assert.deepEqual(select([partial(NOW)], shared, 200), []);
  });

  it('chooses no more than needed', () => {
    const [oldest, older, young] = [partial(1), partial(2), partial(3)];
    assert.deepEqual(select([young, older, oldest], [], 200), [oldest]);
    assert.deepEqual(select([young, older, oldest], [], 100), [oldest, older]);
  });

  it('looks at each record a few times, however many partial downloads there are', () => {
    let looks = 0;
    const records = Array.from({ length: 2000 }, (_, index) => ({
      ...makeRecord({ id: `${index}` }),
      get usedAt() {
        looks += 1;
        return 1000 + index;
      },
    }));
    const partials = Array.from({ length: 500 }, (_, index) => partial(index, 10));
    assert.equal(select(partials, records, 100 * records.length).length, partials.length);
    assert.ok(looks <= 4 * records.length, `${looks} looks`);
  });
});
