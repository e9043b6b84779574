import assert from 'node:assert/strict';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { createServer } from 'node:tls';
import { certificatesOf } from '../../../../src/editor/diagnose/certificates.ts';
import { testCertificate } from '../../../support/tls/testCertificate.ts';

const NEVER = new AbortController().signal;

describe('certificatesOf', () => {
  const { ca, cert, key } = testCertificate();
  let server: Server | undefined;
  let received = 0;

  const listen = async (made: Server): Promise<URL> => {
    server = made;
    await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
    return new URL(`https://127.0.0.1:${(made.address() as AddressInfo).port}/`);
  };
  const secure = (): Server => {
    received = 0;
    return createServer({ cert, key }, (socket) => socket.on('data', (data) => void (received += data.length)));
  };
  afterEach(() => server?.close());

  it('says why a chain is not trusted, and shows it', async () => {
    const report = await certificatesOf(await listen(secure()), undefined, NEVER);
    assert.match(report?.problem ?? '', /SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO/);
    assert.ok((report?.chain.length ?? 0) >= 1);
    assert.match(report?.chain[0]?.sha256 ?? '', /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  });

  it('finds nothing wrong when the authority is trusted', async () => {
    const report = await certificatesOf(await listen(secure()), [ca], NEVER);
    assert.equal(report?.problem, undefined);
  });

  it('sends nothing over the connection', async () => {
    await certificatesOf(await listen(secure()), undefined, NEVER);
    assert.equal(received, 0);
  });

  it('returns nothing for a connection that is not encrypted or fails', async () => {
    assert.equal(await certificatesOf(new URL('http://127.0.0.1/'), undefined, NEVER), undefined);
    const url = await listen(createTcpServer((socket) => socket.destroy()));
    assert.equal(await certificatesOf(url, undefined, NEVER), undefined);
  });

  // Less than the ten seconds after which it would give up anyway.
  const LIMIT_MS = 8000;

  it('stops waiting on abort', async () => {
    const silent = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      controller.abort();
    });
    const controller = new AbortController();
    assert.equal(await certificatesOf(await listen(silent), undefined, controller.signal), undefined);
  }).timeout(LIMIT_MS);

  it('does not connect after an abort', async () => {
    const silent = createTcpServer(() => assert.fail('connected'));
    const controller = new AbortController();
    const looking = certificatesOf(await listen(silent), undefined, controller.signal);
    controller.abort();
    assert.equal(await looking, undefined);
  }).timeout(LIMIT_MS);
});
