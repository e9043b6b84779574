import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { nodeAt, parseJsonText, lineAndColumn } from '../../../../src/engine/project/jsonText.ts';

function faultOf(text: string): unknown {
  const parsed = parseJsonText(text);
  return parsed.ok ? undefined : { rule: parsed.rule, ...lineAndColumn(text, parsed.offset) };
}

describe('parseJsonText', () => {
  it('reads any JSON as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(undefined, 2, '\t'), (json, indent) => {
        const text = JSON.stringify(JSON.parse(json), undefined, indent);
        const parsed = parseJsonText(text);
        assert.ok(parsed.ok);
        assert.deepEqual(JSON.parse(JSON.stringify(parsed.root.value)), JSON.parse(text));
      }),
    );
  });

  it('refuses anything that JSON.parse refuses', () => {
    fc.assert(
      fc.property(
        fc.json({ maxDepth: 2 }),
        fc.nat(),
        fc.constantFrom('', ',', '}', '"', '\u0001', "'"),
        (json, at, put) => {
          const place = at % (json.length + 1);
          const text = json.slice(0, place) + put + json.slice(place + 1);
          let isJson = true;
          try {
            JSON.parse(text);
          } catch {
            isJson = false;
          }
          const parsed = parseJsonText(text);
          // A duplicate key is refused wherever it is, before or after other mistakes.
          if (parsed.ok || parsed.rule !== 'duplicateKey') assert.equal(parsed.ok, isJson, text);
        },
      ),
    );
  });

  it('reports common mistakes with their position', () => {
    assert.deepEqual(faultOf('{\n  // why\n  "a": 1\n}'), { rule: 'comment', line: 2, column: 3 });
    assert.deepEqual(faultOf('{ "a": 1 /* why */ }'), { rule: 'comment', line: 1, column: 10 });
    assert.deepEqual(faultOf('{\r\n  "a": [1, 2,],\r\n}'), { rule: 'trailingComma', line: 2, column: 13 });
    assert.deepEqual(faultOf('{\n  "a": 1,\n}'), { rule: 'trailingComma', line: 2, column: 9 });
    assert.deepEqual(faultOf('{ "a": 1, "b": 2, "a": 3 }'), { rule: 'duplicateKey', line: 1, column: 19 });
    assert.deepEqual(faultOf("{ 'a': 1 }"), { rule: 'json', line: 1, column: 3 });
    assert.deepEqual(faultOf(''), { rule: 'json', line: 1, column: 1 });
    assert.deepEqual(faultOf('{} {}'), { rule: 'json', line: 1, column: 4 });
  });

  it('accepts a byte order mark, and gives no key a special meaning', () => {
    const parsed = parseJsonText('\ufeff{"__proto__": {"a": 1}}');
    assert.ok(parsed.ok);
    assert.equal((parsed.root.value as { a?: number }).a, undefined);
    assert.deepEqual(Object.keys(parsed.root.value as object), ['__proto__']);
  });

  it('refuses a text of brackets without end', () => {
    assert.equal(parseJsonText('['.repeat(100_000)).ok, false);
  });

  it('reads 20,000 values, and refuses a text with more', () => {
    // The object itself counts as one value.
    const keys = Array.from({ length: 19_999 }, (_, index) => `"${index}":0`);
    assert.equal(parseJsonText(`{${keys.join()}}`).ok, true);
    const offset = keys.join().length + ',"more":'.length + 1;
    assert.deepEqual(parseJsonText(`{${keys.join()},"more":0}`), { ok: false, rule: 'tooLarge', offset });
  });

  it('finds the node under a path, or its nearest ancestor', () => {
    const text = '{"a": {"b": [10, 20]}}';
    const parsed = parseJsonText(text);
    assert.ok(parsed.ok);
    const { start, end } = nodeAt(parsed.root, ['a', 'b', 1]);
    assert.equal(text.slice(start, end), '20');
    assert.equal(nodeAt(parsed.root, ['a', 'c']), nodeAt(parsed.root, ['a']));
  });
});
