import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { acceptChange } from '../../../../src/editor/commands/acceptChange.ts';
import { forgetKey } from '../../../../src/editor/commands/forgetKey.ts';
import { pinDigest, unpinDigest } from '../../../../src/editor/commands/pinDigest.ts';
import { trustKey } from '../../../../src/editor/commands/trustKey.ts';
import { SETTINGS } from '../../../../src/editor/ids.ts';
import { isEngineError, recordKey } from '../../../../src/engine/index.ts';
import type { Asset, AssetRecord } from '../../../../src/engine/index.ts';
import { makeServices } from '../../../support/fakeServices.ts';
import type { FakeServices } from '../../../support/fakeServices.ts';
import { FakeUi } from '../../../support/fakeUi.ts';
import { ContentBuilder } from '../../../support/forge/content.ts';
import { startForge } from '../../../support/forge/forge.ts';
import type { Forge } from '../../../support/forge/forge.ts';
import { minisignSigner } from '../../../support/forge/signing/minisign.ts';
import { opensshSigner } from '../../../support/forge/signing/openssh.ts';
import { sha256Of } from '../../../support/records.ts';
import { useTempDir } from '../../../support/tempDir.ts';

const key = minisignSigner('release key');
const other = minisignSigner('other key');
const [, line = ''] = key.text.split('\n');
const body = Buffer.from('tool 1.0.0');
const row = (asset: Asset) => ({ kind: 'asset', id: 'x', parent: undefined, asset, key: recordKey(asset) }) as const;

/** A signed release with its key and another key, followed by a release without a signature. */
function content(): ContentBuilder['content'] {
  const builder = new ContentBuilder().account('alice');
  const repository = builder.repository('alice', 'tool');
  builder.release(repository, 'v1', {
    'tool.bin': body,
    'tool.bin.minisig': key.sign('tool.bin', body),
    'minisign.pub': Buffer.from(key.text),
    'other.pub': Buffer.from(other.text),
    'cosign.pub': Buffer.from('-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----\n'),
    allowed_signers: Buffer.from(
      `# who may sign\nalice ${opensshSigner('alice').text}bob ${opensshSigner('bob').text}`,
    ),
  });
  builder.release(repository, 'v2', { 'tool.bin': Buffer.from('tool 2.0.0') });
  return builder.content;
}

describe('trust commands', () => {
  const directory = useTempDir();
  let forge: Forge;
  let ui: FakeUi;
  let fake: FakeServices;
  let asset: Asset;

  const assetOf = async (version: string): Promise<Asset> => {
    const source = { kind: 'release', owner: 'alice', repo: 'tool' } as const;
    const { assets } = (await fake.engine.version(forge.url, source, version)).value;
    return assets.find(({ name }) => name === 'tool.bin')!;
  };
  beforeEach(async () => {
    forge = await startForge({ content: content() });
    ui = new FakeUi();
    fake = await makeServices(directory(), ui, [{ url: forge.url, name: 'Demo' }]);
    asset = await assetOf('v1');
  });
  afterEach(async () => {
    ui.finish();
    await fake[Symbol.asyncDispose]();
    await forge.close();
  });

  const record = async (one = asset): Promise<AssetRecord | undefined> =>
    (await fake.engine.cache.list()).find((found) => found.key === recordKey(one));
  const kind = async (): Promise<string | undefined> => (await record())?.evidence.kind;
  const download = async (one = asset): Promise<unknown> => {
    const [outcome] = await fake.services.downloads.start([one]);
    return outcome?.state === 'failed' ? outcome.error : undefined;
  };
  const written = (): readonly Record<string, unknown>[] =>
    (fake.configuration.userValue(SETTINGS.trustedKeys) ?? []) as readonly Record<string, unknown>[];

  describe('Trust Key…', () => {
    it('offers the key files of the release, shows the whole key and its origin, and judges the file again', async () => {
      await download();
      assert.equal(await kind(), 'none');
      ui.next({ pick: 'minisign.pub' }, { confirm: true });
      await trustKey(fake.services, row(asset));
      const [offered] = ui.messages.filter(({ kind: said }) => said === 'asked');
      const ways = ['Paste a Key…', 'From a File…', 'Identity and Issuer…'];
      assert.deepEqual(
        [...(offered?.offered ?? [])].sort(),
        ['allowed_signers', 'cosign.pub', 'minisign.pub', 'other.pub', ...ways].sort(),
      );
      const [asked = ''] = ui.texts('confirm');
      assert.match(asked, /^Trust this key for alice on Demo\?/);
      assert.ok(asked.includes(`minisign ${key.keyId}`) && asked.includes(`Fingerprint: ${line}`), asked);
      assert.match(asked, /Key comment: minisign public key of the release key/);
      assert.match(asked, /from minisign\.pub of alice\/tool v1, where anyone with upload access could have put it/);
      assert.match(asked, new RegExp(`signature of tool\\.bin names this key \\(${key.keyId}\\)`));
      assert.match(asked, /for everything that alice on Demo publishes, and nowhere else/);
      const [entry] = written();
      assert.deepEqual([entry?.['owner'], entry?.['key']], ['alice', `minisign:${line}`]);
      assert.equal(entry?.['from'], 'minisign.pub of alice/tool v1');
      assert.ok(!Number.isNaN(Date.parse(String(entry?.['addedAt']))));
      assert.equal(await kind(), 'signature');
    });

    it('names a key that did not make the signature', async () => {
      await download();
      ui.next({ pick: 'other.pub' }, { confirm: false });
      await trustKey(fake.services, row(asset));
      assert.match(
        ui.texts('confirm')[0] ?? '',
        new RegExp(`tool\\.bin is not signed by this key, but by ${key.keyId}`),
      );
      assert.deepEqual(written(), []);
      assert.equal(await kind(), 'none');
    });

    it('says nothing about signatures of a file that is not here', async () => {
      ui.next({ pick: 'minisign.pub' }, { confirm: true });
      await trustKey(fake.services, row(asset));
      assert.doesNotMatch(ui.texts('confirm')[0] ?? '', /signature of|signed by/);
      assert.match(ui.texts('inform')[0] ?? '', new RegExp(`minisign ${key.keyId} now count for alice on Demo`));
      assert.equal(await download(), undefined);
      assert.equal(await kind(), 'signature');
    });

    it('takes a key of several lines from the clipboard', async () => {
      ui.pasted = key.text;
      ui.next({ pick: 'Paste a Key…' }, { confirm: true });
      await trustKey(fake.services, { kind: 'owner', id: 'o', parent: undefined, instance: forge.url, owner: 'alice' });
      assert.match(ui.texts('confirm')[0] ?? '', /It came from the clipboard\. Compare the fingerprint/);
      assert.equal(written().length, 1);
    });

    it('asks for a line if no key is on the clipboard, and explains an invalid one', async () => {
      ui.pasted = 'a shopping list';
      ui.next(
        { pick: 'Paste a Key…' },
        { input: '' },
        { input: line.slice(0, -4) },
        { input: line },
        { confirm: true },
      );
      await trustKey(fake.services, row(asset));
      assert.match(
        ui.texts('refused').join('\n'),
        /^This must be a public key\.\nThis must be a public key of minisign/,
      );
      assert.equal(written().length, 1);
    });

    it('reads a file of this machine, and lets one of its keys be chosen', async () => {
      const path = join(directory(), 'allowed_signers');
      await writeFile(path, `${opensshSigner('alice').text}${opensshSigner('bob').text}`);
      ui.next({ pick: 'From a File…' }, { file: path }, { pick: new RegExp(opensshSigner('bob').keyId.slice(7, 20)) });
      ui.next({ confirm: true });
      await trustKey(fake.services, row(asset));
      assert.match(ui.texts('confirm')[0] ?? '', /Key comment: bob/);
      assert.equal(written()[0]?.['comment'], 'bob');
    });

    it('refuses a file too large for a key', async () => {
      const path = join(directory(), 'large.pub');
      await writeFile(path, Buffer.alloc(64 * 1024 + 1, 'A'));
      ui.next({ pick: 'From a File…' }, { file: path });
      await trustKey(fake.services, row(asset));
      assert.match(ui.texts('warn')[0] ?? '', /large\.pub is too large for a key \(64\.0 KB\)/);
    });

    it('refuses a truncated cosign key', async () => {
      ui.next({ pick: 'cosign.pub' });
      await trustKey(fake.services, row(asset));
      assert.match(
        ui.texts('warn')[0] ?? '',
        /no key to trust in cosign\.pub of alice\/tool v1\. This looks like a key but cannot be read/,
      );
    });

    it('asks for identity and issuer of Sigstore', async () => {
      const identity = 'https://codeberg.org/alice/tool/.forgejo/workflows/release.yml@refs/tags/*';
      ui.next({ pick: 'Identity and Issuer…' }, { input: 'a b' }, { input: identity });
      ui.next({ input: 'codeberg' }, { input: 'https://codeberg.org' }, { confirm: true });
      await trustKey(fake.services, row(asset));
      assert.equal(ui.texts('refused').length, 2);
      assert.match(
        ui.texts('confirm')[0] ?? '',
        /Sigstore identity: https:.*release\.yml@refs\/tags\/\*\nIssuer: https:/,
      );
      assert.equal(written()[0]?.['key'], `sigstore:${identity} https://codeberg.org`);
    });

    it('says that a key is trusted already', async () => {
      ui.next({ pick: 'minisign.pub' }, { confirm: true }, { pick: 'minisign.pub' });
      await trustKey(fake.services, row(asset));
      await trustKey(fake.services, row(asset));
      assert.match(ui.texts('inform').at(-1) ?? '', /is already trusted for alice on Demo/);
      assert.equal(written().length, 1);
    });

    it('reports why the files of a release cannot be listed, and continues without them', async () => {
      ui.next({ pick: undefined });
      await trustKey(fake.services, row({ ...asset, version: 'v9' }));
      assert.match(ui.texts('asked')[0] ?? '', /Its files cannot be listed\. 127\.0\.0\.1\S* has no release/);
    });
  });

  describe('Forget Key…', () => {
    it('shows the owner and the fingerprint of a key, and judges the files without it', async () => {
      fake.configuration.type(SETTINGS.trustedKeys, [
        { instance: forge.url, owner: 'alice', key: line, from: 'the web site' },
        'odd',
      ]);
      await download();
      assert.equal(await kind(), 'signature');
      ui.next({ pick: `minisign ${key.keyId}` });
      await forgetKey(fake.services);
      assert.deepEqual(written(), ['odd']);
      assert.equal(await kind(), 'remembered');
    });

    it('reports that no key is trusted', async () => {
      await forgetKey(fake.services);
      assert.match(ui.texts('inform')[0] ?? '', /No key is trusted/);
    });
  });

  describe('Pin Digest', () => {
    it('pins the cached file, and judges it again; Unpin Digest undoes that', async () => {
      await download();
      await pinDigest(fake.services, row(asset));
      assert.deepEqual(await fake.engine.pinOf(asset), { sha256: sha256Of(body) });
      assert.equal(await kind(), 'pin');
      await unpinDigest(fake.services, row(asset));
      assert.equal(await fake.engine.pinOf(asset), undefined);
      assert.notEqual(await kind(), 'pin');
    });

    it('asks for a digest if the file is not cached, and then refuses any other file', async () => {
      ui.next({ input: 'abc' }, { input: sha256Of('other').toUpperCase() });
      await pinDigest(fake.services, row(asset));
      assert.deepEqual(ui.texts('refused'), ['Write 64 (SHA-256), 96 (SHA-384) or 128 (SHA-512) hex digits.']);
      assert.deepEqual(await fake.engine.pinOf(asset), { sha256: sha256Of('other') });
      assert.ok(isEngineError(await download(), 'integrity'));
    });

    it('detects the algorithm by the length, or by a name before the digest', async () => {
      ui.next({ input: `sha256:${'a'.repeat(128)}` }, { input: `sha512:${'a'.repeat(128)}` });
      await pinDigest(fake.services, row(asset));
      assert.deepEqual(await fake.engine.pinOf(asset), { sha512: 'a'.repeat(128) });
    });

    it('does nothing when dismissed, and reports if nothing is pinned', async () => {
      ui.next({ input: undefined });
      await pinDigest(fake.services, row(asset));
      assert.equal(await fake.engine.pinOf(asset), undefined);
      await unpinDigest(fake.services, row(asset));
      assert.deepEqual(ui.texts('inform'), ['No digest is pinned for tool.bin.']);
    });
  });

  describe('Accept Change…', () => {
    let later: Asset;
    beforeEach(async () => {
      assert.equal(await download(), undefined);
      later = await assetOf('v2');
      const refusal = await download(later);
      assert.ok(isEngineError(refusal, 'changed'), String(refusal));
    });

    it('shows the file before and now, and accepts it from then on', async () => {
      ui.next({ confirm: true });
      await acceptChange(fake.services, row(later));
      const [asked = ''] = ui.texts('confirm');
      assert.match(asked, /^Accept how tool\.bin changed\?/);
      assert.match(asked, new RegExp(`Before: signed by minisign key ${key.keyId}\nNow: no verifiable signature`));
      assert.match(asked, /any file of alice on Demo may change like this without a question/);
      assert.deepEqual((await record(later))?.evidence.changes, []);
      assert.equal(fake.services.downloads.state(recordKey(later)), undefined);
      assert.equal(await download(later), undefined);
    });

    it('changes nothing when dismissed', async () => {
      ui.next({ confirm: false });
      await acceptChange(fake.services, row(later));
      assert.equal((await record(later))?.evidence.changes.length, 1);
      assert.ok(isEngineError(await download(later), 'changed'));
    });

    it('says that there is nothing to accept', async () => {
      await acceptChange(fake.services, row(asset));
      assert.match(ui.texts('inform')[0] ?? '', /nothing to accept for tool\.bin/);
    });
  });
});
