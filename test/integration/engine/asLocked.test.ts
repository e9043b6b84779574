import assert from 'node:assert/strict';
import { chmod, writeFile } from 'node:fs/promises';
import { createTrust, groundsOf, parseTrustedKey } from '../../../src/engine/index.ts';
import type { AssetRecord, Engine, Requirement, Trust } from '../../../src/engine/index.ts';
import { DEMO_KEYS } from '../../support/forge/demo/keys.ts';
import { refusal } from '../../support/ladderRig.ts';
import { useMirrorRig } from '../../support/mirrorRig.ts';
import type { MirrorMachine } from '../../support/mirrorRig.ts';
import { sha256Of } from '../../support/records.ts';
import { startBazelRemote } from '../../support/mirrors/bazelRemote.ts';

describe('a file that a lock names', () => {
  const rig = useMirrorRig();
  const asked = (): readonly string[] =>
    rig()
      .forge.requests.splice(0)
      .map(({ method, path }) => `${method} ${path}`);
  const attachment = (id = rig().asset.upstreamId): string => `GET /attachments/${id}`;
  const isApi = (line: string): boolean => line.includes('/api/v1/');
  const requiring = (require: Requirement): Promise<MirrorMachine> =>
    rig().machine({ ports: { trust: () => createTrust([], require) } });
  const grounds = ({ record }: { readonly record: AssetRecord }): unknown[] => [groundsOf(record), record.claimedBy];
  /** The asset as the tree lists it, without the digest that the lock has. */
  const shown = () => ({ ...rig().asset, digests: {} });

  it('costs one request when cold and none when warm, and counts as locked', async () => {
    const { engine } = await rig().machine();
    const found = await engine.obtain(rig().asset, rig().locked);
    assert.deepEqual(asked(), [attachment()]);
    assert.deepEqual(grounds(found), ['locked', 'lock']);
    const again = await engine.obtain(rig().asset, rig().locked);
    assert.deepEqual([again.fromCache, ...grounds(again)], [true, 'locked', 'lock']);
    assert.deepEqual(asked(), []);
    assert.equal(await engine.find(shown()), undefined);
  });

  it('costs one request from a package too', async () => {
    const { engine } = await rig().machine();
    const digests = { sha256: rig().sha256 };
    const found = await engine.obtain({ ...rig().packageFile, digests }, rig().locked);
    assert.deepEqual(asked(), ['GET /api/packages/alice/generic/kit/1/kit.bin']);
    assert.deepEqual(grounds(found), ['locked', 'lock']);
  });

  it('gets its evidence on a download from the tree, without a second transfer', async () => {
    const { engine } = await rig().machine();
    await engine.obtain(rig().asset, rig().locked);
    asked();
    const found = await engine.obtain(shown());
    const requests = asked();
    assert.deepEqual([found.fromCache, ...grounds(found)], [true, 'checksum', undefined]);
    assert.deepEqual([requests.filter(isApi).length, requests.length], [1, 2], 'the release and its checksum list');
    assert.ok(!requests.includes(attachment()));
    assert.deepEqual(grounds((await engine.find(shown())) ?? assert.fail()), ['checksum', undefined]);
    await engine.obtain(rig().asset, rig().locked);
    assert.deepEqual(asked(), []);
  });

  it('is downloaded again from the tree if its release has no evidence for it', async () => {
    const { engine } = await rig().machine();
    await engine.obtain(rig().bare, rig().locked);
    asked();
    const found = await engine.obtain({ ...rig().bare, digests: {} });
    assert.deepEqual([found.fromCache, ...grounds(found)], [false, 'none', undefined]);
    assert.deepEqual(asked().filter((line) => line === attachment(rig().bare.upstreamId)).length, 1);
  });

  it('fails a verification without its release if its bytes changed on disk', async () => {
    const { engine } = await rig().machine();
    const { path, record } = await engine.obtain(rig().bare, rig().locked);
    await chmod(path, 0o600);
    await writeFile(path, Buffer.alloc(record.sizeBytes, 7));
    const result = await engine.cache.verify(record.key);
    assert.equal(result.state, 'broken');
    assert.deepEqual([result.error.facts.source, result.error.facts.expected], ['lock', record.sha256]);
    assert.equal((await engine.obtain(rig().bare, rig().locked)).fromCache, false);
  });

  it('gets its evidence from a verification', async () => {
    const { engine } = await rig().machine();
    const { record } = await engine.obtain(rig().asset, rig().locked);
    asked();
    const result = await engine.verify(record.key);
    assert.equal(result.state, 'intact');
    assert.deepEqual([groundsOf(result.record), result.record.claimedBy], ['checksum', undefined]);
    assert.ok(!asked().includes(attachment()));
  });

  it('stays as locked if a verification finds nothing, and is not remembered as evidence', async () => {
    const remote = await startBazelRemote();
    try {
      const { engine } = await rig().machine({ mirrors: [remote.origin] });
      const other = Buffer.from('planted by a lock');
      remote.blobs.set(sha256Of(other), other);
      const digests = { sha256: sha256Of(other) };
      const planted = await engine.obtain(
        { ...rig().bare, sizeBytes: other.length, digests },
        { expected: { by: 'lock', digests } },
      );
      const result = await engine.verify(planted.record.key);
      assert.deepEqual(result.record && [groundsOf(result.record), result.record.claimedBy], ['locked', 'lock']);
      const found = await engine.obtain({ ...rig().bare, digests: {} });
      assert.deepEqual([found.record.sha256, ...grounds(found)], [rig().sha256, 'none', undefined]);
    } finally {
      await remote.close();
    }
  });

  it('is checked in full if the settings require evidence', async () => {
    const { engine } = await requiring('checksum');
    const found = await engine.obtain(rig().asset, rig().locked);
    const requests = asked();
    assert.deepEqual(grounds(found), ['checksum', undefined]);
    assert.deepEqual([requests.filter(isApi).length, requests.length], [1, 3]);
    const strict = await requiring('signature');
    await refusal(strict.engine.obtain(rig().asset, rig().locked), 'untrusted');
    assert.ok(!asked().includes(attachment()));
  });

  it('is checked in full from the cache once the settings require evidence', async () => {
    let require: Requirement = 'any';
    const { engine } = await rig().machine({ ports: { trust: () => createTrust([], require) } });
    await engine.obtain(rig().asset, rig().locked);
    await engine.obtain(rig().bare, rig().locked);
    require = 'checksum';
    asked();
    assert.deepEqual(grounds(await engine.obtain(rig().asset, rig().locked)), ['checksum', undefined]);
    assert.ok(!asked().includes(attachment()));
    await refusal(engine.obtain(rig().bare, rig().locked), 'untrusted');
  });

  describe('whose owner has a trusted key', () => {
    const key = parseTrustedKey(DEMO_KEYS.minisign.text);
    assert.ok(key.ok);
    const trust = (): Trust => createTrust([key.key], 'any');

    it('is checked in full', async () => {
      const { engine } = await rig().machine({ ports: { trust } });
      const found = await engine.obtain(rig().asset, rig().locked);
      assert.deepEqual([...grounds(found), asked().filter(isApi).length], ['checksum', undefined, 1]);
    });

    it('is refused if its release is missing', async () => {
      const { engine } = await rig().machine({ ports: { trust } });
      await refusal(engine.obtain({ ...rig().asset, version: 'v9' }, rig().locked), 'gone');
      assert.ok(!asked().includes(attachment()));
    });
  });

  it('is checked in full if it is pinned, and refused if the pin differs', async () => {
    const { engine } = await rig().machine();
    await engine.pin(rig().asset, { sha256: rig().sha256 });
    assert.deepEqual(grounds(await engine.obtain(rig().asset, rig().locked)), ['pin', undefined]);
    await engine.pin(rig().bare, { sha256: sha256Of('other') });
    await refusal(engine.obtain(rig().bare, rig().locked), 'integrity');
  });

  it('is checked in full if this machine had it with more evidence', async () => {
    const { engine } = await rig().machine();
    const { record } = await engine.obtain(shown());
    await engine.cache.evict([record.key], { alsoKept: true });
    asked();
    const found = await engine.obtain(rig().asset, rig().locked);
    assert.deepEqual([found.fromCache, ...grounds(found)], [false, 'checksum', undefined]);
    assert.equal(asked().filter((line) => line === attachment()).length, 1);
  });

  it('is not requested by an invalid id before its release lists it', async () => {
    const { engine } = await rig().machine();
    const elsewhere = { ...rig().asset, upstreamId: '../../api/v1/user' };
    await refusal(engine.obtain(elsewhere, rig().locked), 'gone');
    assert.ok(asked().every((line) => !line.includes('user')));
  });

  it('is refused if the instance sends other bytes', async () => {
    const { engine } = await rig().machine();
    const digests = { sha256: sha256Of('locked long ago') };
    const locked = { ...rig().asset, digests };
    const error = await refusal(engine.obtain(locked, { expected: { by: 'lock', digests } }), 'integrity');
    assert.deepEqual([error.facts.source, error.facts.actual], ['lock', rig().sha256]);
    assert.ok(error.facts.quarantinePath);
    assert.equal(
      await engine.record((await engine.obtain(shown())).record.key).then((one) => one?.sha256),
      rig().sha256,
    );
  });

  it('gets the full check if only a caller gives the digest', async () => {
    const { engine } = await rig().machine();
    const { digests } = rig().locked.expected;
    const found = await engine.obtain(shown(), { expected: { by: 'caller', digests } });
    assert.deepEqual([...grounds(found), asked().filter(isApi).length], ['checksum', undefined, 1]);
  });

  it('keeps the evidence that another window finds at the same time', async () => {
    const cache = 'shared';
    const [one, other] = [await rig().machine({ cache }), await rig().machine({ cache })];
    const locked = ({ engine }: MirrorMachine) => engine.obtain(rig().asset, rig().locked);
    const [restored, downloaded] = await Promise.all([locked(one), other.engine.obtain(shown())]);
    assert.deepEqual([restored.record.sha256, ...grounds(downloaded)], [rig().sha256, 'checksum', undefined]);
    const kept = async ({ engine }: { engine: Engine }) =>
      (await engine.record(downloaded.record.key)) ?? assert.fail();
    assert.deepEqual(grounds({ record: await kept(one) }), ['checksum', undefined]);
    assert.equal(asked().filter((line) => line === attachment()).length, 1);
  });
});
