import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createNodeTransport,
  createTrust,
  groundsOf,
  isEngineError,
  parseTrustedKey,
  probeMirror,
  systemClock,
} from '../../../src/engine/index.ts';
import type { Trust } from '../../../src/engine/index.ts';
import { NO_MIRRORS } from '../../../src/engine/mirror/mirrors.ts';
import { DEMO_KEYS } from '../../support/forge/demo/keys.ts';
import { MemoryLog } from '../../support/memoryLog.ts';
import { mirrorAt, useMirrorRig } from '../../support/mirrorRig.ts';
import { startBazelRemote } from '../../support/mirrors/bazelRemote.ts';
import type { BazelRemote, BazelRemoteOptions } from '../../support/mirrors/bazelRemote.ts';

describe('an engine with a mirror', () => {
  const rig = useMirrorRig();
  let remote: BazelRemote;
  const start = async (options: BazelRemoteOptions = {}, isFilled = true): Promise<readonly string[]> => {
    remote = await startBazelRemote(options);
    if (isFilled) remote.blobs.set(rig().sha256, rig().bytes);
    return [remote.origin];
  };
  afterEach(() => remote.close());
  const host = (): string => new URL(remote.origin).host;

  it('restores a locked file without any request to the forge, cold and warm', async () => {
    const { engine, skipped } = await rig().machine({ mirrors: await start() });
    const seen: unknown[] = [];
    const found = await engine.obtain(rig().asset, {
      ...rig().locked,
      onProgress: (progress) => seen.push(progress.phase === 'transfer' ? progress.mirror : progress.phase),
    });
    assert.ok((await readFile(found.path)).equals(rig().bytes));
    assert.deepEqual([found.mirror, found.fromCache, found.record.evidence.kind], [host(), false, 'none']);
    assert.deepEqual([...new Set(seen)], [host()]);
    const again = await engine.obtain(rig().asset, rig().locked);
    assert.deepEqual([again.fromCache, again.mirror], [true, undefined]);
    assert.deepEqual([rig().forge.requests, remote.requests.length, skipped], [[], 1, []]);
    assert.equal((await engine.limiter.usedToday(rig().forge.url)).count, 0);
  });

  it('never stores the address of the mirror', async () => {
    const { engine, directory } = await rig().machine({ mirrors: await start() });
    await engine.obtain(rig().asset, rig().locked);
    for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const bytes = await readFile(join(entry.parentPath, entry.name));
      assert.ok(!bytes.includes(host()), entry.name);
    }
  });

  it("does not treat the digest in a lock as the forge's", async () => {
    const { engine } = await rig().machine({ mirrors: await start() });
    await engine.obtain(rig().asset, rig().locked);
    const unlocked = await engine.obtain(rig().asset);
    assert.equal(unlocked.record.evidence.kind, 'checksum');
    assert.ok(rig().forge.requests.length > 0);
    assert.equal((await engine.find(rig().asset))?.record.claimedBy, undefined);
  });

  it('needs no request to the forge for a pinned file either, because the pin decides', async () => {
    const { engine } = await rig().machine({ mirrors: await start() });
    await engine.pin(rig().asset, { sha256: rig().sha256 });
    const found = await engine.obtain(rig().asset, rig().locked);
    assert.deepEqual([found.mirror, found.record.evidence.kind, rig().forge.requests], [host(), 'pin', []]);
  });

  it('does not count a lock as evidence even if the searched release has none', async () => {
    const key = parseTrustedKey(DEMO_KEYS.minisign.text);
    assert.ok(key.ok);
    const trust = (): Trust => createTrust([key.key], 'any');
    const { engine } = await rig().machine({ mirrors: await start(), ports: { trust } });
    const found = await engine.obtain(rig().bare, rig().locked);
    assert.deepEqual([found.mirror, found.record.evidence.kind, found.record.claimedBy], [host(), 'none', 'lock']);
    assert.equal(await engine.find({ ...rig().bare, digests: {} }), undefined);
  });

  it("uses the registry's digest for a package file, but never an unsigned checksum file", async () => {
    const { engine } = await rig().machine({ mirrors: await start() });
    const found = await engine.obtain(rig().packageFile);
    assert.deepEqual([found.mirror, found.record.evidence.kind], [host(), 'server']);
    remote.requests.length = 0;
    const claimed = await engine.obtain(rig().asset);
    assert.deepEqual([claimed.mirror, claimed.record.evidence.kind, remote.requests], [undefined, 'checksum', []]);
  });

  it('gets required evidence from the forge, and the bytes from the mirror', async () => {
    const mirrors = await start();
    const trust = (): Trust => createTrust([], 'checksum');
    const { engine } = await rig().machine({ mirrors, ports: { trust } });
    const found = await engine.obtain(rig().asset, rig().locked);
    assert.deepEqual([found.mirror, found.record.evidence.kind], [host(), 'checksum']);
    assert.ok(!rig().forge.requests.some(({ path }) => path.includes(rig().asset.upstreamId)));
  });

  it('falls back to the forge silently if the mirror does not have the file', async () => {
    const { engine, skipped } = await rig().machine({ mirrors: await start({}, false) });
    const found = await engine.obtain(rig().asset, rig().locked);
    assert.deepEqual([found.mirror, groundsOf(found.record), skipped], [undefined, 'locked', []]);
    assert.equal((await engine.limiter.usedToday(rig().forge.url)).count, 1);
  });

  it('sends the mirror its own credentials, never a token of the forge', async () => {
    const mirrors = await start({ user: 'ci:secret' });
    const token = (): Promise<string> => Promise.resolve('demo-token-of-the-forge');
    const bare = await rig().machine({ mirrors, ports: { token } });
    assert.equal((await bare.engine.obtain(rig().asset, rig().locked)).mirror, undefined);
    assert.deepEqual(
      bare.skipped.map(({ code }) => code),
      ['unauthorized'],
    );
    assert.ok(!JSON.stringify(remote.requests).includes('demo-token'));
    const authorization = (): Promise<string> => Promise.resolve(`Basic ${btoa('ci:secret')}`);
    const trusted = await rig().machine({ mirrors, authorization, ports: { token } });
    assert.equal((await trusted.engine.obtain(rig().asset, rig().locked)).mirror, host());
    assert.ok(!JSON.stringify(rig().forge.requests).includes('secret'));
  });

  describe('with mirrors only', () => {
    const only = (): boolean => true;

    it('needs only the mirror for a locked file', async () => {
      const { engine } = await rig().machine({ mirrors: await start(), only });
      assert.equal((await engine.obtain(rig().asset, rig().locked)).mirror, host());
      assert.deepEqual(rig().forge.requests, []);
    });

    describe('and a redirect', () => {
      let other: BazelRemote;
      beforeEach(async () => {
        other = await startBazelRemote();
        other.blobs.set(rig().sha256, rig().bytes);
      });
      afterEach(() => other.close());
      const redirecting = async (location: string): Promise<readonly string[]> => {
        const mirrors = await start({}, false);
        remote.script.push((_request, response) => void response.writeHead(302, { location }).end());
        return mirrors;
      };
      const elsewhere = (): string => `${other.origin}/cas/${rig().sha256}`;

      for (const [name, locationOf] of [
        ['the instance', () => `${rig().forge.url}attachments/${rig().asset.upstreamId}`],
        [
          'the instance by another name',
          () => `${rig().forge.url.replace('127.0.0.1', 'localhost')}attachments/${rig().asset.upstreamId}`,
        ],
        [
          'the instance by an ambiguous path',
          () => `${rig().forge.url}x%2f..%2f..%2fattachments/${rig().asset.upstreamId}`,
        ],
        ['any other server, such as another instance', elsewhere],
      ] as const) {
        it(`does not follow it to ${name}`, async () => {
          const { engine, skipped } = await rig().machine({ mirrors: await redirecting(locationOf()), only });
          await assert.rejects(engine.obtain(rig().asset, rig().locked), { code: 'notMirrored' });
          assert.deepEqual([rig().forge.requests, other.requests], [[], []]);
          assert.deepEqual(
            skipped.map(({ code, facts }) => [code, 'rule' in facts && facts.rule]),
            [['redirect', 'instance']],
          );
        });
      }

      it('does not follow it when the mirror is tested either', async () => {
        const [mirror = ''] = await redirecting(`${rig().forge.url}attachments/${rig().asset.upstreamId}`);
        const http = {
          transport: createNodeTransport(),
          clock: systemClock,
          log: new MemoryLog(),
          userAgent: () => 'x',
        };
        const ports = { ...NO_MIRRORS, only, allowHost: () => false };
        const problem = await probeMirror(mirrorAt(mirror), ports, http, new AbortController().signal);
        assert.deepEqual([problem?.code, rig().forge.requests], ['redirect', []]);
      });

      it('does not follow it to another part of the instance that the mirror belongs to', async () => {
        const { forge, asset, locked } = rig();
        await start();
        const { engine } = await rig().machine({ mirrors: [`${forge.url}api/packages/alice/generic/cas`], only });
        const location = `${forge.url}attachments/${asset.upstreamId}`;
        forge.faults.add({ kind: 'redirect', status: 302, location, path: /generic\/cas/ });
        await assert.rejects(engine.obtain(asset, locked), { code: 'notMirrored' });
        assert.equal(forge.requests.length, 1);
      });

      it('follows it to an address of a mirror', async () => {
        const mirrors = [...(await redirecting(elsewhere())), other.origin];
        const { engine, skipped } = await rig().machine({ mirrors, only });
        assert.equal((await engine.obtain(rig().asset, rig().locked)).mirror, host());
        assert.deepEqual(skipped, []);
      });

      it("follows it to a host that the user allowed, except the instance's", async () => {
        const ports = { allowHost: () => true };
        const { engine } = await rig().machine({ mirrors: await redirecting(elsewhere()), only, ports });
        assert.equal((await engine.obtain(rig().asset, rig().locked)).mirror, host());
        await remote.close();
        const mirrors = await redirecting(`${rig().forge.url}attachments/${rig().asset.upstreamId}`);
        const second = await rig().machine({ mirrors, only, ports });
        await assert.rejects(second.engine.obtain(rig().asset, rig().locked), { code: 'notMirrored' });
        assert.deepEqual(rig().forge.requests, []);
      });
    });

    it('reports the digest of a missing file', async () => {
      const { engine } = await rig().machine({ mirrors: await start({}, false), only });
      await assert.rejects(engine.obtain(rig().asset, rig().locked), (error: unknown) => {
        assert.ok(isEngineError(error, 'notMirrored'));
        assert.deepEqual(error.facts, { name: 'tool.bin', sha256: rig().sha256 });
        return true;
      });
    });

    it('sends no request to a forge', async () => {
      const { engine } = await rig().machine({ mirrors: await start(), only });
      const { forge, asset, packageFile } = rig();
      await assert.rejects(engine.obtain(asset), {
        code: 'notMirrored',
        facts: { name: 'tool.bin', sha256: undefined },
      });
      await assert.rejects(engine.obtain(packageFile), { code: 'notMirrored' });
      await assert.rejects(engine.version(forge.url, asset.source, 'v1'), { code: 'network' });
      await assert.rejects(engine.client(forge.url).searchRepositories('tool'), { code: 'network' });
      await engine.obtain(asset, rig().locked);
      assert.equal((await engine.verify((await engine.obtain(asset, rig().locked)).record.key)).asked, false);
      assert.deepEqual(forge.requests, []);
    });

    it('refuses a file if the settings require evidence that no mirror has', async () => {
      const trust = (): Trust => createTrust([], 'checksum');
      const { engine } = await rig().machine({ mirrors: await start(), only, ports: { trust } });
      await assert.rejects(engine.obtain(rig().asset, rig().locked), { code: 'evidenceNotExported' });
      assert.deepEqual(remote.requests, []);
    });
  });
});
