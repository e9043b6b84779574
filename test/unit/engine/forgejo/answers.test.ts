import assert from 'node:assert/strict';
import { missingScopes, pageError, refusalError } from '../../../../src/engine/forgejo/answers.ts';
import type { Refusal } from '../../../../src/engine/forgejo/answers.ts';
import { readCaptures } from '../../../integration/forge/captures.ts';

const NOW = Date.UTC(2026, 10, 24, 12);
const host = 'git.example.org';
const RELEASE = { what: 'release', name: 'alice/hello v1' } as const;

function refusal(status: number, text = '', more: Partial<Refusal> & { headers?: Record<string, string> } = {}) {
  const { headers = {}, ...rest } = more;
  const url = new URL(`https://${host}/api/v1/x?secret=1`);
  const answer = { url, status, header: (name: string) => headers[name] };
  const { code, facts, message } = refusalError({
    answer,
    text,
    subject: RELEASE,
    authority: 'withToken',
    now: NOW,
    ...rest,
  });
  return { code, facts, message };
}

describe('refusalError', () => {
  const withToken = { host, tokenSent: true };
  const anonymous = { host, tokenSent: false };
  for (const [what, found, code, facts] of [
    ['401 with a token', refusal(401), 'unauthorized', withToken],
    ['401 without one', refusal(401, '', { authority: 'withoutToken' }), 'unauthorized', anonymous],
    ['401 of another host', refusal(401, '', { authority: 'none' }), 'server', { host, status: 401 }],
    [
      '403 of another host',
      refusal(403, '<Error>AccessDenied', { authority: 'none' }),
      'server',
      { host, status: 403 },
    ],
    ['403', refusal(403, '{"message":"no"}'), 'forbidden', withToken],
    [
      '403 that names a scope',
      refusal(403, '{"message":"token does not have at least one of required scope(s): [read:package]"}'),
      'forbidden',
      { ...withToken, missingScope: 'read:package' },
    ],
    [
      '403 of an attachment',
      refusal(403, 'scopedAccessCheck\n'),
      'forbidden',
      { ...withToken, missingScope: 'read:repository' },
    ],
    [
      '403 of Gitea that names a scope',
      refusal(403, '{"message":"… required scope(s), required=[read:package], token scope=read:user"}'),
      'forbidden',
      { ...withToken, missingScope: 'read:package' },
    ],
    [
      '403 of an attachment on Gitea',
      refusal(403, 'Forbidden\n', { subject: { what: 'asset', name: 'saw.zip' } }),
      'forbidden',
      { ...withToken, usualScope: 'read:repository' },
    ],
    ['403 without a reason, of anything else', refusal(403, 'Forbidden\n'), 'forbidden', withToken],
    [
      '403 of an instance that everybody must sign in to',
      refusal(403, '{"message":"Only signed in user is allowed to call APIs."}', { authority: 'withoutToken' }),
      'unauthorized',
      anonymous,
    ],
    ['404 of the API, in any language', refusal(404, '{"message":"Nicht da"}'), 'notFound', { host, ...RELEASE }],
    ['404 of the router', refusal(404, '404 page not found\n'), 'notFound', { host, ...RELEASE, unrouted: true }],
    [
      '404 of a proxy',
      refusal(404, '<html>', { headers: { 'content-type': 'text/html' } }),
      'notFound',
      { host, ...RELEASE, unrouted: true },
    ],
    ['410', refusal(410), 'gone', { host, name: RELEASE.name }],
    ['429', refusal(429), 'rateLimited', { host, retryAt: undefined }],
    [
      '429 with seconds',
      refusal(429, '', { headers: { 'retry-after': '7' } }),
      'rateLimited',
      { host, retryAt: NOW + 7000 },
    ],
    [
      '429 with hours',
      refusal(429, '', { headers: { 'retry-after': '86400' } }),
      'rateLimited',
      { host, retryAt: NOW + 900_000 },
    ],
    ['500', refusal(500), 'server', { host, status: 500 }],
    ['416', refusal(416), 'server', { host, status: 416 }],
    ['300', refusal(300), 'server', { host, status: 300 }],
  ] as const) {
    it(`reads ${what} as ${code}`, () => assert.deepEqual([found.code, found.facts], [code, facts]));
  }

  it('names no query in its message', () => {
    assert.equal(refusal(500).message, `${host}/api/v1/x answered 500`);
  });

  it('tells a missing scope from a missing right in every recorded 403', () => {
    const all = ['v11.0.15', 'v12.0.4', 'v15.0.3', 'v17.0.0-dev-38', 'gitea-1.26.3'].flatMap(readCaptures);
    for (const { id, response } of all.filter(({ response: { status } }) => status === 403)) {
      if (!('text' in response.body)) continue;
      const named = missingScopes(response.body.text);
      assert.equal(named.length > 0, /scope\(s\)|scopedAccessCheck/.test(response.body.text), id);
    }
  });
});

describe('missingScopes', () => {
  for (const [text, expected] of [
    ['required scope(s): [read:user read:organization]', ['read:user', 'read:organization']],
    ['required scope(s) [read:user,read:organization]', ['read:user', 'read:organization']],
    ['required scope(s), required=[read:user,read:organization], token scope=x', ['read:user', 'read:organization']],
    ['required scope(s): [<script>]', []],
    ['required scope(s): []', []],
    ['', []],
  ] as const) {
    it(`finds ${expected.length} in ${JSON.stringify(text)}`, () => assert.deepEqual(missingScopes(text), expected));
  }
});

describe('pageError', () => {
  it('reports the kind of page', () => {
    const { code, facts } = pageError(new URL(`https://${host}/x`), '<script id="anubis_challenge">');
    assert.deepEqual([code, facts], ['htmlPage', { host, page: 'botWall' }]);
  });
});
