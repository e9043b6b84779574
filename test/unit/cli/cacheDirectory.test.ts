import assert from 'node:assert/strict';
import { cacheDirectory } from '../../../src/cli/cacheDirectory.ts';

describe('the directory of the command line', () => {
  const at = (platform: NodeJS.Platform, env: Record<string, string> = {}, home = '/home/me'): string =>
    cacheDirectory({ platform, env, home });

  it("follows each platform's convention", () => {
    assert.equal(at('linux'), '/home/me/.cache/forgejo-artifacts');
    assert.equal(at('darwin'), '/home/me/Library/Caches/forgejo-artifacts');
    assert.equal(at('win32', { LOCALAPPDATA: 'D:\\Local' }), 'D:\\Local\\forgejo-artifacts\\Cache');
    assert.equal(at('win32', {}, 'C:\\Users\\me'), 'C:\\Users\\me\\AppData\\Local\\forgejo-artifacts\\Cache');
  });

  it('follows XDG_CACHE_HOME, unless that is relative', () => {
    assert.equal(at('linux', { XDG_CACHE_HOME: '/big' }), '/big/forgejo-artifacts');
    assert.equal(at('darwin', { XDG_CACHE_HOME: '/big' }), '/big/forgejo-artifacts');
    assert.equal(at('linux', { XDG_CACHE_HOME: 'big' }), '/home/me/.cache/forgejo-artifacts');
    assert.equal(at('linux', { XDG_CACHE_HOME: '' }), '/home/me/.cache/forgejo-artifacts');
  });

  it('is never below the current directory, and fails if no place is known', () => {
    assert.throws(() => at('win32', { LOCALAPPDATA: '\\Local' }, '\\me'), { code: 'usage' });
    for (const home of ['', 'me', './me']) {
      assert.throws(() => at('linux', {}, home), { code: 'usage' });
      assert.throws(() => at('darwin', {}, home), { code: 'usage' });
      assert.throws(() => at('win32', { LOCALAPPDATA: 'Local' }, home), { code: 'usage' });
      assert.equal(at('linux', { XDG_CACHE_HOME: '/big' }, home), '/big/forgejo-artifacts');
    }
    assert.equal(
      at('win32', { LOCALAPPDATA: '' }, 'C:\\Users\\me'),
      'C:\\Users\\me\\AppData\\Local\\forgejo-artifacts\\Cache',
    );
  });
});
