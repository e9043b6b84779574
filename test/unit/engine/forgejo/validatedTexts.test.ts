import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ForgejoAssetClient } from '../../../../src/engine/forgejo/client.ts';
import { HttpClient } from '../../../../src/engine/http/httpClient.ts';
import { createUndiciTransport } from '../../../../src/engine/index.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { startServer } from '../../../support/forge/loopback.ts';
import type { LoopbackServer } from '../../../support/forge/loopback.ts';
import { MemoryLog } from '../../../support/memoryLog.ts';

const RELEASES = [{ id: 1, tag_name: 'v1', name: 'One', body: '', created_at: '2026-11-25T12:00:00Z', assets: [] }];

describe('a page with a validator', () => {
  const transport = createUndiciTransport();
  let server: LoopbackServer;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  let token: string | undefined;
  let client: ForgejoAssetClient;

  beforeEach(async () => {
    token = undefined;
    server = await startServer((request, response) => answer(request, response));
    client = new ForgejoAssetClient({
      base: `${server.origin}/`,
      http: new HttpClient({ transport, clock: new FakeClock(), log: new MemoryLog(), userAgent: () => 'test' }),
      token: () => Promise.resolve(token),
      resolve: () => Promise.resolve([]),
    });
  });
  afterEach(() => server.close());
  after(() => transport.close());

  /** Answers like a server that supports validators. */
  const validating = (headers: Record<string, string>): typeof answer => {
    return ({ headers: { 'if-none-match': match, 'if-modified-since': since } }, response) => {
      const holds = match === undefined ? since === headers['last-modified'] : match === headers['etag'];
      const isAsked = match !== undefined || since !== undefined;
      if (isAsked && holds) return void response.writeHead(304).end();
      response.writeHead(200, { 'content-type': 'application/json', 'x-total-count': '7', ...headers });
      response.end(JSON.stringify(RELEASES));
    };
  };
  const list = async (): Promise<readonly [readonly string[], number | undefined]> => {
    const page = await client.releases({ owner: 'alice', repo: 'hello' });
    return [page.items.map(({ version }) => version), page.totalCount];
  };
  const conditions = (): readonly unknown[] =>
    server.requests.map(({ headers }) => headers['if-none-match'] ?? headers['if-modified-since']);

  for (const [what, headers] of [
    ['an ETag', { etag: '"a"' }],
    ['a weak ETag', { etag: 'W/"a"' }],
    ['a date', { 'last-modified': 'Wed, 25 Nov 2026 12:00:00 GMT' }],
  ] as const) {
    it(`is not sent again while it is unchanged, by ${what}`, async () => {
      answer = validating(headers);
      const first = await list();
      assert.deepEqual([await list(), await list()], [first, first]);
      assert.deepEqual(first, [['v1'], 7]);
      assert.deepEqual(conditions(), [undefined, ...Object.values(headers), ...Object.values(headers)]);
    });
  }

  it('is read again once it has changed', async () => {
    answer = validating({ etag: '"a"' });
    await list();
    answer = validating({ etag: '"b"' });
    await list();
    await list();
    assert.deepEqual(conditions(), [undefined, '"a"', '"b"']);
  });

  it('is requested in full for another account', async () => {
    answer = validating({ etag: '"a"' });
    await list();
    token = 'of-alice';
    await list();
    assert.deepEqual(conditions(), [undefined, undefined]);
  });

  it('is requested in full if the server gives no valid validator', async () => {
    for (const headers of [{}, { etag: 'unquoted' }, { etag: '"a" "b"' }, { 'last-modified': '?' }]) {
      answer = validating(headers);
      await list();
    }
    await list();
    assert.deepEqual(new Set(conditions()), new Set([undefined]));
  });

  it('fails if the server says "unchanged" to an unconditional request', async () => {
    answer = (_request, response) => void response.writeHead(304).end();
    await assert.rejects(list(), { code: 'server', facts: { host: new URL(server.origin).host, status: 304 } });
  });
});
