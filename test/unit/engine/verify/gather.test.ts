import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { EngineError } from '../../../../src/engine/errors.ts';
import { examineChecksums, examineSignatures } from '../../../../src/engine/verify/examine.ts';
import { gatheredFiles, gather } from '../../../../src/engine/verify/gather.ts';
import { parseMinisignKey } from '../../../../src/engine/verify/minisignKey.ts';
import type { MinisignKey } from '../../../../src/engine/verify/minisignKey.ts';
import { findSignatureFiles } from '../../../../src/engine/verify/signatureFiles.ts';
import { NO_KEYS, schemeOf, verifySignature } from '../../../../src/engine/verify/signatureSchemes.ts';
import type { TrustedKeys } from '../../../../src/engine/verify/signatureSchemes.ts';
import { contentOf } from '../../../../src/engine/verify/signedContent.ts';
import { parseSshKey } from '../../../../src/engine/verify/sshKey.ts';
import { fixture, fixtureText } from '../../../support/signatures/fixtures.ts';

const TEXT = fixture('tool.txt');
const SHA256 = createHash('sha256').update(TEXT).digest('hex');
const NOBODY: TrustedKeys = NO_KEYS;

interface File {
  readonly name: string;
  readonly sizeBytes: number;
  readonly bytes: Uint8Array | Error;
}

const file = (name: string, content: string | Uint8Array | Error = ''): File => ({
  name,
  sizeBytes: 100,
  bytes: typeof content === 'string' ? Buffer.from(content) : content,
});

const ASSET = file('tool.txt', TEXT);

/** Gathers among these files. Returns what was requested, in order. */
async function gatherFrom(...others: readonly File[]) {
  const asked: string[] = [];
  const gathered = await gather(ASSET, [ASSET, ...others], ({ name, bytes }) => {
    asked.push(name);
    return bytes instanceof Error ? Promise.reject(bytes) : Promise.resolve(bytes);
  });
  return { gathered, asked };
}

async function examineAll(gathered: Awaited<ReturnType<typeof gatherFrom>>['gathered'], keys: TrustedKeys) {
  const signed = { name: ASSET.name, content: contentOf(TEXT) };
  return {
    checksums: await examineChecksums(gathered, keys),
    signatures: await examineSignatures(gathered, keys, signed),
  };
}

function key(name: string): MinisignKey {
  const found = parseMinisignKey(fixtureText(name));
  assert.ok(found);
  return found;
}

describe('findSignatureFiles', () => {
  it('finds possible signatures over the file, and over no other', () => {
    const names = [
      'tool.txt.asc',
      'tool.txt.MINISIG',
      'tool.txt.sig',
      'tool.txt.sha256.sig',
      'tool.sig',
      'tool.txt.sigs',
    ];
    const found = findSignatureFiles(
      ASSET,
      names.map((name) => file(name)),
    );
    assert.deepEqual(
      found.map(({ name }) => name),
      ['tool.txt.MINISIG', 'tool.txt.sig', 'tool.txt.asc'],
    );
  });

  it('recognises every extension in use', () => {
    for (const ending of ['.sign', '.gpg', '.pgp', '.bundle', '.cosign.bundle', '.sigstore', '.sshsig', '.signature'])
      assert.equal(findSignatureFiles(ASSET, [file(`tool.txt${ending}`)]).length, 1, ending);
  });
});

describe('schemeOf', () => {
  const ROWS: readonly (readonly [expected: string | undefined, name: string, bytes: Uint8Array])[] = [
    ['minisign', 'x.minisig', fixture('minisign/tool.txt.minisig')],
    ['minisign', 'x.sig', fixture('minisign/tool.txt.minisig')],
    ['minisign', 'x.minisig', fixture('signify/tool.txt.sig')],
    ['signify', 'x.sig', fixture('signify/tool.txt.sig')],
    ['ssh', 'x.sig', fixture('ssh/rsa.sig')],
    ['openpgp', 'x.asc', Buffer.from('-----BEGIN PGP SIGNATURE-----\n')],
    ['openpgp', 'x.sig', Buffer.from([0xc2, 0x75, 0x04])],
    ['sigstore', 'x.sigstore.json', Buffer.from('{"mediaType":""}')],
    ['openpgp', 'x.asc', fixture('releases/node/SHASUMS256.txt.asc')],
    ['openpgp', 'x.gpg', fixture('releases/gpgMessage/checksums.txt.gpg')],
    ['signify', 'SHA256.sig', fixture('releases/signify/SHA256.sig')],
    [undefined, 'x.sig', Buffer.from('MEUCIQ==')],
    [undefined, 'x.sig', Buffer.alloc(0)],
  ];
  ROWS.forEach(([expected, name, bytes], index) => {
    it(`detects ${expected ?? 'nothing'} in ${name} (${index})`, () => assert.equal(schemeOf(name, bytes), expected));
  });

  it('never accepts a minisign signature without its comment as signify', async () => {
    const stripped = Buffer.from(fixtureText('minisign/legacy.minisig').split('\n').slice(0, 2).join('\n'));
    const keys = { ...NOBODY, minisign: [key('minisign/key.pub')], signify: [] };
    for (const name of ['tool.txt.minisig', 'tool.txt.sig']) {
      const { result } = await verifySignature({ name, bytes: stripped }, keys, {
        name: 'tool.txt',
        content: contentOf(TEXT),
      });
      assert.equal(result.ok, false);
    }
  });
});

describe('gather and examine', () => {
  it('finds nothing without evidence files, and makes no request', async () => {
    const { gathered, asked } = await gatherFrom(file('other.zip'), file('README.md'));
    assert.deepEqual([gathered, asked], [{ checksums: [], signatures: [] }, []]);
    assert.deepEqual(await examineAll(gathered, NOBODY), { checksums: [], signatures: [] });
  });

  it('reads checksum files and returns the expected digests', async () => {
    const { gathered } = await gatherFrom(
      file('SHA256SUMS', `${SHA256}  tool.txt\n`),
      file('tool.txt.sha256', `${SHA256}\n`),
      file('checksums.txt', `${SHA256}  other\n`),
    );
    const digests = [{ algorithm: 'sha256', hex: SHA256 }] as const;
    assert.deepEqual(
      gatheredFiles(gathered).map(({ name }) => name),
      ['tool.txt.sha256', 'SHA256SUMS', 'checksums.txt'],
    );
    assert.deepEqual((await examineAll(gathered, NOBODY)).checksums, [
      { file: 'tool.txt.sha256', scope: 'asset', digests, signatures: [] },
      { file: 'SHA256SUMS', scope: 'list', digests, signatures: [] },
      { file: 'checksums.txt', scope: 'list', problem: 'no-entry', digests: [], signatures: [] },
    ]);
  });

  const manyLists = Array.from({ length: 8 }, (_, index) => file(`${index}-SHA256SUMS`, `${SHA256}  tool.txt\n`));

  it('fetches at most four files at a time', async () => {
    let [now, most, total] = [0, 0, 0];
    const signatures = manyLists.map(({ name }) => file(`${name}.sig`, 'none'));
    await gather(ASSET, [ASSET, ...manyLists, ...signatures], async ({ bytes }) => {
      most = Math.max(most, (now += 1));
      total += 1;
      await new Promise(setImmediate);
      now -= 1;
      return bytes as Uint8Array;
    });
    assert.deepEqual([most, total], [4, 16]);
  });

  it('stops fetching once one file has to be fetched later', async () => {
    const asked: string[] = [];
    const later = new EngineError('timeout', 'slow', { host: 'a', phase: 'body', timeoutMs: 1 });
    const work = gather(ASSET, [ASSET, ...manyLists], ({ name }) => {
      asked.push(name);
      return Promise.reject(later);
    });
    await assert.rejects(work, later);
    assert.equal(asked.length, 4);
  });

  it('checks signatures over the asset with the keys of their tool', async () => {
    const { gathered } = await gatherFrom(
      file('tool.txt.minisig', fixture('minisign/tool.txt.minisig')),
      file('tool.txt.sig', fixture('ssh/ed25519.sig')),
    );
    const ssh = parseSshKey(fixtureText('ssh/ed25519.pub'));
    assert.ok(ssh);
    const trusted = await examineAll(gathered, { ...NOBODY, minisign: [key('minisign/key.pub')], ssh: [ssh] });
    assert.deepEqual(
      trusted.signatures.map(({ scheme, keyId, problem }) => [scheme, keyId, problem]),
      [
        ['minisign', 'F5420C2B3C8F6886', undefined],
        ['ssh', ssh.fingerprint, undefined],
      ],
    );
    assert.match(trusted.signatures[0]?.comment ?? '', /file:tool\.txt/);
    const unknown = await examineAll(gathered, { ...NOBODY, signify: [key('minisign/key.pub')] });
    assert.deepEqual(
      unknown.signatures.map(({ problem }) => problem),
      ['unknown-key', 'unknown-key'],
    );
  });

  it('requests the signature of a list only if the list has the asset', async () => {
    const { asked } = await gatherFrom(
      file('SHA256SUMS', `${SHA256}  tool.txt\n`),
      file('SHA256SUMS.minisig'),
      file('checksums.txt', `${SHA256}  other\n`),
      file('checksums.txt.minisig'),
    );
    assert.deepEqual(asked.toSorted(), ['SHA256SUMS', 'SHA256SUMS.minisig', 'checksums.txt']);
  });

  it('checks the signature of a list over the list', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const id = Buffer.alloc(8, 7);
    const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
    const own = parseMinisignKey(Buffer.concat([Buffer.from('Ed'), id, raw]).toString('base64'));
    assert.ok(own);
    const list = `${SHA256}  tool.txt\n`;
    const over = Buffer.concat([Buffer.from('Ed'), id, sign(null, Buffer.from(list), privateKey)]).toString('base64');
    const signature = file('SHA256SUMS.sig', `untrusted comment: x\n${over}\n`);
    const keys = { ...NOBODY, signify: [own] };
    const problems = async (text: string) => {
      const { gathered } = await gatherFrom(file('SHA256SUMS', text), signature);
      return (await examineAll(gathered, keys)).checksums[0]?.signatures.map(({ problem }) => problem);
    };
    assert.deepEqual(await problems(list), [undefined]);
    assert.deepEqual(await problems(`${list}\n`), ['bad-signature']);
  });

  it('distinguishes missing files from failed ones', async () => {
    const failure = new EngineError('forbidden', 'no', { host: 'example.org', tokenSent: false });
    const { gathered } = await gatherFrom(file('SHA256SUMS', failure), file('tool.txt.minisig', failure));
    assert.deepEqual(await examineAll(gathered, NOBODY), {
      checksums: [
        { file: 'SHA256SUMS', scope: 'list', problem: 'fetch', code: 'forbidden', digests: [], signatures: [] },
      ],
      signatures: [{ file: 'tool.txt.minisig', problem: 'fetch', code: 'forbidden' }],
    });
  });

  it('fails on temporary errors, so that a bad connection never hides evidence', async () => {
    const failure = new EngineError('network', 'no answer', { host: 'example.org' });
    await assert.rejects(gatherFrom(file('SHA256SUMS', failure)), (error) => error === failure);
  });

  it('passes on an abort', async () => {
    const reason = new DOMException('stopped', 'AbortError');
    await assert.rejects(gatherFrom(file('SHA256SUMS', reason)), (error) => error === reason);
  });

  it('prefers a clearsigned list over the list next to it', async () => {
    const [list, signed] = ['SHASUMS256.txt', 'SHASUMS256.txt.asc'].map((name) => fixture(`releases/node/${name}`));
    const asset = file('saw-1.0.0-linux-x64.tar.gz');
    const others = [file('SHASUMS256.txt', list), file('SHASUMS256.txt.asc', signed)];
    const gathered = await gather(asset, others, ({ bytes }) => Promise.resolve(bytes as Uint8Array));
    assert.deepEqual(
      gathered.checksums.map((one) => [one.file.name, one.result?.ok && one.result.embedded, one.signatures]),
      [
        ['SHASUMS256.txt', undefined, []],
        ['SHASUMS256.txt.asc', 'openpgp', []],
      ],
    );
  });

  const others = Array.from({ length: 11 }, (_, index) => [
    file(`tool-a${index}.zip`),
    file(`tool-a${index}.sha256`, `${SHA256}  tool-a${index}.zip\n`),
  ]).flat();

  it('reads the list named like the asset, however many there are for other files, and none of those', async () => {
    const { gathered, asked } = await gatherFrom(...others, file('tool.sha256', `${SHA256}  tool.txt\n`));
    assert.deepEqual(asked, ['tool.sha256']);
    assert.deepEqual(
      gathered.checksums.map(({ result }) => result?.ok),
      [true],
    );
  });

  it('reads a few lists of other files if nothing else has a digest for the asset', async () => {
    const odd = [file('tool-z.zip'), file('tool-z.sha256', `${SHA256}  tool.txt\n`)];
    const { gathered, asked } = await gatherFrom(file('SHA256SUMS', `${SHA256}  other\n`), ...odd, ...others);
    assert.equal(asked.length, 9);
    assert.ok(gathered.checksums.some(({ file: { name }, result }) => name === 'tool-z.sha256' && result?.ok));
  });

  it('fetches only a few files', async () => {
    const many = Array.from({ length: 50 }, (_, index) => file(`list${index}_checksums.txt`, `${SHA256}  tool.txt\n`));
    const { asked } = await gatherFrom(...many);
    assert.equal(asked.length, 8);
    const none = many.map(({ name }) => file(name, `${SHA256}  other\n`));
    assert.equal((await gatherFrom(...none)).asked.length, 16);
  });
});
