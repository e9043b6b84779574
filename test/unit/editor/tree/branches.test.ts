import assert from 'node:assert/strict';
import { EngineError } from '../../../../src/engine/index.ts';
import { Branches } from '../../../../src/editor/tree/branches.ts';
import type { Parent } from '../../../../src/editor/tree/branches.ts';
import type { ListOptions } from '../../../../src/editor/tree/lists.ts';
import type { TreeNode } from '../../../../src/editor/tree/nodes.ts';
import { MemoryLog } from '../../../support/memoryLog.ts';
import { FakeClock, settle } from '../../../support/fakeClock.ts';
import { assetNode, instanceNode, makeVersion, repositoryNode, versionNode } from '../../../support/treeNodes.ts';

interface Asked {
  readonly node: Parent;
  readonly pages: number;
  readonly look: ListOptions;
  readonly answer: (rows: readonly TreeNode[]) => void;
  readonly fail: (error: unknown) => void;
}

class Rig {
  readonly clock = new FakeClock();
  readonly log = new MemoryLog();
  readonly asked: Asked[] = [];
  readonly changed: Parent[] = [];
  preview: readonly TreeNode[] = [];
  readonly branches = new Branches({
    load: (node, pages, look) =>
      new Promise((answer, fail) => void this.asked.push({ node, pages, look, answer, fail })),
    preview: () => this.preview,
    onChange: (node) => void this.changed.push(node),
    clock: this.clock,
    log: this.log,
  });

  /** Loads the rows below a node as the view does. */
  async show(node: Parent, rows: readonly TreeNode[]): Promise<readonly TreeNode[]> {
    const shown = this.branches.children(node);
    await settle();
    this.asked.at(-1)?.answer(rows);
    return shown;
  }
}

const repo = (name: string, rest: Partial<Parameters<typeof repositoryNode>[0]> = {}): TreeNode =>
  repositoryNode({ parent: instanceNode(), repo: name, ...rest });
const say = (rows: readonly TreeNode[]): readonly string[] =>
  rows.map((row) => (row.kind === 'message' ? row.text : row.kind === 'repository' ? row.repo : row.kind));

describe('Branches', () => {
  let rig: Rig;
  beforeEach(() => {
    rig = new Rig();
  });

  it('returns rows that arrive in time without reporting a change', async () => {
    const rows = await rig.show(undefined, [repo('a')]);
    await settle();
    assert.deepEqual([say(rows), rig.changed], [['a'], []]);
  });

  it('finds a row on a later page, and stops at the end of the list', async () => {
    const more = { kind: 'more', id: 'more', parent: undefined, shownCount: 1, totalCount: 2 } as const;
    const answer = async (...rows: readonly TreeNode[]): Promise<void> => {
      await settle();
      rig.asked.at(-1)?.answer(rows);
    };
    const found = rig.branches.find(undefined, (row) => row.kind === 'repository' && row.repo === 'b');
    await answer(repo('a'), more);
    await answer(repo('a'), repo('b'));
    assert.equal(say([(await found) as TreeNode])[0], 'b');
    const missing = rig.branches.find(undefined, () => false);
    await answer(repo('a'), repo('b'));
    assert.equal(await missing, undefined);
    assert.deepEqual(
      rig.asked.map(({ pages }) => pages),
      [1, 2, 2],
    );
  });

  it('loads again after a shared request was cancelled, and reports it if that repeats', async () => {
    const cancelled = new DOMException('another one left', 'AbortError');
    const shown = rig.branches.children(undefined);
    await settle();
    rig.asked.at(-1)?.fail(cancelled);
    await settle();
    assert.equal(rig.asked.length, 2);
    rig.asked.at(-1)?.answer([repo('a')]);
    assert.deepEqual(say(await shown), ['a']);

    const refreshed = rig.branches.load(undefined, true);
    for (let tries = 0; tries < 4; tries += 1) {
      await settle();
      rig.asked.at(-1)?.fail(cancelled);
    }
    await refreshed;
    assert.equal(rig.asked.length, 6);
    assert.equal(rig.branches.isLoadingMore(undefined), false);
    assert.equal(rig.branches.known(undefined)[0]?.kind, 'message');
  });

  it('shows after a moment that it is loading, with known rows, and reports new rows', async () => {
    rig.preview = [repo('added')];
    const asked = rig.branches.children(undefined);
    await rig.clock.advance(200);
    const first = await asked;
    assert.deepEqual(say(first), ['added', 'Loading…']);
    rig.asked[0]?.answer([repo('added'), repo('own')]);
    await settle();
    assert.deepEqual(rig.changed, [undefined]);
    const rows = await rig.branches.children(undefined);
    assert.deepEqual(say(rows), ['added', 'own']);
    assert.equal(rows[0], first[0]);
  });

  it('shows that more is loading only while it is, and redraws the row if nothing more came', async () => {
    const more = { kind: 'more', id: 'more', parent: undefined, shownCount: 1, totalCount: 2 } as const;
    await rig.show(undefined, [repo('a'), more]);
    const again = rig.branches.load(undefined);
    await settle();
    assert.equal(rig.branches.isLoadingMore(undefined), false);
    rig.asked.at(-1)?.answer([repo('a'), more]);
    await again;
    assert.deepEqual(rig.changed, []);
    const further = rig.branches.loadMore(undefined);
    await settle();
    assert.equal(rig.branches.isLoadingMore(undefined), true);
    rig.asked.at(-1)?.answer([repo('a'), more]);
    await further;
    assert.deepEqual([rig.branches.isLoadingMore(undefined), rig.changed], [false, [undefined]]);
  });

  it('finds a row folded into another', async () => {
    const version = versionNode(makeVersion());
    const sums = assetNode({ name: 'SHA256SUMS' });
    const folded = { kind: 'evidenceFiles', id: 'folded', parent: version, files: [] } as const;
    const found = rig.branches.find(version, ({ kind }) => kind === 'asset');
    await settle();
    rig.asked.at(-1)?.answer([folded]);
    await settle();
    rig.asked.at(-1)?.answer([sums]);
    assert.equal(await found, sums);
  });

  it('does not wait for one node when another is requested', async () => {
    const slow = rig.branches.children(instanceNode('https://slow.example/'));
    const fast = await rig.show(instanceNode('https://fast.example/'), [repo('a')]);
    assert.deepEqual(say(fast), ['a']);
    await rig.clock.advance(200);
    assert.deepEqual(say(await slow), ['Loading…']);
  });

  it('makes no new request when rows are shown again', async () => {
    await rig.show(undefined, [repo('a')]);
    await rig.branches.children(undefined);
    assert.equal(rig.asked.length, 1);
  });

  it('keeps and updates nodes, and reports nothing when nothing changed', async () => {
    const [before] = await rig.show(undefined, [repo('a'), repo('b')]);
    const same = rig.branches.load(undefined);
    await settle();
    rig.asked[1]?.answer([repo('a'), repo('b')]);
    await same;
    assert.deepEqual(rig.changed, []);
    const changed = rig.branches.load(undefined);
    await settle();
    rig.asked[2]?.answer([repo('a', { listing: 'listed' }), repo('b')]);
    await changed;
    const [after] = await rig.branches.children(undefined);
    assert.equal(after, before);
    assert.equal(after?.kind === 'repository' && after.listing, 'listed');
    assert.deepEqual(rig.changed, [undefined]);
  });

  it('shows a failure as a row, and forgets it with the next load', async () => {
    const asked = rig.branches.children(undefined);
    await settle();
    rig.asked[0]?.fail(new EngineError('network', 'down', { host: 'git.example.org', reason: 'ECONNREFUSED' }));
    const [row] = await asked;
    assert.ok(row?.kind === 'message' && row.message === 'error');
    const again = rig.branches.refresh(undefined);
    await settle();
    rig.asked[1]?.answer([repo('a')]);
    await again;
    assert.deepEqual(say(await rig.branches.children(undefined)), ['a']);
  });

  it('keeps the old rows until a refresh has newer ones', async () => {
    await rig.show(undefined, [repo('a')]);
    const refreshed = rig.branches.refresh(undefined);
    await settle();
    assert.deepEqual(say(await rig.branches.children(undefined)), ['a']);
    assert.equal(rig.asked[1]?.look.refresh, true);
    rig.asked[1]?.answer([repo('b')]);
    await refreshed;
    assert.deepEqual(say(rig.branches.known(undefined)), ['b']);
  });

  it('refreshes open rows at once, and folded rows when they are opened', async () => {
    const open = instanceNode('https://open.example/');
    const folded = instanceNode('https://folded.example/');
    await rig.show(undefined, [open, folded]);
    await rig.show(open, [repo('a')]);
    await rig.show(folded, [repo('b')]);
    rig.branches.folded(folded);
    const refreshed = rig.branches.refresh(undefined);
    await settle();
    const asked = rig.asked.slice(3);
    assert.deepEqual(
      asked.map(({ node }) => node?.id),
      [undefined, open.id],
    );
    asked[0]?.answer([open, folded]);
    asked[1]?.answer([repo('a')]);
    await refreshed;
    rig.branches.unfolded(folded);
    await settle();
    assert.deepEqual([rig.asked[5]?.node?.id, rig.asked[5]?.look.refresh], [folded.id, true]);
  });

  it('replaces a running load by a refresh', async () => {
    const asked = rig.branches.children(undefined);
    await settle();
    void rig.branches.load(undefined, true);
    await settle();
    assert.deepEqual([rig.asked[0]?.look.signal.aborted, rig.asked[1]?.look.refresh], [true, true]);
    rig.asked[0]?.answer([repo('old')]);
    await rig.clock.advance(200);
    assert.deepEqual(say(await asked), ['Loading…']);
    rig.asked[1]?.answer([repo('new')]);
    await settle();
    assert.deepEqual(say(await rig.branches.children(undefined)), ['new']);
    assert.deepEqual(rig.changed, [undefined]);
  });

  it('loads only one more page, however often it is requested meanwhile', async () => {
    const instance = instanceNode();
    await rig.show(instance, [repo('a')]);
    const both = Promise.all([rig.branches.loadMore(instance), rig.branches.loadMore(instance)]);
    await settle();
    assert.deepEqual(
      rig.asked.map(({ pages }) => pages),
      [1, 2],
    );
    rig.asked[1]?.answer([repo('a'), repo('b')]);
    await both;
    void rig.branches.loadMore(instance);
    await settle();
    assert.equal(rig.asked[2]?.pages, 3);
  });

  it('asks for one page more, and loads below a row that changed', async () => {
    const instance = instanceNode();
    const row = repositoryNode({ parent: instance, repo: 'a' });
    await rig.show(instance, [row]);
    await rig.show(row, []);
    const more = rig.branches.loadMore(instance);
    await settle();
    assert.equal(rig.asked[2]?.pages, 2);
    rig.asked[2]?.answer([repositoryNode({ parent: instance, repo: 'a', listing: 'listed' })]);
    await more;
    await settle();
    assert.equal(rig.asked[3]?.node, row);
  });

  it('starts a load again when its precondition changes', async () => {
    const shown = rig.branches.children(undefined);
    await settle();
    void rig.branches.reload(() => true);
    await settle();
    assert.deepEqual([rig.asked.length, rig.asked[0]?.look.signal.aborted], [2, true]);
    rig.asked[0]?.answer([repo('old')]);
    rig.asked[1]?.answer([repo('new')]);
    await rig.clock.advance(200);
    await shown;
    assert.deepEqual(say(rig.branches.known(undefined)), ['new']);
  });

  it('stops loads below a removed row', async () => {
    const instance = instanceNode();
    await rig.show(undefined, [instance]);
    void rig.branches.children(instance);
    await settle();
    void rig.branches.load(undefined);
    await settle();
    rig.asked[2]?.answer([]);
    await settle();
    assert.equal(rig.asked[1]?.look.signal.aborted, true);
    rig.asked[1]?.answer([repo('ghost')]);
    await settle();
    assert.deepEqual(rig.branches.known(instance), []);
  });
});
