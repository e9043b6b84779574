import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { ForgejoAssetClient } from '../../../src/engine/forgejo/client.ts';
import { HttpClient } from '../../../src/engine/http/httpClient.ts';
import { createUndiciTransport, systemClock } from '../../../src/engine/index.ts';
import type { Asset, Transport } from '../../../src/engine/index.ts';
import { startServer } from '../../support/forge/loopback.ts';
import type { LoopbackServer } from '../../support/forge/loopback.ts';
import { MemoryLog } from '../../support/memoryLog.ts';

const ASSET: Asset = {
  instance: 'https://git.example.org/',
  source: { kind: 'release', owner: 'alice', repo: 'hello' },
  version: 'v1',
  name: 'x.bin',
  upstreamId: 'u',
  storage: 'attachment',
  sizeBytes: 5,
  digests: {},
};

describe('ForgejoAssetClient on abort', () => {
  const inner = createUndiciTransport();
  /** Resolves when the client has received the beginning of a body. */
  let begun: PromiseWithResolvers<void>;
  const transport: Transport = {
    send: async (request) => {
      const response = await inner.send(request);
      async function* body(): AsyncGenerator<Uint8Array> {
        for await (const chunk of response.body) {
          yield chunk;
          begun.resolve();
        }
      }
      return { ...response, body: body() };
    },
  };
  let server: LoopbackServer;
  /** Resolves with the answer to the request without the token, which the test sends. */
  let anonymous: PromiseWithResolvers<ServerResponse>;
  let client: ForgejoAssetClient;

  beforeEach(async () => {
    anonymous = Promise.withResolvers();
    begun = Promise.withResolvers();
    server = await startServer((request, response) => {
      if (request.headers.authorization) response.writeHead(401).end();
      else anonymous.resolve(response);
    });
    const http = new HttpClient({ transport, clock: systemClock, log: new MemoryLog(), userAgent: () => 'test' });
    const token = (): Promise<string> => Promise.resolve('revoked');
    client = new ForgejoAssetClient({ base: `${server.origin}/`, http, token, resolve: () => Promise.resolve([]) });
  });
  afterEach(() => server.close());
  after(() => inner.close());

  it('rejects with the reason, also during the attempt without the token', async () => {
    const stop = new AbortController();
    const call = client.repository('alice', 'hello', stop);
    await anonymous.promise;
    stop.abort(new Error('enough'));
    await assert.rejects(call, /enough/);
  });

  it('rejects with the reason, also while looking up a token or an address never ends', async () => {
    const never = (): Promise<never> => new Promise(() => undefined);
    const http = new HttpClient({ transport, clock: systemClock, log: new MemoryLog(), userAgent: () => 'test' });
    const parts = { base: client.base, http, allowHost: () => true, resolve: never, token: never };
    const slow = new ForgejoAssetClient(parts);
    const far: Asset = { ...ASSET, storage: 'external', externalUrl: 'https://cdn.example/x' };
    const publicBase = new ForgejoAssetClient({ ...parts, base: 'https://git.example.org/' });
    const stop = new AbortController();
    const calls = [
      slow.repository('alice', 'hello', stop),
      slow.features(stop),
      slow.openAsset(ASSET, undefined, stop.signal),
      publicBase.openAsset(far, undefined, stop.signal),
    ];
    stop.abort(new Error('enough'));
    await Promise.all(calls.map((call) => assert.rejects(call, /enough/)));
    assert.deepEqual(server.requests, []);
  });

  it('rejects with the reason, also while it inspects a page in place of a file', async () => {
    const stop = new AbortController();
    const call = client.openAsset({ ...ASSET, instance: client.base }, undefined, stop.signal);
    const response = await anonymous.promise;
    response.writeHead(200, { 'content-type': 'text/html' }).write('<html>');
    await begun.promise;
    stop.abort(new Error('enough'));
    await assert.rejects(call, /enough/);
  });
});
