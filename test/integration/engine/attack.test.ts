import assert from 'node:assert/strict';
import { readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EnginePorts } from '../../../src/engine/engine.ts';
import { DEMO_TOKENS, demoContent } from '../../support/forge/demoContent.ts';
import { startForge } from '../../support/forge/forge.ts';
import { hostileAsset, serveRest, startHostileServer } from '../../support/hostileServer.ts';
import { useTempDir } from '../../support/tempDir.ts';
import { makeEngine } from '../../support/testEngine.ts';
import { itWith } from '../../support/thisSystem.ts';

const BODY = Buffer.from(Array.from({ length: 3000 }, (_, index) => String(index % 10)).join(''));
const SECRET = { kind: 'release', owner: 'alice', repo: 'secret' } as const;

describe('an engine under attack', () => {
  const directory = useTempDir();
  const start = (ports: Partial<EnginePorts> = {}) => makeEngine(directory(), ports);
  const startDemo = async () => {
    const forge = await startForge({ content: demoContent() });
    return { url: forge.url, [Symbol.asyncDispose]: () => forge.close() };
  };
  const serveBody = () =>
    startHostileServer((request, response) => serveRest(request, response, BODY, `"${request.url}"`));

  it('asks again after signing in, and shows nothing after signing out', async () => {
    await using forge = await startDemo();
    let token: string | undefined;
    await using made = await start({ token: () => Promise.resolve(token) });
    const look = () => made.engine.version(forge.url, SECRET, 'v1');
    await assert.rejects(look(), { code: 'notFound' });
    token = DEMO_TOKENS.alice;
    assert.equal((await look()).value.version, 'v1');
    token = undefined;
    await assert.rejects(look(), { code: 'notFound' });
  });

  it("separates its embedder's lists by account, too", async () => {
    await using server = await serveBody();
    let token: string | undefined = 'one';
    await using made = await start({ token: () => Promise.resolve(token) });
    const list = { instance: server.base, group: 'lists', version: 'mine' };
    await made.engine.releases.get(list, () => Promise.resolve('seen by one'));
    token = 'two';
    const found = await made.engine.releases.get(list, () => Promise.resolve('seen by two'));
    assert.equal(found.value, 'seen by two');
  });

  it('counts quarantined files against the cap', async () => {
    await using server = await serveBody();
    await using made = await start();
    const asset = hostileAsset(server.base, BODY.length, { digests: { sha256: 'a'.repeat(64) } });
    for (let time = 0; time < 3; time += 1) await assert.rejects(made.engine.obtain(asset), { code: 'integrity' });
    assert.equal((await readdir(join(directory(), 'cache-v1', 'aside'))).length, 1);
  });

  it('survives a listener that throws, without affecting other downloads', async () => {
    const listening = Promise.withResolvers<void>();
    await using server = await startHostileServer((request, response) => {
      void listening.promise.then(() => serveRest(request, response, BODY, '"u-1"'));
    });
    await using made = await start({
      onTokenFinding: () => {
        throw new Error('bad listener');
      },
    });
    made.engine.cache.onDidChange(() => {
      throw new Error('bad listener');
    });
    const asset = hostileAsset(server.base, BODY.length);
    const onProgress = (): void => {
      throw new Error('bad listener');
    };
    const both = [made.engine.obtain(asset, { onProgress }), made.engine.obtain(asset)];
    listening.resolve();
    const [one, other] = await Promise.all(both);
    assert.equal(one?.path, other?.path);
    assert.equal((await made.engine.verify(one!.record.key, { onProgress })).state, 'intact');
    assert.ok(made.log.lines.some((line) => line.includes('bad listener')));
  });

  itWith('permissions', 'keeps bytes and records of private releases from other users of the machine', async () => {
    await using server = await serveBody();
    await using made = await start();
    const { path } = await made.engine.obtain(hostileAsset(server.base, BODY.length));
    assert.equal((await stat(join(directory(), 'cache-v1'))).mode & 0o077, 0);
    assert.equal((await stat(path)).mode & 0o222, 0);
  });

  it('stops at a list whose pages are far larger than requested', async () => {
    await using server = await startHostileServer((_request, response) => {
      const rows = Array.from({ length: 5000 }, (_, index) => ({
        owner: { login: 'a' },
        name: `p${index}`,
        version: '1',
      }));
      response.writeHead(200, { 'content-type': 'application/json', link: '<x>; rel="next"' });
      response.end(JSON.stringify(rows));
    });
    await using made = await start();
    await assert.rejects(made.engine.client(server.base).packages('a'), { code: 'badResponse' });
    assert.equal(server.requests.length, 1);
  });

  it("never follows an external asset to a host without the user's consent", async () => {
    await using inside = await serveBody();
    const { port } = new URL(inside.base);
    await using server = await startHostileServer((request, response) => {
      const isApi = request.url?.startsWith('/api/') ?? false;
      response.writeHead(isApi ? 403 : 302, isApi ? {} : { location: `http://localhost:${port}/inside` });
      response.end();
    });
    await using made = await start({ allowHost: (host) => host.startsWith('127.0.0.1:') });
    const external = { storage: 'external', externalUrl: `${server.base}file`, sizeBytes: undefined } as const;
    await assert.rejects(made.engine.obtain(hostileAsset(server.base, 0, external)), {
      code: 'hostNotAllowed',
      facts: { host: `localhost:${port}` },
    });
    assert.equal(inside.requests.length, 0);
  });

  it('browses while the cache directory is unusable, and downloads as soon as it is usable', async () => {
    await using forge = await startDemo();
    const blocked = join(directory(), 'blocked');
    await writeFile(blocked, 'a file in the way');
    await using made = await makeEngine(blocked);
    const { items } = await made.engine.client(forge.url).releases({ owner: 'alice', repo: 'hello' });
    const asset = items[0]!.assets[0]!;
    for (let time = 0; time < 2; time += 1) {
      await assert.rejects(made.engine.obtain(asset), { code: 'storage' });
      await assert.rejects(made.engine.cache.list(), { code: 'storage' });
    }
    await rm(blocked);
    const { path } = await made.engine.obtain(asset);
    assert.equal((await readFile(path)).byteLength, asset.sizeBytes);
  });
});
