import assert from 'node:assert/strict';
import { EngineError } from '../../../../src/engine/index.ts';
import type { Package } from '../../../../src/engine/index.ts';
import type { PackageNode, TreeNode } from '../../../../src/editor/tree/nodes.ts';
import { filterRows } from '../../../../src/editor/tree/filter.ts';
import { evidenceFileRows } from '../../../../src/editor/tree/fileRows.ts';
import { packageRows, packagesRows } from '../../../../src/editor/tree/ownerRows.ts';
import { repositoryRows, versionRows } from '../../../../src/editor/tree/releaseRows.ts';
import { MACHINES } from '../../../support/machines.ts';
import { LOOK, ListsRig, pageOf } from '../../../support/fakeLists.ts';
import type { FakeClient } from '../../../support/fakeLists.ts';
import { say } from '../../../support/sayRows.ts';
import { makeAsset } from '../../../support/makeAsset.ts';
import { BASE, instanceNode, makeVersion, repositoryNode, versionNode } from '../../../support/treeNodes.ts';

const DOWN = new EngineError('network', 'down', { host: 'git.example.org', reason: 'ECONNREFUSED' });

const tool = (rest: Partial<Package> = {}): Package => ({
  instance: BASE,
  owner: 'alice',
  name: 'tool',
  repository: undefined,
  versions: [
    { version: '2', createdAt: undefined },
    { version: '1', createdAt: undefined },
  ],
  ...rest,
});

describe('the rows of a repository', () => {
  const node = repositoryNode();
  const versions = [
    makeVersion({ version: 'v3', draft: true }),
    makeVersion({ version: 'v2-rc', prerelease: true }),
    makeVersion({ version: 'v1' }),
    makeVersion({ version: 'v0' }),
  ];
  const rowsOf = (client: FakeClient, steps = 1, filter?: string): Promise<readonly TreeNode[]> =>
    repositoryRows(node, { lists: new ListsRig(client).lists, steps, filter }, LOOK);

  it('marks the highest finished version as the latest, whatever its date', async () => {
    const listed = ['v1.26.5', 'extension-v9.0.0', 'v1.28.0-rc.1', 'v1.27.0', 'nightly'];
    const patched = listed.map((version) => makeVersion({ version }));
    const rows = await rowsOf({ releases: () => Promise.resolve(pageOf(patched)) });
    assert.deepEqual(
      say(rows).filter((row) => row.endsWith('latest')),
      ['v1.27.0 latest'],
    );
  });

  it('never marks a draft or a pre-release as the latest', async () => {
    const rows = await rowsOf({ releases: () => Promise.resolve(pageOf(versions)) });
    assert.deepEqual(say(rows), ['v3', 'v2-rc', 'v1 latest', 'v0']);
  });

  it('shows that there are none', async () => {
    const rows = await rowsOf({ releases: () => Promise.resolve(pageOf([])) });
    assert.deepEqual(say(rows), ['empty: No releases yet.']);
  });

  const paged: FakeClient['releases'] = (_source, { page = 1, query } = {}) => {
    if (query !== undefined) return Promise.resolve(pageOf([makeVersion({ version: 'v0-linux' }), versions[2]!]));
    const many = Array.from({ length: 50 }, (_, index) => makeVersion({ version: `v${page}.${index}` }));
    return Promise.resolve(pageOf(many, { page, totalCount: 122, hasMore: page < 3 }));
  };

  it('loads one page at a time', async () => {
    const first = await rowsOf({ releases: paged });
    assert.deepEqual([first.length, ...say(first.slice(-1))], [51, 'more 50 of 122']);
    const second = await rowsOf({ releases: paged }, 2);
    assert.deepEqual([second.length, ...say(second.slice(-1))], [101, 'more 100 of 122']);
    assert.equal((await rowsOf({ releases: paged }, 9)).length, 150);
  });

  it('keeps loaded pages when a later one fails', async () => {
    const releases: FakeClient['releases'] = (source, options = {}) =>
      options.page === 2 ? Promise.reject(DOWN) : (paged(source, options) as never);
    const rows = await rowsOf({ releases }, 2);
    assert.deepEqual([rows.length, ...say(rows.slice(-1))], [51, 'error: git.example.org refuses connections']);
  });

  it("includes the server's results for a filter from later pages, each once", async () => {
    const rows = await rowsOf({ releases: paged }, 1, 'linux');
    assert.deepEqual(say(rows.slice(-3)), ['v0-linux', 'v1', 'more 50 of 122']);
    assert.equal(new Set(rows.map(({ id }) => id)).size, rows.length);
  });

  it('says that the search of a filter failed, on top of what it has', async () => {
    const releases: FakeClient['releases'] = (source, options = {}) =>
      options.query === undefined ? (paged(source, options) as never) : Promise.reject(DOWN);
    const rows = await rowsOf({ releases }, 1, 'linux');
    assert.deepEqual(
      [rows.length, ...say(rows.slice(0, 2))],
      [52, 'error: git.example.org refuses connections', 'v1.0'],
    );
    assert.ok(filterRows(rows, 'linux', () => []).includes(rows[0]!), 'the filter leaves it');
    const stopped = AbortSignal.abort();
    const stopping = repositoryRows(
      node,
      { lists: new ListsRig({ releases }).lists, steps: 1, filter: 'x' },
      { ...LOOK, signal: stopped },
    );
    await assert.rejects(stopping, { name: 'AbortError' });
  });

  it('includes linked packages once they are known', async () => {
    const linked = [tool({ repository: 'Alice/Tool' }), tool({ name: 'other', repository: 'alice/other' })];
    const rig = new ListsRig({
      releases: () => Promise.resolve(pageOf(versions)),
      packages: () => Promise.resolve(linked),
    });
    const ask = (): Promise<readonly TreeNode[]> =>
      repositoryRows(node, { lists: rig.lists, steps: 1, filter: undefined }, LOOK);
    assert.equal(say(await ask()).includes('package tool'), false);
    await rig.lists.packages({ instance: BASE, owner: 'alice' }, LOOK);
    assert.deepEqual(say(await ask()).slice(-2), ['v0', 'package tool']);
  });
});

describe('the rows of packages and versions', () => {
  it('lists packages by name and loads their versions step by step', async () => {
    const found = [tool({ name: 'b' }), tool({ name: 'A' })];
    const { lists } = new ListsRig({ packages: () => Promise.resolve(found) });
    const instance = instanceNode();
    const packages = { kind: 'packages', id: 'p', parent: instance, instance: BASE, owner: 'alice' } as const;
    assert.deepEqual(say(await packagesRows(packages, lists, LOOK)), ['package A', 'package b']);
    const versions = Array.from({ length: 60 }, (_, index) => ({ version: `${60 - index}`, createdAt: undefined }));
    const node: PackageNode = {
      kind: 'package',
      id: 'x',
      parent: instance,
      instance: BASE,
      package: tool({ versions }),
    };
    const rows = say(packageRows(node, 1));
    assert.deepEqual([rows[0], rows[1], rows.at(-1)], ['60 latest', '59', 'more 50 of 60']);
    assert.equal(packageRows(node, 2).length, 60);
  });

  it('lists the files of a release without a request, checksums last', async () => {
    const assets = [makeAsset({ name: 'SHA256SUMS' }), makeAsset({ name: 'a.zip' })];
    const { lists, calls } = new ListsRig({});
    assert.deepEqual(
      say(await versionRows(versionNode(makeVersion({ assets })), { lists, machine: undefined }, LOOK)),
      ['a.zip', 'SHA256SUMS'],
    );
    assert.deepEqual(calls, []);
  });

  const filesOf = async (...names: readonly string[]): Promise<readonly TreeNode[]> => {
    const assets = names.map((name, index) => makeAsset({ name, upstreamId: `${index}` }));
    const node = versionNode(makeVersion({ version: 'v1.0.0', assets }));
    return versionRows(node, { lists: new ListsRig({}).lists, machine: MACHINES['linux-arm64-gnu'] }, LOOK);
  };
  const labelsOf = (rows: readonly TreeNode[]): readonly string[] =>
    rows.map((row) => (row.kind === 'asset' ? row.label : row.kind));

  it('lists the file for this machine first, then the others by platform, then files without a platform', async () => {
    const rows = await filesOf(
      'README.txt',
      'tool-1.0.0-windows-amd64.zip',
      'tool-1.0.0-darwin-arm64.zip',
      'tool-1.0.0-linux-amd64.zip',
      'tool-1.0.0-linux-arm64.zip',
      'LICENSE.txt',
    );
    assert.deepEqual(labelsOf(rows), [
      'Linux arm64 · zip',
      'Linux x64 · zip',
      'macOS arm64 · zip',
      'Windows x64 · zip',
      'README.txt',
      'LICENSE.txt',
    ]);
    assert.deepEqual(
      rows.map((row) => row.kind === 'asset' && row.fits !== undefined),
      [true, false, false, false, false, false],
    );
  });

  it('lists the plain build of a platform before its variants, the plainest first', async () => {
    const rows = await filesOf(
      'cudart-tool-1.0.0-windows-cuda-12.4-amd64.zip',
      'tool-1.0.0-windows-cuda-12.4-amd64.zip',
      'tool-1.0.0-windows-vulkan-amd64.zip',
      'tool-1.0.0-windows-amd64.zip',
    );
    assert.deepEqual(labelsOf(rows), [
      'Windows x64 · zip',
      'Windows x64 · vulkan · zip',
      'Windows x64 · cuda-12.4 · zip',
      'Windows x64 · cudart-tool cuda-12.4 · zip',
    ]);
  });

  it('folds checksums, signatures and SBOMs into one row, in which each file keeps its id', async () => {
    const names = ['tool-linux-arm64.zip', 'tool-linux-arm64.zip.sbom.json', 'SHA256SUMS.asc', 'SHA256SUMS', 'key.pub'];
    const rows = await filesOf(...names);
    assert.deepEqual(labelsOf(rows), ['Linux arm64 · zip', 'evidenceFiles']);
    const [, folded] = rows;
    assert.ok(folded?.kind === 'evidenceFiles');
    const inside = evidenceFileRows(folded);
    const order = ['SHA256SUMS', 'SHA256SUMS.asc', 'key.pub', 'Linux arm64 · zip.sbom.json'];
    assert.deepEqual(labelsOf(inside), order);
    assert.ok(inside.every(({ id, parent }) => parent === folded && id.startsWith(`${folded.parent.id}/asset:`)));
  });

  it('does not fold a single checksum file', async () => {
    assert.deepEqual(labelsOf(await filesOf('tool-linux-arm64.zip', 'SHA256SUMS')), [
      'Linux arm64 · zip',
      'SHA256SUMS',
    ]);
  });

  it('has different rows for files with one name and for files with the same bytes', async () => {
    const assets = [
      makeAsset({ name: 'dup.bin', upstreamId: '1' }),
      makeAsset({ name: 'dup.bin', upstreamId: '2' }),
      makeAsset({ name: 'other.bin', upstreamId: '1' }),
    ];
    const rows = await versionRows(
      versionNode(makeVersion({ assets })),
      { lists: new ListsRig({}).lists, machine: undefined },
      LOOK,
    );
    assert.equal(new Set(rows.map(({ id }) => id)).size, 3);
  });

  it('shows that there are no files, and the age of that when the instance does not answer', async () => {
    const empty = versionNode(makeVersion());
    assert.deepEqual(say(await versionRows(empty, { lists: new ListsRig({}).lists, machine: undefined }, LOOK)), [
      'empty: No files were uploaded with this release.',
    ]);
    const source = { kind: 'genericPackage', owner: 'alice', package: 'tool' } as const;
    const packaged = versionNode(makeVersion({ source, version: '1' }), { release: undefined });
    let isDown = false;
    const version: FakeClient['version'] = () =>
      isDown ? Promise.reject(DOWN) : Promise.resolve(makeVersion({ source, assets: [makeAsset()] }));
    const rig = new ListsRig({ version });
    assert.deepEqual(say(await versionRows(packaged, { lists: rig.lists, machine: undefined }, LOOK)), ['tool.bin']);
    isDown = true;
    const rows = say(await versionRows(packaged, { lists: rig.lists, machine: undefined }, { ...LOOK, refresh: true }));
    assert.match(rows[0] ?? '', /^stale: Last loaded at \d/);
    assert.deepEqual(rows.slice(1), ['tool.bin']);
  });
});
