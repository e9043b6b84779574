import assert from 'node:assert/strict';
import type { TransportRequest } from '../../../src/engine/ports.ts';
import type { Transport } from '../../../src/engine/index.ts';
import { until } from '../../support/cacheRig.ts';
import { makeAsset } from '../../support/makeAsset.ts';
import { useTempDir } from '../../support/tempDir.ts';
import { makeEngine } from '../../support/testEngine.ts';

const INSTANCE = 'https://git.example.org/';
const SOURCE = { kind: 'release', owner: 'alice', repo: 'tool' } as const;

/** Accepts requests and never answers them. */
class SilentTransport implements Transport {
  readonly asked: TransportRequest[] = [];

  send(request: TransportRequest): Promise<never> {
    this.asked.push(request);
    return new Promise((_resolve, reject) => {
      request.signal.addEventListener('abort', () => reject(request.signal.reason as Error), { once: true });
    });
  }
}

describe('closing the engine', () => {
  const directory = useTempDir();
  const never = new AbortController().signal;

  it('stops every request, and makes none afterwards', async () => {
    const transport = new SilentTransport();
    const { engine } = await makeEngine(directory(), { transport });
    const asset = makeAsset({ name: 'tool.sig' });
    const calls = [
      () => engine.version(INSTANCE, SOURCE, 'v1'),
      () => engine.readSmall(asset, never),
      () => engine.obtain(makeAsset({ name: 'tool', version: 'v4' })),
      () => engine.client(INSTANCE).version(SOURCE, 'v2', { signal: never }),
      () => engine.probe(INSTANCE).version(SOURCE, 'v3', { signal: never }),
    ];
    const waiting = calls.map((call) => assert.rejects(call(), { name: 'AbortError' }));
    await until(() => transport.asked.length === calls.length);
    await engine.close();
    await Promise.all(waiting);
    for (const call of calls) await assert.rejects(call(), { name: 'AbortError' });
    assert.equal(transport.asked.length, calls.length);
    for (const { signal } of transport.asked) assert.equal(signal.aborted, true);
  });
});
