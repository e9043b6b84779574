import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { createTransport } from '../../src/editor/transport.ts';
import type { Settings } from '../../src/editor/settings/settingsModel.ts';
import { startFullBacklog } from '../support/fullBacklog.ts';
import { env } from './harness/harness.ts';
import { itWith } from '../support/thisSystem.ts';

const tlsFile = (name: string): string => join(env('TEST_ROOT'), 'test/support/tls', name);

const listen = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

async function get(settings: Pick<Settings, 'transport' | 'caFile'>, url: string): Promise<string> {
  const transport = createTransport(settings, () => vscode.workspace.getConfiguration('http').get('proxySupport'));
  const { signal } = new AbortController();
  const response = await transport.send({ url: new URL(url), headers: { accept: '*/*' }, signal });
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body) chunks.push(chunk);
  return `${response.status} ${Buffer.concat(chunks).toString()}`;
}

/** Sets a key of the editor itself and waits until the extension host knows about it. */
async function setEditor(key: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration().update(key, value, vscode.ConfigurationTarget.Global);
}

describe('the network in the extension host', () => {
  const servers: Server[] = [];
  const asked: string[] = [];
  let origin: number;
  let proxy: number;

  before(async () => {
    const server = createHttpServer((_request, response) => response.end('hello'));
    servers.push(server);
    origin = await listen(server);
    const tunnel = createHttpServer();
    tunnel.on('connect', (request, socket) => {
      // The extension may contact its own instance meanwhile.
      if (request.url !== 'codeberg.org:443') asked.push(request.url ?? '');
      const target = connect(origin, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        target.pipe(socket).pipe(target);
      });
      target.on('error', () => socket.destroy());
      socket.on('error', () => target.destroy());
    });
    servers.push(tunnel);
    proxy = await listen(tunnel);
  });
  after(() => servers.forEach((server) => server.close()));
  beforeEach(() => void (asked.length = 0));
  afterEach(async () => {
    for (const key of ['http.proxy', 'http.proxySupport']) await setEditor(key, undefined);
  });

  const editor = { transport: 'editor', caFile: undefined } as const;
  const direct = { transport: 'direct', caFile: undefined } as const;

  it('uses the proxy set in the editor', async () => {
    await setEditor('http.proxy', `http://127.0.0.1:${proxy}`);
    assert.equal(await get(editor, 'http://forge.invalid/'), '200 hello');
    assert.deepEqual(asked, ['forge.invalid:80']);
  });

  it('bypasses the proxy when the transport is direct', async () => {
    await setEditor('http.proxy', `http://127.0.0.1:${proxy}`);
    await assert.rejects(get(direct, 'http://forge.invalid/'));
    assert.deepEqual(asked, []);
  });

  itWith('linux', 'limits how long connecting may take, without a proxy', async () => {
    const dead = await startFullBacklog();
    const transport = createTransport(editor, () => 'override');
    const { signal } = new AbortController();
    const sending = transport.send({ url: new URL(dead.origin), headers: {}, connectTimeoutMs: 200, signal });
    await assert.rejects(sending, {
      code: 'network',
      facts: { host: new URL(dead.origin).host, reason: 'UND_ERR_CONNECT_TIMEOUT' },
    });
    await dead.close();
  });

  it('never asks a proxy for this machine itself', async () => {
    await setEditor('http.proxy', `http://127.0.0.1:${proxy}`);
    assert.equal(await get(editor, `http://127.0.0.1:${origin}/`), '200 hello');
    assert.deepEqual(asked, []);
  });

  it('bypasses the proxy when the editor has it switched off', async () => {
    await setEditor('http.proxy', `http://127.0.0.1:${proxy}`);
    await setEditor('http.proxySupport', 'off');
    await assert.rejects(get(editor, 'http://forge.invalid/'));
    assert.deepEqual(asked, []);
  });

  it('keeps using a proxy that the editor enforces, even with a CA file of its own', async () => {
    await setEditor('http.proxy', `http://127.0.0.1:${proxy}`);
    await setEditor('http.proxySupport', 'on');
    const caFile = tlsFile('ca.pem');
    // This host is used nowhere else, because a tunnel that an earlier test left open would be reused.
    assert.equal(await get({ transport: 'editor', caFile }, 'http://insisting.invalid/'), '200 hello');
    assert.deepEqual(asked, ['insisting.invalid:80']);
  });

  for (const transport of ['editor', 'direct'] as const) {
    describe(`with a private authority, ${transport}`, () => {
      let url: string;
      before(async () => {
        const options = { key: readFileSync(tlsFile('server.key.pem')), cert: readFileSync(tlsFile('server.pem')) };
        const server = createHttpsServer(options, (_request, response) => response.end('secure'));
        servers.push(server);
        url = `https://127.0.0.1:${await listen(server)}/`;
      });
      afterEach(() => void delete process.env['NODE_EXTRA_CA_CERTS']);

      it('refuses a private authority by default', async () => {
        await assert.rejects(get({ transport, caFile: undefined }, url));
      });

      it('trusts a private authority whose file the settings name', async () => {
        assert.equal(await get({ transport, caFile: tlsFile('ca.pem') }, url), '200 secure');
      });

      it('trusts a private authority whose file the environment names', async () => {
        process.env['NODE_EXTRA_CA_CERTS'] = tlsFile('ca.pem');
        assert.equal(await get({ transport, caFile: undefined }, url), '200 secure');
      });
    });
  }
});
