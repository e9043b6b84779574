import assert from 'node:assert/strict';
import type { View } from '../../../../src/editor/ui/view.ts';
import { FakeClock, settle } from '../../../support/fakeClock.ts';
import * as vscode from '../../../support/vscode/stub.ts';
import '../../../support/vscode/useVscodeStub.ts';

describe('the selected rows of a view', () => {
  const original = vscode.window.createTreeView;
  const tree = { selection: [] as readonly string[], visible: true };
  const clock = new FakeClock();

  let view: View<string>;
  beforeEach(async () => {
    Object.assign(vscode.window, { createTreeView: () => tree });
    const module = await import('../../../../src/editor/ui/view.ts');
    view = new module.View<string>('view', {} as never);
  });
  afterEach(() => {
    Object.assign(vscode.window, { createTreeView: original });
    Object.assign(tree, { selection: [], visible: true });
  });

  it('are there at once', async () => {
    tree.selection = ['a', 'b'];
    assert.deepEqual(await view.selected(clock), ['a', 'b']);
    assert.equal(clock.pending, 0);
  });

  it('are waited for while the editor reads the rows again', async () => {
    const rows = view.selected(clock);
    await clock.advance(500);
    tree.selection = ['a'];
    await clock.advance(50);
    assert.deepEqual(await rows, ['a']);
  });

  it('are none after two seconds without a selection', async () => {
    const rows = view.selected(clock);
    await clock.advance(2000);
    assert.deepEqual(await rows, []);
  });

  it('are none in a hidden view, without waiting', async () => {
    tree.visible = false;
    const rows = view.selected(clock);
    await settle();
    assert.equal(clock.pending, 0);
    assert.deepEqual(await rows, []);
  });
});
