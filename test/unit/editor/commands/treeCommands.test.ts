import assert from 'node:assert/strict';
import { clearFilter } from '../../../../src/editor/commands/clearFilter.ts';
import { filter } from '../../../../src/editor/commands/filter.ts';
import { loadMore } from '../../../../src/editor/commands/loadMore.ts';
import { refresh } from '../../../../src/editor/commands/refresh.ts';
import { refreshAll } from '../../../../src/editor/commands/refreshAll.ts';
import { retry } from '../../../../src/editor/commands/retry.ts';
import type { TreeNode } from '../../../../src/editor/tree/nodes.ts';
import { MemoryServices } from '../../../support/memoryServices.ts';
import { FakeUi } from '../../../support/fakeUi.ts';

const one: TreeNode = { kind: 'instance', id: 'one', parent: undefined, instance: 'https://git.example.org/' };
const two: TreeNode = { kind: 'packages', id: 'two', parent: one, instance: one.instance, owner: 'alice' };
const trouble: TreeNode = { kind: 'message', id: 'trouble', parent: one, message: 'error', text: 'It is broken.' };

describe('commands on rows', () => {
  let ui: FakeUi;
  let memory: MemoryServices;
  beforeEach(() => {
    ui = new FakeUi();
    memory = new MemoryServices(ui);
  });

  it('refreshes everything without a row, or if the argument is not a row', async () => {
    await refresh(memory.services);
    await refresh(memory.services, { kind: 'instance' });
    await refresh(memory.services, 'nonsense');
    assert.deepEqual(memory.treeCalls, ['refresh all', 'refresh all', 'refresh all']);
  });

  it('refreshes everything by the button of the view, whatever row has the focus', async () => {
    memory.selection = [two];
    await refreshAll(memory.services);
    assert.deepEqual(memory.treeCalls, ['refresh all']);
  });

  it('refreshes the given rows', async () => {
    await refresh(memory.services, one, [one, two]);
    memory.selection = [two];
    await refresh(memory.services, one);
    assert.deepEqual(memory.treeCalls, ['refresh one', 'refresh two', 'refresh one']);
  });

  it('asks again from a message row', async () => {
    await retry(memory.services, trouble);
    await retry(memory.services, two);
    await retry(memory.services, undefined);
    assert.deepEqual(memory.treeCalls, ['refresh trouble', 'refresh two']);
  });

  it('loads more of a list and ignores other rows', async () => {
    await loadMore(memory.services, { kind: 'more', id: 'more', parent: one, shownCount: 50, totalCount: 64 });
    await loadMore(memory.services, 7);
    assert.deepEqual(memory.treeCalls, ['more more']);
  });

  it('filters by the typed text and ignores blanks', async () => {
    ui.next({ input: ' linux ' }, { input: '  ' }, { input: undefined });
    await filter(memory.services);
    await filter(memory.services);
    await filter(memory.services);
    await clearFilter(memory.services);
    assert.deepEqual(memory.treeCalls, ['filter linux', 'filter nothing', 'filter nothing']);
  });
});
