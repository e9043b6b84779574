import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { withRowsOfKey } from '../../../../src/editor/choose/targets.ts';
import { evict } from '../../../../src/editor/commands/evict.ts';
import { evictAll } from '../../../../src/editor/commands/evictAll.ts';
import { namedCopy } from '../../../../src/editor/downloads/namedCopy.ts';
import { keepInCache, stopKeeping } from '../../../../src/editor/commands/keepInCache.ts';
import { pause } from '../../../../src/editor/commands/pause.ts';
import { showDownloadsToday } from '../../../../src/editor/commands/showDownloadsToday.ts';
import { verify, verifyRecords } from '../../../../src/editor/commands/verify.ts';
import { verifyAll } from '../../../../src/editor/commands/verifyAll.ts';
import { isEngineError, recordKey } from '../../../../src/engine/index.ts';
import type { Asset, AssetRecord } from '../../../../src/engine/index.ts';
import { until } from '../../../support/cacheRig.ts';
import { settle } from '../../../support/fakeClock.ts';
import { makeServices } from '../../../support/fakeServices.ts';
import type { FakeServices } from '../../../support/fakeServices.ts';
import { FakeUi } from '../../../support/fakeUi.ts';
import { ContentBuilder } from '../../../support/forge/content.ts';
import { startForge } from '../../../support/forge/forge.ts';
import type { Forge } from '../../../support/forge/forge.ts';
import { overwrite } from '../../../support/overwrite.ts';
import { useTempDir } from '../../../support/tempDir.ts';

const ROW = { kind: 'asset', id: 'x', parent: undefined, label: 'x' } as const;
const row = (asset: Asset) => ({ ...ROW, asset, key: recordKey(asset) });

/** One version of a package with two files. */
function toolContent(): ContentBuilder['content'] {
  const files = { 'tool-1.0.0.tar.gz': Buffer.from('tool 1.0.0'), 'tool.exe': Buffer.alloc(4096, 'tool') };
  const builder = new ContentBuilder().account('alice');
  builder.packageVersion('alice', 'tool', '1.0.0', files);
  return builder.content;
}

describe('commands on files', () => {
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

  it('returns the result of Verify for one intact file, for the report', async () => {
    await download();
    const record = await verify(fake.services, row(assets[0]!));
    assert.deepEqual([record?.name, record?.evidence.kind], [assets[0]!.name, 'server']);
    assert.deepEqual(ui.texts('inform'), []);
  });

  it('reports a single verified file as intact, with its evidence', async () => {
    await download(1);
    await verifyRecords(fake.services, await fake.engine.cache.list());
    assert.match(
      ui.texts('inform')[0] ?? '',
      /is intact: server digest\. It matches the digest that the package registry computed at upload\. 2 sources checked, all match\./,
    );
  });

  it('reports Verify of several files in one message', async () => {
    await download();
    await verifyAll(fake.services);
    assert.deepEqual(ui.texts('inform'), ['2 files intact: all server digest.']);
  });

  it('shows both digests of a file that Verify found changed, and marks its row', async () => {
    await download(1);
    const [record] = await fake.engine.cache.list();
    await overwrite(fake.engine.cache.pathOf(record!), 'other bytes');
    await verify(fake.services, row(assets[0]!));
    await settle();
    const { error, context } = fake.shown[0]!;
    assert.ok(isEngineError(error, 'integrity'));
    assert.deepEqual([error.facts.source, error.facts.expected], ['server', record!.digests.sha512]);
    assert.equal((context as { name?: string }).name, assets[0]!.name);
    assert.equal(fake.services.downloads.state(record!.key)?.phase, 'failed');
  });

  it('reports a file that is gone on Verify', async () => {
    await download(1);
    const [record] = await fake.engine.cache.list();
    await overwrite(fake.engine.cache.pathOf(record!), undefined);
    await verify(fake.services, row(assets[0]!));
    assert.deepEqual(ui.texts('inform'), [`${record!.name} is gone from the disk; download it again.`]);
  });

  it('asks to download a file first that is not in the cache', async () => {
    await verify(fake.services, row(assets[0]!));
    assert.match(ui.texts('inform')[0] ?? '', /Not in the cache\. Download it first/);
  });

  it('lets the user pick a cached file without a row, last used first', async () => {
    await download();
    ui.next({ pick: assets[1]!.name });
    await keepInCache(fake.services);
    assert.deepEqual(
      Object.fromEntries((await fake.engine.cache.list()).map(({ name, kept }) => [name, kept])),
      Object.fromEntries(assets.map(({ name }, index) => [name, index === 1])),
    );
  });

  it('uses the selection of the view in which the key was pressed', async () => {
    await download();
    const wanted = (await fake.engine.cache.list()).find(({ key }) => key === recordKey(assets[1]!))!;
    fake.selected.tree = [row(assets[0]!)];
    fake.selected.cache = [{ kind: 'cacheFile', id: 'c', parent: undefined as never, record: wanted, label: 'c' }];
    await evict(fake.services, ...(await withRowsOfKey(fake.services, ['forgejoArtifacts.cache'])));
    assert.deepEqual(await names(), [assets[0]!.name]);
  });

  it('removes one replaceable file without asking, and offers Undo', async () => {
    await download();
    await evict(fake.services, row(assets[1]!));
    await settle();
    assert.deepEqual(ui.texts('confirm'), []);
    assert.deepEqual(ui.messages.at(-1), { kind: 'inform', text: 'Removed tool.exe, 4.0 KB.', offered: ['Undo'] });
    assert.deepEqual(await names(), [assets[0]!.name]);
  });

  it('restores a removed file with its record on Undo', async () => {
    await download();
    const before = await fake.engine.cache.list();
    ui.next({ press: 'Undo' });
    await evict(fake.services, row(assets[1]!));
    await until(async () => (await names()).length === 2);
    const byName = (records: readonly AssetRecord[]) => new Map(records.map((record) => [record.name, record]));
    assert.deepEqual(byName(await fake.engine.cache.list()), byName(before));
    forge.faults.add({ kind: 'status', status: 500 });
    assert.ok(await fake.engine.find(assets[1]!));
  });

  it('reports on Undo that the bytes are gone', async () => {
    await download(1);
    const [record] = await fake.engine.cache.list();
    ui.next({ press: 'Undo' });
    const removing = evict(fake.services, row(assets[0]!));
    await overwrite(fake.engine.cache.pathOf(record!), undefined);
    await removing;
    await until(() => ui.texts('inform').length === 2);
    assert.match(ui.texts('inform')[1] ?? '', /could not be put back/);
    assert.deepEqual(await names(), []);
  });

  it('asks before Remove From Cache takes several files, and keeps them on No', async () => {
    await download();
    const rows = assets.map(row);
    ui.next({ confirm: false });
    await evict(fake.services, rows[0], rows);
    assert.equal((await names()).length, 2);
    assert.match(ui.texts('confirm')[0] ?? '', /^Remove 2 files from the cache\? This frees 4\.\d KB\./);
    ui.next({ confirm: true });
    await evict(fake.services, rows[0], rows);
    assert.deepEqual(await names(), []);
  });

  it('asks before Remove From Cache takes a kept file', async () => {
    await download(1);
    await keepInCache(fake.services, row(assets[0]!));
    ui.next({ confirm: false });
    await evict(fake.services, row(assets[0]!));
    assert.match(ui.texts('confirm')[0] ?? '', /You keep this file in the cache\./);
    await stopKeeping(fake.services, row(assets[0]!));
    await evict(fake.services, row(assets[0]!));
    assert.deepEqual(await names(), []);
  });

  it('removes the named copy together with the file', async () => {
    await download(1);
    const [record] = await fake.engine.cache.list();
    await namedCopy(fake.services, record!);
    await evict(fake.services, row(assets[0]!));
    assert.deepEqual(await readdir(join(directory(), 'cache-v1', 'files')), []);
  });

  it('spares kept files on Empty Cache unless they are selected too', async () => {
    await download();
    await keepInCache(fake.services, row(assets[1]!));
    ui.next({ confirm: true }, { press: undefined });
    await evictAll(fake.services);
    await settle();
    assert.match(ui.texts('confirm')[0] ?? '', /removes 1 file and frees .* 1 kept file \(4\.0 KB\) stays\./);
    assert.deepEqual(await names(), ['tool.exe']);
    ui.next({ press: 'Remove Them Too…' }, { confirm: true });
    await evictAll(fake.services);
    await until(async () => (await names()).length === 0);
  });

  it('does nothing on Empty Cache when the answer is no', async () => {
    await download();
    ui.next({ confirm: false });
    await evictAll(fake.services);
    assert.equal((await names()).length, 2);
  });

  it('hands out a restored file from its own row', async () => {
    const asset = { ...assets[0]!, digests: { sha256: assets[0]!.digests.sha256! } };
    const { record } = await fake.engine.obtain(asset, { expected: { by: 'lock', digests: asset.digests } });
    assert.equal(await readFile((await namedCopy(fake.services, record)) ?? '', 'utf8'), 'tool 1.0.0');
  });

  it('returns a path under the file’s own name, and reports a missing file', async () => {
    await download(1);
    const [record] = await fake.engine.cache.list();
    const path = await namedCopy(fake.services, record!);
    assert.deepEqual(await readFile(path!), await readFile(fake.engine.cache.pathOf(record!)));
    await overwrite(fake.engine.cache.pathOf(record!), undefined);
    assert.equal(await namedCopy(fake.services, record!), undefined);
    assert.match(ui.texts('inform')[0] ?? '', /not on this machine any more/);
  });

  it('pauses the chosen download, or all, without a row', async () => {
    forge.faults.add({ kind: 'stall', afterBytes: 10, path: /generic/ });
    const work = fake.services.downloads.start([assets[0]!]);
    const rest = fake.services.downloads.start([assets[1]!]);
    ui.next({ pick: assets[0]!.name });
    await pause(fake.services);
    assert.equal((await work)[0]?.state, 'cancelled');
    assert.deepEqual(
      fake.services.downloads.active.map(({ name }) => name),
      [assets[1]!.name],
    );
    ui.next({ pick: 'Pause all 2' });
    const again = fake.services.downloads.start([assets[0]!]);
    await pause(fake.services);
    assert.deepEqual([(await again)[0]?.state, (await rest)[0]?.state], ['cancelled', 'cancelled']);
    await pause(fake.services);
    assert.deepEqual(ui.texts('inform'), ['No downloads are in progress.']);
  });

  it('shows the daily limit on the row and not as a loud error', async () => {
    await fake[Symbol.asyncDispose]();
    fake = await makeServices(directory(), ui, [{ url: forge.url, name: 'Demo' }], { perDay: 1 });
    const outcomes = await fake.services.downloads.start(assets);
    const [refused, ...others] = outcomes.filter((outcome) => outcome.state === 'failed');
    assert.deepEqual([others.length, outcomes.length], [0, 2], 'the order of the two does not matter');
    const state = fake.services.downloads.state(recordKey(refused!.asset));
    assert.ok(state?.phase === 'failed' && isEngineError(state.error, 'limited'));
  });

  it('counts downloads over the network and says when the count resets', async () => {
    await download();
    await download();
    await showDownloadsToday(fake.services);
    assert.match(ui.texts('inform')[0] ?? '', /^Downloads today: Demo 2 of 200\. The count resets at \d\d:\d\d \(in /);
  });
});
