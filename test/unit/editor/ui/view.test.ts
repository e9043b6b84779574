import assert from 'node:assert/strict';
import type { View } from '../../../../src/editor/ui/view.ts';
import { FakeClock, settle } from '../../../support/fakeClock.ts';
import * as vscode from '../../../support/vscode/stub.ts';
import '../../../support/vscode/useVscodeStub.ts';

interface Row {
  readonly id: string;
}

/** What the editor has of a view. */
class FakeTreeView {
  selection: readonly Row[] = [];
  visible = true;
  #listener: (event: { readonly selection: readonly Row[] }) => void = () => undefined;

  onDidChangeSelection(listener: (event: { readonly selection: readonly Row[] }) => void): { dispose(): void } {
    this.#listener = listener;
    return { dispose: () => undefined };
  }

  /** New rows each time, as after a refresh. */
  select(...ids: readonly string[]): void {
    this.selection = ids.map((id) => ({ id }));
    this.#listener({ selection: this.selection });
  }
}

describe('the selected rows of a view', () => {
  const original = vscode.window.createTreeView;
  const clock = new FakeClock();

  let tree: FakeTreeView;
  let view: View<Row>;
  const create = async (): Promise<[FakeTreeView, View<Row>]> => {
    const made = new FakeTreeView();
    Object.assign(vscode.window, { createTreeView: () => made });
    const module = await import('../../../../src/editor/ui/view.ts');
    return [made, new module.View<Row>('view', {} as never)];
  };
  beforeEach(async () => void ([tree, view] = await create()));
  afterEach(() => void Object.assign(vscode.window, { createTreeView: original }));

  const ids = async (rows: Promise<readonly Row[]>): Promise<readonly string[]> => (await rows).map(({ id }) => id);

  it('are there at once', async () => {
    tree.select('a', 'b');
    assert.deepEqual(await ids(view.selected(clock)), ['a', 'b']);
    assert.equal(clock.pending, 0);
  });

  it('are waited for while the editor reads the rows again', async () => {
    tree.select('a');
    tree.select();
    const rows = view.selected(clock);
    await clock.advance(500);
    tree.select('a');
    await clock.advance(50);
    assert.deepEqual(await ids(rows), ['a']);
  });

  it('are none if another row is selected after the key, so that the key never acts on that', async () => {
    tree.select('a');
    tree.select();
    const rows = view.selected(clock);
    await clock.advance(500);
    tree.select('b');
    await clock.advance(50);
    assert.deepEqual(await ids(rows), []);
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

  it('say in which of two views a row was selected last', async () => {
    const [otherTree, other] = await create();
    assert.equal(view.chosenAt, 0);
    otherTree.select('x');
    tree.select('a');
    assert.ok(view.chosenAt > other.chosenAt);
    otherTree.select('y');
    assert.ok(other.chosenAt > view.chosenAt);
    tree.select();
    assert.ok(other.chosenAt > view.chosenAt, 'an empty selection is no choice');
  });
});
