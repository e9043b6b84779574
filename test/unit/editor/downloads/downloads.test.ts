import assert from 'node:assert/strict';
import { EngineError, recordKey } from '../../../../src/engine/index.ts';
import { found, makeDownloads, one, two } from '../../../support/downloadsRig.ts';
import { settle } from '../../../support/fakeClock.ts';
import { makeAsset } from '../../../support/makeAsset.ts';
import { makeRecord } from '../../../support/records.ts';

describe('Downloads', () => {
  it('gives each file its outcome: done, failed or cancelled', async () => {
    const { downloads, calls } = makeDownloads();
    const three = makeAsset({ name: 'three.zip' });
    const work = downloads.start([one, two, three]);
    await settle();
    calls[0]!.finish(found(one));
    calls[1]!.fail(new Error('broken'));
    downloads.stop(recordKey(three));
    const outcomes = await work;
    assert.deepEqual(
      outcomes.map(({ state, asset }) => [asset.name, state]),
      [
        ['one.zip', 'done'],
        ['two.zip', 'failed'],
        ['three.zip', 'cancelled'],
      ],
    );
  });

  it('keeps a failure on its row until it is tried again', async () => {
    const { downloads, calls } = makeDownloads();
    const error = new Error('broken');
    const work = downloads.start([one]);
    await settle();
    calls[0]!.fail(error);
    await work;
    assert.deepEqual(downloads.state(recordKey(one)), { phase: 'failed', error });
    const again = downloads.start([one]);
    assert.equal(downloads.state(recordKey(one))?.phase, 'transfer');
    await settle();
    calls[1]!.finish(found(one));
    await again;
    assert.equal(downloads.state(recordKey(one)), undefined);
  });

  it('leaves nothing on the row of a cancelled download', async () => {
    const { downloads } = makeDownloads();
    const work = downloads.start([one]);
    await settle();
    downloads.stopAll();
    await work;
    assert.equal(downloads.state(recordKey(one)), undefined);
    assert.deepEqual(downloads.active, []);
  });

  it('forgets failures on request and reports the changed rows', async () => {
    const { downloads, calls, changed } = makeDownloads();
    const work = downloads.start([one]);
    await settle();
    calls[0]!.fail(new Error('broken'));
    await work;
    changed.fired.length = 0;
    downloads.clear();
    downloads.clear();
    assert.equal(downloads.state(recordKey(one)), undefined);
    assert.deepEqual(changed.fired, [[recordKey(one)]]);
  });

  it('forgets only refusals for lack of evidence when the requirements may have changed', async () => {
    const { downloads, calls, changed } = makeDownloads();
    const work = downloads.start([one, two]);
    await settle();
    const refusal = new EngineError('untrusted', '', { name: 'one.zip', require: 'signature', kind: 'checksum' });
    calls[0]!.fail(refusal);
    calls[1]!.fail(new Error('broken'));
    await work;
    changed.fired.length = 0;
    downloads.clearRefusals();
    assert.equal(downloads.state(recordKey(one)), undefined);
    assert.equal(downloads.state(recordKey(two))?.phase, 'failed');
    assert.deepEqual(changed.fired, [[recordKey(one)]]);
  });

  it('joins a running download instead of starting it twice', async () => {
    const { downloads, calls } = makeDownloads();
    const first = downloads.start([one]);
    const second = downloads.start([one]);
    await settle();
    assert.equal(calls.length, 1);
    calls[0]!.finish(found(one));
    assert.deepEqual(await first, await second);
  });

  it('reports changes about four times a second, however often the engine does', async () => {
    const { downloads, clock, changed, calls } = makeDownloads();
    void downloads.start([one]);
    await settle();
    for (let at = 0; at < 1000; at += 10) {
      calls[0]!.options.onProgress?.({ phase: 'transfer', receivedBytes: at, sizeBytes: 1000, resumedAtBytes: 0 });
      await clock.advance(10);
    }
    assert.equal(changed.fired.length, 4);
    const state = downloads.state(recordKey(one));
    assert.equal(state?.phase, 'transfer');
    assert.ok(Math.abs((state.bytesPerSecond ?? 0) - 1000) < 50, `${state.bytesPerSecond}`);
  });

  it('stops its timer when nothing is under way', async () => {
    const { downloads, clock, calls } = makeDownloads();
    const work = downloads.start([one, two]);
    await settle();
    calls[0]!.finish(found(one));
    await settle();
    assert.equal(clock.pending, 1);
    calls[1]!.finish(found(two));
    await work;
    assert.equal(clock.pending, 0);
  });

  it('counts a batch together, and starts a new batch after the last', async () => {
    const { downloads, calls } = makeDownloads();
    const work = downloads.start([one, two]);
    await settle();
    calls[0]!.finish(found(one));
    await settle();
    assert.deepEqual([downloads.tally.endedCount, downloads.tally.startedCount], [1, 2]);
    calls[1]!.finish(found(two));
    await work;
    void downloads.start([one]);
    assert.deepEqual([downloads.tally.endedCount, downloads.tally.startedCount], [0, 1]);
  });

  it('shows that a file is being read, and keeps both digests on the row of a changed one', async () => {
    const { downloads, verifiesAs } = makeDownloads();
    const record = makeRecord({ key: recordKey(one), name: one.name });
    const error = new EngineError('integrity', 'changed', {
      what: 'sha256',
      expected: 'aa',
      actual: 'bb',
      source: 'server',
      sources: [],
      quarantinePath: '/cache/aside/x',
    });
    verifiesAs({ state: 'broken', record, error, asked: true });
    const work = downloads.verify(record, new AbortController().signal);
    assert.equal(downloads.state(record.key)?.phase, 'verifying');
    assert.deepEqual(downloads.active, [], 'reading again is not a download');
    assert.equal((await work).state, 'broken');
    const state = downloads.state(record.key);
    assert.ok(state?.phase === 'failed');
    assert.equal(state.error, error);
  });
});
