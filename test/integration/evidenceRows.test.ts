import assert from 'node:assert/strict';
import { acceptChange } from '../../src/editor/commands/acceptChange.ts';
import { verify } from '../../src/editor/commands/verify.ts';
import { evidenceText } from '../../src/editor/documents/evidenceText.ts';
import { SETTINGS } from '../../src/editor/ids.ts';
import { viewAsset } from '../../src/editor/tree/assetView.ts';
import { recordKey } from '../../src/engine/index.ts';
import type { Asset } from '../../src/engine/index.ts';
import { makeServices } from '../support/fakeServices.ts';
import type { FakeServices } from '../support/fakeServices.ts';
import { FakeUi } from '../support/fakeUi.ts';
import { DEMO_KEYS } from '../support/forge/demo/keys.ts';
import { demoContent } from '../support/forge/demoContent.ts';
import { startForge } from '../support/forge/forge.ts';
import type { Forge } from '../support/forge/forge.ts';
import { sha256Of } from '../support/records.ts';
import { useTempDir } from '../support/tempDir.ts';
import { assetNode } from '../support/treeNodes.ts';

const OWNER = 'ladder';

/** The text of each rung's row when every key but the stranger's is trusted. */
const RUNGS = {
  'rung-none': 'unverified',
  'rung-checksum-file': 'checksum file matches',
  'rung-checksum-list': 'checksum file matches',
  'rung-server': 'server digest matches',
  'rung-minisign': 'signed by a key that you trust',
  'rung-minisign-list': 'signed by a key that you trust',
  'rung-signify': 'signed by a key that you trust',
  'rung-openssh': 'signed by a key that you trust',
  'rung-openpgp': 'signed by a key that you trust',
  'rung-openpgp-list': 'signed by a key that you trust',
  'rung-sigstore': 'signed by a key that you trust',
  'rung-stranger': 'unverified',
  'rung-all': 'signed by a key that you trust',
  'rung-later': 'unverified',
} as const;

/** The text of the row of a file that fails a check, and the sources that its report names. */
const ALARMS = {
  'wrong-checksum': { row: 'does not match tool.txt.sha256', sources: ['✗ Checksum file tool.txt.sha256'] },
  'wrong-between-checksums': {
    row: 'its sources disagree',
    sources: ['Checksum file tool.txt.sha256', 'Checksum file SHA256SUMS'],
  },
  'wrong-signature': { row: 'its signature does not match', sources: ['✗ Signature tool.txt.minisig'] },
  'wrong-list-signature': { row: 'its signature does not match', sources: ['SHA256SUMS.minisig', 'SHA256SUMS'] },
  'wrong-name': { row: 'its signature does not match', sources: ['✗ Signature tool.txt.minisig'] },
  'wrong-server': { row: 'does not match the digest from the server', sources: ['✗ Digest from the server'] },
} as const;

const DOWNGRADES = {
  'weaker-unsigned': { row: 'signed before, unsigned now', before: 'signed by' },
  'weaker-another-key': { row: 'different key than before', before: 'signed by' },
  'weaker-no-checksum': { row: 'weaker than before, unverified now', before: 'a checksum file' },
} as const;

describe('the evidence that the editor shows of a downloaded file', () => {
  const directory = useTempDir();
  let forge: Forge;
  let ui: FakeUi;
  let fake: FakeServices;
  before(async () => {
    forge = await startForge({ content: demoContent() });
  });
  after(() => forge.close());
  beforeEach(async () => {
    ui = new FakeUi();
    fake = await makeServices(directory(), ui, [{ url: forge.url, name: 'Demo Forge' }]);
    const trusted = (['minisign', 'signify', 'ssh', 'openpgp', 'sigstore'] as const).map((name) => ({
      instance: forge.url,
      owner: OWNER,
      key: DEMO_KEYS[name].text,
    }));
    fake.configuration.type(SETTINGS.trustedKeys, trusted);
  });
  afterEach(async () => {
    ui.finish();
    await fake[Symbol.asyncDispose]();
  });

  async function download(repo: string, version = 'v1.0.0', refresh = false): Promise<Asset> {
    const source = { kind: 'release', owner: OWNER, repo } as const;
    const { value } = await fake.engine.version(forge.url, source, version, { refresh });
    const asset = value.assets.find(({ name }) => name === 'tool.txt');
    assert.ok(asset);
    await fake.services.downloads.start([asset], { toShow: true });
    return asset;
  }

  async function row(asset: Asset): Promise<string> {
    const record = await fake.engine.record(recordKey(asset));
    const download = fake.services.downloads.state(recordKey(asset));
    return viewAsset(assetNode(asset), {
      record: () => record,
      download: () => download,
      partial: () => undefined,
      fileNames: 'platform',
    }).accessibleLabel;
  }

  async function report(asset: Asset): Promise<string> {
    const record = await fake.engine.record(recordKey(asset));
    const state = fake.services.downloads.state(recordKey(asset));
    return evidenceText({
      asset,
      instanceName: 'Demo Forge',
      cached: record && { record, path: fake.engine.cache.pathOf(record) },
      failure: state?.phase === 'failed' ? state.error : undefined,
    });
  }

  for (const [repo, words] of Object.entries(RUNGS)) {
    it(`is "${words}" for ${repo}`, async () => {
      const asset = await download(repo);
      assert.ok((await row(asset)).endsWith(words), await row(asset));
      assert.match(await report(asset), /## Evidence, strongest first/);
    });
  }

  it('counts the sources that were checked', async () => {
    assert.match(await report(await download('rung-all')), /5 sources checked, all match\./);
  });

  for (const [repo, { row: words, sources }] of Object.entries(ALARMS)) {
    it(`is an alarm for ${repo}, with every source in the report`, async () => {
      const asset = await download(repo);
      assert.ok((await row(asset)).includes(`refused: ${words}`), await row(asset));
      const text = await report(asset);
      assert.match(text, /Refused\./);
      for (const source of sources) assert.ok(text.replaceAll('\\', '').includes(source), text);
    });
  }

  for (const [repo, { row: words, before }] of Object.entries(DOWNGRADES)) {
    it(`is a change to accept for ${repo}, shown before and after`, async () => {
      await download(repo);
      const asset = await download(repo, 'v1.1.0');
      assert.ok((await row(asset)).includes(words), await row(asset));
      assert.match(await report(asset), /What changed/);
      ui.next({ confirm: true });
      await acceptChange(fake.services, assetNode(asset));
      assert.ok(
        ui.texts('confirm').some((text) => text.includes(`Before: ${before}`)),
        ui.texts('confirm').join(),
      );
      assert.match(await row(asset), /, remembered, unchanged since [^,]*$/);
    });
  }

  it('becomes a signature when one is uploaded later, without a second download', async () => {
    const place = { owner: OWNER, repo: 'rung-later', tag: 'v1.0.0', name: 'tool.txt' };
    const { uuid, body } = forge.attachment(place);
    assert.ok(Buffer.isBuffer(body));
    const asset = await download(place.repo);
    const signature = { ...place, name: 'tool.txt.minisig' };
    forge.addAttachment(signature, DEMO_KEYS.minisign.sign(place.name, body));
    forge.requests.length = 0;
    await verify(fake.services, assetNode(asset));
    assert.ok((await row(asset)).endsWith('signed by a key that you trust'), await row(asset));
    assert.ok(!forge.requests.some(({ path }) => path.includes(uuid)));
    forge.removeAttachment(signature);
  });

  it('shows both digests of a replaced file until the change is accepted', async () => {
    const place = { owner: OWNER, repo: 'weaker-replaced', tag: 'v1.0.0', name: 'tool.txt' };
    const { body: older } = forge.attachment(place);
    await download(place.repo);
    const newer = Buffer.from('Another tool of the same name.\n');
    forge.replaceAttachment(place, newer);
    const asset = await download(place.repo, place.tag, true);
    assert.match(await row(asset), /replaced since your last download/);
    ui.next({ confirm: true });
    const text = await report(asset);
    await acceptChange(fake.services, assetNode(asset));
    const [question = ''] = ui.texts('confirm');
    assert.ok(Buffer.isBuffer(older));
    for (const digest of [sha256Of(older), sha256Of(newer)]) {
      assert.ok(text.includes(digest), text);
      assert.ok(question.includes(digest), question);
    }
    assert.match(await row(asset), /, remembered, unchanged since [^,]*$/);
  });
});
