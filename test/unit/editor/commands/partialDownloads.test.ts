import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cancel } from '../../../../src/editor/commands/cancel.ts';
import { evict } from '../../../../src/editor/commands/evict.ts';
import { evictAll } from '../../../../src/editor/commands/evictAll.ts';
import { pause, pauseAll } from '../../../../src/editor/commands/pause.ts';
import { chooseDownload } from '../../../../src/editor/choose/chooseDownload.ts';
import { partialAssets } from '../../../../src/editor/choose/pickPartial.ts';
import type { ActiveDownload, DownloadOutcome } from '../../../../src/editor/downloads/downloads.ts';
import { recordKey } from '../../../../src/engine/index.ts';
import type { Asset } from '../../../../src/engine/index.ts';
import { settle } from '../../../support/fakeClock.ts';
import { makeServices } from '../../../support/fakeServices.ts';
import type { FakeServices } from '../../../support/fakeServices.ts';
import { FakeUi } from '../../../support/fakeUi.ts';
import { ContentBuilder } from '../../../support/forge/content.ts';
import { startForge } from '../../../support/forge/forge.ts';
import type { Forge } from '../../../support/forge/forge.ts';
import { useTempDir } from '../../../support/tempDir.ts';

const row = (asset: Asset) => ({ kind: 'asset', id: 'x', parent: undefined, asset, key: recordKey(asset) }) as const;

describe('a paused download', () => {
  const directory = useTempDir();
  let forge: Forge;
  let ui: FakeUi;
  let fake: FakeServices;
  const big = Buffer.alloc(3_000_000, 'big');
  let file: Asset;

  afterEach(async () => {
    ui.finish();
    await fake[Symbol.asyncDispose]();
    await forge.close();
  });

  const names = async (): Promise<string[]> => (await fake.engine.cache.list()).map(({ name }) => name);

  /** Resolves when enough was received to be kept. */
  const begin = async (): Promise<Promise<readonly DownloadOutcome[]>[]> => {
    forge.faults.add({ kind: 'stall', afterBytes: 2_000_000, path: /generic/ });
    const work = fake.services.downloads.start([file]);
    const hasCome = (): boolean => {
      const state = fake.services.downloads.state(file && recordKey(file));
      return state?.phase === 'transfer' && state.receivedBytes === 2_000_000;
    };
    while (!hasCome()) await settle();
    return [work];
  };
  /** A stop is reported at once; the received part is saved after that. */
  const untilKept = async (): Promise<void> => {
    while ((await partialSizes()).length === 0) await settle();
  };
  const partialSizes = async (): Promise<number[]> =>
    (await fake.engine.cache.partials()).map(({ receivedBytes }) => receivedBytes);

  beforeEach(async () => {
    const builder = new ContentBuilder().account('alice');
    builder.packageVersion('alice', 'big', '1', { 'big.bin': big, 'small.bin': Buffer.from('small') });
    forge = await startForge({ content: builder.content });
    ui = new FakeUi();
    fake = await makeServices(directory(), ui, [{ url: forge.url, name: 'Demo' }]);
    const source = { kind: 'genericPackage', owner: 'alice', package: 'big' } as const;
    const { value } = await fake.engine.version(forge.url, source, '1');
    file = value.assets.find(({ name }) => name === 'big.bin')!;
  });

  it('keeps the part received on Pause and continues it on Resume', async () => {
    const [work] = await begin();
    await pause(fake.services, row(file));
    assert.equal((await work!)[0]?.state, 'cancelled');
    await untilKept();
    assert.deepEqual(await partialSizes(), [2_000_000]);
    forge.faults.clear();
    await fake.services.downloads.start(await partialAssets(fake.services, [row(file)]));
    assert.deepEqual(await names(), ['big.bin']);
    assert.deepEqual(await partialSizes(), []);
    assert.deepEqual(
      forge.requests.flatMap(({ headers }) => headers.range ?? []),
      ['bytes=2000000-'],
    );
  });

  it('leaves nothing on Cancel', async () => {
    const [work] = await begin();
    await cancel(fake.services, row(file));
    assert.equal((await work!)[0]?.state, 'cancelled');
    await fake.engine.close();
    assert.deepEqual(await readdir(join(directory(), 'cache-v1', 'partials')), []);
  });

  it('leaves nothing of the chosen download on Cancel without a row', async () => {
    const [work] = await begin();
    ui.next({ pick: 'big.bin' });
    await cancel(fake.services);
    assert.equal((await work!)[0]?.state, 'cancelled');
    assert.match(ui.texts('asked')[0] ?? '', /The part received is deleted/);
    await fake.engine.close();
    assert.deepEqual(await readdir(join(directory(), 'cache-v1', 'partials')), []);
  });

  it('is in the list of downloads, and can be resumed alone or with all others', async () => {
    const { value } = await fake.engine.version(forge.url, file.source, '1');
    const [one, other] = value.assets.filter(({ name }) => name.endsWith('.bin'));
    assert.ok(one && other);
    assert.deepEqual(await chooseDownload(fake.services), {});
    assert.deepEqual(ui.texts('inform'), ['No downloads are in progress or paused.']);
    forge.faults.add({ kind: 'stall', afterBytes: 3, path: /generic/ });
    const work = fake.services.downloads.start([one, other]);
    const isHere = ({ state }: ActiveDownload): boolean => state.phase === 'transfer' && state.receivedBytes > 0;
    while (!fake.services.downloads.active.every(isHere)) await settle();
    await pause(fake.services, row(one));
    await untilKept();
    const choices = [
      [one.name, { resume: [one.name] }],
      [other.name, { pause: [recordKey(other)] }],
      ['Cancel…', { cancel: true }],
    ] as const;
    for (const [pick, wanted] of choices) {
      ui.next({ pick });
      const { resume, ...choice } = await chooseDownload(fake.services);
      const names = resume?.map(({ name }) => name);
      assert.deepEqual({ ...choice, ...(names && { resume: names }) }, wanted);
    }
    assert.match(ui.texts('asked')[0] ?? '', /^Downloads: 1 in progress, 1 paused/);
    await pauseAll(fake.services);
    await work;
    while ((await partialSizes()).length < 2) await settle();
    ui.next({ pick: 'Resume all 2' });
    assert.equal((await chooseDownload(fake.services)).resume?.length, 2);
    ui.next({ pick: 'Cancel all 2' });
    await cancel(fake.services);
    assert.deepEqual(await partialSizes(), []);
  });

  it('can be chosen without a row, to resume or to remove', async () => {
    const [work] = await begin();
    await pauseAll(fake.services);
    await work!;
    await untilKept();
    ui.next({ pick: undefined });
    assert.deepEqual(await partialAssets(fake.services, []), []);
    ui.next({ pick: 'big.bin' });
    await evict(fake.services);
    assert.deepEqual(await partialSizes(), []);
    assert.match(ui.texts('inform')[0] ?? '', /^Removed big\.bin; 1\.9 MB freed\.$/);
    assert.deepEqual(await partialAssets(fake.services, []), []);
    assert.match(ui.texts('inform')[1] ?? '', /^There are no partial downloads/);
  });

  it('is removed with its version or the whole cache, after being counted in the question', async () => {
    const [work] = await begin();
    await pauseAll(fake.services);
    await work!;
    await untilKept();
    const [partial] = await fake.engine.cache.partials();
    const kept = { records: [], partials: [partial!] };
    const parent = { kind: 'cacheInstance', id: 'i', instance: forge.url, ...kept } as const;
    const version = { kind: 'cacheVersion', id: 'v', parent, source: file.source, version: '1', ...kept } as const;
    ui.next({ confirm: false });
    await evictAll(fake.services);
    assert.match(ui.texts('confirm')[0] ?? '', /removes 1 partial download and frees 1\.9 MB/);
    await evict(fake.services, version);
    assert.deepEqual(await partialSizes(), []);
  });
});
