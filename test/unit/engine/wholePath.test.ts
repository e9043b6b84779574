import assert from 'node:assert/strict';
import { isWholePath } from '../../../src/engine/wholePath.ts';

describe('isWholePath', () => {
  it('accepts paths with a drive or a server on Windows, but not on the current drive', () => {
    for (const file of ['C:\\cache', 'c:/cache', '\\\\server\\share\\cache', '//server/share', '\\\\?\\C:\\cache'])
      assert.equal(isWholePath(file, 'win32'), true, file);
    for (const file of ['\\cache', '/cache', 'C:cache', 'cache', '', '~\\cache', '\\'])
      assert.equal(isWholePath(file, 'win32'), false, file);
  });

  it('accepts absolute paths elsewhere', () => {
    assert.equal(isWholePath('/cache', 'linux'), true);
    for (const file of ['cache', './cache', '~/cache', '', 'C:\\cache'])
      assert.equal(isWholePath(file, 'linux'), false, file);
  });
});
