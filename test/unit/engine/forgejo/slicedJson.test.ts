import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { parseSliced } from '../../../../src/engine/forgejo/slicedJson.ts';
import { longestHoldMs } from '../../../support/longestHold.ts';
import { itWith } from '../../../support/thisSystem.ts';

/** The result of `JSON.parse`, or that it refuses the text. */
function native(text: string): unknown {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return 'refused';
  }
}

async function sliced(text: string, pieceLength?: number): Promise<unknown> {
  try {
    return { value: await parseSliced(text, pieceLength === undefined ? {} : { pieceLength }) };
  } catch (error) {
    assert.ok(error instanceof SyntaxError, String(error));
    return 'refused';
  }
}

const MIB = 1024 * 1024;

function repeated(piece: string, [open, close] = ['[', ']']): string {
  return `${open}${Array.from({ length: Math.floor((7 * MIB) / (piece.length + 1)) }, () => piece).join(',')}${close}`;
}

describe('parseSliced', () => {
  it('returns what JSON.parse returns, for pieces of any length', () =>
    fc.assert(
      fc.asyncProperty(
        fc.json({ maxDepth: 6 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 40 }),
        async (json, wide, n) => {
          const text = wide ? JSON.stringify(JSON.parse(json), undefined, 2) : json;
          assert.deepEqual(await sliced(text, n), native(text));
        },
      ),
      { numRuns: 500 },
    ));

  it('refuses what JSON.parse refuses', () =>
    fc.assert(
      fc.asyncProperty(
        fc.json({ maxDepth: 4 }),
        fc.nat(),
        fc.constantFrom('', ',', ']', '}', '[', '{', '"', ':', '\\', '0', 'x', ',,', ' ', '\0'),
        fc.integer({ min: 1, max: 20 }),
        async (json, place, put, n) => {
          const at = place % (json.length + 1);
          const text = json.slice(0, at) + put + json.slice(put === '' ? at + 1 : at);
          assert.deepEqual(await sliced(text, n), native(text));
        },
      ),
      { numRuns: 3000 },
    ));

  it('keeps special keys such as __proto__, and the last of two equal keys', async () => {
    for (const text of ['{"__proto__":{"a":1},"constructor":2}', '{"a":1,"b":[1,2,3],"a":2}', '{"":0,"1":1}']) {
      for (const n of [1, 5, 100]) {
        const { value } = (await sliced(text, n)) as { value: object };
        assert.deepEqual(Object.entries(value), Object.entries(JSON.parse(text) as object));
      }
    }
  });

  it('refuses deeper nesting, more keys and longer strings than any response has', async () => {
    for (const text of [
      '['.repeat(100_000) + ']'.repeat(100_000),
      `{${Array.from({ length: 20_000 }, (_, index) => `"k${index}":1`).join(',')}}`,
      JSON.stringify('a'.repeat(5 * MIB)),
    ])
      assert.equal(await sliced(text), 'refused');
  });

  it('rejects with the reason of an abort', async () => {
    const stop = new AbortController();
    const reason = new Error('stop');
    const run = parseSliced(repeated('{}'), { signal: stop.signal });
    setImmediate(() => stop.abort(reason));
    await assert.rejects(run, reason);
  });

  itWith('fineThreadTimes', 'yields to other work, whatever the response contains', async () => {
    const answers = {
      files: repeated('{"name":"a","uuid":"b"}', ['{"id":1,"tag_name":"v1","assets":[', ']}']),
      objects: repeated('{}'),
      keys: repeated(`{${Array.from({ length: 1000 }, (_, index) => `"k${index}":1`).join(',')}}`),
    };
    for (const [name, text] of Object.entries(answers)) {
      const whole = await longestHoldMs(() => Promise.resolve(JSON.parse(text)));
      // Garbage may be collected during one run, but hardly during all of them.
      let held = Infinity;
      for (let run = 0; run < 3; run++) held = Math.min(held, await longestHoldMs(() => parseSliced(text)));
      assert.ok(held < whole / 3, `${name}: ${held} ms, and ${whole} ms in one piece`);
    }
  }).timeout(60_000);
});
