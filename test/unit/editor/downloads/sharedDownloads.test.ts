import assert from 'node:assert/strict';
import type { DownloadOutcome } from '../../../../src/editor/downloads/downloads.ts';
import { recordKey } from '../../../../src/engine/index.ts';
import { found, makeDownloads, one, two } from '../../../support/downloadsRig.ts';
import { settle } from '../../../support/fakeClock.ts';
import { makeRecord } from '../../../support/records.ts';

const key = recordKey(one);
const expected = { by: 'caller', digests: { sha256: 'ab' } } as const;

async function stateOf(work: Promise<readonly DownloadOutcome[]>): Promise<DownloadOutcome['state'] | undefined> {
  return (await work)[0]?.state;
}

describe('a file that several callers download', () => {
  it('continues for the others when one aborts, even the first', async () => {
    for (const leaves of ['first', 'second'] as const) {
      const { downloads, calls } = makeDownloads();
      const leaving = new AbortController();
      const callers = { first: {}, second: {}, [leaves]: { signal: leaving.signal } };
      const works = { first: downloads.start([one], callers.first), second: downloads.start([one], callers.second) };
      await settle();
      leaving.abort();
      assert.equal(await stateOf(works[leaves]), 'cancelled');
      assert.equal(calls.length, 1);
      assert.equal(calls[0]?.options.signal?.aborted, false);
      assert.equal(downloads.state(key)?.phase, 'transfer');
      calls[0]?.finish(found(one));
      assert.equal(await stateOf(works[leaves === 'first' ? 'second' : 'first']), 'done');
    }
  });

  it('stops when the last one leaves, and not before', async () => {
    const { downloads, calls } = makeDownloads();
    const leaving = [new AbortController(), new AbortController(), new AbortController()];
    const works = leaving.map(({ signal }) => downloads.start([one], { signal }));
    await settle();
    const stopped: (boolean | undefined)[] = [];
    for (const controller of leaving) {
      controller.abort();
      stopped.push(calls[0]?.options.signal?.aborted);
    }
    assert.deepEqual(stopped, [false, false, true]);
    assert.deepEqual(await Promise.all(works.map(stateOf)), ['cancelled', 'cancelled', 'cancelled']);
    await settle();
    assert.deepEqual(downloads.active, []);
  });

  it('starts again for a caller who comes while it stops', async () => {
    const { downloads, calls } = makeDownloads();
    const leaving = new AbortController();
    const left = downloads.start([one], { signal: leaving.signal });
    await settle();
    leaving.abort();
    const work = downloads.start([one]);
    await settle();
    assert.equal(calls.length, 2);
    calls[1]?.finish(found(one));
    assert.deepEqual([await stateOf(left), await stateOf(work)], ['cancelled', 'done']);
  });

  it('does not start for a caller that has already left', async () => {
    const { downloads, calls } = makeDownloads();
    assert.equal(await stateOf(downloads.start([one], { signal: AbortSignal.abort() })), 'cancelled');
    assert.deepEqual([calls.length, downloads.active], [0, []]);
  });

  it('answers a caller with another listing of the file separately', async () => {
    const { downloads, calls } = makeDownloads();
    const works = [downloads.start([one]), downloads.start([{ ...one, digests: { sha256: 'cd' } }])];
    await settle();
    assert.equal(calls.length, 2);
    for (const call of calls) call.finish(found(one));
    await Promise.all(works);
    assert.deepEqual(downloads.active, []);
  });

  it('answers a caller who requires a digest separately, in the same row', async () => {
    const { downloads, calls } = makeDownloads();
    const plain = downloads.start([one]);
    const demanding = downloads.start([one], { expected });
    await settle();
    assert.deepEqual(
      calls.map(({ options }) => options.expected),
      [undefined, expected],
    );
    assert.deepEqual(
      downloads.active.map(({ name }) => name),
      ['one.zip'],
    );
    calls[1]?.fail(new Error('other bytes'));
    assert.equal(await stateOf(demanding), 'failed');
    assert.equal(downloads.state(key)?.phase, 'transfer', 'the first still runs');
    assert.deepEqual([downloads.tally.endedCount, downloads.tally.startedCount], [0, 1]);
    calls[0]?.finish(found(one));
    assert.equal(await stateOf(plain), 'done');
    assert.deepEqual([downloads.active, downloads.state(key)], [[], undefined]);
  });

  it('answers a caller who only shows the file separately, because more files may be shown than used', async () => {
    const { downloads, calls } = makeDownloads();
    const shown = [downloads.start([one], { toShow: true }), downloads.start([one], { toShow: true })];
    const used = [downloads.start([one]), downloads.start([one])];
    await settle();
    assert.deepEqual(
      calls.map(({ options }) => options.toShow),
      [true, undefined],
    );
    calls[0]?.finish(found(one));
    calls[1]?.fail(new Error('it took the place of another file'));
    assert.deepEqual(await Promise.all(shown.map(stateOf)), ['done', 'done']);
    assert.deepEqual(await Promise.all(used.map(stateOf)), ['failed', 'failed']);
  });

  it('shows the run furthest along', async () => {
    const { downloads, calls } = makeDownloads();
    const works = [downloads.start([one], { expected }), downloads.start([one])];
    await settle();
    calls[0]?.options.onProgress?.({ phase: 'waiting' });
    calls[1]?.options.onProgress?.({ phase: 'transfer', receivedBytes: 7, sizeBytes: 9, resumedAtBytes: 0 });
    const state = downloads.state(key);
    assert.ok(state?.phase === 'transfer');
    assert.equal(state.receivedBytes, 7);
    downloads.stopAll();
    await Promise.all(works);
  });

  it('is stopped in all its runs, by its row and by Pause All', async () => {
    for (const isOne of [true, false]) {
      const { downloads, calls } = makeDownloads();
      const works = [downloads.start([one]), downloads.start([one], { expected }), downloads.start([two])];
      const check = downloads.verify(makeRecord({ key, name: one.name }), new AbortController().signal);
      const checked = check.then(
        () => 'done',
        () => 'stopped',
      );
      await settle();
      if (isOne) downloads.stop(key);
      else downloads.stopAll();
      const live = calls.filter(({ options }) => !options.signal?.aborted).map(({ asset }) => asset.name);
      assert.deepEqual(live, isOne ? ['two.zip'] : []);
      assert.equal(await checked, 'stopped');
      downloads.stopAll();
      await Promise.all(works);
      assert.deepEqual([downloads.active, downloads.state(key)], [[], undefined]);
    }
  });

  it('is stopped only when all its runs have ended', async () => {
    const { downloads, calls } = makeDownloads({ stopsAtOnce: false });
    void downloads.start([one]);
    void downloads.start([one], { expected });
    await settle();
    let isStopped = false;
    downloads.stop(key);
    const stopping = downloads.whenEnded(key).then(() => (isStopped = true));
    calls[1]?.fail(new Error('stopped'));
    await settle();
    assert.equal(isStopped, false);
    calls[0]?.fail(new Error('stopped'));
    await stopping;
  });
});
