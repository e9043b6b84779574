import assert from 'node:assert/strict';
import { readFile, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { HANDED_OUT_MS } from '../../../../src/engine/cache/eviction.ts';
import { thisProcess } from '../../../../src/engine/cache/owner.ts';
import { ifThere } from '../../../../src/engine/disk.ts';
import { recordKey } from '../../../../src/engine/model.ts';
import type { Asset } from '../../../../src/engine/model.ts';
import { makeRig, passing, until } from '../../../support/cacheRig.ts';
import type { Rig } from '../../../support/cacheRig.ts';
import { withFailingCall } from '../../../support/diskFaults.ts';
import { FakeOrigin, attachmentOf, someBytes } from '../../../support/fakeOrigin.ts';
import { useTempDir } from '../../../support/tempDir.ts';
import { itWith } from '../../../support/thisSystem.ts';

describe('partial downloads', () => {
  const directory = useTempDir();
  const bytes = someBytes(300_000);
  let origin: FakeOrigin;
  let rig: Rig;

  beforeEach(async () => {
    origin = new FakeOrigin(bytes);
    rig = await makeRig(directory());
  });
  afterEach(() => rig.cache.close());

  /** Stops a download after that many bytes. */
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
    // The caller was released at once; the transfer cleans up after that.
    await from.cache.close();
  };
  const again = async (): Promise<Rig> => (rig = await makeRig(directory(), { clock: rig.clock }));

  it('lists none before there is a cache', async () => {
    assert.deepEqual(await rig.cache.partials(), []);
  });

  it('lists everything needed to show and resume them, in any window', async () => {
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

  it('resumes a listed download, and then no longer lists it', async () => {
    await pause(attachmentOf(bytes));
    await again();
    const [found] = await rig.cache.partials();
    assert.ok(found);
    const { record } = await passing(rig.clock, rig.get(found.asset, origin));
    assert.equal(origin.asked.at(-1)?.offsetBytes, 100_000);
    assert.equal(record.sizeBytes, bytes.byteLength);
    assert.deepEqual(await rig.cache.partials(), []);
  });

  it('frees their space when they are dropped, one asset at a time', async () => {
    const [one, other] = [attachmentOf(bytes), attachmentOf(bytes, { upstreamId: 'other', name: 'other.bin' })];
    await pause(one);
    await again();
    await pause(other, 200_000);
    await again();
    let changes = 0;
    rig.cache.onDidChange(() => (changes += 1));
    assert.equal(await rig.cache.dropPartials([recordKey(one)]), 100_000);
    assert.equal(await rig.cache.dropPartials([recordKey(one)]), 0);
    assert.equal(changes, 2);
    assert.deepEqual(
      (await rig.cache.partials()).map(({ asset }) => asset.name),
      ['other.bin'],
    );
    assert.equal((await rig.files('partials')).length, 2);
  });

  it('ignores running downloads', async () => {
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
    assert.equal(await other.cache.dropPartials([recordKey(asset)]), 0);
    assert.equal((await rig.files('partials')).length, 2);
    await rig.cache.close();
    assert.equal((await other.cache.partials())[0]?.receivedBytes, 150_000);
    await other.cache.close();
  });

  itWith(
    'removalOfOpenFiles',
    'are not what this window is downloading, though a clock that jumped makes it look dead',
    async () => {
      const asset = attachmentOf(bytes);
      await pause(asset);
      await again();
      const { promise: resume, resolve } = Promise.withResolvers<void>();
      origin.answers.push({ stallAfterBytes: 50_000, resume });
      const download = rig.get(asset, origin);
      await until(() => origin.asked.length === 2);
      await setAge(rig.clock.now() - 3_600_000);
      rig.limits.maxSizeBytes = 1;
      await rig.cache.trim();
      const data = (await rig.files('partials')).filter((name) => name.endsWith('.data'));
      assert.deepEqual([await rig.cache.partials(), data.length], [[], 1]);
      resolve();
      assert.equal((await passing(rig.clock, download)).record.sizeBytes, bytes.byteLength);
    },
  );

  it('ignores one with a torn description', async () => {
    await pause(attachmentOf(bytes));
    await again();
    for (const name of await rig.files('partials')) {
      if (name.endsWith('.json')) await writeFile(join(directory(), 'cache-v1', 'partials', name), '{"key":');
    }
    assert.deepEqual(await rig.cache.partials(), []);
  });

  for (const [what, owner] of [
    ['was rebooted since', { pid: process.pid, host: hostname(), pidSpace: 'another boot' }],
    ['was a container that is gone', { pid: 1, host: 'f00dcafe1234', pidSpace: 'another one' }],
    ['has another process with the same number', thisProcess()],
  ] as const) {
    it(`shows, drops, evicts and continues them even if their machine ${what}`, async () => {
      const asset = attachmentOf(bytes);
      const leave = async (): Promise<void> => {
        await pause(asset);
        await again();
        const name = (await rig.files('partials')).find((one) => one.endsWith('.json'))!;
        const path = join(directory(), 'cache-v1', 'partials', name);
        const record = JSON.parse(await readFile(path, 'utf8')) as object;
        await writeFile(path, JSON.stringify({ ...record, owner }));
        await setAge(rig.clock.now() - 11 * 60_000);
      };
      await leave();
      assert.deepEqual(
        (await rig.cache.partials()).map(({ receivedBytes }) => receivedBytes),
        [100_000],
      );
      assert.equal(await rig.cache.dropPartials([recordKey(asset)]), 100_000);
      assert.deepEqual(await rig.files('partials'), []);
      await leave();
      rig.limits.maxSizeBytes = 100;
      await rig.cache.trim();
      assert.deepEqual(await rig.files('partials'), []);
      rig.limits.maxSizeBytes = 1e9;
      await leave();
      await passing(rig.clock, rig.get(asset, origin));
      assert.equal(origin.asked.at(-1)?.offsetBytes, 100_000);
      assert.deepEqual(await rig.files('partials'), []);
    });
  }

  it('tries to remove each of several, and still lists a busy one', async () => {
    const assets = [1, 2, 3].map((n) => attachmentOf(bytes, { upstreamId: `uuid ${n}`, name: `${n}.bin` }));
    for (const asset of assets) {
      await pause(asset);
      await again();
    }
    const busy = recordKey(assets[0]!);
    const drop = () => rig.cache.dropPartials(assets.map(recordKey));
    await assert.rejects(
      withFailingCall('rm', 'EBUSY', drop, (path) => path.includes(busy)),
      { code: 'storage' },
    );
    assert.deepEqual(
      (await rig.cache.partials()).map(({ key }) => key),
      [busy],
    );
    assert.equal(await rig.cache.dropPartials([busy]), 100_000);
  });

  const setAge = async (at: number): Promise<void> => {
    for (const name of await rig.files('partials')) {
      const file = join(directory(), 'cache-v1', 'partials', name);
      // A record that is being written may be renamed at any moment.
      await ifThere(() => utimes(file, new Date(at), new Date(at)));
    }
  };

  it('removes them, oldest first, when nothing else in a full cache may go', async () => {
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

  it('keeps them while there are files unused for longer', async () => {
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
