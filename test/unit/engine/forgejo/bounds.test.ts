import assert from 'node:assert/strict';
import { decode, toPackageVersion, toRelease } from '../../../../src/engine/forgejo/decode.ts';
import { packageFilesSchema, releaseSchema } from '../../../../src/engine/forgejo/schemas.ts';
import type { Version } from '../../../../src/engine/model.ts';
import { assertFullyListed } from '../../../../src/engine/fullyListed.ts';

const BASE = 'https://git.example.org/';
const URL_ASKED = new URL(`${BASE}api/v1/x`);
const REPO = { kind: 'release', owner: 'a', repo: 'b' } as const;
const PACKAGE = { kind: 'genericPackage', owner: 'a', package: 'b' } as const;

type Fields = Readonly<Record<string, unknown>>;

function release(assets: readonly Fields[], rest: Fields = {}): Version {
  const listed = assets.map((one, index) => ({ uuid: `u${index}`, ...one }));
  const json = { id: 1, tag_name: 'v1', ...rest, assets: listed };
  return toRelease(BASE, REPO, decode(releaseSchema, json, URL_ASKED));
}

const many = (count: number): Fields[] => Array.from({ length: count }, (_, index) => ({ name: `f${index}` }));

describe('the limits of a release', () => {
  it('are 5,000 files, with the number of the others', () => {
    const exactly = release(many(5000));
    assert.equal(exactly.assets.length, 5000);
    assert.equal(exactly.unlisted, undefined);
    const more = release(many(5345));
    assert.equal(more.assets.length, 5000);
    assert.equal(more.unlisted, 345);
    assert.equal(more.assets.at(-1)?.name, 'f4999');
  });

  it('are the same for a version of a package', () => {
    const json = Array.from({ length: 5001 }, (_, id) => ({ id, name: `f${id}` }));
    const found = toPackageVersion(BASE, PACKAGE, '1', decode(packageFilesSchema, json, URL_ASKED));
    assert.equal(found.assets.length, 5000);
    assert.equal(found.unlisted, 1);
  });

  it('do not report problems of files beyond the limit', () => {
    assert.equal(release([...many(5000), { name: 7 }]).unlisted, 1);
    assert.throws(() => release([...many(4999), { name: 7 }]), { message: /at \$\.assets\.4999\.name: / });
  });

  it('are names of 256 Ki characters in all', () => {
    const found = release(many(2000).map(({ name }) => ({ name: `${name as string}-`.padEnd(200, 'x') })));
    assert.equal(found.assets.length, Math.floor((256 * 1024) / 200));
    assert.equal(found.unlisted, 2000 - found.assets.length);
  });

  it('are names of 255 characters in any script, and files with longer ones are counted and left out', () => {
    for (const character of ['a', 'ä', '漢', '😀']) {
      const names = [character.repeat(255), character.repeat(256), 'x'];
      const found = release(names.map((name) => ({ name })));
      assert.deepEqual(
        found.assets.map(({ name }) => name),
        [names[0], 'x'],
      );
      assert.equal(found.unlisted, 1);
    }
  });

  it('are addresses of other hosts that some server would accept', () => {
    const external = (length: number): Fields => ({
      name: 'x',
      type: 'external',
      browser_download_url: `https://cdn.example/${'a'.repeat(length)}`,
    });
    const found = release([external(4000), external(5000)]);
    assert.equal(found.assets.length, 1);
    assert.equal(found.unlisted, 1);
  });

  it('are the beginning of its title and of its notes', () => {
    const { title, notes } = release([], { name: 't'.repeat(10_000), body: '漢'.repeat(1_000_000) });
    assert.equal(title, 't'.repeat(2048));
    assert.equal(notes, '漢'.repeat(128 * 1024));
    assert.equal(release([], { body: 'short' }).notes, 'short');
  });
});

describe('assertFullyListed', () => {
  it('throws if files are not listed, and reports how many', () => {
    assert.throws(() => assertFullyListed(release(many(5002))), {
      code: 'incomplete',
      facts: { name: 'a/b v1', unlisted: 2 },
    });
    assert.doesNotThrow(() => assertFullyListed(release(many(3))));
  });
});
