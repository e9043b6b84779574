import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { verifyMinisign, verifySignify } from '../../../../src/engine/verify/minisign.ts';
import { parseMinisignKey } from '../../../../src/engine/verify/minisignKey.ts';
import type { MinisignKey } from '../../../../src/engine/verify/minisignKey.ts';
import { WHOLE_LIMIT_BYTES, contentOf } from '../../../../src/engine/verify/signedContent.ts';
import type { SignedContent } from '../../../../src/engine/verify/signedContent.ts';
import { fixture, fixtureText } from '../../../support/signatures/fixtures.ts';
import { flippedBits, shifted, truncated } from '../../../support/signatures/tampering.ts';
import { sampled } from '../../../support/sampled.ts';

const TEXT = fixture('tool.txt');
const FILE = { name: 'tool.txt', content: contentOf(TEXT) };

function keyOf(name: string): MinisignKey {
  const key = parseMinisignKey(fixtureText(name));
  assert.ok(key);
  return key;
}

/**
 * A key, and signatures like minisign's with any trusted comment. All keys have the same id, because anybody may choose it.
 */
function signer(): { key: MinisignKey; sign: (comment: string) => Buffer } {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const id = Buffer.from('0011223344556677', 'hex');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const key = parseMinisignKey(Buffer.concat([Buffer.from('Ed'), id, raw]).toString('base64'));
  assert.ok(key);
  const over = sign(null, TEXT, privateKey);
  return {
    key,
    sign: (comment) => {
      const global = sign(null, Buffer.concat([over, Buffer.from(comment)]), privateKey);
      const first = Buffer.concat([Buffer.from('Ed'), id, over]).toString('base64');
      const lines = ['untrusted comment: x', first, `trusted comment: ${comment}`, global.toString('base64'), ''];
      return Buffer.from(lines.join('\n'));
    },
  };
}

describe('parseMinisignKey', () => {
  it('reads a file and its line alone, and shows the key id as minisign does', () => {
    const key = keyOf('minisign/key.pub');
    assert.equal(key.keyId, 'F5420C2B3C8F6886');
    assert.match(fixtureText('minisign/key.pub'), /F5420C2B3C8F6886/);
    assert.deepEqual(parseMinisignKey(fixtureText('minisign/key.pub').split('\n')[1] ?? ''), key);
    assert.deepEqual(parseMinisignKey(fixtureText('minisign/key.pub').replaceAll('\n', '\r\n')), key);
  });

  it('refuses everything else', () => {
    const line = fixtureText('minisign/key.pub').split('\n')[1] ?? '';
    const prehashed = Buffer.concat([Buffer.from('ED'), Buffer.from(line, 'base64').subarray(2)]).toString('base64');
    for (const text of [
      '',
      line.slice(0, -4),
      `${line}AAAA`,
      `${line.slice(0, 9)} ${line.slice(9)}`,
      `x\n${line}`,
      prehashed,
    ])
      assert.equal(parseMinisignKey(text), undefined, text);
    assert.equal(parseMinisignKey(fixtureText('minisign/tool.txt.minisig')), undefined);
  });
});

describe('verifyMinisign', () => {
  const key = keyOf('minisign/key.pub');
  const verify = (signature: Uint8Array, keys = [key], file = FILE) => verifyMinisign(signature, keys, file);

  for (const name of ['tool.txt', 'legacy', 'comment'])
    it(`accepts a signature by minisign: ${name}`, async () => {
      const result = await verify(fixture(`minisign/${name}.minisig`));
      assert.ok(result.ok);
      assert.equal(result.keyId, 'F5420C2B3C8F6886');
    });

  it('returns the trusted comment, not the untrusted one', async () => {
    const own = await verify(fixture('minisign/comment.minisig'));
    assert.equal(own.ok && own.comment, 'a comment of my own, ünïcödé');
    const made = await verify(fixture('minisign/tool.txt.minisig'));
    assert.match((made.ok && made.comment) || '', /^timestamp:\d+\tfile:tool\.txt\thashed$/);
  });

  it('accepts Windows line ends, and none or several at the end', async () => {
    const text = fixture('minisign/tool.txt.minisig').toString('latin1');
    assert.ok((await verify(Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1'))).ok);
    assert.ok((await verify(Buffer.from(text.trimEnd(), 'latin1'))).ok);
    assert.ok((await verify(Buffer.from(`${text}\n\r\n`, 'latin1'))).ok);
  });

  it('reports an unknown key by name', async () => {
    const expected = { ok: false, reason: 'unknown-key', keyId: keyOf('minisign/other.pub').keyId };
    assert.deepEqual(await verify(fixture('minisign/other.minisig')), expected);
    assert.deepEqual(await verify(fixture('minisign/tool.txt.minisig'), []), { ...expected, keyId: key.keyId });
  });

  it('refuses another key that claims the same id', async () => {
    const liar = { ...keyOf('minisign/other.pub'), keyId: key.keyId };
    const signature = fixture('minisign/tool.txt.minisig');
    assert.deepEqual(await verify(signature, [liar]), {
      ok: false,
      reason: 'bad-signature',
      keyId: key.keyId,
      signer: 'trusted',
    });
    assert.ok((await verify(signature, [liar, key])).ok);
  });

  it('refuses another file', async () => {
    for (const { bytes, what } of sampled([...flippedBits(TEXT), ...truncated(TEXT)]))
      for (const name of ['tool.txt', 'legacy']) {
        const result = await verify(fixture(`minisign/${name}.minisig`), [key], { ...FILE, content: contentOf(bytes) });
        assert.deepEqual(result, { ok: false, reason: 'bad-signature', keyId: key.keyId, signer: 'trusted' }, what);
      }
  }).timeout(120_000);

  it('refuses a good signature over another file name', async () => {
    const expected = { ok: false, reason: 'wrong-name', keyId: key.keyId, signer: 'trusted' };
    assert.deepEqual(await verify(fixture('minisign/renamed.minisig')), expected);
    assert.deepEqual(await verify(fixture('minisign/tool.txt.minisig'), [key], { ...FILE, name: 'tool' }), expected);
    assert.ok((await verify(fixture('minisign/renamed.minisig'), [key], { ...FILE, name: 'renamed.txt' })).ok);
  });

  const COMMENTS: readonly (readonly [comment: string, fits: boolean])[] = [
    ['', true],
    ['timestamp:1', true],
    ['file:tool.txt', true],
    ['timestamp:1\tfile:dist/tool.txt\tprehashed', true],
    ['timestamp:1\tfile:\thashed', true],
    ['timestamp:1\tfilename:tool.txt', true],
    ['timestamp:1 file:tool.txt hashed', true],
    ['profile:other', true],
    ['timestamp:1\tfile:D:\\a\\saw\\dist\\tool.txt\thashed', true],
    ['timestamp:1\tfile:C:\\My Tools\\tool.txt\thashed', true],
    ['timestamp:1\tfile:dist/release/\thashed', true],
    ['timestamp:1\tfile:dist\\', true],
    ['file:dist/tool.txt', true],
    ['file:C:\\dist\\tool.txt hashed', true],
    ['file:dist/other.txt', false],
    ['file:C:\\My Tools\\tool.txt', true],
    ['file:other.txt dist/tool.txt', false],
    ['timestamp:1\tfile:D:\\a\\other.txt\thashed', false],
    ['timestamp:1\tfile:TOOL.txt', false],
    ['timestamp:1\tfile:tool.txt \thashed', false],
    ['timestamp:1\tfile:tool.txt.old\thashed', false],
    ['timestamp:1\tfile:tool.txt\tfile:other.txt', false],
    ['timestamp:1 file:other.txt hashed', false],
    ['file:tool.txt/x', false],
  ];
  for (const [comment, fits] of COMMENTS)
    it(`${fits ? 'accepts' : 'refuses'} the trusted comment ${JSON.stringify(comment)}`, async () => {
      const { key: own, sign } = signer();
      const result = await verify(sign(comment), [own]);
      assert.deepEqual(
        result,
        fits
          ? { ok: true, keyId: own.keyId, comment }
          : { ok: false, reason: 'wrong-name', keyId: own.keyId, signer: 'trusted' },
      );
    });

  for (const name of ['tool.txt', 'legacy', 'comment'])
    it(`refuses every change of ${name}, except in the unsigned part`, async () => {
      const original = fixture(`minisign/${name}.minisig`);
      const good = await verify(original);
      const inert = 'untrusted comment: '.length;
      const secondLine = original.indexOf('\n') + 1;
      for (const { bytes, what, at } of sampled([
        ...flippedBits(original),
        ...truncated(original),
        ...shifted(original),
      ])) {
        const result = await verify(bytes);
        if (!result.ok) continue;
        assert.deepEqual(result, good, what);
        const isComment = at >= inert - 1 && at < secondLine;
        const isLastEnd = at === original.length - 1 && bytes.length !== original.length;
        assert.ok(isComment || isLastEnd, `${what} was accepted`);
      }
    }).timeout(120_000);

  it('refuses parts of two signatures put together', async () => {
    const [one, two] = ['tool.txt', 'comment'].map((name) =>
      fixture(`minisign/${name}.minisig`).toString('latin1').split('\n'),
    );
    assert.ok(one && two);
    const mixes = [
      [...one.slice(0, 2), ...two.slice(2, 3), ...one.slice(3)],
      [...one.slice(0, 3), ...two.slice(3)],
    ];
    for (const mix of mixes) {
      const result = await verify(Buffer.from(mix.join('\n'), 'latin1'));
      assert.deepEqual(result, { ok: false, reason: 'bad-signature', keyId: key.keyId, signer: 'trusted' });
    }
  });

  it('refuses two trusted keys that each sign one half', async () => {
    const one = signer();
    const lines = one.sign('x').toString().split('\n');
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const over = Buffer.from(lines[1] ?? '', 'base64').subarray(-64);
    const global = sign(null, Buffer.concat([over, Buffer.from('x')]), privateKey).toString('base64');
    const other = { keyId: one.key.keyId, key: publicKey.export({ format: 'der', type: 'spki' }).subarray(-32) };
    const mixed = Buffer.from([...lines.slice(0, 3), global, ''].join('\n'));
    const result = await verify(mixed, [one.key, other]);
    assert.deepEqual(result, { ok: false, reason: 'bad-signature', keyId: other.keyId, signer: 'trusted' });
  });

  it('refuses lines after the last one', async () => {
    const more = Buffer.concat([fixture('minisign/tool.txt.minisig'), Buffer.from('x\n')]);
    assert.deepEqual(await verify(more), { ok: false, reason: 'malformed' });
  });

  it('refuses a signature without its trusted comment', async () => {
    const lines = fixtureText('minisign/legacy.minisig').split('\n');
    for (const count of [2, 3])
      assert.deepEqual(await verify(Buffer.from(`${lines.slice(0, count).join('\n')}\n`)), {
        ok: false,
        reason: 'malformed',
      });
  });

  it('refuses a file that is too large before reading it', async () => {
    const large = Buffer.concat([fixture('minisign/tool.txt.minisig'), Buffer.alloc(40_000, 10)]);
    assert.deepEqual(await verify(large), { ok: false, reason: 'too-large' });
    const unread: SignedContent = {
      sizeBytes: WHOLE_LIMIT_BYTES + 1,
      hash: () => assert.fail('hashed'),
      chunks: () => assert.fail('read'),
      read: () => assert.fail('read'),
    };
    const result = await verify(fixture('minisign/legacy.minisig'), [key], { ...FILE, content: unread });
    assert.deepEqual(result, { ok: false, reason: 'content-too-large', keyId: key.keyId, signer: 'trusted' });
  });
});

describe('verifySignify', () => {
  const key = keyOf('signify/key.pub');
  const verify = (signature: Uint8Array, keys = [key], bytes: Uint8Array = TEXT) =>
    verifySignify(signature, keys, contentOf(bytes));

  it('accepts a signature by signify', async () => {
    assert.deepEqual(await verify(fixture('signify/tool.txt.sig')), { ok: true, keyId: key.keyId });
  });

  it('reports an unknown key', async () => {
    const result = await verify(fixture('signify/other.sig'));
    assert.deepEqual(result, { ok: false, reason: 'unknown-key', keyId: keyOf('signify/other.pub').keyId });
  });

  it('refuses another file', async () => {
    for (const { bytes, what } of sampled([...flippedBits(TEXT), ...truncated(TEXT)]))
      assert.equal((await verify(fixture('signify/tool.txt.sig'), [key], bytes)).ok, false, what);
  });

  it('refuses every change, except in the unsigned part', async () => {
    const original = fixture('signify/tool.txt.sig');
    const secondLine = original.indexOf('\n') + 1;
    for (const { bytes, what, at } of sampled([
      ...flippedBits(original),
      ...truncated(original),
      ...shifted(original),
    ])) {
      if (!(await verify(bytes)).ok) continue;
      assert.ok(at < secondLine || (at === original.length - 1 && bytes.length !== original.length), what);
    }
  }).timeout(120_000);

  it('refuses a prehashed signature, which signify does not make', async () => {
    const lines = fixtureText('minisign/tool.txt.minisig').split('\n').slice(0, 2);
    const result = await verify(Buffer.from(`${lines.join('\n')}\n`), [keyOf('minisign/key.pub')]);
    assert.deepEqual(result, { ok: false, reason: 'malformed' });
  });

  it('refuses signatures of minisign', async () => {
    const minisign = keyOf('minisign/key.pub');
    for (const name of ['tool.txt', 'legacy'])
      assert.deepEqual(await verify(fixture(`minisign/${name}.minisig`), [minisign]), {
        ok: false,
        reason: 'malformed',
      });
  });
});
