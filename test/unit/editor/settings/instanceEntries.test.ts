import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { isEngineError } from '../../../../src/engine/index.ts';
import {
  withInstance,
  withListed,
  withoutInstance,
  withoutListed,
} from '../../../../src/editor/settings/instanceEntries.ts';

const BASE = 'https://git.example.org/';
const odd = [42, null, { url: 'not a url', note: 'mine' }];

describe('the list of instances', () => {
  it('gets a new instance at the end, without the slash', () => {
    assert.deepEqual(withInstance(odd, BASE, 'Example'), [...odd, { url: 'https://git.example.org', name: 'Example' }]);
  });

  it('does not get an instance twice, however it is spelt', () => {
    const entries = ['GIT.example.org'];
    assert.equal(withInstance(entries, BASE), entries);
  });

  it('loses an instance and keeps unknown entries', () => {
    assert.deepEqual(withoutInstance([...odd, { url: 'https://git.example.org/' }], BASE), odd);
  });

  it('keeps unknown fields of an entry when a repository is added', () => {
    const entries = [{ url: 'https://git.example.org', colour: 'red', repositories: ['a/b', 7] }];
    assert.deepEqual(withListed(entries, BASE, 'repositories', 'alice/hello'), [
      { url: 'https://git.example.org', colour: 'red', repositories: ['a/b', 7, 'alice/hello'] },
    ]);
  });

  it('adds the instance along with its first repository, and turns a bare address into an entry', () => {
    const listed = { url: 'https://git.example.org', repositories: ['a/b'] };
    assert.deepEqual(withListed([], BASE, 'repositories', 'a/b'), [listed]);
    assert.deepEqual(withListed(['https://git.example.org'], BASE, 'repositories', 'a/b'), [listed]);
  });

  it('does not get a repository twice, whatever its case', () => {
    const entries = [{ url: 'https://git.example.org', repositories: ['Alice/Hello'] }];
    assert.deepEqual(withListed(entries, BASE, 'repositories', 'alice/hello'), entries);
  });

  it('changes only the first of two entries of one instance, which is the effective one', () => {
    const [first, second] = withListed([{ url: BASE }, { url: BASE }], BASE, 'owners', 'alice');
    assert.deepEqual([first, second], [{ url: BASE, owners: ['alice'] }, { url: BASE }]);
  });

  it('loses a repository, and the list with the last one', () => {
    const entries = [{ url: BASE, repositories: ['a/b', 'A/C'] }];
    const left = withoutListed(entries, BASE, 'repositories', 'a/c');
    assert.deepEqual(left, [{ url: BASE, repositories: ['a/b'] }]);
    assert.deepEqual(withoutListed(left, BASE, 'repositories', 'a/b'), [{ url: BASE }]);
  });

  it('gets an instance whose only entry is invalid, and loses both', () => {
    const unusable = { url: 'https://me:abc@git.example.org' };
    const entries = withInstance([unusable], BASE);
    assert.deepEqual(entries, [unusable, { url: 'https://git.example.org' }]);
    assert.deepEqual(withListed(entries, BASE, 'owners', 'alice')[0], unusable);
    assert.deepEqual(withoutInstance([...entries, 'https://git.example.org/?token=abc'], BASE), []);
  });

  it('is left alone if it holds something other than lists of repositories and owners', () => {
    for (const written of ['alice', { alice: true }, 7, true]) {
      const entries = [7, { url: BASE, owners: written }];
      for (const change of [withListed, withoutListed]) {
        assert.throws(
          () => change(entries, BASE, 'owners', 'bob'),
          (error) => isEngineError(error, 'badSetting') && error.facts.key === 'forgejoArtifacts.instances[1].owners',
        );
      }
    }
    assert.deepEqual(withListed([{ url: BASE, owners: null }], BASE, 'owners', 'bob'), [
      { url: BASE, owners: ['bob'] },
    ]);
  });

  it('keeps everything else as it was written, whatever that is', () => {
    const entry = fc.record(
      { url: fc.constantFrom<unknown>(BASE, 'git.example.org', 'https://x.example', 7), owners: fc.jsonValue() },
      { requiredKeys: [] },
    );
    const changes = [withListed, withoutListed];
    fc.assert(
      fc.property(fc.array(fc.oneof(entry, fc.jsonValue())), fc.constantFrom(...changes), (entries, change) => {
        const after = attempt(() => change(entries, BASE, 'owners', 'bob'));
        const differing = entries.filter((before, at) => after && !isDeepStrictEqual(before, after[at]));
        assert.ok(differing.length <= 1);
        for (const { owners = [] } of differing as { owners?: unknown }[]) assert.ok(Array.isArray(owners ?? []));
      }),
    );
  });
});

/** The result; `undefined` if the change was refused. */
function attempt(change: () => readonly unknown[]): readonly unknown[] | undefined {
  try {
    return change();
  } catch (error) {
    if (isEngineError(error, 'badSetting')) return undefined;
    throw error;
  }
}
