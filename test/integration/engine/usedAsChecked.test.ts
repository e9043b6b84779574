import assert from 'node:assert/strict';
import { chmod, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { isEngineError } from '../../../src/engine/index.ts';
import type { Asset, Engine, Installed } from '../../../src/engine/index.ts';
import { zipBytes } from '../../support/archives/zipBytes.ts';
import { ContentBuilder } from '../../support/forge/content.ts';
import { startForge } from '../../support/forge/forge.ts';
import type { Forge } from '../../support/forge/forge.ts';
import { program, toolTar } from '../../support/installRig.ts';
import { MACHINES } from '../../support/machines.ts';
import { useTempDir } from '../../support/tempDir.ts';
import { makeEngine } from '../../support/testEngine.ts';
import type { TestEngine } from '../../support/testEngine.ts';

const SOURCE = { kind: 'release', owner: 'alice', repo: 'tool' } as const;
const FILES = {
  'tool-linux-x64': program(),
  'tool-linux-x64.tar': toolTar(),
  'tool-linux-x64.tar.gz': gzipSync(toolTar()),
  'tool-linux-x64.zip': zipBytes([{ name: 'tool', body: program(), mode: 0o100755 }]),
};

/** Writes other bytes of the same size and restores the time, as a bad disk or another user of the directory might. */
async function changeUnseen(path: string): Promise<void> {
  const { atime, mtime } = await stat(path);
  const bytes = await readFile(path);
  bytes.set([bytes[bytes.length - 1] === 0 ? 1 : 0], bytes.length - 1);
  await chmod(path, 0o644);
  await writeFile(path, bytes);
  await utimes(path, atime, mtime);
}

describe('a cached file that was changed on disk unnoticed', () => {
  const directory = useTempDir();
  let forge: Forge;
  let made: TestEngine;
  let engine: Engine;

  beforeEach(async () => {
    const builder = new ContentBuilder().account('alice');
    builder.release(builder.repository('alice', 'tool'), 'v1', FILES);
    forge = await startForge({ content: builder.content });
    made = await makeEngine(join(directory(), 'cache'));
    ({ engine } = made);
  });
  afterEach(async () => {
    await made[Symbol.asyncDispose]();
    await forge.close();
  });

  const assetOf = async (name: string): Promise<Asset> => {
    const { assets } = (await engine.version(forge.url, SOURCE, 'v1')).value;
    return assets.find((asset) => asset.name === name) ?? assert.fail();
  };
  const install = (asset: Asset): Promise<Installed> => engine.install(asset, { machine: MACHINES['linux-x64-gnu'] });

  /** Expects an alarm, and the bytes in quarantine. */
  async function isRefused(work: Promise<unknown>): Promise<void> {
    await assert.rejects(work, (error) => {
      assert.ok(isEngineError(error, 'integrity'), String(error));
      assert.ok(error.facts.quarantinePath);
      return true;
    });
  }

  for (const name of Object.keys(FILES)) {
    it(`is not installed (${name}) but fetched again`, async () => {
      const asset = await assetOf(name);
      const cached = await engine.obtain(asset);
      await changeUnseen(cached.path);
      const { executables } = await install(asset);
      assert.deepEqual(await readFile(executables[0]?.path ?? ''), program());
      assert.equal((await engine.obtain(asset)).fromCache, true);
    });

    it(`is not installed (${name}) and stays in quarantine if it cannot be fetched again`, async () => {
      const asset = await assetOf(name);
      const cached = await engine.obtain(asset);
      await changeUnseen(cached.path);
      await forge.close();
      await isRefused(install(asset));
      assert.deepEqual(await engine.installer.list(), []);
    });
  }

  it('is not saved, and leaves nothing at the destination', async () => {
    const asset = await assetOf('tool-linux-x64');
    const cached = await engine.obtain(asset);
    await changeUnseen(cached.path);
    const to = join(directory(), 'saved');
    await isRefused(engine.cache.copyTo(cached, to));
    assert.deepEqual(await readdir(directory()), ['cache']);
    await engine.cache.copyTo(await engine.obtain(asset), to);
    assert.deepEqual(await readFile(to), program());
  });

  it('is not copied but reported if its record is gone by then', async () => {
    const cached = await engine.obtain(await assetOf('tool-linux-x64'));
    await changeUnseen(cached.path);
    // Another process has removed the record, but not its bytes yet.
    await rm(join(directory(), 'cache', 'cache-v1', 'state'), { recursive: true });
    await assert.rejects(engine.cache.copyTo(cached, join(directory(), 'saved')), { code: 'integrity' });
    assert.deepEqual(await readdir(directory()), ['cache']);
  });

  it('is not copied over an existing file', async () => {
    const cached = await engine.obtain(await assetOf('tool-linux-x64'));
    const to = join(directory(), 'mine');
    await writeFile(to, 'mine');
    await assert.rejects(engine.cache.copyTo(cached, to), { code: 'EEXIST' });
    assert.equal(await readFile(to, 'utf8'), 'mine');
  });
});
