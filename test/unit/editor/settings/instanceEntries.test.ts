import assert from 'node:assert/strict';
import {
  withInstance,
  withListed,
  withoutInstance,
  withoutListed,
  withoutToken,
} from '../../../../src/editor/settings/instanceEntries.ts';

const BASE = 'https://git.example.org/';
const odd = [42, null, { url: 'not a url', note: 'mine' }];

describe('the list of instances', () => {
  it('gets an instance at its end, without the slash', () => {
    assert.deepEqual(withInstance(odd, BASE, 'Example'), [...odd, { url: 'https://git.example.org', name: 'Example' }]);
  });

  it('does not get an instance twice, however it is spelt', () => {
    const entries = ['GIT.example.org'];
    assert.equal(withInstance(entries, BASE), entries);
  });

  it('loses an instance and keeps what nobody understands', () => {
    assert.deepEqual(withoutInstance([...odd, { url: 'https://git.example.org/' }], BASE), odd);
  });

  it('keeps the fields of an entry that nobody understands when a repository is added', () => {
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

  it('changes only the first of two entries of one instance, which is the one that counts', () => {
    const [first, second] = withListed([{ url: BASE }, { url: BASE }], BASE, 'owners', 'alice');
    assert.deepEqual([first, second], [{ url: BASE, owners: ['alice'] }, { url: BASE }]);
  });

  it('loses a repository, and the list with the last one', () => {
    const entries = [{ url: BASE, repositories: ['a/b', 'A/C'] }];
    const left = withoutListed(entries, BASE, 'repositories', 'a/c');
    assert.deepEqual(left, [{ url: BASE, repositories: ['a/b'] }]);
    assert.deepEqual(withoutListed(left, BASE, 'repositories', 'a/b'), [{ url: BASE }]);
  });

  it('loses a token from an entry and from its address', () => {
    assert.deepEqual(withoutToken([{ url: BASE, name: 'x', token: 'abc' }], BASE), [{ url: BASE, name: 'x' }]);
    assert.deepEqual(withoutToken([{ url: 'https://me:abc@git.example.org' }], BASE), [
      { url: 'https://git.example.org' },
    ]);
  });
});
