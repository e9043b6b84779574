import assert from 'node:assert/strict';
import { fileNodes, groupByInstance, groupByVersion, labelsOf } from '../../src/editor/cacheView/groupRecords.ts';
import { Lists } from '../../src/editor/tree/lists.ts';
import { packageRows, packagesRows } from '../../src/editor/tree/ownerRows.ts';
import { repositoryRows, versionRows } from '../../src/editor/tree/releaseRows.ts';
import { systemClock } from '../../src/engine/index.ts';
import { assetAt, placeRecords } from '../bench/manyRecords.ts';
import { watchFileCalls } from '../crash/fileCalls.ts';
import { filesBelow } from '../crash/invariants.ts';
import { openWorld } from '../crash/world.ts';
import type { World } from '../crash/world.ts';
import { LOOK } from '../support/fakeLists.ts';
import { startForge } from '../support/forge/forge.ts';
import type { Forge } from '../support/forge/forge.ts';
import { addManyPackages, addManyReleases } from '../support/forge/scale.ts';
import { smallContent } from '../support/forge/smallContent.ts';
import { makeMemoryDir, makeTempDir } from '../support/tempDir.ts';
import { makeEngine } from '../support/testEngine.ts';
import type { TestEngine } from '../support/testEngine.ts';
import { instanceNode, repositoryNode } from '../support/treeNodes.ts';

const RECORDS = 10_000;
const SIZE = 1024;

describe('a cache of 10,000 files', function () {
  this.timeout(120_000);
  let directory: string;
  let remove: () => Promise<void>;
  let world: World;
  before(async () => {
    ({ path: directory, remove } = await makeMemoryDir());
    await placeRecords(directory, RECORDS);
    world = openWorld(directory, systemClock, { maxSizeBytes: (RECORDS / 2) * SIZE });
  });
  after(async () => {
    await world.cache.close();
    await remove();
  });

  /** How often `work` called the file system. */
  const calls = async (work: () => Promise<unknown>): Promise<number> => {
    let count = 0;
    const stop = await watchFileCalls(directory, { after: () => void (count += 1) });
    await work();
    stop();
    return count;
  };

  it('opens with a few calls for each record, and lists them again with none', async () => {
    const fresh = openWorld(directory, systemClock);
    const opening = await calls(async () => assert.equal((await fresh.cache.list()).length, RECORDS));
    // Each record takes an open, a stat, a read and a close, because it is read within a limit and only if it is a regular
    // file.
    assert.ok(opening <= 4 * RECORDS + 20, `${opening} calls`);
    const again = await calls(async () => assert.equal((await fresh.cache.list()).length, RECORDS));
    assert.ok(again <= 3, `${again} calls`);
    await fresh.cache.close();
  });

  it('serves a hit with a handful of calls, whatever else is there', async () => {
    const fresh = openWorld(directory, systemClock);
    const found = await calls(async () => {
      // It was last handed out an hour ago, so this use is noted as well.
      assert.ok(await fresh.cache.find(assetAt(7)));
    });
    assert.ok(found <= 25, `${found} calls`);
    const again = await calls(async () => assert.ok(await fresh.cache.find(assetAt(7))));
    assert.ok(again <= 5, `${again} calls`);
    await fresh.cache.close();
  });

  it('shows all of them in the view, in groups', async () => {
    const records = await world.cache.list();
    const instances = groupByInstance({ records, partials: [] });
    const versions = instances.flatMap(groupByVersion);
    const files = (await Promise.all(versions.map(async (one) => fileNodes(one, await labelsOf(one))))).flat();
    assert.equal(files.length, RECORDS);
    assert.equal(new Set(files.map(({ id }) => id)).size, RECORDS);
  });

  it('evicts the least recently used half, with a few calls for each', async () => {
    const evicting = await calls(() => world.cache.trim());
    const left = await world.cache.list();
    assert.equal(left.length, RECORDS / 2);
    assert.equal(await world.cache.find(assetAt(8)), undefined);
    assert.ok(await world.cache.find(assetAt(RECORDS - 1)));
    assert.ok(await world.cache.find(assetAt(7)), 'it was just used');
    assert.equal((await filesBelow(directory)).filter((name) => name.startsWith('blobs')).length, RECORDS / 2);
    // Each evicted file takes a stat and a removal for its record and its blob; each record is read once before and once
    // after.
    assert.ok(evicting <= 10 * RECORDS, `${evicting} calls`);
  });
});

describe('long lists in the tree', function () {
  this.timeout(60_000);
  const [releases, assets, versions] = [1000, 5000, 10_000];
  let forge: Forge;
  let test: TestEngine;
  let lists: Lists;
  let removeDirectory: () => Promise<void>;
  before(async () => {
    const content = smallContent();
    const repository = content.repositories.find(({ name }) => name === 'hello');
    assert.ok(repository);
    addManyReleases(repository, { count: releases - repository.releases.length });
    addManyPackages(content, { owner: 'alice', name: 'nightly', count: versions });
    const many = structuredClone({ ...repository, id: 999_999, name: 'many', releases: [] });
    content.repositories.push(many);
    addManyReleases(many, { count: 1, assetsEach: assets });
    forge = await startForge({ content });
    const directory = await makeTempDir();
    removeDirectory = directory.remove;
    test = await makeEngine(directory.path);
    const engine = () => test.engine;
    lists = new Lists({ engine, onOutcome: () => undefined, onAccount: () => undefined });
  });
  after(async () => {
    await test[Symbol.asyncDispose]();
    await forge.close();
    await removeDirectory();
  });

  const requests = async (work: () => Promise<unknown>): Promise<number> => {
    const before = forge.requests.length;
    await work();
    return forge.requests.length - before;
  };
  const nodeOf = (repo: string) =>
    repositoryNode({ parent: instanceNode(forge.url), instance: forge.url, owner: 'alice', repo });

  it('asks once for the first of 1,000 releases, and once more for each step on', async () => {
    const options = { lists, filter: undefined };
    const first = await requests(async () => {
      const rows = await repositoryRows(nodeOf('hello'), { ...options, steps: 1 }, LOOK);
      assert.deepEqual([rows.length, rows.at(-1)?.kind], [51, 'more']);
    });
    assert.equal(first, 1);
    const all = await requests(async () => {
      const rows = await repositoryRows(nodeOf('hello'), { ...options, steps: Infinity }, LOOK);
      assert.equal(rows.filter(({ kind }) => kind === 'version').length, releases);
      assert.equal(new Set(rows.map(({ id }) => id)).size, releases);
    });
    assert.equal(all, releases / 50 - 1);
  });

  it('shows 5,000 files of one release, which came with it', async () => {
    const asked = await requests(async () => {
      const [release] = await repositoryRows(nodeOf('many'), { lists, steps: 1, filter: undefined }, LOOK);
      assert.ok(release?.kind === 'version');
      const rows = await versionRows(release, { lists, machine: undefined }, LOOK);
      assert.equal(new Set(rows.map(({ id }) => id)).size, assets);
      assert.ok(rows.every(({ kind }) => kind === 'asset'));
    });
    assert.equal(asked, 1);
  });

  it('shows 10,000 versions of one package, from full pages', async () => {
    const asked = await requests(async () => {
      const node = { ...instanceNode(forge.url), kind: 'packages' as const, owner: 'alice', parent: undefined };
      const found = (await packagesRows(node, lists, LOOK)).find((row) => row.kind === 'package');
      assert.ok(found?.kind === 'package');
      const rows = packageRows(found, Infinity);
      assert.equal(new Set(rows.map(({ id }) => id)).size, versions);
      assert.ok(packageRows(found, 1).length < 100, 'not all at once');
    });
    assert.ok(asked <= versions / 50 + 2, `${asked} requests`);
  });
});
