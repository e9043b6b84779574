import assert from 'node:assert/strict';
import { clearFilter } from '../../../../src/editor/commands/clearFilter.ts';
import { filter } from '../../../../src/editor/commands/filter.ts';
import { loadMore } from '../../../../src/editor/commands/loadMore.ts';
import { refresh } from '../../../../src/editor/commands/refresh.ts';
import { refreshAll } from '../../../../src/editor/commands/refreshAll.ts';
import { retry } from '../../../../src/editor/commands/retry.ts';
import type { TreeNode } from '../../../../src/editor/tree/nodes.ts';
import { FakeFlow } from '../../../support/fakeFlow.ts';
import { FakeUi } from '../../../support/fakeUi.ts';

const one: TreeNode = { kind: 'instance', id: 'one', parent: undefined, instance: 'https://git.example.org/' };
const two: TreeNode = { kind: 'packages', id: 'two', parent: one, instance: one.instance, owner: 'alice' };
const trouble: TreeNode = { kind: 'message', id: 'trouble', parent: one, message: 'error', text: 'It is broken.' };

describe('commands on rows', () => {
  let ui: FakeUi;
  let flow: FakeFlow;
  beforeEach(() => {
    ui = new FakeUi();
    flow = new FakeFlow(ui);
  });

  it('refresh all without a row, and with what is no row', async () => {
    await refresh(flow);
    await refresh(flow, { kind: 'instance' });
    await refresh(flow, 'nonsense');
    assert.deepEqual(flow.treeCalls, ['refresh all', 'refresh all', 'refresh all']);
  });

  it('refresh all by the button of the view, whatever row has the focus', async () => {
    flow.selection = [two];
    await refreshAll(flow);
    assert.deepEqual(flow.treeCalls, ['refresh all']);
  });

  it('refresh the given rows, or the selected ones for a key', async () => {
    await refresh(flow, one, [one, two]);
    flow.selection = [two];
    await refresh(flow, 'forgejoArtifacts.artifacts');
    await refresh(flow, one);
    assert.deepEqual(flow.treeCalls, ['refresh one', 'refresh two', 'refresh two', 'refresh one']);
  });

  it('ask again in the place of a message', async () => {
    await retry(flow, trouble);
    await retry(flow, two);
    await retry(flow, undefined);
    assert.deepEqual(flow.treeCalls, ['refresh one', 'refresh two']);
  });

  it('load more of a list, and nothing for anything else', async () => {
    await loadMore(flow, { kind: 'more', id: 'more', parent: one, shownCount: 50, totalCount: 64 });
    await loadMore(flow, 7);
    assert.deepEqual(flow.treeCalls, ['more more']);
  });

  it('filter by what is typed, and not at all by blanks', async () => {
    ui.next({ input: ' linux ' }, { input: '  ' }, { input: undefined });
    await filter(flow);
    await filter(flow);
    await filter(flow);
    await clearFilter(flow);
    assert.deepEqual(flow.treeCalls, ['filter linux', 'filter nothing', 'filter nothing']);
  });
});
