import assert from 'node:assert/strict';
import { withRowsOfKey } from '../../../../src/editor/choose/targets.ts';
import { VIEWS } from '../../../../src/editor/ids.ts';
import type { Services } from '../../../../src/editor/services.ts';

type Views = Pick<Services, 'tree' | 'cacheTree' | 'installedTree'>;

const view = (...rows: readonly string[]): object => ({ selected: async () => rows });
const views = { tree: view('one', 'two'), cacheTree: view('file'), installedTree: view() } as unknown as Views;

describe('the arguments of a command that a key runs', () => {
  it('are the selected rows of the view in which the key was pressed, as from a menu', async () => {
    assert.deepEqual(await withRowsOfKey(views, [VIEWS.artifacts]), ['one', ['one', 'two']]);
    assert.deepEqual(await withRowsOfKey(views, [VIEWS.cache]), ['file', ['file']]);
  });

  it('name no row if none is selected, so that no other view counts and nothing is asked', async () => {
    assert.deepEqual(await withRowsOfKey(views, [VIEWS.installed]), [null, []]);
  });

  it('stay as they are if something else runs the command', async () => {
    const row = { id: 'row' };
    for (const args of [[], [row], [row, [row]], [undefined, [row]], ['forgejoArtifacts.other']]) {
      assert.equal(await withRowsOfKey(views, args), args);
    }
  });
});
