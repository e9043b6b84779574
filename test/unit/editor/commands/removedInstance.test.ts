import assert from 'node:assert/strict';
import { acceptChange } from '../../../../src/editor/commands/acceptChange.ts';
import { install } from '../../../../src/editor/commands/install.ts';
import { trustKey } from '../../../../src/editor/commands/trustKey.ts';
import { verify } from '../../../../src/editor/commands/verify.ts';
import { verifyAll } from '../../../../src/editor/commands/verifyAll.ts';
import { assetsOf } from '../../../../src/editor/choose/targets.ts';
import type { DownloadOutcome } from '../../../../src/editor/downloads/downloads.ts';
import type { CacheFileNode } from '../../../../src/editor/cacheView/cacheNodes.ts';
import { SETTINGS } from '../../../../src/editor/ids.ts';
import { isEngineError, recordKey } from '../../../../src/engine/index.ts';
import type { Asset, AssetRecord } from '../../../../src/engine/index.ts';
import { settle } from '../../../support/fakeClock.ts';
import { makeServices } from '../../../support/fakeServices.ts';
import type { FakeServices } from '../../../support/fakeServices.ts';
import { FakeUi } from '../../../support/fakeUi.ts';
import { ContentBuilder } from '../../../support/forge/content.ts';
import { startForge } from '../../../support/forge/forge.ts';
import type { Forge } from '../../../support/forge/forge.ts';
import { minisignSigner } from '../../../support/forge/signing/minisign.ts';
import { toolTar } from '../../../support/installRig.ts';
import { sha256Of } from '../../../support/records.ts';
import { describeError } from '../../../../src/words/describeError.ts';
import { useTempDir } from '../../../support/tempDir.ts';

const key = minisignSigner('release key');
const [, line = ''] = key.text.split('\n');
const NAME = 'tool-linux-x64.tar';
const UNASKED = /127\.0\.0\.1:\d+ is not one of your instances, so it was not contacted/;

/** A signed release, followed by one without a signature. */
function content(): ContentBuilder['content'] {
  const builder = new ContentBuilder().account('alice');
  const repository = builder.repository('alice', 'tool');
  const [one, two] = [toolTar('1'), toolTar('2')];
  builder.release(repository, 'v1', { [NAME]: one, [`${NAME}.minisig`]: key.sign(NAME, one) });
  builder.release(repository, 'v2', { [NAME]: two, SHA256SUMS: Buffer.from(`${sha256Of(two)}  ${NAME}\n`) });
  return builder.content;
}

describe('cached files of an instance that was removed', () => {
  const directory = useTempDir();
  let forge: Forge;
  let ui: FakeUi;
  let fake: FakeServices;
  beforeEach(async () => {
    forge = await startForge({ content: content() });
    ui = new FakeUi();
    fake = await makeServices(directory(), ui, [{ url: forge.url, name: 'Demo' }]);
  });
  afterEach(async () => {
    ui.finish();
    await fake[Symbol.asyncDispose]();
    await forge.close();
  });

  const bring = async (version: string): Promise<Asset> => {
    const source = { kind: 'release', owner: 'alice', repo: 'tool' } as const;
    const { assets } = (await fake.engine.version(forge.url, source, version)).value;
    const asset = assets.find(({ name }) => name === NAME)!;
    await fake.services.downloads.start([asset]);
    return asset;
  };
  const trust = (): void => {
    fake.configuration.type(SETTINGS.trustedKeys, [{ instance: forge.url, owner: 'alice', key: `minisign:${line}` }]);
  };
  /** Removes the instance from the settings. Returns a function that counts the requests since then. */
  const remove = (): (() => number) => {
    fake.configuration.type(SETTINGS.instances, []);
    const before = forge.requests.length;
    return () => forge.requests.length - before;
  };
  const recordOf = async (asset: Asset): Promise<AssetRecord> => {
    const found = (await fake.engine.cache.list()).find((one) => one.key === recordKey(asset));
    assert.ok(found);
    return found;
  };
  const rowOf = async (asset: Asset): Promise<CacheFileNode> => {
    const place = { kind: 'cacheFile', id: 'x' } as const;
    return { ...place, parent: undefined as never, record: await recordOf(asset), label: 'x' };
  };

  /** What the Download command does before it reports. */
  const download = async (row: Parameters<typeof assetsOf>[1][number]): Promise<DownloadOutcome | undefined> =>
    (await fake.services.downloads.start(await assetsOf(fake.services, [row])))[0];

  it('stay refused by the requirement that is still in the settings', async () => {
    const asset = await bring('v2');
    fake.configuration.type(SETTINGS.requireByPlace, { [`${forge.url}Alice`]: 'signature' });
    const refused = { code: 'untrusted' };
    await assert.rejects(fake.engine.obtain(asset), refused);
    remove();
    await assert.rejects(fake.engine.obtain(asset), refused);
    await assert.rejects(fake.engine.find(asset), refused);
  });

  it('verifies by stored evidence and says that the instance was not contacted', async () => {
    trust();
    const asset = await bring('v1');
    const asked = remove();
    const record = await verify(fake.services, await rowOf(asset));
    assert.equal(record?.evidence.kind, 'signature');
    assert.match(ui.texts('inform').join('\n'), UNASKED);
    assert.equal(asked(), 0);
  });

  it('verifies them with all others and says that the instance was not contacted', async () => {
    await bring('v1');
    await bring('v2');
    const asked = remove();
    await verifyAll(fake.services);
    await settle();
    assert.match(ui.texts('inform').join('\n'), /^2 files intact/);
    assert.match(ui.texts('inform').join('\n'), UNASKED);
    assert.equal(asked(), 0);
  });

  it('accepts their changes', async () => {
    trust();
    await bring('v1');
    const asset = await bring('v2');
    assert.notDeepEqual((await recordOf(asset)).evidence.changes, []);
    const asked = remove();
    ui.next({ confirm: true });
    await acceptChange(fake.services, await rowOf(asset));
    await settle();
    assert.deepEqual((await recordOf(asset)).evidence.changes, []);
    assert.match(ui.texts('inform').join('\n'), UNASKED);
    assert.equal(asked(), 0);
  });

  it('judges them by a key trusted later', async () => {
    const asset = await bring('v1');
    const asked = remove();
    ui.pasted = key.text;
    ui.next({ pick: 'Paste a Key…' }, { confirm: true });
    await trustKey(fake.services, { kind: 'asset', id: 'x', parent: undefined, asset, key: recordKey(asset) });
    await settle();
    assert.equal((await recordOf(asset)).evidence.kind, 'signature');
    assert.match(ui.texts('inform').join('\n'), UNASKED);
    assert.equal(asked(), 0);
  });

  it('serves and installs them', async () => {
    trust();
    const row = await rowOf(await bring('v1'));
    const asked = remove();
    assert.equal((await download(row))?.state, 'done');
    await install(fake.services, row);
    const [installed] = await fake.engine.installer.list();
    assert.equal(installed?.asset.sha256, row.record.sha256);
    assert.deepEqual(fake.shown, []);
    assert.equal(asked(), 0);
  });

  it('does not download them again once they are gone from the disk, and says why', async () => {
    const asset = await bring('v1');
    await fake.engine.cache.evict([recordKey(asset)], { alsoKept: true });
    const asked = remove();
    const outcome = await download({ kind: 'asset', asset });
    assert.ok(outcome?.state === 'failed' && isEngineError(outcome.error, 'unknownInstance'));
    assert.match(describeError(outcome.error).message, /is not one of your instances, so it was not contacted/);
    assert.equal(asked(), 0);
    assert.deepEqual(await fake.engine.cache.partials(), []);
  });
});
