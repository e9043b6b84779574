import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createTransport } from '../../../src/editor/transport.ts';
import { isEngineError } from '../../../src/engine/index.ts';
import type { Transport } from '../../../src/engine/index.ts';
import { useTempDir } from '../../support/tempDir.ts';

describe('createTransport', () => {
  const directory = useTempDir();
  let server: Server;
  let url: URL;

  before((done) => {
    server = createServer((_request, response) => void response.end('hello')).listen(0, '127.0.0.1', () => {
      url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      done();
    });
  });
  after((done) => {
    server.closeAllConnections();
    server.close(() => done());
  });

  const status = async (transport: Transport): Promise<number> => {
    const answer = await transport.send({ url, headers: {}, signal: new AbortController().signal });
    answer.discard();
    return answer.status;
  };

  for (const transport of ['editor', 'direct'] as const) {
    it(`sends through ${transport}`, async () => {
      assert.equal(await status(createTransport({ transport, caFile: undefined }, () => undefined)), 200);
    });

    it(`names the setting when its certificate file cannot be used, and works once it can: ${transport}`, async () => {
      const caFile = join(directory(), 'ca.pem');
      const made = createTransport({ transport, caFile }, () => 'override');
      const refused = (error: unknown): boolean =>
        isEngineError(error, 'badSetting') && error.facts.key === 'forgejoArtifacts.network.caFile';
      await assert.rejects(status(made), refused);
      await writeFile(caFile, 'not a certificate');
      await assert.rejects(status(made), refused);
      await writeFile(caFile, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
      assert.equal(await status(made), 200);
    });
  }

  it('ignores an environment variable whose certificate file is gone', async () => {
    const before = process.env['NODE_EXTRA_CA_CERTS'];
    process.env['NODE_EXTRA_CA_CERTS'] = join(directory(), 'gone.pem');
    try {
      assert.equal(await status(createTransport({ transport: 'editor', caFile: undefined }, () => undefined)), 200);
    } finally {
      if (before === undefined) delete process.env['NODE_EXTRA_CA_CERTS'];
      else process.env['NODE_EXTRA_CA_CERTS'] = before;
    }
  });

  it('never bypasses an enforced proxy for the sake of certificates, and follows that setting', async () => {
    const caFile = join(directory(), 'ca.pem');
    await writeFile(caFile, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
    const carried: boolean[] = [];
    const { fetch } = globalThis;
    globalThis.fetch = (input, init) => {
      carried.push(init !== undefined && 'dispatcher' in init);
      return fetch(input, { headers: {} });
    };
    try {
      let proxySupport = 'override';
      const made = createTransport({ transport: 'editor', caFile }, () => proxySupport);
      await status(made);
      proxySupport = 'on';
      await status(made);
      assert.deepEqual(carried, [true, false]);
    } finally {
      globalThis.fetch = fetch;
    }
  });
});
