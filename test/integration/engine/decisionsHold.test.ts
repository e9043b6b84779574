import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { recordKey } from '../../../src/engine/index.ts';
import type { Asset } from '../../../src/engine/index.ts';
import { startHostileServer } from '../../support/hostileServer.ts';
import type { HostileServer } from '../../support/hostileServer.ts';
import { refusal } from '../../support/ladderRig.ts';
import { overwrite } from '../../support/overwrite.ts';
import { sha256Of } from '../../support/records.ts';
import { useTempDir } from '../../support/tempDir.ts';
import { makeEngine } from '../../support/testEngine.ts';
import type { TestEngine } from '../../support/testEngine.ts';

const SOURCE = { kind: 'release', owner: 'alice', repo: 'tool' } as const;
const GOOD = Buffer.from('the good bytes');
const EVIL = Buffer.from('evil bytes!!!');

describe("the user's decisions", () => {
  const directory = useTempDir();
  let server: HostileServer;
  let made: TestEngine;
  /** The release found under v1. Like Forgejo, the server ignores case. */
  let release: { tag: string; uuid: string; body: Buffer };
  beforeEach(async () => {
    release = { tag: 'v1', uuid: 'u1', body: GOOD };
    server = await startHostileServer((request, response) => {
      const { tag, uuid, body } = release;
      if (!/\/releases\/tags\/v1$/i.test(request.url ?? '')) {
        response.writeHead(200, { 'content-length': body.length, etag: `"${uuid}"` }).end(body);
        return;
      }
      const assets = [{ name: 'tool', uuid, size: body.length, created_at: '2026-11-01T00:00:00Z' }];
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ id: 1, tag_name: tag, assets }));
    });
    made = await makeEngine(directory());
  });
  afterEach(async () => {
    await made[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  const ask = async (version = 'v1'): Promise<Asset> => {
    const { value } = await made.engine.version(server.base, SOURCE, version, { refresh: true });
    const [asset] = value.assets;
    assert.ok(asset);
    return asset;
  };
  const room = (name: string): string => join(directory(), 'memory-v1', name);
  const onlyFile = async (name: string): Promise<string> => {
    const [file, ...others] = (await readdir(room(name), { recursive: true })).filter((path) => path.endsWith('.json'));
    assert.ok(file !== undefined && others.length === 0);
    return join(room(name), file);
  };
  /** Another window, which has read nothing yet. */
  const reopen = async (): Promise<void> => {
    await made[Symbol.asyncDispose]();
    made = await makeEngine(directory());
  };

  it('holds for a replaced file in a window that read the history just before another one wrote it', async () => {
    await using other = await makeEngine(directory());
    const seen = await ask();
    await refusal(other.engine.obtain({ ...seen, name: 'unknown' }), 'gone');
    await made.engine.obtain(seen);
    release = { ...release, uuid: 'u2', body: EVIL };
    const replaced = await ask();
    await refusal(made.engine.obtain(replaced), 'changed');
    await refusal(other.engine.obtain(replaced), 'changed');
  });

  const DAMAGES: Readonly<Record<string, (path: string) => Promise<void>>> = {
    'cannot be read': async (path) => {
      await rm(path);
      await mkdir(path);
    },
    'is truncated': async (path) => writeFile(path, (await readFile(path, 'utf8')).slice(0, 30)),
    'is empty': (path) => writeFile(path, ''),
    'has a newer format': async (path) =>
      writeFile(path, (await readFile(path, 'utf8')).replace(/"value":.*\}/, '"value":{"v":2}}')),
  };

  it('pins the digest of a file whose bytes are in quarantine or gone', async () => {
    const asset = await ask();
    const { path } = await made.engine.obtain(asset);
    await overwrite(path, 'other bytes here');
    assert.equal((await made.engine.verify(recordKey(asset))).state, 'broken');
    await made.engine.pin(asset, { sha512: 'ab'.repeat(64) });
    assert.deepEqual((await made.engine.pinOf(asset))?.sha512, 'ab'.repeat(64));
    await refusal(made.engine.obtain(asset), 'integrity');
    await made.engine.pin(asset, { sha256: sha256Of(GOOD) });
    assert.equal((await made.engine.obtain(asset)).record.evidence.kind, 'pin');
  });

  for (const [what, damage] of Object.entries(DAMAGES)) {
    it(`keeps a pin in force when it ${what}: refuses the file and names the pin`, async () => {
      release.body = EVIL;
      const asset = await ask();
      await made.engine.pin(asset, { sha256: sha256Of(GOOD) });
      await refusal(made.engine.obtain(asset), 'integrity');
      const path = await onlyFile('pins');
      await damage(path);
      await reopen();
      assert.equal((await refusal(made.engine.obtain(asset), 'storage')).facts.path, path);
      await refusal(made.engine.pinOf(asset), 'storage');
      assert.equal(await made.engine.find(asset), undefined);
    });

    it(`accepts a new pin when the old one ${what}`, async () => {
      const asset = await ask();
      await made.engine.pin(asset, { sha256: sha256Of(EVIL) });
      await damage(await onlyFile('pins'));
      await reopen();
      if (what === 'cannot be read') await rm(await onlyFile('pins'), { recursive: true });
      await made.engine.pin(asset, { sha256: sha256Of(GOOD) });
      assert.equal((await made.engine.obtain(asset)).record.evidence.kind, 'pin');
    });

    it(`fails every operation that needs the history of a source when an entry ${what}`, async () => {
      const asset = await ask();
      await made.engine.obtain(asset);
      const path = await onlyFile('seen');
      await damage(path);
      await reopen();
      await made.engine.cache.evict([recordKey(asset)], { alsoKept: true });
      assert.equal((await refusal(made.engine.obtain(asset), 'storage')).facts.path, path);
      await rm(path, { recursive: true });
      await made.engine.obtain(asset);
    });
  }

  it('keeps the decisions for a release whose tag was created again in another case', async () => {
    const asset = await ask();
    await made.engine.obtain(asset);
    await made.engine.pin(asset, { sha256: sha256Of(GOOD) });
    release = { tag: 'V1', uuid: 'u2', body: EVIL };
    await refusal(made.engine.obtain(await ask()), 'integrity');
    await refusal(made.engine.obtain(await ask('V1')), 'integrity');
    assert.deepEqual(await made.engine.pinOf(await ask()), { sha256: sha256Of(GOOD) });
  });

  it('reports a file that was replaced under a tag in another case', async () => {
    await made.engine.obtain(await ask());
    release = { tag: 'V1', uuid: 'u2', body: EVIL };
    const { record } = await made.engine.obtain(await ask(), { toShow: true });
    assert.deepEqual(record.evidence.changes, [{ kind: 'replaced', before: sha256Of(GOOD), now: sha256Of(EVIL) }]);
  });

  it('keeps the decisions when the cache is deleted by hand', async () => {
    release.body = EVIL;
    await made.engine.pin(await ask(), { sha256: sha256Of(GOOD) });
    await rm(join(directory(), 'cache-v1'), { recursive: true, force: true });
    await reopen();
    await refusal(made.engine.obtain(await ask()), 'integrity');
  });
});
