import assert from 'node:assert/strict';
import { EngineError } from '../../../../src/engine/index.ts';
import { staleNode } from '../../../../src/editor/tree/messages.ts';
import type { TreeNode } from '../../../../src/editor/tree/nodes.ts';
import { withoutRepeatedAge } from '../../../../src/editor/tree/repeatedAge.ts';
import { assetNode, instanceNode, makeVersion, repositoryNode, versionNode } from '../../../support/treeNodes.ts';

describe('withoutRepeatedAge', () => {
  const AT = Date.UTC(2026, 10, 24, 12);
  const HOUR_MS = 3_600_000;
  const DOWN = new EngineError('network', 'down', { host: 'git.example.org' });
  const instance = instanceNode();
  const repository = repositoryNode({ parent: instance });
  const version = versionNode(makeVersion(), { parent: repository });
  const file = assetNode({ name: 'a.zip' }, version);
  const rowsAt = (at: number): readonly TreeNode[] => [staleNode(version, DOWN, at), file];
  const rowsWithAge = (at: number) => (node: TreeNode | undefined) =>
    node === repository ? [staleNode(repository, DOWN, at), version] : [];

  it('drops an age that a parent list shows', () => {
    const above = { known: rowsWithAge(AT), instanceAge: () => undefined };
    assert.deepEqual(withoutRepeatedAge(rowsAt(AT), version, above), [file]);
    assert.equal(withoutRepeatedAge(rowsAt(AT - HOUR_MS), version, above).length, 2);
  });

  it('drops an age that the row of the instance shows', () => {
    const above = { known: () => [], instanceAge: () => AT };
    assert.deepEqual(withoutRepeatedAge(rowsAt(AT), version, above), [file]);
    assert.equal(withoutRepeatedAge(rowsAt(AT), version, { ...above, instanceAge: () => undefined }).length, 2);
  });

  it('returns the same rows if none has an age', () => {
    const rows = [file];
    assert.equal(withoutRepeatedAge(rows, version, { known: rowsWithAge(AT), instanceAge: () => AT }), rows);
  });
});
