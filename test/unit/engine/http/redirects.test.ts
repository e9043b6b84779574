import assert from 'node:assert/strict';
import { MAX_REDIRECTS, checkChain, redirectTarget } from '../../../../src/engine/http/redirects.ts';

const from = 'https://git.example.org/a/b?c=d';
const target = (status: number, location: string | undefined, url = from) =>
  redirectTarget({ url: new URL(url), status, header: (name) => (name === 'location' ? location : undefined) });

describe('redirectTarget', () => {
  for (const status of [301, 302, 303, 307, 308]) {
    it(`follows ${status}`, () => assert.equal(target(status, '/x')?.href, 'https://git.example.org/x'));
  }

  for (const status of [200, 201, 206, 300, 304, 305, 404]) {
    it(`treats ${status} as a response`, () => assert.equal(target(status, '/x'), undefined));
  }

  for (const [location, expected] of [
    ['y', 'https://git.example.org/a/y'],
    ['../y?q=1#top', 'https://git.example.org/y?q=1'],
    ['//s3.example/x', 'https://s3.example/x'],
    ['https://s3.example:9000/x?X-Amz-Signature=1', 'https://s3.example:9000/x?X-Amz-Signature=1'],
  ] as const) {
    it(`resolves ${location}`, () => assert.equal(target(303, location)?.href, expected));
  }

  for (const location of [
    undefined,
    '',
    'http://',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'https://a:b@s3.example/',
  ]) {
    it(`refuses ${location}`, () =>
      assert.throws(() => target(302, location), {
        code: 'redirect',
        facts: { host: 'git.example.org', rule: 'badLocation' },
      }));
  }

  it('refuses to leave https, and follows to it', () => {
    assert.throws(() => target(302, 'http://git.example.org/x'), {
      code: 'redirect',
      facts: { host: 'git.example.org', rule: 'downgrade' },
    });
    assert.equal(target(301, 'https://forge.lan/x', 'http://forge.lan/x')?.href, 'https://forge.lan/x');
    assert.equal(target(301, 'http://forge.lan/y', 'http://forge.lan/x')?.href, 'http://forge.lan/y');
  });
});

describe('checkChain', () => {
  it('ends a chain that is too long', () => {
    assert.doesNotThrow(() => checkChain(new URL(from), MAX_REDIRECTS - 1));
    assert.throws(() => checkChain(new URL(from), MAX_REDIRECTS), {
      code: 'redirect',
      facts: { host: 'git.example.org', rule: 'tooMany' },
    });
  });
});
