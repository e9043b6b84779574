import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { clientsOf } from '../../../src/engine/clients.ts';
import type { Clients } from '../../../src/engine/clients.ts';
import { createUndiciTransport } from '../../../src/engine/http/undiciTransport.ts';
import { systemClock } from '../../../src/engine/systemClock.ts';
import { makeAsset } from '../../support/makeAsset.ts';
import { MemoryLog } from '../../support/memoryLog.ts';

const SOURCE = { kind: 'release', owner: 'alice', repo: 'tool' } as const;
const unknown = { code: 'unknownInstance' };

describe('clientsOf', () => {
  let base: string;
  let requests: string[];
  let status: number;
  let configured: Set<string>;
  let tokensAsked: string[];
  let mirrorsOnly: boolean;
  let clients: Clients;
  /** Runs while a request is being answered. */
  let onRequest: () => void;
  const transport = createUndiciTransport();
  const server = createServer((request, response) => {
    requests.push(`${request.url}`);
    onRequest();
    response.writeHead(status, { 'content-type': 'application/json' }).end('{"version":"12.0.0"}');
  });

  before(async () => {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  after(async () => {
    await transport.close();
    server.close();
  });
  beforeEach(() => {
    [requests, status, configured, tokensAsked, mirrorsOnly] = [[], 200, new Set([base]), [], false];
    onRequest = () => undefined;
    const log = new MemoryLog();
    const ports = {
      log,
      isConfigured: (instance: string) => configured.has(instance),
      token: (instance: string) => {
        tokensAsked.push(instance);
        return Promise.resolve('t0p');
      },
      allowHost: () => true,
    };
    const http = { transport, clock: systemClock, log, userAgent: () => 'test', random: () => 0 };
    clients = clientsOf(ports, http, { mirrorsOnly: () => mirrorsOnly });
  });

  it('sends requests to a configured instance with its token', async () => {
    assert.equal((await clients.client(base).instanceInfo()).version, '12.0.0');
    assert.equal(requests.length, 1);
    assert.deepEqual(tokensAsked, [base]);
  });

  it('sends nothing to an instance that is not configured, and reads no token for it', async () => {
    configured.clear();
    const client = clients.client(base);
    const { signal } = new AbortController();
    const external = makeAsset({ instance: base, storage: 'external', externalUrl: `${base}elsewhere` });
    await assert.rejects(client.instanceInfo(), unknown);
    await assert.rejects(client.identity(), unknown);
    await assert.rejects(client.features({ refresh: true }), unknown);
    await assert.rejects(client.version(SOURCE, 'v1'), unknown);
    await assert.rejects(client.packages('alice'), unknown);
    await assert.rejects(client.openAsset(makeAsset({ instance: base }), undefined, signal), unknown);
    await assert.rejects(client.openAsset(external, undefined, signal), unknown);
    assert.deepEqual(requests, []);
    assert.deepEqual(tokensAsked, []);
  });

  it('stops requests of an existing client after its instance was removed, and resumes once it is back', async () => {
    const client = clients.client(base);
    await client.instanceInfo();
    configured.delete(base);
    await assert.rejects(client.instanceInfo(), unknown);
    assert.equal(requests.length, 1);
    configured.add(base);
    await client.instanceInfo();
    assert.equal(requests.length, 2);
  });

  it('does not retry for an instance that was removed between two attempts', async () => {
    status = 503;
    onRequest = () => configured.clear();
    await assert.rejects(clients.client(base).instanceInfo(), unknown);
    assert.equal(requests.length, 1);
  });

  it('sends requests to any address through a probe, with only the given token', async () => {
    configured.clear();
    assert.equal((await clients.probe(base).instanceInfo()).version, '12.0.0');
    await clients.probe(base, 'typed').instanceInfo();
    assert.equal(requests.length, 2);
    assert.deepEqual(tokensAsked, []);
  });

  it('sends nothing at all where only mirrors may be used, through a probe either', async () => {
    mirrorsOnly = true;
    const refused = { code: 'network', facts: { host: new URL(base).host, reason: 'MIRRORS_ONLY' } };
    await assert.rejects(clients.client(base).instanceInfo(), refused);
    for (const probe of [clients.probe(base), clients.probe(base, 'typed')]) {
      await assert.rejects(probe.instanceInfo(), refused);
      await assert.rejects(probe.searchRepositories('x'), refused);
    }
    await assert.rejects(clients.probe(base, 'typed').features({ refresh: true }), refused);
    assert.deepEqual(requests, []);
    assert.deepEqual(tokensAsked, []);
  });
});
