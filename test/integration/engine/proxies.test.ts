import assert from 'node:assert/strict';
import { createServer as createHttpsServer } from 'node:https';
import { createUndiciTransport } from '../../../src/engine/index.ts';
import type { ProxySettings } from '../../../src/engine/index.ts';
import { RecordingProxy } from '../../support/recordingProxy.ts';
import { testCertificate } from '../../support/tls/testCertificate.ts';
import { TransportRig, readAll } from '../../support/transportRig.ts';

const { ca, cert, key } = testCertificate();
const SECRET = 'token of the instance';

describe('requests through a proxy', () => {
  let rig: TransportRig;
  let proxy: RecordingProxy;
  let host: string;
  let plain: string;
  let secure: string;
  beforeEach(async () => {
    rig = new TransportRig({ send: () => assert.fail('not this one') });
    proxy = new RecordingProxy();
    host = `127.0.0.1:${await rig.listen(proxy.server)}`;
    plain = `${await rig.serve((request, response) => response.end(`plain ${request.url}`))}/a?b=c`;
    const server = createHttpsServer({ cert, key }, (request, response) => response.end(`secure ${request.url}`));
    secure = `https://127.0.0.1:${await rig.listen(server)}/a?b=c`;
  });
  afterEach(() => rig.close());

  async function get(url: string, proxies: ProxySettings): Promise<string> {
    const transport = createUndiciTransport({ ca: [ca], proxies });
    try {
      const { signal } = new AbortController();
      const answer = await transport.send({ url: new URL(url), headers: { authorization: SECRET }, signal });
      return (await readAll(answer)).toString();
    } finally {
      await transport.close();
    }
  }
  const both = (address: string, except?: string): ProxySettings => ({ http: address, https: address, except });

  it('tunnels https so that the proxy sees no token', async () => {
    assert.equal(await get(secure, both(`http://${host}`)), 'secure /a?b=c');
    assert.deepEqual(proxy.asked, [`CONNECT ${new URL(secure).host}`]);
    assert.ok(!proxy.headers.includes(SECRET));
    assert.equal(await get(plain, both(`http://${host}`)), 'plain /a?b=c');
    assert.equal(proxy.asked[1], `GET ${plain}`);
  });

  it("sends the credentials in the proxy's address to the proxy only", async () => {
    proxy.credentials = 'alice:p@ss';
    assert.equal(await get(secure, both(`http://alice:p%40ss@${host}`)), 'secure /a?b=c');
  });

  it('bypass the proxy for exempt hosts', async () => {
    for (const except of ['127.0.0.1', 'example.org,127.0.0.1', '*', '127.0.0.0/8', 'example.org, 127.0.0.0/30']) {
      assert.equal(await get(secure, both(`http://${host}`, except)), 'secure /a?b=c');
    }
    assert.deepEqual(proxy.asked, []);
    await get(secure, both(`http://${host}`, '10.0.0.0/8,128.0.0.0/1'));
    assert.deepEqual(proxy.asked, [`CONNECT ${new URL(secure).host}`]);
  });

  for (const except of ['', '127.0.0.0/8']) {
    it(`sends nothing once it is closed, with "${except}" exempt`, async () => {
      const transport = createUndiciTransport({ proxies: both(`http://${host}`, except) });
      const send = () => transport.send({ url: new URL(plain), headers: {}, signal: new AbortController().signal });
      await readAll(await send());
      await transport.close();
      await assert.rejects(send());
    });
  }

  it('ignores the environment of the process', async () => {
    const before = process.env['HTTPS_PROXY'];
    process.env['HTTPS_PROXY'] = `http://${host}`;
    try {
      await get(secure, { http: undefined, https: undefined });
    } finally {
      if (before === undefined) delete process.env['HTTPS_PROXY'];
      else process.env['HTTPS_PROXY'] = before;
    }
    assert.deepEqual(proxy.asked, []);
  });

  const failure = async (url: string, proxies: ProxySettings) => {
    const error = await get(url, proxies).then(
      () => assert.fail('it answered'),
      (one: unknown) => one,
    );
    return error as { code: string; facts: object };
  };

  it('names the proxy that refused a request, and its status', async () => {
    const refusals = [
      [502, () => (proxy.refusal = 502)],
      [407, () => (proxy.credentials = 'alice:secret')],
    ] as const;
    for (const [proxyStatus, refuse] of refusals) {
      refuse();
      const { code, facts } = await failure(secure, both(`http://${host}`));
      assert.deepEqual(
        { code, facts },
        { code: 'network', facts: { host: new URL(secure).host, proxy: host, proxyStatus } },
      );
    }
    const { facts } = await failure(plain, both(`http://${host}`));
    assert.deepEqual(facts, { host: new URL(plain).host, proxy: host, proxyStatus: 407 });
  });

  it('names an unreachable proxy', async () => {
    await new Promise((resolve) => proxy.server.close(resolve));
    const { code, facts } = await failure(secure, both(`http://${host}`));
    assert.equal(code, 'network');
    assert.deepEqual(facts, { host: new URL(secure).host, proxy: host, reason: 'ECONNREFUSED' });
  });

  it("blames the server for the server's failures", async () => {
    const dead = 'http://127.0.0.1:1/';
    const error = await failure(dead, both('http://127.0.0.1:9', '127.0.0.1'));
    assert.notEqual(error.code, 'network');
  });
});
