import assert from 'node:assert/strict';
import { causesOf, recordHops } from '../../../../src/editor/diagnose/recordingTransport.ts';
import type { Hop } from '../../../../src/editor/diagnose/recordingTransport.ts';
import { describeProxy } from '../../../../src/editor/diagnose/proxyFacts.ts';
import type { ProxyConfiguration } from '../../../../src/editor/diagnose/proxyFacts.ts';
import { diagnosisReport } from '../../../../src/editor/diagnose/diagnosisReport.ts';
import type { Diagnosis } from '../../../../src/editor/diagnose/diagnosisReport.ts';
import type { Transport } from '../../../../src/engine/index.ts';

const signal = new AbortController().signal;

describe('recordHops', () => {
  const answering = (headers: Record<string, string>): Transport => ({
    send: () =>
      Promise.resolve({
        status: 303,
        header: (name) => headers[name],
        body: (async function* () {})(),
        discard: () => undefined,
      }),
  });

  it('records the address without its query, the status, the redirect and whether the token was sent', async () => {
    const hops: Hop[] = [];
    const location = 'https://store.example.test/a?X-Signature=secret';
    const date = 'Tue, 24 Nov 2026 12:00:00 GMT';
    const transport = recordHops(answering({ location, date }), hops, () => Date.UTC(2026, 10, 24, 12, 0, 5));
    const url = new URL('https://git.example.test/attachments/1?key=secret');
    await transport.send({ url, headers: { authorization: 'token secret' }, signal });
    assert.deepEqual(hops, [
      {
        url: 'https://git.example.test/attachments/1?…',
        tokenSent: true,
        status: 303,
        location: 'https://store.example.test/a?…',
        skewMs: 5000,
        durationMs: 0,
        causes: [],
      },
    ]);
    assert.ok(!JSON.stringify(hops).includes('secret'));
  });

  it('records why no answer came, and passes on the failure', async () => {
    const hops: Hop[] = [];
    const cause = Object.assign(new Error('self-signed certificate'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    const failing: Transport = { send: () => Promise.reject(new TypeError('fetch failed', { cause })) };
    const sending = recordHops(failing, hops, () => 0).send({ url: new URL('https://a.test/'), headers: {}, signal });
    await assert.rejects(sending, TypeError);
    assert.deepEqual(hops[0]?.causes, [
      'TypeError: fetch failed',
      'Error: self-signed certificate (DEPTH_ZERO_SELF_SIGNED_CERT)',
    ]);
  });

  it('keeps secrets out of every message, however the address in it is written', () => {
    const token = '0123456789abcdef0123456789abcdef01234567';
    const inner = [
      'connect https://me:s3cret@a.test:8443/x failed',
      'Invalid URL: https://me:s3cret/s3cret@a.test',
      "bad proxy 'me:s3cret@proxy.test'",
      'GET https://a.test/x?sig=s3cret#s3cret',
      'GET /x?s3cret',
      'Authorization: Bearer s3cret-s3cret',
      'header "authorization: Basic bWU6czNjcmV0"',
      `token ${token} was refused`,
      'password=s3cret',
      'https://me:s3cret and@a.test',
      `${'x'.repeat(180)} https://me:s3cret-that-is-longer@a.test`,
    ];
    for (const message of inner) {
      const error = new TypeError(message, { cause: new AggregateError([new Error(message)], message) });
      const causes = causesOf(error);
      assert.equal(causes.length, 3);
      for (const secret of ['s3cret', 'bWU6', token]) assert.ok(!causes.join('\n').includes(secret), causes[0]);
    }
    const harmless = [
      'getaddrinfo ENOTFOUND git2.a.test',
      'connect ECONNREFUSED [::1]:3000',
      'GET https://a.test:8443/x: is it right?',
      'at (https://[::1]:3000)',
      'unexpected token } in JSON at 20',
    ];
    for (const message of harmless) assert.deepEqual(causesOf(new Error(message)), [`Error: ${message}`]);
  });

  it('follows a limited number of causes', () => {
    const error = new Error('round');
    error.cause = error;
    assert.equal(causesOf(error).length, 6);
  });
});

describe('describeProxy', () => {
  const none: ProxyConfiguration = { transport: 'editor', proxy: '', proxySupport: 'override', noProxy: [], env: {} };
  const cases: readonly (readonly [string, string, Partial<ProxyConfiguration>, RegExp])[] = [
    [
      'names the setting',
      'https://a.test',
      { proxy: 'http://me:pass@proxy.test:8080' },
      /^http:\/\/proxy.test:8080, from/,
    ],
    ['names the environment', 'https://a.test', { env: { HTTPS_PROXY: 'http://p.test' } }, /p.test.*https_proxy/],
    [
      'takes the variable of the scheme',
      'http://a.test',
      { env: { HTTPS_PROXY: 'http://p.test' } },
      /operating system/,
    ],
    ['never has one for this machine', 'http://127.0.0.1:3000', { proxy: 'http://p.test' }, /^None/],
    ['has none when direct', 'https://a.test', { proxy: 'http://p.test', transport: 'direct' }, /^None.*direct/],
    ['has none when support is off', 'https://a.test', { proxy: 'http://p.test', proxySupport: 'off' }, /^None.*off/],
    ['honours the exempt list', 'https://x.a.test', { proxy: 'http://p.test', noProxy: ['.a.test'] }, /^None.*exempt/],
    ['honours a port in it', 'https://a.test', { proxy: 'http://p.test', noProxy: ['a.test:8443'] }, /p.test/],
    ['honours NO_PROXY', 'https://a.test', { proxy: 'http://p.test', env: { NO_PROXY: 'b.test, a.test' } }, /^None/],
  ];
  for (const [name, url, settings, expected] of cases) {
    it(name, () => {
      const words = describeProxy(new URL(url), { ...none, ...settings });
      assert.match(words, expected);
      assert.ok(!words.includes('pass'));
    });
  }
});

describe('diagnosisReport', () => {
  const working: Diagnosis = {
    instance: 'https://git.example.test/',
    versions: 'Forgejo Artifacts 0.1.0',
    proxy: 'None',
    info: { kind: 'forgejo', version: '12.0.4+gitea-1.22.0' },
    problem: undefined,
    finding: { state: 'accepted', missing: ['package'] },
    tokenSource: 'secret storage',
    certificates: { chain: [], problem: undefined },
    hops: [],
    mirrors: [],
    mirrorsOnly: false,
  };
  const hop: Hop = {
    url: 'https://git.example.test/api/v1/version',
    tokenSent: true,
    status: 200,
    location: undefined,
    skewMs: 0,
    durationMs: 12,
    causes: [],
  };

  /** The text that a reader of the report sees. */
  const read = (diagnosis: Diagnosis): string => diagnosisReport(diagnosis).replace(/\\(?=[^\w\s])/g, '');

  it('reports success with its findings and the missing scopes', () => {
    const report = read({ ...working, hops: [hop] });
    assert.match(report, /\*\*It works\*\*: Forgejo 12\.0\.4/);
    assert.match(report, /lacks read:package/);
    assert.match(report, /\| 1 \| https:.*\| yes \| 200 \| 12 ms \|/);
    assert.match(report, /server agree/);
  });

  it('reports which mirrors answer, if there are any', () => {
    assert.doesNotMatch(read(working), /Mirrors/);
    const problem = 'The mirror cache.example.org asks for credentials, so it was skipped.';
    const mirrors = [
      { name: '/media/stick', problem: undefined },
      { name: 'cache.example.org', problem },
    ];
    const report = read({ ...working, mirrors, mirrorsOnly: true });
    assert.match(report, /## Mirrors/);
    assert.match(report, /\| \/media\/stick \| answers \|/);
    assert.match(report, /\| cache\.example\.org \| The mirror .* asks for credentials/);
    assert.match(report, /"mirrorsOnly" is on, so no instance is contacted/);
  });

  it('keeps secrets out of every part of itself', () => {
    const secret = 'https://me:s3cret@a.test/x?key=s3cret';
    const report = read({
      ...working,
      versions: secret,
      proxy: secret,
      tokenSource: secret,
      problem: secret,
      info: { kind: 'forgejo', version: secret },
      hops: [
        { ...hop, url: secret, location: secret },
        { ...hop, status: undefined, causes: [secret, secret] },
      ],
      certificates: {
        chain: [{ subject: secret, issuer: secret, validFrom: secret, validTo: secret, sha256: secret }],
        problem: secret,
      },
      mirrors: [{ name: secret, problem: secret }],
    });
    assert.doesNotMatch(report, /s3cret/);
    const works = read({ ...working, info: { kind: 'forgejo', version: secret } });
    assert.doesNotMatch(works, /s3cret/);
  });

  it('does not call it working when the token is refused', () => {
    const report = read({ ...working, hops: [hop], finding: { state: 'refused', missing: [] } });
    assert.match(report, /\*\*It answers, but refuses the token\*\*: Forgejo 12\.0\.4/);
    assert.doesNotMatch(report, /It works/);
  });

  it('does not call it working when the token cannot be sent', () => {
    const report = read({ ...working, hops: [hop], finding: { state: 'malformed', missing: [] } });
    assert.match(report, /\*\*It answers, but the token cannot be sent\*\*/);
    assert.match(report, /not sent, because it contains a space/);
  });

  it('reports how much the clocks differ', () => {
    assert.match(diagnosisReport({ ...working, hops: [{ ...hop, skewMs: 600_000 }] }), /10 min ahead of the server/);
    assert.match(diagnosisReport({ ...working, hops: [{ ...hop, skewMs: -600_000 }] }), /10 min behind the server/);
  });

  it('explains why a certificate is not trusted, and what to do', () => {
    const certificates = { chain: [], problem: 'SELF_SIGNED_CERT_IN_CHAIN' };
    assert.match(diagnosisReport({ ...working, certificates }), /Not trusted: `SELF_SIGNED_CERT_IN_CHAIN`.*caFile/);
  });

  it("escapes markup in a server's text", () => {
    const chain = [{ subject: '<b>|x|', issuer: '`[a](b)', validFrom: '', validTo: '', sha256: '`' }];
    const report = diagnosisReport({ ...working, certificates: { chain, problem: undefined } });
    assert.ok(report.includes('\\<b\\>\\|x\\|'));
    assert.ok(!report.includes('[a](b)'));
    // An address that a server chose is not made a link.
    const moved = diagnosisReport({ ...working, hops: [{ ...hop, location: 'https://evil.example/x' }] });
    assert.ok(!moved.includes('https://evil'));
  });
});
