import assert from 'node:assert/strict';
import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HANDED_OUT_MS } from '../../../../src/engine/cache/eviction.ts';
import { selectPartials } from '../../../../src/engine/cache/idlePartials.ts';
import { recordKey } from '../../../../src/engine/model.ts';
import type { Asset } from '../../../../src/engine/model.ts';
import type { AssetRecord } from '../../../../src/engine/ports.ts';
import { makeRig, passing } from '../../../support/cacheRig.ts';
import type { Rig } from '../../../support/cacheRig.ts';
import { FakeOrigin, attachmentOf, someBytes } from '../../../support/fakeOrigin.ts';
import { makeRecord } from '../../../support/records.ts';
import { useTempDir } from '../../../support/tempDir.ts';

const NOW = 1_000_000_000_000;

describe('selectPartials', () => {
  const partial = (updatedAt: number, receivedBytes = 100) => ({ updatedAt, receivedBytes });
  const select = (partials: readonly ReturnType<typeof partial>[], records: AssetRecord[], maxSizeBytes: number) =>
    selectPartials(partials, { records, maxSizeBytes, now: NOW, inUse: new Set() });
  const record = (id: string, agoMs: number): AssetRecord => makeRecord({ id, usedAt: NOW - agoMs });
  const LONG_MS = 10 * HANDED_OUT_MS;

  it('takes none while everything fits', () => {
    assert.deepEqual(select([partial(0), partial(NOW)], [record('one', LONG_MS)], 300), []);
  });

  it('takes what is older than the record that would have to go', () => {
    const [old, young] = [partial(NOW - 2 * LONG_MS), partial(NOW)];
    assert.deepEqual(select([young, old], [record('one', LONG_MS)], 250), [old]);
  });

  it('leaves what is younger than the record that goes for it', () => {
    assert.deepEqual(select([partial(NOW)], [record('one', LONG_MS)], 150), []);
  });

  it('takes even the youngest where no record may go', () => {
    const young = partial(NOW);
    assert.deepEqual(select([young], [record('just handed out', 0)], 150), [young]);
    assert.deepEqual(select([young], [{ ...record('pinned', LONG_MS), pinned: true }], 150), [young]);
  });

  it('counts bytes once that several records share', () => {
    const shared = [record('one', 0), { ...record('one', 0), key: 'b'.repeat(64) }];
    assert.deepEqual(select([partial(NOW)], shared, 200), []);
  });

  it('takes no more than is needed', () => {
    const [oldest, older, young] = [partial(1), partial(2), partial(3)];
    assert.deepEqual(select([young, older, oldest], [], 200), [oldest]);
    assert.deepEqual(select([young, older, oldest], [], 100), [oldest, older]);
  });
});

describe('downloads that stopped', () => {
  const directory = useTempDir();
  const bytes = someBytes(300_000);
  let origin: FakeOrigin;
  let rig: Rig;

  beforeEach(async () => {
    origin = new FakeOrigin(bytes);
    rig = await makeRig(directory());
  });
  afterEach(() => rig.cache.close());

  /** Stops a download when so much of it came. */
  const pause = async (asset: Asset, afterBytes = 100_000, from = rig): Promise<void> => {
    origin.answers.push({ stallAfterBytes: afterBytes });
    const stop = new AbortController();
    const onProgress: Parameters<Rig['get']>[2] = {
      signal: stop.signal,
      onProgress: (state) => {
        if (state.phase === 'transfer' && state.receivedBytes >= afterBytes) stop.abort(new Error('paused'));
      },
    };
    await assert.rejects(from.get(asset, origin, onProgress), /paused/);
    // The caller was let go at once; the transfer puts things in order after it.
    await from.cache.close();
  };
  const again = async (): Promise<Rig> => (rig = await makeRig(directory(), { clock: rig.clock }));

  it('are none before there is a cache at all', async () => {
    assert.deepEqual(await rig.cache.partials(), []);
  });

  it('are listed with what it takes to show them and to go on, in whichever window', async () => {
    const asset = attachmentOf(bytes, { digests: { sha256: 'a'.repeat(64) } });
    await pause(asset);
    await again();
    const [found, ...more] = await rig.cache.partials();
    assert.deepEqual(more, []);
    assert.ok(found);
    const { updatedAt, ...rest } = found;
    assert.deepEqual(rest, { key: recordKey(asset), asset, receivedBytes: 100_000, sizeBytes: bytes.byteLength });
    assert.ok(Math.abs(updatedAt - Date.now()) < 60_000);
  });

  it('go on from there when what is listed is downloaded again, and are listed no more', async () => {
    await pause(attachmentOf(bytes));
    await again();
    const [found] = await rig.cache.partials();
    assert.ok(found);
    const { record } = await passing(rig.clock, rig.get(found.asset, origin));
    assert.equal(origin.asked.at(-1)?.offsetBytes, 100_000);
    assert.equal(record.sizeBytes, bytes.byteLength);
    assert.deepEqual(await rig.cache.partials(), []);
  });

  it('are given back to the disk when they are dropped, one asset at a time', async () => {
    const [one, other] = [attachmentOf(bytes), attachmentOf(bytes, { upstreamId: 'other', name: 'other.bin' })];
    await pause(one);
    await again();
    await pause(other, 200_000);
    await again();
    let changes = 0;
    rig.cache.onDidChange(() => (changes += 1));
    assert.equal(await rig.cache.dropPartial(recordKey(one)), 100_000);
    assert.equal(await rig.cache.dropPartial(recordKey(one)), 0);
    assert.equal(changes, 2);
    assert.deepEqual(
      (await rig.cache.partials()).map(({ asset }) => asset.name),
      ['other.bin'],
    );
    assert.equal((await rig.files('partials')).length, 2);
  });

  it('are not what somebody is downloading now', async () => {
    const asset = attachmentOf(bytes);
    await pause(asset);
    await again();
    origin.answers.push({ stallAfterBytes: 50_000 });
    const { promise: running, resolve } = Promise.withResolvers<void>();
    const download = rig.get(asset, origin, {
      onProgress: (state) => {
        if (state.phase === 'transfer' && state.receivedBytes >= 150_000) resolve();
      },
    });
    download.catch(() => undefined);
    await running;
    const other = await makeRig(directory());
    assert.deepEqual(await other.cache.partials(), []);
    assert.equal(await other.cache.dropPartial(recordKey(asset)), 0);
    assert.equal((await rig.files('partials')).length, 2);
    await rig.cache.close();
    assert.equal((await other.cache.partials())[0]?.receivedBytes, 150_000);
    await other.cache.close();
  });

  it('are passed over when their description is torn', async () => {
    await pause(attachmentOf(bytes));
    await again();
    for (const name of await rig.files('partials')) {
      if (name.endsWith('.json')) await writeFile(join(directory(), 'cache-v1', 'partials', name), '{"key":');
    }
    assert.deepEqual(await rig.cache.partials(), []);
  });

  const setAge = async (at: number): Promise<void> => {
    for (const name of await rig.files('partials')) {
      await utimes(join(directory(), 'cache-v1', 'partials', name), new Date(at), new Date(at));
    }
  };

  it('go, the oldest first, when the cache is full of what may not go', async () => {
    await pause(attachmentOf(bytes));
    await again();
    await setAge(rig.clock.now() - 3_600_000);
    await pause(attachmentOf(bytes, { upstreamId: 'young', name: 'young.bin' }), 50_000);
    await again();
    rig.limits.maxSizeBytes = 120_000;
    await rig.cache.trim();
    assert.deepEqual(
      (await rig.cache.partials()).map(({ asset }) => asset.name),
      ['young.bin'],
    );
  });

  it('stay where a file goes for them that nobody used for longer', async () => {
    const file = attachmentOf(bytes, { upstreamId: 'file', name: 'file.bin' });
    await passing(rig.clock, rig.get(file, origin));
    await pause(attachmentOf(bytes));
    await again();
    await rig.clock.advance(HANDED_OUT_MS);
    await setAge(rig.clock.now());
    rig.limits.maxSizeBytes = 350_000;
    await rig.cache.trim();
    assert.equal(await rig.cache.find(file), undefined);
    assert.equal((await rig.cache.partials()).length, 1);
  });
});
