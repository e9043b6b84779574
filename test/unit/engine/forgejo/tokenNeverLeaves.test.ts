import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { ForgejoAssetClient } from '../../../../src/engine/forgejo/client.ts';
import { HttpClient } from '../../../../src/engine/http/httpClient.ts';
import { isEngineError } from '../../../../src/engine/index.ts';
import type { Asset, Transport } from '../../../../src/engine/index.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { MemoryLog } from '../../../support/memoryLog.ts';

const TOKEN = 't0p-s3cret';

interface Step {
  readonly status: number;
  readonly location: string;
}

/** Answers like a hostile internet, and records what was sent to whom. */
function scripted(steps: readonly Step[]): { transport: Transport; sent: { url: URL; token: boolean }[] } {
  const sent: { url: URL; token: boolean }[] = [];
  const send: Transport['send'] = ({ url, headers }) => {
    const step = steps[sent.length % Math.max(1, steps.length)] ?? { status: 404, location: '' };
    sent.push({ url, token: JSON.stringify(headers).includes(TOKEN) });
    const answer: Record<string, string> = { location: step.location, 'content-type': 'text/plain' };
    const body = (async function* () {
      yield Buffer.from(`you sent ${url.href}`);
    })();
    return Promise.resolve({
      status: step.status,
      header: (name: string) => answer[name],
      body,
      discard: () => undefined,
    });
  };
  return { transport: { send }, sent };
}

const BASES = [
  'https://example.org/git/',
  'https://example.org/',
  'https://example.org:8443/a/b/',
  'http://[::1]:3000/git/',
];

const path = fc
  .array(
    fc.constantFrom(
      'git',
      'gitea',
      'a',
      'b',
      'api',
      'v1',
      '..',
      '.',
      '%2e%2e',
      '%2E%2e',
      '..%2f..',
      '%5c',
      'x',
      '',
      'user',
    ),
  )
  .map((parts) => parts.join('/'));
const place = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(
        'https://example.org',
        'http://example.org',
        'https://example.org:8443',
        'https://example.org.evil.example',
        'https://evil.example',
        'http://[::1]:3000',
        '//evil.example',
        '//example.org',
        '',
        '\\\\evil.example',
      ),
      path,
    )
    .map(([origin, tail]) => `${origin}/${tail}`),
  fc.webUrl({ withQueryParameters: true }),
  fc.constantFrom(
    'https://example.org/gitea/x',
    'https://example.org/git',
    'https://example.org/git/..%2fother',
    'https://example.org:8443/a/bc/x',
    'http://[::1]:3000/gitx/',
    '/gitx',
  ),
  path,
);
const step = fc.record({
  status: fc.constantFrom(200, 301, 302, 303, 307, 308, 401, 403, 404, 416, 500, 206),
  location: place,
});
const asset = fc.record({
  name: fc.string({ unit: 'grapheme' }),
  upstreamId: fc.oneof(fc.uuid(), place),
  version: fc.oneof(fc.string(), place),
  storage: fc.constantFrom('attachment', 'packageFile', 'external'),
  externalUrl: place,
});

/** Whether a server that decodes the path carelessly would still treat the request as one to the instance. */
function belongs(url: URL, base: string): boolean {
  const home = new URL(base);
  const decoded = new URL(`${url.origin}${url.pathname.replace(/%2f|%5c/gi, '/').replace(/%2e/gi, '.')}`);
  return url.origin === home.origin && decoded.pathname.startsWith(home.pathname);
}

describe('the token', () => {
  it('is sent to its instance only, whatever servers, releases and names say', async () => {
    const run = async (
      base: string,
      steps: readonly Step[],
      made: Omit<Asset, 'instance' | 'source' | 'sizeBytes' | 'digests'>,
    ): Promise<void> => {
      const { transport, sent } = scripted(steps);
      const [clock, log, retry] = [new FakeClock(), new MemoryLog(), { attempts: 1 }];
      const client = new ForgejoAssetClient({
        base,
        http: new HttpClient({ transport, clock, log, userAgent: () => 'test', retry }),
        token: () => Promise.resolve(TOKEN),
        allowHost: () => true,
        resolve: () => Promise.resolve([]),
      });
      const release = { kind: 'release', owner: made.name, repo: 'r' } as const;
      const source =
        made.storage === 'packageFile'
          ? ({ kind: 'genericPackage', owner: 'o', package: made.name } as const)
          : release;
      const whole = { ...made, instance: base, source, sizeBytes: undefined, digests: {} };
      const { signal } = new AbortController();
      const calls = [
        () => client.openAsset(whole, undefined, signal).then((opened) => opened.discard()),
        () => client.openAsset(whole, { offsetBytes: 5, validator: '"u"' }, signal).then((opened) => opened.discard()),
        () => client.version(source, made.version),
        () => client.releases(release),
        () => client.repositories(made.name),
      ];
      for (const call of calls) {
        await call().catch((error: unknown) => {
          assert.ok(isEngineError(error), String(error));
          assert.ok(!`${error.message} ${JSON.stringify(error.facts)} ${String(error.cause)}`.includes(TOKEN));
        });
      }
      for (const { url, token } of sent)
        assert.ok(!token || belongs(url, base), `${url.href} got the token of ${base}`);
      assert.ok(!log.lines.join().includes(TOKEN));
      assert.ok(sent.every(({ url }) => !url.href.includes(TOKEN)));
    };
    const property = fc.asyncProperty(fc.constantFrom(...BASES), fc.array(step, { maxLength: 8 }), asset, run);
    await fc.assert(property, { numRuns: 300 });
  }).timeout(120_000);

  it('is not lost on the way to its instance', async () => {
    const { transport, sent } = scripted([
      { status: 307, location: '/git/api/v1/repos/o/new' },
      { status: 404, location: '' },
    ]);
    const http = new HttpClient({ transport, clock: new FakeClock(), log: new MemoryLog(), userAgent: () => 'test' });
    const client = new ForgejoAssetClient({
      base: 'https://example.org/git/',
      http,
      token: () => Promise.resolve(TOKEN),
      resolve: () => Promise.resolve([]),
    });
    await assert.rejects(client.repository('o', 'old'), { code: 'notFound' });
    assert.deepEqual(
      sent.map(({ url, token }) => `${url.pathname} ${token}`),
      ['/git/api/v1/repos/o/old true', '/git/api/v1/repos/o/new true'],
    );
  });
});
