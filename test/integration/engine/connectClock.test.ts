import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { createEditorTransport } from '../../../src/engine/http/editorTransport.ts';
import { createNodeTransport } from '../../../src/engine/http/nodeTransport.ts';
import { createUndiciTransport } from '../../../src/engine/http/undiciTransport.ts';
import { asFailure } from '../../../src/engine/http/failure.ts';
import { isEngineError } from '../../../src/engine/errors.ts';
import type { Transport } from '../../../src/engine/ports.ts';
import { systemClock } from '../../../src/engine/systemClock.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { startServer } from '../../support/forge/loopback.ts';
import { startFullBacklog } from '../../support/fullBacklog.ts';
import { useMirrorRig } from '../../support/mirrorRig.ts';
import { describeWith } from '../../support/thisSystem.ts';

const CONNECT_TIMEOUT_MS = 100;

describeWith('linux', 'connecting to a host that does not respond', function () {
  let dead: Awaited<ReturnType<typeof startFullBacklog>>;
  beforeEach(async () => void (dead = await startFullBacklog()));
  afterEach(() => dead.close());
  const { signal } = new AbortController();
  const editor = createEditorTransport({ fetch: () => globalThis.fetch });
  const direct = createUndiciTransport();
  const transports: readonly (readonly [string, Transport, string])[] = [
    ["the editor's fetch", editor, 'UND_ERR_CONNECT_TIMEOUT'],
    ['undici', direct, 'UND_ERR_CONNECT_TIMEOUT'],
    ["Node's own client", createNodeTransport(), 'ETIMEDOUT'],
  ];

  for (const [name, transport, reason] of transports) {
    it(`ends in time through ${name}`, async () => {
      const url = new URL(dead.origin);
      const failure = await transport.send({ url, headers: {}, connectTimeoutMs: CONNECT_TIMEOUT_MS, signal }).then(
        () => undefined,
        (error: unknown) => asFailure(error, url.host, signal),
      );
      assert.ok(isEngineError(failure, 'network'), String(failure));
      assert.equal(failure.facts.reason, reason);
    });
  }

  it('does not shorten the wait for an answer, nor for the body', async () => {
    const asked = Promise.withResolvers<ServerResponse>();
    const slow = await startServer((_request, response) => asked.resolve(response));
    const clock = new FakeClock();
    const transport = createEditorTransport({ fetch: () => globalThis.fetch, clock });
    const url = new URL(slow.origin);
    const sending = transport.send({ url, headers: {}, connectTimeoutMs: CONNECT_TIMEOUT_MS, signal });
    const response = await asked.promise;
    await clock.advance(3 * CONNECT_TIMEOUT_MS);
    response.writeHead(200).flushHeaders();
    const { body } = await sending;
    await clock.advance(3 * CONNECT_TIMEOUT_MS);
    response.end('late');
    const chunks = [];
    for await (const chunk of body) chunks.push(chunk);
    await slow.close();
    assert.equal(Buffer.concat(chunks).toString(), 'late');
  });

  describe('as a mirror', () => {
    const rig = useMirrorRig();

    it('costs the editor two seconds, and the file comes from the forge', async () => {
      const { engine, skipped } = await rig().machine({
        mirrors: [dead.origin],
        ports: { transport: editor, clock: systemClock },
      });
      const found = await engine.obtain(rig().asset, rig().locked);
      assert.equal(found.mirror, undefined);
      assert.deepEqual(
        skipped.map(({ code, facts }) => [code, 'reason' in facts && facts.reason]),
        [['network', 'UND_ERR_CONNECT_TIMEOUT']],
      );
    });
  });
});
