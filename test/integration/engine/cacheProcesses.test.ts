import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Job, Line } from '../../support/cacheProcess.ts';
import type { AssetContent } from '../../support/forge/content.ts';
import { demoContent } from '../../support/forge/demoContent.ts';
import { startForge } from '../../support/forge/forge.ts';
import type { Forge } from '../../support/forge/forge.ts';
import { makeEngine } from '../../support/testEngine.ts';
import { useTempDir } from '../../support/tempDir.ts';

const BUNDLER = { kind: 'release', owner: 'tools', repo: 'bundler' } as const;
const HELLO = { kind: 'release', owner: 'alice', repo: 'hello' } as const;
const LARGE = 'bundler-1.1.0-linux-amd64';

describe('several processes on one cache', () => {
  const directory = useTempDir();
  let forge: Forge;
  let children: ChildProcess[];
  beforeEach(async () => {
    forge = await startForge({ content: demoContent() });
    children = [];
  });
  afterEach(async () => {
    for (const child of children) child.kill('SIGKILL');
    await forge.close();
  });

  /** Starts a process and returns its output line by line. */
  const start = (job: Partial<Job>): { child: ChildProcess; lines: AsyncIterable<Line> } => {
    const whole = {
      directory: directory(),
      url: forge.url,
      source: BUNDLER,
      version: 'v1.1.0',
      names: [LARGE],
      rounds: 0,
    };
    const script = resolve('test/support/cacheProcess.ts');
    const child = spawn(process.execPath, [script, JSON.stringify({ ...whole, ...job })], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    const parse = async function* (): AsyncGenerator<Line> {
      for await (const line of createInterface(child.stdout)) yield JSON.parse(line) as Line;
    };
    return { child, lines: parse() };
  };
  const all = async (lines: AsyncIterable<Line>): Promise<Line[]> => {
    const outputs: Line[] = [];
    for await (const line of lines) outputs.push(line);
    return outputs;
  };
  const large = (): AssetContent => {
    const found = forge.content.repositories.flatMap(({ releases }) => releases).flatMap(({ assets }) => assets);
    const asset = found.find(({ name }) => name === LARGE);
    assert.ok(asset);
    return asset;
  };
  const fetches = (): number => forge.requests.filter(({ path }) => path.includes(large().uuid)).length;

  it('is neither delayed nor misled by the leftovers of a killed process', async () => {
    forge.faults.add({ kind: 'stall', afterBytes: 5_000_000, path: new RegExp(large().uuid), times: 1 });
    const { child, lines } = start({});
    for await (const line of lines) if (line.kind === 'received' && line.bytes > 4_500_000) break;
    child.kill('SIGKILL');
    await once(child, 'exit');
    const root = join(directory(), 'cache-v1');
    const left = await readdir(join(root, 'partials'));
    assert.equal(left.length, 1, 'the process could not clean up');
    assert.equal((await readdir(join(root, 'leases'))).length, 1);

    await using made = await makeEngine(directory());
    const { value } = await made.engine.version(forge.url, BUNDLER, 'v1.1.0');
    const asset = value.assets.find(({ name }) => name === LARGE);
    assert.ok(asset);
    const startedAt = Date.now();
    const { record, path } = await made.engine.obtain(asset);
    assert.ok(Date.now() - startedAt < 10_000, "a dead process's lease causes no wait");
    const { body } = large();
    assert.ok(Buffer.isBuffer(body) && (await readFile(path)).equals(body));
    assert.equal((await made.engine.verify(record.key)).state, 'intact');
    assert.deepEqual(await readdir(join(root, 'leases')), []);
    for (const name of await readdir(join(root, 'partials'))) assert.ok(left.includes(name), 'nothing new is left');
  });

  it('downloads and counts a file once for all processes', async () => {
    const outputs = await Promise.all([start({}), start({}), start({})].map(({ lines }) => all(lines)));
    const got = outputs.flat().filter((line) => line.kind === 'got');
    assert.equal(new Set(got.map(({ sha256 }) => sha256)).size, 1);
    assert.equal(got.length, 3);
    assert.equal(got.filter(({ fromCache }) => fromCache).length, 2);
    assert.equal(fetches(), 1);
    await using made = await makeEngine(directory());
    assert.equal((await made.engine.limiter.usedToday(forge.url)).count, 1);
  });

  it('serves no wrong bytes while all of them download, verify and evict the same files', async () => {
    const { assets } = await (async () => {
      await using made = await makeEngine(directory());
      return (await made.engine.version(forge.url, HELLO, 'v1.0.0')).value;
    })();
    const names = assets
      .filter(({ storage, sizeBytes }) => storage === 'attachment' && sizeBytes)
      .map(({ name }) => name);
    assert.ok(names.length > 1);
    const job = { source: HELLO, version: 'v1.0.0', names: [...new Set(names)], rounds: 6 };
    const outputs = await Promise.all([start(job), start(job), start(job)].map(({ lines }) => all(lines)));
    for (const lines of outputs) {
      assert.deepEqual(lines.at(-1), { kind: 'end' });
      assert.deepEqual(
        lines.filter(({ kind }) => kind === 'wrong'),
        [],
      );
    }
    const root = join(directory(), 'cache-v1');
    for (const room of ['partials', 'leases']) assert.deepEqual(await readdir(join(root, room)), []);
  });
});
