import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { CredentialGuard, isLoginPage, isWithin, ontoBase } from '../../../../src/engine/forgejo/credentialGuard.ts';

const SUB = 'https://example.org/git/';
const ROOT = 'https://example.org/';

describe('isWithin', () => {
  for (const [url, base, expected] of [
    ['https://example.org/git/api/v1/version', SUB, true],
    ['https://example.org/git/', SUB, true],
    ['https://EXAMPLE.org:443/git/x', SUB, true],
    ['https://example.org/git/a%2Fb', SUB, true],
    ['https://example.org/git/a%2F..%2Fb', SUB, true],
    ['https://example.org/git', SUB, false],
    ['https://example.org/', SUB, false],
    ['https://example.org/gitea/x', SUB, false],
    ['https://example.org/Git/x', SUB, false],
    ['https://example.org/git/../other', SUB, false],
    ['https://example.org/git/%2e%2e/other', SUB, false],
    ['https://example.org/git/..%2Fother', SUB, false],
    ['https://example.org/git/%2e%2e%2fother', SUB, false],
    ['https://example.org/git/a/..%2F..%2Fother', SUB, false],
    ['https://example.org/git/..%5Cother', SUB, false],
    ['https://example.org/git%2Fx', SUB, false],
    ['http://example.org/git/x', SUB, false],
    ['https://example.org:8443/git/x', SUB, false],
    ['https://git.example.org/git/x', SUB, false],
    ['https://example.org.evil/git/x', SUB, false],
    ['https://user@example.org/git/x', SUB, false],
    ['https://example.org/anything', ROOT, true],
    ['https://[2001:DB8::1]:3000/x', 'https://[2001:db8::1]:3000/', true],
    ['https://bücher.example/x', 'https://xn--bcher-kva.example/', true],
  ] as const) {
    it(`${expected ? 'sees' : 'does not see'} ${url} in ${base}`, () =>
      assert.equal(isWithin(new URL(url), base), expected));
  }
});

describe('CredentialGuard', () => {
  const inside = new URL(`${SUB}api/v1/x`);
  const outside = new URL('https://storage.example/x');
  const sent = { authorization: 'token t0p' };

  it('sends the token to each hop inside', () => {
    const carrier = new CredentialGuard(SUB, 'token t0p');
    assert.deepEqual(carrier.headersFor(inside, undefined), sent);
    assert.deepEqual(carrier.headersFor(new URL(`${SUB}api/v1/y`), inside), sent);
    assert.equal(carrier.sent, true);
  });

  it('sends none from the first hop outside on, even if the chain comes back', () => {
    const carrier = new CredentialGuard(SUB, 'token t0p');
    carrier.headersFor(inside, undefined);
    assert.deepEqual(carrier.headersFor(outside, inside), {});
    assert.deepEqual(carrier.headersFor(inside, outside), {});
    assert.equal(carrier.sent, false);
  });

  it('resets for a new attempt', () => {
    const carrier = new CredentialGuard(SUB, 'token t0p');
    carrier.headersFor(inside, undefined);
    carrier.headersFor(outside, inside);
    assert.deepEqual(carrier.headersFor(inside, undefined), sent);
  });

  it('sends nothing without a token', () => {
    const carrier = new CredentialGuard(SUB, undefined);
    assert.deepEqual(carrier.headersFor(inside, undefined), {});
    assert.equal(carrier.sent, false);
  });

  it('never sends the token to a hop outside, whatever the chain', () => {
    const hop = fc.oneof(
      fc.webUrl({ withQueryParameters: true }),
      fc
        .array(fc.constantFrom('git', '..', '%2e%2e', '%2f', '..%2f', 'a', '%5c', ';', ''))
        .map((parts) => `https://example.org/git/${parts.join('/')}`),
      fc.constantFrom('http://example.org/git/x', 'https://example.org:444/git/', 'https://example.org/gitx'),
    );
    const check = (hops: readonly string[]): void => {
      const carrier = new CredentialGuard(SUB, 'token t0p');
      let left = false;
      hops.forEach((text, index) => {
        const url = new URL(text);
        // The path as a careless proxy would decode it.
        const path = url.pathname.replace(/%2f|%5c/gi, '/').replace(/%2e/gi, '.');
        const decoded = new URL(`${url.origin}${path}`);
        left ||= url.origin !== 'https://example.org' || !decoded.pathname.startsWith('/git/');
        const headers = carrier.headersFor(url, index === 0 ? undefined : inside);
        if (left) assert.deepEqual(headers, {}, text);
      });
    };
    fc.assert(fc.property(fc.array(hop, { minLength: 1, maxLength: 6 }), check), { numRuns: 500 });
  }).timeout(120_000);
});

describe('isLoginPage', () => {
  for (const [url, expected] of [
    ['https://example.org/user/login', true],
    ['https://example.org/git/user/login?redirect_to=x', true],
    ['https://internal.example/forge/user/login/', true],
    ['https://example.org/user/loginx', false],
    ['https://example.org/alice/login', false],
    ['https://example.org/attachments/x', false],
  ] as const) {
    it(`${expected ? 'accepts' : 'rejects'} ${url}`, () => assert.equal(isLoginPage(new URL(url)), expected));
  }
});

describe('ontoBase', () => {
  for (const [target, base, expected] of [
    ['https://example.org/forge/api/v1/repos/a/b', ROOT, 'https://example.org/api/v1/repos/a/b'],
    ['https://example.org/api/v1/repos/a/b?page=2', SUB, 'https://example.org/git/api/v1/repos/a/b?page=2'],
    ['https://example.org/git/api/v1/repos/a/b', SUB, 'https://example.org/git/api/v1/repos/a/b'],
    ['https://other.example/forge/api/v1/repos/a/b', ROOT, 'https://other.example/forge/api/v1/repos/a/b'],
    ['https://example.org/elsewhere', SUB, 'https://example.org/elsewhere'],
  ] as const) {
    it(`maps ${target} below ${base} to ${expected}`, () =>
      assert.equal(ontoBase(new URL(target), base).href, expected));
  }
});
