import assert from 'node:assert/strict';
import { filterRows } from '../../../../src/editor/tree/filter.ts';
import { messageNode } from '../../../../src/editor/tree/messages.ts';
import type { TreeNode } from '../../../../src/editor/tree/nodes.ts';
import { makeAsset } from '../../../support/makeAsset.ts';
import { assetNode, instanceNode, makeVersion, repositoryNode, versionNode } from '../../../support/treeNodes.ts';

const none = (): readonly TreeNode[] => [];
const one = versionNode(makeVersion({ version: 'v1.0.0', assets: [makeAsset({ name: 'hello-LINUX-amd64.tar.gz' })] }));
const two = versionNode(makeVersion({ version: 'v2.0.0', title: 'For Linux', assets: [makeAsset({ name: 'a.zip' })] }));
const three = versionNode(makeVersion({ version: 'linux/v3', assets: [] }));
const four = versionNode(makeVersion({ version: 'v4.0.0', assets: [makeAsset({ name: 'b.zip' })] }));
const packaged = versionNode(makeVersion({ version: '5' }), { release: undefined });

describe('filterRows', () => {
  it('keeps everything without a filter', () => {
    const rows = [one, two];
    assert.equal(filterRows(rows, undefined, none), rows);
  });

  it('keeps versions by tag, title and files, in any case', () => {
    assert.deepEqual(filterRows([one, two, three, four], 'liNux', none), [one, two, three]);
  });

  it('keeps matching files, and everything in a version or repository that matches itself', () => {
    const files = (parent: TreeNode): TreeNode[] => [
      assetNode({ name: 'x-linux.zip' }, parent),
      assetNode({ name: 'x-darwin.zip' }, parent),
    ];
    assert.deepEqual(
      filterRows(files(four), 'linux', none).map((row) => row.kind === 'asset' && row.asset.name),
      ['x-linux.zip'],
    );
    assert.equal(filterRows(files(three), 'linux', none).length, 2);
    const repository = repositoryNode({ repo: 'linux-tools' });
    assert.equal(filterRows(files(versionNode(makeVersion(), { parent: repository })), 'linux', none).length, 2);
  });

  it('finds a file by the label of its row', () => {
    const file = { ...assetNode({ name: 'x-darwin.zip' }, four), label: 'macOS · zip' };
    assert.deepEqual(filterRows([file], 'macos', none), [file]);
  });

  it('keeps folded checksums and signatures if one of them matches', () => {
    const files = [makeAsset({ name: 'SHA256SUMS' }), makeAsset({ name: 'x-linux.zip.asc' })];
    const labelled = files.map((asset) => ({ asset, label: asset.name }));
    const folded = { kind: 'evidenceFiles', id: 'e', parent: four, files: labelled } as const;
    assert.deepEqual(filterRows([folded], 'linux', none), [folded]);
    assert.deepEqual(filterRows([folded], 'darwin', none), []);
    assert.deepEqual(filterRows([folded], 'v4.0.0', none), [folded]);
    assert.deepEqual(
      filterRows([packaged], 'sha256', () => [folded]),
      [packaged],
    );
  });

  it('finds the files of a package version once they are loaded', () => {
    assert.deepEqual(filterRows([packaged], 'linux', none), []);
    assert.deepEqual(
      filterRows([packaged], 'linux', (row) => (row === packaged ? [assetNode({ name: 'linux.zip' }, packaged)] : [])),
      [packaged],
    );
  });

  it('never removes rows that lead to files, nor messages', () => {
    const rows = [
      instanceNode(),
      repositoryNode(),
      messageNode(undefined, 'x', { message: 'error', text: 'Broken.' }),
      { kind: 'more', id: 'more', parent: undefined, shownCount: 1, totalCount: 2 } as const,
    ];
    assert.deepEqual(filterRows(rows, 'nothing like it', none), rows);
  });
});
