import assert from 'node:assert/strict';
import { isQuarantined, removeQuarantine } from '../../../../src/engine/install/macOsQuarantine.ts';
import type { Installed } from '../../../../src/engine/install/installed.ts';

const INSTALLED = {
  directory: '/i/content',
  executables: [{ path: '/i/content/a' }, { path: '/i/content/b' }],
} as unknown as Installed;

/** Answers like `xattr` for files with those attributes. */
class FakeXattr {
  readonly calls: string[] = [];
  readonly #attributes: Map<string, string[]>;
  readonly #mayRemove: boolean;

  constructor(attributes: Record<string, string[]>, mayRemove = true) {
    this.#attributes = new Map(Object.entries(attributes));
    this.#mayRemove = mayRemove;
  }

  run = async (command: string, args: readonly string[]): Promise<string> => {
    this.calls.push([command, ...args].join(' '));
    await Promise.resolve();
    if (args[0] !== '-dr') return `${(this.#attributes.get(args[0] ?? '') ?? []).join('\n')}\n`;
    if (this.#mayRemove) this.#attributes.clear();
    return '';
  };
}

describe('quarantine', () => {
  it('is found if one program has it', async () => {
    const { run } = new FakeXattr({ '/i/content/b': ['com.apple.provenance', 'com.apple.quarantine'] });
    assert.equal(await isQuarantined(INSTALLED, run), true);
  });

  it('is not found for another attribute, or without the command', async () => {
    const { run } = new FakeXattr({ '/i/content/b': ['com.apple.quarantine.not'] });
    assert.equal(await isQuarantined(INSTALLED, run), false);
    assert.equal(await isQuarantined(INSTALLED, () => Promise.resolve(undefined)), false);
  });

  it('is removed from all files of the install', async () => {
    const xattr = new FakeXattr({ '/i/content/a': ['com.apple.quarantine'] });
    assert.equal(await removeQuarantine(INSTALLED, xattr.run), true);
    assert.equal(xattr.calls[0], '/usr/bin/xattr -dr com.apple.quarantine /i/content');
  });

  it('reports if it could not be removed', async () => {
    const { run } = new FakeXattr({ '/i/content/a': ['com.apple.quarantine'] }, false);
    assert.equal(await removeQuarantine(INSTALLED, run), false);
  });
});
