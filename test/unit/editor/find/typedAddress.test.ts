import assert from 'node:assert/strict';
import { addressProblem, parseAddress } from '../../../../src/editor/find/typedAddress.ts';
import type { Candidate } from '../../../../src/editor/find/typedAddress.ts';

function candidates(text: string): readonly Candidate[] {
  const parsed = parseAddress(text);
  assert.ok(parsed.ok, text);
  return parsed.candidates;
}

describe('parseAddress', () => {
  it('assumes https for a bare host', () => {
    assert.deepEqual(candidates('git.example.org'), [{ base: 'https://git.example.org/', repositoryPath: undefined }]);
  });

  it('tries the whole path first and the host last if the text is ambiguous', () => {
    assert.deepEqual(candidates('https://example.org/forge/alice'), [
      { base: 'https://example.org/forge/alice/', repositoryPath: undefined },
      { base: 'https://example.org/forge/', repositoryPath: { owner: 'alice', repo: undefined } },
      { base: 'https://example.org/', repositoryPath: { owner: 'forge', repo: 'alice' } },
    ]);
  });

  it('tries the part before owner and repository first for the address of a page', () => {
    const [first] = candidates('https://example.org/git/alice/hello/releases/tag/v1.0.0?x=1#notes');
    assert.deepEqual(first, { base: 'https://example.org/git/', repositoryPath: { owner: 'alice', repo: 'hello' } });
  });

  it('finds the owner of a package page', () => {
    const [first] = candidates('https://example.org/alice/-/packages/generic/tool/1.0');
    assert.deepEqual(first, { base: 'https://example.org/', repositoryPath: { owner: 'alice', repo: undefined } });
  });

  for (const text of ['git@example.org:alice/hello.git', 'ssh://git@example.org:2222/alice/hello.git']) {
    it(`finds the web address of ${text}`, () => {
      const repositoryPath = { owner: 'alice', repo: 'hello' };
      assert.deepEqual(candidates(text).at(-1), { base: 'https://example.org/', repositoryPath });
    });
  }

  it('does not mistake a host with a port for a clone address', () =>
    assert.equal(candidates('example.org:3000/forge')[0]?.base, 'https://example.org:3000/forge/'));

  it('finds the repository of a clone address', () => {
    assert.deepEqual(candidates('https://example.org/alice/hello.git').at(-1), {
      base: 'https://example.org/',
      repositoryPath: { owner: 'alice', repo: 'hello' },
    });
  });

  it('does not mistake a page of the instance for an owner', () => {
    assert.equal(candidates('https://example.org/explore/repos').at(-1)?.repositoryPath, undefined);
    assert.equal(candidates('https://example.org/user/login').at(-1)?.repositoryPath, undefined);
  });

  it('returns a limited number of candidates for a very long path, including the host', () => {
    const found = candidates(`https://example.org/${'a/'.repeat(500)}`);
    assert.ok(found.length <= 13);
    assert.equal(found.at(-1)?.base, 'https://example.org/');
  });
});

describe('addressProblem', () => {
  it('says nothing about an empty or a valid text', () => {
    assert.equal(addressProblem('  '), undefined);
    assert.equal(addressProblem('https://git.example.org/forge'), undefined);
    assert.equal(addressProblem('http://127.0.0.1:3000'), undefined);
  });

  for (const [text, words] of [
    ['not a url', /This is not a web address; write it as https:\/\/git\.example\.org\./],
    ['http://git.example.org', /must begin with https:\/\/, because a token sent over plain http/],
    ['https://alice:geheim@git.example.org', /must not contain a user name or password/],
    ['ftp://git.example.org', /must begin with https:\/\//],
  ] as const) {
    it(`explains what is wrong with ${text}`, () => {
      assert.match(addressProblem(text) ?? '', words);
    });
  }

  it('does not repeat a password that was typed', () => {
    assert.doesNotMatch(addressProblem('https://alice:geheim@git.example.org') ?? '', /geheim/);
  });
});
