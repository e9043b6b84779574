import assert from 'node:assert/strict';
import { SCRUB_AGE_MS, dueForScrub, scrub } from '../../../../src/engine/cache/scrub.ts';
import type { ScrubOptions } from '../../../../src/engine/cache/scrub.ts';
import type { VerifyResult } from '../../../../src/engine/cache/cachedFileVerifier.ts';
import { EngineError } from '../../../../src/engine/errors.ts';
import type { AssetRecord } from '../../../../src/engine/ports.ts';
import { MementoAssetStore } from '../../../../src/engine/store/mementoAssetStore.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { MemoryLog } from '../../../support/memoryLog.ts';
import { MemoryMemento } from '../../../support/memoryMemento.ts';
import { makeEvidence, makeRecord } from '../../../support/records.ts';

const DAY_MS = 24 * 60 * 60_000;
const NOW = Date.UTC(2026, 10, 24);

const checkedAgo = (id: string, days: number, rest: Partial<AssetRecord> = {}): AssetRecord =>
  makeRecord({ id, evidence: { ...makeEvidence(), checkedAt: NOW - days * DAY_MS }, ...rest });

describe('dueForScrub', () => {
  const due = (...records: AssetRecord[]): string[] => dueForScrub(records, NOW).map(({ upstreamId }) => upstreamId);

  it('picks files not hashed for a week, the longest unchecked first', () => {
    assert.equal(SCRUB_AGE_MS, 7 * DAY_MS);
    assert.deepEqual(due(checkedAgo('7', 7), checkedAgo('6', 6), checkedAgo('30', 30), checkedAgo('8', 8)), [
      '30',
      '8',
      '7',
    ]);
  });

  it('picks shared bytes once, and not when any of their records was checked', () => {
    const sha256 = 'f'.repeat(64);
    assert.equal(due(checkedAgo('a', 9, { sha256 }), checkedAgo('b', 8, { sha256 })).length, 1);
    assert.deepEqual(due(checkedAgo('a', 9, { sha256 }), checkedAgo('b', 1, { sha256 })), []);
  });

  it('distrusts a time far in the future', () => {
    assert.deepEqual(due(checkedAgo('future', -30)), ['future']);
  });
});

describe('scrub', () => {
  let clock: FakeClock;
  let store: MementoAssetStore;
  let log: MemoryLog;
  let order: string[];
  let stop: AbortController;
  let running: Promise<void>;
  let takesMs: number;
  beforeEach(() => {
    clock = new FakeClock(NOW);
    store = new MementoAssetStore(new MemoryMemento());
    log = new MemoryLog();
    order = [];
    stop = new AbortController();
    takesMs = 0;
  });
  afterEach(async () => {
    stop.abort();
    await running;
    assert.equal(clock.pending, 0, 'no timer is left after an abort');
  });

  const start = (verify?: (key: string) => Promise<VerifyResult>): void => {
    const verifier: Pick<ScrubOptions['verifier'], 'verify'> = {
      verify: async (key) => {
        const record = await store.find(key);
        assert.ok(record);
        order.push(record.upstreamId);
        if (takesMs > 0) await new Promise<void>((resolve) => void clock.after(takesMs, resolve));
        if (verify) return verify(key);
        const evidence = { ...record.evidence, checkedAt: clock.now() };
        return { state: 'intact', record: (await store.upsert({ ...record, evidence })).row };
      },
    };
    const parts = { store, clock, log, signal: stop.signal, onBroken: () => order.push('broken') };
    running = scrub({ ...parts, verifier: verifier as ScrubOptions['verifier'] });
  };

  it('reads one file after another, oldest check first, with a pause before each', async () => {
    for (const days of [8, 9, 1]) await store.upsert(checkedAgo(`${days}`, days));
    start();
    await clock.advance(999);
    assert.deepEqual(order, []);
    await clock.advance(1);
    assert.deepEqual(order, ['9']);
    await clock.advance(1000);
    assert.deepEqual(order, ['9', '8']);
    await clock.advance(1000);
    assert.deepEqual(order, ['9', '8']);
  });

  it('pauses three times as long as the last file took', async () => {
    for (const days of [8, 9]) await store.upsert(checkedAgo(`${days}`, days));
    takesMs = 10_000;
    start();
    await clock.advance(11_000 + 29_999);
    assert.deepEqual(order, ['9']);
    await clock.advance(1);
    assert.deepEqual(order, ['9', '8']);
    takesMs = 0;
    await clock.advance(10_000);
  });

  it('reads files that have come due since on the next pass', async () => {
    await store.upsert(checkedAgo('a', 6.5));
    start();
    await clock.advance(DAY_MS);
    assert.deepEqual(order, []);
    await running;
    start();
    await clock.advance(2000);
    assert.deepEqual(order, ['a']);
  });

  it('skips files that another window read or removed meanwhile', async () => {
    for (const days of [8, 9, 10]) await store.upsert(checkedAgo(`${days}`, days));
    start();
    await clock.advance(1000);
    await store.upsert(checkedAgo('9', 0));
    await store.delete(checkedAgo('8', 8).key);
    await clock.advance(5000);
    assert.deepEqual(order, ['10']);
  });

  it('reports broken files, and continues after unreadable ones', async () => {
    for (const days of [8, 9, 10]) await store.upsert(checkedAgo(`${days}`, days));
    start(async (key) => {
      const record = (await store.find(key)) as AssetRecord;
      if (record.upstreamId === '10') throw new Error('EIO');
      const evidence = { ...record.evidence, checkedAt: clock.now() };
      await store.upsert({ ...record, evidence });
      const facts = {
        what: 'sha256',
        expected: record.sha256,
        actual: 'x',
        source: 'remembered',
        sources: [],
      } as const;
      return {
        state: 'broken',
        record,
        error: new EngineError('integrity', '', { ...facts, quarantinePath: '/aside/x' }),
      };
    });
    await clock.advance(10_000);
    assert.deepEqual(order, ['10', '9', 'broken', '8', 'broken']);
    assert.match(log.lines[0] ?? '', /EIO/);
    assert.equal(log.lines[1], 'warn tool.bin was damaged on disk and is in quarantine at /aside/x');
  });
});
