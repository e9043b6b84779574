import assert from 'node:assert/strict';
import { createTrust, groundsOf } from '../../../src/engine/index.ts';
import type { Asset, Engine, Requirement } from '../../../src/engine/index.ts';
import { startHostileServer } from '../../support/hostileServer.ts';
import type { HostileServer } from '../../support/hostileServer.ts';
import { refusal } from '../../support/ladderRig.ts';
import { sha256Of } from '../../support/records.ts';
import { useTempDir } from '../../support/tempDir.ts';
import { makeEngine } from '../../support/testEngine.ts';
import type { TestEngine } from '../../support/testEngine.ts';

const SOURCE = { kind: 'release', owner: 'alice', repo: 'tool' } as const;
const BODIES: Readonly<Record<string, Buffer>> = {
  u1: Buffer.from('by alice'),
  u2: Buffer.from('another file by alice'),
  mallory: Buffer.from('by mallory'),
};

describe('files passed off as part of another release', () => {
  const directory = useTempDir();
  let server: HostileServer;
  let made: TestEngine;
  let engine: Engine;
  let demand: Requirement;
  let releases: Record<string, Record<string, string>>;

  beforeEach(async () => {
    demand = 'any';
    releases = { v1: { 'tool.tar.gz': 'u1', 'extra.tar.gz': 'u2' } };
    server = await startHostileServer((request, response) => {
      const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
      const body = BODIES[path.split('/').at(-1) ?? ''];
      if (body) {
        response.writeHead(200, { 'content-length': body.length }).end(body);
        return;
      }
      // Forgejo finds owners by lower-casing each character separately.
      const [, tag = ''] = /\/repos\/al[iİI]ce\/tool\/releases\/tags\/(.+)$/i.exec(path) ?? [];
      const files = releases[tag];
      response.writeHead(files ? 200 : 404, { 'content-type': 'application/json' });
      const assets = Object.entries(files ?? {}).map(([name, uuid]) => ({
        name,
        uuid,
        size: BODIES[uuid]?.length ?? 0,
      }));
      response.end(JSON.stringify(files ? { id: 1, tag_name: tag, assets } : { message: 'not found' }));
    });
    made = await makeEngine(directory(), {
      allowHost: () => true,
      trust: (_instance, owner) => createTrust([], owner === 'alice' ? demand : 'any'),
    });
    ({ engine } = made);
  });
  afterEach(async () => {
    await made[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  const listed = async (owner = 'alice'): Promise<Asset> => {
    const { value } = await engine.version(server.base, { ...SOURCE, owner }, 'v1');
    const [asset] = value.assets;
    assert.ok(asset);
    return asset;
  };
  const locked = (asset: Asset, bytes: Buffer | undefined): Asset => ({
    ...asset,
    sizeBytes: undefined,
    digests: { sha256: sha256Of(bytes ?? Buffer.alloc(0)) },
  });

  const PASSED_OFF = [
    ['an attachment of another repository', { upstreamId: 'mallory' }, 'mallory'],
    ['one in a release that does not exist', { upstreamId: 'mallory', version: 'v9' }, 'mallory'],
    ['another file of the release', { upstreamId: 'u2' }, 'u2'],
  ] as const;
  for (const [what, change, body] of PASSED_OFF) {
    it(`believes ${what} only as locked, by a lock that names its digest, and remembers nothing`, async () => {
      const asset = await listed();
      const { digests } = locked(asset, BODIES[body]);
      const passedOff = { ...locked(asset, BODIES[body]), ...change };
      const found = await engine.obtain(passedOff, { expected: { by: 'lock', digests } });
      assert.deepEqual([groundsOf(found.record), found.record.claimedBy], ['locked', 'lock']);
      assert.equal(await engine.find({ ...asset, ...change }), undefined);
      const { record } = await engine.obtain(asset);
      assert.deepEqual([record.sha256, record.evidence.changes], [sha256Of(BODIES['u1'] ?? ''), []]);
    });

    it(`refuses ${what} unless only a lock names it and no evidence is required`, async () => {
      const asset = await listed();
      const { digests } = locked(asset, BODIES[body]);
      const passedOff = { ...locked(asset, BODIES[body]), ...change };
      await refusal(engine.obtain(passedOff), 'gone');
      await refusal(engine.obtain(passedOff, { expected: { by: 'caller', digests } }), 'gone');
      await engine.obtain(passedOff, { expected: { by: 'lock', digests } });
      demand = 'checksum';
      await refusal(engine.obtain(passedOff, { expected: { by: 'lock', digests } }), 'untrusted');
    });
  }

  const NAMELESS = [
    ['without a version', { version: '' }],
    ['with a version that no address can contain', { version: '..' }],
    ['without an owner', { source: { ...SOURCE, owner: '' } }],
    ['with an owner that is not Unicode', { source: { ...SOURCE, owner: 'al\ud800ce' } }],
    ['without a repository', { source: { ...SOURCE, repo: '' } }],
  ] as const;
  for (const [what, change] of NAMELESS) {
    it(`refuses an attachment ${what}, because no release can have it`, async () => {
      const asset = await listed();
      await refusal(engine.obtain({ ...asset, ...change }), 'unsafeName');
      assert.equal(await engine.find({ ...asset, ...change }), undefined);
    });
  }

  it('refuses an attachment passed off as a package file', async () => {
    const asset = await listed();
    const { digests } = locked(asset, BODIES['mallory']);
    const passedOff = { ...locked(asset, BODIES['mallory']), upstreamId: 'mallory', storage: 'packageFile' } as const;
    await refusal(engine.obtain(passedOff, { expected: { by: 'lock', digests } }), 'gone');
  });

  for (const upstreamId of ['u1', 'u1 0'])
    it(`refuses an external file from an address that the release does not list, as ${upstreamId}`, async () => {
      const asset = locked(await listed(), BODIES['mallory']);
      const externalUrl = `${server.base}elsewhere/mallory`;
      const external = { ...asset, storage: 'external', upstreamId, externalUrl } as const;
      await refusal(engine.obtain(external), 'gone');
      await refusal(engine.obtain(external, { expected: { by: 'lock', digests: asset.digests } }), 'gone');
    });

  it('accepts a file uploaded after the release was listed', async () => {
    const first = await listed();
    releases['v1'] = { ...releases['v1'], 'late.tar.gz': 'mallory' };
    const { record } = await engine.obtain({
      ...first,
      name: 'late.tar.gz',
      upstreamId: 'mallory',
      sizeBytes: undefined,
    });
    assert.equal(record.sha256, sha256Of(BODIES['mallory'] ?? ''));
  });

  it('serves a cached file whose release is gone', async () => {
    const asset = await listed();
    await engine.obtain(asset);
    releases = {};
    assert.equal((await engine.obtain(asset)).fromCache, true);
  });

  for (const owner of ['alice', 'ALICE', 'alİce'])
    it(`applies the requirement of its owner, written as ${owner}`, async () => {
      demand = 'signature';
      await refusal(engine.obtain(await listed(owner)), 'untrusted');
    });
});
