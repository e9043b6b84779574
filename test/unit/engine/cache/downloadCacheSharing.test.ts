import assert from 'node:assert/strict';
import type { Progress } from '../../../../src/engine/cache/progress.ts';
import { makeRig, passing, until, USER, useRig, withMethods } from '../../../support/cacheRig.ts';
import type { Rig } from '../../../support/cacheRig.ts';
import type { FakeOrigin } from '../../../support/fakeOrigin.ts';
import { attachmentOf, someBytes } from '../../../support/fakeOrigin.ts';
import { sha256Of } from '../../../support/records.ts';

const SIZE = 300_000;

describe('DownloadCache with several callers', () => {
  const bytes = someBytes(SIZE);
  const asset = attachmentOf(bytes);
  let rig: Rig;
  let origin: FakeOrigin;
  const directory = useRig(bytes, (fresh) => ({ rig, origin } = fresh));

  it('fetches once for all, and counts once', async () => {
    const found = await Promise.all([rig.get(asset, origin), rig.get(asset, origin), rig.get(asset, origin)]);
    assert.equal(new Set(found.map(({ path }) => path)).size, 1);
    assert.equal(origin.asked.length, 1);
    assert.equal(await rig.counted(), 1);
  });

  it('lets each caller leave without restarting the download', async () => {
    const stop = new AbortController();
    const { promise: resume, resolve } = Promise.withResolvers<void>();
    origin.answers.push({ stallAfterBytes: 200_000, resume });
    const first = rig.get(asset, origin, { signal: stop.signal });
    const second = rig.get(asset, origin);
    await until(() => origin.asked.length === 1);
    stop.abort(new Error('I leave'));
    // The transfer and the clock stand still meanwhile, so only the signal can end this.
    await assert.rejects(first, /I leave/);
    resolve();
    assert.equal((await second).record.sizeBytes, SIZE);
    assert.equal(origin.asked.length, 1);
  });

  it('stops the transfer when the last has left, and continues it when one comes back', async () => {
    const stop = new AbortController();
    origin.answers.push({ stallAfterBytes: 200_000 });
    const progress: Progress[] = [];
    const first = rig.get(asset, origin, { signal: stop.signal, onProgress: (state) => progress.push(state) });
    await until(() => progress.some((state) => state.phase === 'transfer' && state.receivedBytes === 200_000));
    stop.abort(new Error('enough'));
    // The origin never continues.
    await assert.rejects(first, /enough/);
    await rig.get(asset, origin);
    assert.deepEqual(origin.asked, [undefined, { offsetBytes: 200_000, validator: '"v1"' }]);
    assert.equal(origin.openBodies, 0);
    assert.equal(await rig.counted(), 1);
    assert.deepEqual(await rig.files('partials'), []);
  });

  it('does not fetch again for a caller who checked before the first download was done', async () => {
    const { promise: looked, resolve: look } = Promise.withResolvers<void>();
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
    let calls = 0;
    const slow = await makeRig(directory(), {
      wrapStore: (store) =>
        withMethods(store, {
          find: async (key) => {
            const record = await store.find(key);
            if ((calls += 1) !== 1) return record;
            look();
            await held;
            return record;
          },
        }),
    });
    const late = slow.get(asset, origin);
    await looked;
    await slow.get(asset, origin);
    letGo();
    assert.equal((await late).fromCache, true);
    assert.equal(origin.asked.length, 1);
    assert.equal(await slow.counted(), 1);
    await slow.cache.close();
  });

  it('reports progress to all callers, and at once to a late one', async () => {
    const { promise: resume, resolve } = Promise.withResolvers<void>();
    origin.answers.push({ stallAfterBytes: 100_000, resume });
    const reports: Progress[][] = [[], []];
    const first = rig.get(asset, origin, { onProgress: (state) => reports[0]?.push(state) });
    await until(() => reports[0]?.some((state) => state.phase === 'transfer' && state.receivedBytes > 0) ?? false);
    const second = rig.get(asset, origin, { onProgress: (state) => reports[1]?.push(state) });
    await until(() => reports[1]?.length === 1);
    resolve();
    await Promise.all([first, second]);
    assert.deepEqual(reports[1]?.at(-1), reports[0]?.at(-1));
  });

  it('tells a waiting download its position in the queue', async () => {
    rig.limits.concurrent = 1;
    const ticket = await rig.limiter.enter(USER, new AbortController().signal, () => undefined);
    const reports: Progress[] = [];
    const waiting = rig.get(asset, origin, { onProgress: (state) => reports.push(state) });
    await until(() => reports.length > 0);
    assert.deepEqual(reports, [{ phase: 'queued', position: 1 }]);
    await ticket.release('done');
    await waiting;
  });

  for (const digests of [{ sha256: 'f'.repeat(64) }, { sha384: 'f'.repeat(96) }, { sha512: 'f'.repeat(128) }])
    it(`fails no caller because another expects a different file: ${Object.keys(digests).join()}`, async () => {
      const wrong = rig.get(asset, origin, { expected: { by: 'caller', digests } });
      const plain = rig.get(asset, origin);
      // Either may be the one that waits for the other's lease.
      await passing(rig.clock, Promise.allSettled([wrong, plain]));
      await assert.rejects(wrong, { code: 'integrity' });
      assert.equal((await plain).record.sha256, sha256Of(bytes));
    });
});
