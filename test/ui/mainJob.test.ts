import assert from 'node:assert/strict';
import { checkMainJob } from '../check.ts';

describe('the main job in the workbench', () => {
  it('runs from sign-in to sign-out with clicks, keys and the palette', async () => {
    assert.ok(await checkMainJob());
  });
});
