import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile, readdir, writeFile, chmod } from 'node:fs/promises';
import { join } from 'node:path';
import type { EnginePorts } from '../../../src/engine/engine.ts';
import { createEditorTransport, isEngineError } from '../../../src/engine/index.ts';
import type { Asset, Engine, Version } from '../../../src/engine/index.ts';
import { DEMO_TOKENS, demoContent } from '../../support/forge/demoContent.ts';
import { startForge } from '../../support/forge/forge.ts';
import type { Forge, SeenRequest } from '../../support/forge/forge.ts';
import { makeEngine } from '../../support/testEngine.ts';
import type { TestEngine } from '../../support/testEngine.ts';
import { useTempDir } from '../../support/tempDir.ts';

const HELLO = { kind: 'release', owner: 'alice', repo: 'hello' } as const;
const BUNDLER = { kind: 'release', owner: 'tools', repo: 'bundler' } as const;
const TOOL = { kind: 'genericPackage', owner: 'alice', package: 'tool' } as const;

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

function assetOf(version: Version, name: string): Asset {
  const asset = version.assets.find((one) => one.name === name);
  assert.ok(asset, `${name} among ${version.assets.map((one) => one.name).join()}`);
  return asset;
}

for (const kind of ['undici', 'fetch'] as const) {
  for (const subPath of ['', 'forge/git']) {
    describe(`the main job over ${kind}${subPath && ` at /${subPath}`}`, () => {
      const directory = useTempDir();
      let forge: Forge;
      let made: TestEngine;
      let engine: Engine;
      let token: string | undefined;

      beforeEach(async () => {
        forge = await startForge({ content: demoContent(), subPath });
        token = undefined;
        const ports: Partial<EnginePorts> = {
          token: () => Promise.resolve(token),
          ...(kind === 'fetch' && { transport: createEditorTransport({ fetch: () => fetch }) }),
        };
        made = await makeEngine(directory(), ports);
        ({ engine } = made);
      });
      afterEach(async () => {
        await made[Symbol.asyncDispose]();
        await forge.close();
      });

      /** Requests for the file's own bytes, not for its checksum and signature files. */
      const requestsFor = ({ upstreamId }: Asset): readonly SeenRequest[] =>
        forge.requests.filter(({ path }) => path.includes(upstreamId));
      const helloFile = async (): Promise<Asset> => {
        const { value } = await engine.version(forge.url, HELLO, 'v1.0.0');
        return assetOf(value, 'hello-1.0.0-linux-amd64.tar.gz');
      };

      it('finds, downloads, serves offline, verifies and evicts a release file', async () => {
        const asset = await helloFile();
        const fresh = await engine.obtain(asset);
        assert.equal(fresh.fromCache, false);
        assert.equal(fresh.record.evidence.kind, 'checksum');
        assert.equal(sha256(await readFile(fresh.path)), fresh.record.sha256);
        const asked = forge.requests.length;
        assert.equal((await engine.obtain(asset)).fromCache, true);
        assert.equal(forge.requests.length, asked);
        assert.equal((await engine.verify(fresh.record.key)).state, 'intact');
        assert.equal(await engine.cache.evict([fresh.record.key], { alsoKept: true }), asset.sizeBytes);
        assert.equal(await engine.find(asset), undefined);
      });

      it("verifies a package file against the registry's digest", async () => {
        const { value } = await engine.version(forge.url, TOOL, '2.0.0');
        const { record } = await engine.obtain(assetOf(value, 'tool.exe'));
        assert.equal(record.evidence.kind, 'server');
      });

      it('refuses a package file that does not match the registry, and quarantines it', async () => {
        const { value } = await engine.version(forge.url, TOOL, '2.0.0');
        forge.faults.add({ kind: 'flip', atByte: 7, path: /tool\.exe/ });
        const asset = assetOf(value, 'tool.exe');
        await assert.rejects(engine.obtain(asset), (error: unknown) => {
          assert.ok(isEngineError(error, 'integrity'));
          assert.equal(error.facts.source, 'server');
          assert.ok(error.facts.quarantinePath);
          return true;
        });
        assert.equal(await engine.find(asset), undefined);
        assert.deepEqual((await engine.limiter.usedToday(forge.url)).count, 0);
      });

      it('resumes after a dropped connection, and counts one download', async () => {
        const { value } = await engine.version(forge.url, BUNDLER, 'v1.1.0');
        const asset = assetOf(value, 'bundler-1.1.0-linux-amd64');
        forge.faults.add({ kind: 'drop', afterBytes: 3_000_000, path: new RegExp(asset.upstreamId), times: 1 });
        const { record } = await engine.obtain(asset);
        assert.equal(record.sizeBytes, asset.sizeBytes);
        const ranges = requestsFor(asset).map(({ headers }) => headers.range);
        assert.equal(ranges.length, 2);
        assert.match(`${ranges[1]}`, /^bytes=\d+-$/);
        assert.equal((await engine.limiter.usedToday(forge.url)).count, 1);
      });

      it('resumes an aborted download in a new engine', async () => {
        const { value } = await engine.version(forge.url, BUNDLER, 'v1.1.0');
        const asset = assetOf(value, 'bundler-1.1.0-linux-amd64');
        const stop = new AbortController();
        forge.faults.add({ kind: 'stall', afterBytes: 4_000_000, path: new RegExp(asset.upstreamId), times: 1 });
        const started = engine.obtain(asset, {
          signal: stop.signal,
          onProgress: (progress) => {
            if (progress.phase === 'transfer' && progress.receivedBytes > 3_500_000) stop.abort(new Error('enough'));
          },
        });
        await assert.rejects(started, /enough/);
        await made[Symbol.asyncDispose]();
        made = await makeEngine(directory());
        const { record } = await made.engine.obtain(asset);
        assert.equal(record.sizeBytes, asset.sizeBytes);
        const last = requestsFor(asset).at(-1);
        assert.match(`${last?.headers.range}`, /^bytes=[1-9]\d*-$/);
        assert.equal(last?.headers['if-range'], `"${asset.upstreamId}"`);
      });

      it('shares one transfer between callers, each with an abort of its own', async () => {
        const asset = await helloFile();
        const stop = new AbortController();
        const first = engine.obtain(asset, { signal: stop.signal });
        const second = engine.obtain(asset);
        stop.abort(new Error('the first leaves'));
        await assert.rejects(first, /the first leaves/);
        assert.equal((await second).record.sizeBytes, asset.sizeBytes);
        assert.equal(requestsFor(asset).length, 1);
      });

      it('downloads again when the file on disk was changed or removed', async () => {
        const asset = await helloFile();
        const { path, record } = await engine.obtain(asset);
        await chmod(path, 0o644);
        await writeFile(path, Buffer.alloc(record.sizeBytes, 'x'));
        const result = await engine.verify(record.key);
        assert.equal(result.state, 'broken');
        const again = await engine.obtain(asset);
        assert.equal(again.fromCache, false);
        assert.equal(again.record.evidence.kind, 'checksum');
        assert.ok(again.record.evidence.sources.some(({ kind, fits }) => kind === 'remembered' && fits));
        assert.equal(again.record.sha256, record.sha256);
      });

      it('fetches the new bytes of a re-uploaded package file, and leaves the old ones to their readers', async () => {
        const { value } = await engine.version(forge.url, TOOL, '1.0.0');
        const before = await engine.obtain(assetOf(value, 'tool.exe'));
        const row = forge.content.packages.find(({ name, version }) => name === 'tool' && version === '1.0.0');
        assert.ok(row);
        row.files = row.files.map((file) => ({ ...file, body: Buffer.from(`${file.name} anew`) }));
        const { value: now } = await engine.version(forge.url, TOOL, '1.0.0', { refresh: true });
        const after = await engine.obtain(assetOf(now, 'tool.exe'), { toShow: true });
        assert.notEqual(after.record.sha256, before.record.sha256);
        assert.equal(sha256(await readFile(before.path)), before.record.sha256);
        assert.equal((await engine.cache.list()).length, 1);
      });

      it('reads private repositories with a token, and reports a missing one', async () => {
        const secret = { kind: 'release', owner: 'alice', repo: 'secret' } as const;
        await assert.rejects(engine.version(forge.url, secret, 'v1'), { code: 'notFound' });
        token = DEMO_TOKENS.alice;
        const { value } = await engine.version(forge.url, secret, 'v1', { refresh: true });
        const { record } = await engine.obtain(assetOf(value, 'secret.bin'));
        assert.equal(record.sizeBytes, 100_000);
        const directories = await readdir(join(directory(), 'cache-v1', 'state'));
        const texts = await Promise.all(
          directories.map((name) => readFile(join(directory(), 'cache-v1', 'state', name), 'utf8')),
        );
        assert.ok(!`${texts.join()} ${made.log.lines.join()}`.includes(DEMO_TOKENS.alice));
      });

      it('downloads public files with an invalid token, and says so', async () => {
        token = 'revoked';
        const asset = await helloFile();
        assert.equal((await engine.obtain(asset)).record.sizeBytes, asset.sizeBytes);
        assert.equal(engine.client(forge.url).tokenFinding.state, 'refused');
      });

      it('serves the last known lists, marked as stale, while the instance is down', async () => {
        await helloFile();
        await forge.close();
        const { value, staleBecause } = await engine.version(forge.url, HELLO, 'v1.0.0', { refresh: true });
        assert.equal(value.version, 'v1.0.0');
        assert.equal(staleBecause?.code, 'network');
      });
    });
  }
}
