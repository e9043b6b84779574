import assert from 'node:assert/strict';
import { DEFAULT_OPTIONS } from '../../../src/engine/index.ts';
import { clientContent } from '../../support/clientRig.ts';
import { FakeClock, settle } from '../../support/fakeClock.ts';
import { startForge } from '../../support/forge/forge.ts';
import { useTempDir } from '../../support/tempDir.ts';
import { makeEngine } from '../../support/testEngine.ts';

describe("the engine's options for the network", () => {
  const directory = useTempDir();

  it('allows half a minute for headers and a minute for a stalled body by default', () => {
    assert.deepEqual([DEFAULT_OPTIONS.headersTimeoutMs, DEFAULT_OPTIONS.idleTimeoutMs], [30_000, 60_000]);
  });

  it('applies the configured timeouts', async () => {
    const forge = await startForge({ content: clientContent() });
    forge.faults.add({ kind: 'silence' });
    const clock = new FakeClock();
    await using made = await makeEngine(directory(), { clock }, { headersTimeoutMs: 1234 });
    const call = made.engine.client(forge.url).instanceInfo();
    const ended = assert.rejects(call, {
      code: 'timeout',
      facts: { host: new URL(forge.url).host, phase: 'headers', timeoutMs: 1234 },
    });
    while (forge.requests.length === 0) await settle();
    await clock.advance(1234);
    await ended;
    await forge.close();
  });

  it("sends the program's name, not a browser's", async () => {
    const forge = await startForge({ content: clientContent() });
    await using made = await makeEngine(directory(), {}, { userAgent: 'forgejo-artifacts/9.9' });
    await made.engine.client(forge.url).instanceInfo();
    assert.equal(forge.requests[0]?.headers['user-agent'], 'forgejo-artifacts/9.9');
    assert.doesNotMatch(DEFAULT_OPTIONS.userAgent, /mozilla/i);
    await forge.close();
  });
});
