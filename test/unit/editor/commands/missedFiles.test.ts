import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { evict } from '../../../../src/editor/commands/evict.ts';
import { evictAll } from '../../../../src/editor/commands/evictAll.ts';
import { keepInCache } from '../../../../src/editor/commands/keepInCache.ts';
import { formatLock, recordKey } from '../../../../src/engine/index.ts';
import type { Asset, AssetRecord } from '../../../../src/engine/index.ts';
import { until } from '../../../support/cacheRig.ts';
import { makeServices } from '../../../support/fakeServices.ts';
import type { FakeServices } from '../../../support/fakeServices.ts';
import { FakeUi } from '../../../support/fakeUi.ts';
import { ContentBuilder } from '../../../support/forge/content.ts';
import { startForge } from '../../../support/forge/forge.ts';
import type { Forge } from '../../../support/forge/forge.ts';
import { useTempDir } from '../../../support/tempDir.ts';

const ROW = { kind: 'asset', id: 'x', parent: undefined, label: 'x' } as const;
const row = (asset: Asset) => ({ ...ROW, asset, key: recordKey(asset) });

/** Writes a lock with the file. */
async function writeLockOf(record: AssetRecord, folder: string): Promise<void> {
  const { name, version, source, instance, sha256, upstreamId, storage } = record;
  const asset = { upstreamId, storage, sha256, evidence: { kind: 'none', from: 'bytes' } } as const;
  const tool = { instance, source, version, requested: '^1', assets: new Map([[name, asset]]), platforms: new Map() };
  await writeFile(join(folder, 'forgejo-artifacts.lock.json'), formatLock({ tools: new Map([['tool', tool]]) }));
}

/** One version of a package with two files. */
function toolContent(): ContentBuilder['content'] {
  const files = { 'tool-1.0.0.tar.gz': Buffer.from('tool 1.0.0'), 'tool.exe': Buffer.alloc(4096, 'tool') };
  const builder = new ContentBuilder().account('alice');
  builder.packageVersion('alice', 'tool', '1.0.0', files);
  return builder.content;
}

describe('removing files that the user may miss', () => {
  const directory = useTempDir();
  let forge: Forge;
  let ui: FakeUi;
  let fake: FakeServices;
  let assets: readonly Asset[];

  beforeEach(async () => {
    forge = await startForge({ content: toolContent() });
    ui = new FakeUi();
    fake = await makeServices(directory(), ui, [{ url: forge.url, name: 'Demo' }]);
    const source = { kind: 'genericPackage', owner: 'alice', package: 'tool' } as const;
    assets = (await fake.engine.version(forge.url, source, '1.0.0')).value.assets;
  });
  afterEach(async () => {
    ui.finish();
    await fake[Symbol.asyncDispose]();
    await forge.close();
  });

  const download = async (count = assets.length): Promise<void> => {
    const outcomes = await fake.services.downloads.start(assets.slice(0, count));
    assert.deepEqual(new Set(outcomes.map(({ state }) => state)), new Set(['done']));
  };

  const names = async (): Promise<string[]> => (await fake.engine.cache.list()).map(({ name }) => name).sort();

  it('asks before Remove From Cache takes a file that the instance has replaced or lost', async () => {
    await download();
    const store = fake.engine.cache;
    for (const [index, words] of [
      [0, /The instance has replaced it, so it cannot be downloaded again\./],
      [1, /The instance no longer shows it/],
    ] as const) {
      const { services } = fake;
      const { name } = assets[index]!;
      const listed = index === 0 ? [{ ...assets[0]!, upstreamId: 'other' }] : [];
      const version = async () => ({ value: { assets: listed } });
      const engine = { get: () => Object.assign(Object.create(fake.engine), { version }), directory: directory() };
      ui.next({ confirm: false });
      await evict(Object.create(services, { engine: { value: engine } }) as typeof services, row(assets[index]!));
      assert.match(ui.texts('confirm').at(-1) ?? '', words);
      assert.ok((await store.list()).some((record) => record.name === name));
    }
  });

  it('asks before Remove From Cache takes a file that an open folder has locked', async () => {
    await download(1);
    const [record] = await fake.engine.cache.list();
    const folder = join(directory(), 'projA');
    await mkdir(folder);
    await writeLockOf(record!, folder);
    fake.workspace.open = [{ name: 'projA', directory: folder }];
    ui.next({ confirm: false });
    await evict(fake.services, row(assets[0]!));
    assert.match(ui.texts('confirm')[0] ?? '', /The lock of projA needs exactly this file\./);
    assert.equal((await names()).length, 1);
  });

  describe('the question about several files', () => {
    /** The services while the instance lists these files. */
    const listing = (listed: readonly Asset[]): typeof fake.services => {
      const version = async () => ({ value: { assets: listed } });
      const engine = { get: () => Object.assign(Object.create(fake.engine), { version }), directory: directory() };
      return Object.create(fake.services, { engine: { value: engine } }) as typeof fake.services;
    };

    it('names those that the instance has replaced or lost', async () => {
      await download();
      const rows = assets.map(row);
      const now = listing([{ ...assets[0]!, upstreamId: 'other' }]);
      ui.next({ confirm: false }, { confirm: false });
      await evict(now, rows[0], rows);
      await evictAll(now);
      const lost = /Replaced or no longer shown by the instance: tool\S+ and tool\S+\./;
      for (const text of ui.texts('confirm')) assert.match(text, lost);
      assert.equal(ui.texts('confirm').length, 2);
    });

    it('names those that an open folder has locked, and kept ones when they are removed too', async () => {
      await download();
      const folder = join(directory(), 'projA');
      await mkdir(folder);
      await writeLockOf(
        (await fake.engine.cache.list()).find(({ name }) => name === 'tool.exe')!,
        folder,
      );
      fake.workspace.open = [{ name: 'projA', directory: folder }];
      const rows = assets.map(row);
      ui.next({ confirm: false });
      await evict(fake.services, rows[0], rows);
      const needed = /Needed by the lock of an open folder: tool\.exe\./;
      assert.match(ui.texts('confirm').at(-1) ?? '', needed);
      await keepInCache(fake.services, rows[0], rows);
      ui.next({ press: 'Remove Them Too…' }, { confirm: false });
      await evictAll(fake.services);
      await until(() => ui.texts('confirm').length === 2);
      assert.match(ui.texts('confirm').at(-1) ?? '', needed);
    });
  });
});
