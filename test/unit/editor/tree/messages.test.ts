import assert from 'node:assert/strict';
import { EngineError } from '../../../../src/engine/index.ts';
import { COMMANDS, SETTINGS } from '../../../../src/editor/ids.ts';
import { rootRows } from '../../../../src/editor/tree/rootRows.ts';
import { formatTime } from '../../../../src/words/format.ts';
import {
  errorNode,
  loadingNode,
  messageNode,
  problemNode,
  staleNode,
  viewMessage,
} from '../../../../src/editor/tree/messages.ts';
import type { MessageNode } from '../../../../src/editor/tree/nodes.ts';
import { BASE, instanceNode } from '../../../support/treeNodes.ts';

const host = 'git.example.org';
const PARENT = instanceNode();

describe('messages in place of rows', () => {
  const CASES: readonly (readonly [what: string, node: MessageNode, label: string, icon: string, command: string])[] = [
    [
      'signed out',
      errorNode(PARENT, new EngineError('unauthorized', '401', { host, tokenSent: false })),
      'git.example.org shows this only after you sign in',
      'lock',
      'forgejoArtifacts.signIn',
    ],
    [
      'forbidden',
      errorNode(PARENT, new EngineError('forbidden', '403', { host, tokenSent: true, missingScope: 'read:package' })),
      'The token for git.example.org lacks read:package',
      'lock',
      'forgejoArtifacts.signIn',
    ],
    [
      'not found',
      errorNode(PARENT, new EngineError('notFound', '404', { host, what: 'repository', name: 'a/b' })),
      'git.example.org has no repository a/b that you can see',
      'circle-slash',
      'forgejoArtifacts.signIn',
    ],
    [
      'unreachable',
      errorNode(PARENT, new EngineError('network', 'down', { host, reason: 'ECONNREFUSED' })),
      'git.example.org refuses connections',
      'debug-disconnect',
      'forgejoArtifacts.retry',
    ],
    [
      'broken',
      errorNode(PARENT, new TypeError('x is not a function')),
      'Something unexpected went wrong: x is not a function',
      'error',
      'forgejoArtifacts.showLog',
    ],
  ];
  for (const [what, node, label, icon, command] of CASES) {
    it(`distinguishes ${what}, with advice and a way to try again`, () => {
      const view = viewMessage(node);
      assert.deepEqual([view.label, view.icon, view.action?.command], [label, icon, command]);
      assert.equal(view.contextValue, 'message retry');
      assert.ok(view.accessibleLabel.startsWith(node.text));
    });
  }

  it('hands the instance to Sign In, and the parent to Retry', () => {
    const closed = errorNode(PARENT, new EngineError('unauthorized', '401', { host, tokenSent: false }));
    assert.deepEqual(closed.action?.args, [BASE]);
    const down = errorNode(PARENT, new EngineError('network', 'down', { host }));
    assert.deepEqual(down.action?.args, [PARENT]);
  });

  it('shows how old the rows are while the instance does not answer', () => {
    const because = new EngineError('timeout', 'late', { host, phase: 'headers', timeoutMs: 30_000 });
    const at = Date.UTC(2026, 10, 24, 10, 42);
    const view = viewMessage(staleNode(PARENT, because, at));
    assert.deepEqual(
      [view.label, view.description],
      [`Last loaded at ${formatTime(at)}`, 'git.example.org sent nothing for 30 s'],
    );
    assert.deepEqual([view.contextValue, view.action?.title], ['message retry', 'Retry']);
  });

  it('offers no retry for loading or empty rows', () => {
    const empty = messageNode(PARENT, 'empty', { message: 'empty', text: 'No releases yet.' });
    assert.deepEqual(
      [loadingNode(PARENT), empty].map((node) => [viewMessage(node).label, viewMessage(node).contextValue]),
      [
        ['Loading…', 'message'],
        ['No releases yet', 'message'],
      ],
    );
  });

  it('leads from an unusable setting to its key', () => {
    const view = viewMessage(
      problemNode({ key: 'forgejoArtifacts.instances[1].url', reason: 'must begin with https://' }),
    );
    assert.equal(view.label, 'instances[1].url must begin with https://.');
    assert.deepEqual(view.action?.args, ['forgejoArtifacts.instances']);
  });

  it('has a row of its own for each of several problems with one key', () => {
    const problems = ['must be text', 'appears twice'].map((reason) => ({ key: SETTINGS.requireByPlace, reason }));
    const ids = rootRows(problems, [], []).map(({ id }) => id);
    assert.equal(new Set(ids).size, 2);
  });

  it('offers to empty the cache if the disk is full', () => {
    const full = errorNode(PARENT, new EngineError('storage', '', { reason: 'ENOSPC', path: '/c' }));
    assert.equal(full.action?.command, COMMANDS.evictAll);
  });
});
