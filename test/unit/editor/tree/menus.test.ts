import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';

interface MenuEntry {
  readonly command?: string;
  readonly when: string;
  readonly group: string;
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  contributes: { menus: { 'view/item/context': readonly MenuEntry[] } };
};
const ENTRIES = manifest.contributes.menus['view/item/context'];

/** Evaluates `viewItem =~ /…/`, `!`, `&&`, `||` and brackets, for one selected row. */
function holds(when: string, viewItem: string): boolean {
  const values = when
    .replace(/viewItem =~ \/((?:[^/\\]|\\.)+)\//g, (_, pattern: string) => String(new RegExp(pattern).test(viewItem)))
    .replaceAll('listMultiSelection', 'false')
    .replaceAll('workspaceFolderCount > 0', 'true');
  assert.match(values, /^(true|false|&&|\|\||[!() ])+$/, `not understood: ${when}`);
  return runInNewContext(values) === true;
}

function commandsOf(viewItem: string, isMeant: (entry: MenuEntry) => boolean): readonly string[] {
  const found = ENTRIES.filter((entry) => isMeant(entry) && holds(entry.when, viewItem));
  return found.map(({ command = 'submenu' }) => command.replace('forgejoArtifacts.', ''));
}

const INLINE: Readonly<Record<string, readonly string[]>> = {
  'asset remote': ['download'],
  'asset remote external': ['download'],
  'asset remote text': ['download', 'openFile'],
  'cacheFile text': ['reveal', 'evict', 'openFile'],
  'asset remote failed': ['download'],
  'asset remote stopped': ['resume', 'evict'],
  'asset remote stopped failed': ['resume', 'evict'],
  'asset active': ['pause', 'cancel'],
  'asset cached': ['reveal', 'evict'],
  'asset cached kept': ['reveal', 'evict'],
  'asset cached failed': ['reveal', 'evict'],
  cacheFile: ['reveal', 'evict'],
  'cacheFile kept': ['reveal', 'evict'],
  cachePartial: ['resume', 'evict'],
  'cachePartial active': ['pause', 'cancel'],
  'instance signedOut': ['signIn'],
  'instance refused': ['signIn'],
  'instance signedIn': [],
  'instance signedOut retry': ['retry'],
  'instance signedIn retry': ['retry'],
  evidenceFiles: [],
  'message retry': ['retry'],
  message: [],
  more: [],
  version: ['install'],
  'owner own': [],
  'repository listed': [],
  packages: [],
  'installedTool active': ['runInTerminal'],
  'installedTool active outdated': ['update', 'runInTerminal'],
  'installedVersion active': ['runInTerminal'],
  installedExtension: [],
  'installedExtension outdated': ['update'],
};

describe('context values of rows', () => {
  for (const [viewItem, commands] of Object.entries(INLINE)) {
    it(`gives ${commands.join(' and ') || 'no'} buttons to "${viewItem}"`, () => {
      assert.deepEqual(
        commandsOf(viewItem, ({ group }) => group.startsWith('inline')),
        commands,
      );
    });
  }

  it('offers to keep a file that is not kept, and to stop keeping one that is', () => {
    const keeping = (viewItem: string): readonly string[] =>
      commandsOf(viewItem, ({ command = '' }) => /keep/i.test(command));
    assert.deepEqual(
      ['asset cached', 'asset cached kept', 'asset remote', 'cacheFile', 'cacheFile kept'].map(keeping),
      [['keepInCache'], ['stopKeeping'], [], ['keepInCache'], ['stopKeeping']],
    );
  });

  it('offers to accept only changed files', () => {
    const items = ['asset cached', 'asset cached changed', 'cacheFile', 'cacheFile kept changed', 'asset remote'];
    assert.deepEqual(
      items.filter((viewItem) => commandsOf(viewItem, () => true).includes('acceptChange')),
      ['asset cached changed', 'cacheFile kept changed'],
    );
  });

  it('offers to unpin a digest only if one may be pinned', () => {
    const items = ['asset remote', 'asset cached', 'asset cached digestPinned', 'cacheFile digestPinned', 'cacheFile'];
    assert.deepEqual(
      [...items, 'asset remote failed'].filter((viewItem) => commandsOf(viewItem, () => true).includes('unpinDigest')),
      ['asset cached digestPinned', 'cacheFile digestPinned', 'asset remote failed'],
    );
  });

  it('offers to open files that may be text', () => {
    const items = ['asset remote', 'asset remote text', 'asset cached text', 'cacheFile text', 'cacheFile', 'version'];
    assert.deepEqual(
      items.filter((viewItem) => commandsOf(viewItem, () => true).includes('openFile')),
      ['asset remote text', 'asset cached text', 'cacheFile text'],
    );
  });

  it('offers to download a file of the cache that is not in its place', () => {
    const items = ['cacheFile', 'cacheFile kept', 'cacheFile remote failed', 'cacheFile kept remote'];
    const downloading = items.filter((viewItem) => commandsOf(viewItem, () => true).includes('download'));
    assert.deepEqual(downloading, items.slice(2));
  });

  it('offers to install rows that are files or have files', () => {
    const items = ['asset remote', 'asset cached', 'cacheFile', 'version', 'repository listed', 'package'];
    const installing = (viewItem: string): boolean => commandsOf(viewItem, () => true).includes('install');
    assert.ok(items.every(installing));
    assert.ok(!['asset active', 'instance signedIn', 'owner own', 'message', 'installedTool'].some(installing));
  });

  it('offers to use only a version that is not in use', () => {
    const using = (viewItem: string): boolean => commandsOf(viewItem, () => true).includes('useVersion');
    assert.deepEqual(['installedTool', 'installedVersion', 'installedVersion active'].map(using), [true, true, false]);
  });

  it('offers to trust a key where its owner is clear', () => {
    const trusting = (viewItem: string): boolean => commandsOf(viewItem, () => true).includes('trustKey');
    assert.ok(['owner own', 'repository added', 'package', 'version', 'asset remote', 'cacheFile'].every(trusting));
    assert.ok(!['workspace', 'instance signedIn', 'cacheInstance', 'message', 'more'].some(trusting));
  });

  it('offers to remove only what the user added', () => {
    const removable = (viewItem: string): boolean => commandsOf(viewItem, () => true).includes('removeRepository');
    const items = ['repository added', 'owner added', 'repository listed', 'repository workspace', 'owner own'];
    assert.deepEqual(items.map(removable), [true, true, false, false, false]);
  });

  it('offers Refresh for everything that an instance lists, and nothing else', () => {
    const refreshable = (viewItem: string): boolean => commandsOf(viewItem, () => true).includes('refresh');
    const items = ['workspace', 'instance signedIn', 'owner own', 'repository added', 'packages', 'package', 'version'];
    assert.ok(items.every(refreshable));
    assert.ok(!['asset remote', 'more', 'message', 'cacheFile'].some(refreshable));
  });
});
