import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { whileBusy } from '../../../src/engine/disk.ts';
import { openDirectoryStores, saveOver, systemClock } from '../../../src/engine/index.ts';
import type { Asset } from '../../../src/engine/index.ts';
import { memoriesOf } from '../../../src/engine/verify/memories.ts';
import { demoContent } from '../../support/forge/demoContent.ts';
import { startForge } from '../../support/forge/forge.ts';
import type { Forge } from '../../support/forge/forge.ts';
import { TOOL, toolTar, useInstallRig } from '../../support/installRig.ts';
import { makeAsset } from '../../support/makeAsset.ts';
import { useTempDir } from '../../support/tempDir.ts';
import { describeWith } from '../../support/thisSystem.ts';
import { makeEngine } from '../../support/testEngine.ts';
import type { TestEngine } from '../../support/testEngine.ts';

/** Starts a process that briefly opens each new file below a directory. */
async function scan(directory: string): Promise<{ child: ChildProcess; scanned: string[] }> {
  await mkdir(directory, { recursive: true });
  const child = spawn(process.execPath, ['test/support/windows/scanner.ts', directory], { stdio: 'pipe' });
  const scanned: string[] = [];
  const started = once(child.stdout, 'data');
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    scanned.push(...[...text.matchAll(/^scanned (.+)$/gm)].map(([, name = '']) => name));
  });
  await started;
  return { child, scanned };
}

// On other systems, opening a file does not block others.
describeWith('windows', 'while a virus scanner looks at every new file', function () {
  this.timeout(120_000);
  const directory = useTempDir();
  let scanner: Awaited<ReturnType<typeof scan>>;
  afterEach(() => scanner.child.kill());

  describe('an engine', () => {
    let forge: Forge;
    let made: TestEngine;
    beforeEach(async () => {
      forge = await startForge({ content: demoContent() });
      made = await makeEngine(directory(), { clock: systemClock });
      scanner = await scan(directory());
    });
    afterEach(async () => {
      await made[Symbol.asyncDispose]();
      await forge.close();
    });

    const files = async (): Promise<readonly Asset[]> => {
      const source = { kind: 'release', owner: 'alice', repo: 'hello' } as const;
      return (await made.engine.version(forge.url, source, 'v1.0.0')).value.assets;
    };

    it('downloads, serves, verifies, replaces and evicts', async () => {
      const { engine, log } = made;
      const assets = await files();
      for (let round = 0; round < 1; round += 1) {
        const records = await Promise.all(assets.map((asset) => engine.obtain(asset)));
        for (const { path, record } of records) {
          assert.equal((await readFile(path)).length, record.sizeBytes);
          assert.equal((await engine.verify(record.key)).state, 'intact');
        }
        for (const asset of assets) assert.equal((await engine.obtain(asset)).fromCache, true);
        const keys = records.map(({ record }) => record.key);
        assert.ok((await engine.cache.evict(keys, { alsoKept: true })) > 0);
        assert.deepEqual(await engine.cache.list(), []);
      }
      assert.deepEqual(
        log.lines.filter((line) => /EBUSY|EPERM|EACCES/.test(line)),
        [],
      );
      assert.ok(scanner.scanned.length > 10, `${scanner.scanned.length} files were scanned`);
    });

    it('continues a download that was stopped', async () => {
      const source = { kind: 'release', owner: 'tools', repo: 'bundler' } as const;
      const { value } = await made.engine.version(forge.url, source, 'v1.1.0');
      const asset = value.assets.find(({ name }) => name === 'bundler-1.1.0-linux-amd64');
      assert.ok(asset);
      const stop = new AbortController();
      forge.faults.add({ kind: 'stall', afterBytes: 4_000_000, path: new RegExp(asset.upstreamId), times: 1 });
      const stopped = made.engine.obtain(asset, {
        signal: stop.signal,
        onProgress: (state) => {
          if (state.phase === 'transfer' && state.receivedBytes >= 4_000_000) stop.abort(new Error('stop'));
        },
      });
      await assert.rejects(stopped, /stop/);
      const { record } = await made.engine.obtain(asset);
      assert.equal(record.sizeBytes, asset.sizeBytes);
      const asked = forge.requests.filter(({ path }) => path.includes(asset.upstreamId));
      assert.match(`${asked.at(-1)?.headers.range}`, /^bytes=\d+-$/);
    });
  });

  it('keeps every decision, and saves over files', async () => {
    scanner = await scan(directory());
    const { pins } = memoriesOf(
      openDirectoryStores({ directory: directory(), clock: systemClock, writerId: 'one' }).memory,
      systemClock,
    );
    const target = join(directory(), 'saved.txt');
    await writeFile(target, 'before');
    for (let round = 0; round < 20; round += 1) {
      const asset = makeAsset({ name: `${round % 5}` });
      const sha256 = `${round % 10}`.repeat(64);
      await pins.set(asset, { sha256 });
      assert.equal((await pins.of(asset))?.sha256, sha256);
      await saveOver((to) => writeFile(to, `${round}`), target);
      assert.equal(await whileBusy(systemClock, () => readFile(target, 'utf8')), `${round}`);
    }
    assert.ok(scanner.scanned.some((name) => name.includes('pins')));
    assert.ok(scanner.scanned.some((name) => name.includes('saved.txt')));
  });

  describe('an installer', () => {
    const rig = useInstallRig();
    beforeEach(async () => {
      scanner = await scan(rig.place());
    });

    it('installs, switches versions and uninstalls', async () => {
      for (let round = 0; round < 3; round += 1) {
        for (const version of ['v1', 'v2'])
          await rig.install(`tool-${version}.tar`, toolTar(version), { asset: { version } });
        await rig.installer().use(TOOL, 'v1');
        const [first] = (await rig.installer().list()).filter(({ active }) => active);
        assert.equal(first?.asset.version, 'v1');
        assert.deepEqual(await rig.installer().check(first), { state: 'intact' });
        await rig.installer().uninstall(TOOL);
        assert.deepEqual([await rig.installer().list(), await rig.links()], [[], {}]);
      }
      assert.ok(scanner.scanned.some((name) => name.endsWith(join('tool-1.0', 'tool'))));
    });
  });
});
