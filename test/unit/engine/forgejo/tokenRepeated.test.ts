import assert from 'node:assert/strict';
import { ForgejoAssetClient } from '../../../../src/engine/forgejo/client.ts';
import { HttpClient } from '../../../../src/engine/http/httpClient.ts';
import { isEngineError } from '../../../../src/engine/index.ts';
import type { Transport } from '../../../../src/engine/index.ts';
import { describeError } from '../../../../src/words/describeError.ts';
import { readCaptures } from '../../../integration/forge/captures.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { makeAsset } from '../../../support/makeAsset.ts';
import { MemoryLog } from '../../../support/memoryLog.ts';

const TOKEN = 'ffffffffffffffffffffffffffffffffffffffff';
const BASE = 'https://git.example.org/';

/** The answers of Forgejo 15 and 17 to an unknown token, which contain the whole token. */
const REPEATED = ['v15.0.3', 'v17.0.0-dev-38'].flatMap(readCaptures).filter(({ response: { status, body } }) => {
  return status === 401 && 'text' in body && body.text.includes(TOKEN);
});

describe('an answer that repeats the token', () => {
  it('was recorded', () => assert.ok(REPEATED.length > 2));

  const log = new MemoryLog();
  const findings: unknown[] = [];

  function clientFor(text: string): ForgejoAssetClient {
    const send: Transport['send'] = async () => ({
      status: 401,
      header: (name) => (name === 'content-type' ? 'application/json' : undefined),
      body: (async function* () {
        yield Buffer.from(text);
      })(),
      discard: () => undefined,
    });
    return new ForgejoAssetClient({
      base: BASE,
      http: new HttpClient({ transport: { send }, clock: new FakeClock(), log, userAgent: () => 'test' }),
      token: () => Promise.resolve(TOKEN),
      resolve: () => Promise.resolve([]),
      onTokenFinding: (finding) => void findings.push(finding),
    });
  }

  for (const { id, response } of REPEATED) {
    it(`leaves it in no error, log or finding: ${id}`, async () => {
      const client = clientFor('text' in response.body ? response.body.text : '');
      const { signal } = new AbortController();
      const source = { kind: 'release', owner: 'alice', repo: 'saw' } as const;
      const calls: readonly (() => Promise<unknown>)[] = [
        () => client.version(source, 'v1.0.0'),
        () => client.releases(source),
        () => client.packages('alice'),
        () => client.openAsset(makeAsset({ instance: BASE }), undefined, signal),
        () => client.identity({ signal }),
      ];
      for (const call of calls) {
        const error: unknown = await call().then(
          () => undefined,
          (failure: unknown) => failure,
        );
        for (let at = error; at instanceof Error; at = at.cause) {
          const text = JSON.stringify([at.message, at.stack, isEngineError(at) ? at.facts : {}, describeError(at)]);
          assert.ok(!text.includes(TOKEN), text);
        }
      }
      assert.ok(!JSON.stringify([log, findings]).includes(TOKEN));
    });
  }
});
