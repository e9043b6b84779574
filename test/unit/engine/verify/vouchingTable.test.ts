import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { isEngineError } from '../../../../src/engine/errors.ts';
import { REQUIREMENTS } from '../../../../src/engine/evidence.ts';
import type { EvidenceFile, EvidenceKind, Requirement } from '../../../../src/engine/evidence.ts';
import type { Digests } from '../../../../src/engine/model.ts';
import { parseTrustedKey } from '../../../../src/engine/index.ts';
import { refusalOf } from '../../../../src/engine/verify/refusal.ts';
import { parseChecksums } from '../../../../src/engine/verify/checksums.ts';
import type { Gathered } from '../../../../src/engine/verify/gather.ts';
import { EvidenceCheck } from '../../../../src/engine/verify/evidenceCheck.ts';
import { contentOf } from '../../../../src/engine/verify/signedContent.ts';
import { createTrust } from '../../../../src/engine/verify/trust.ts';
import { fakeEvidenceSource } from '../../../support/fakeEvidenceSource.ts';
import { minisignSigner } from '../../../support/forge/signing/minisign.ts';
import { opensshSigner } from '../../../support/forge/signing/openssh.ts';
import { sampled } from '../../../support/sampled.ts';

const NAME = 'tool.bin';
const BYTES = Buffer.from('the file');
const OTHER = Buffer.from('another file');

const trusted = minisignSigner('trusted');
const parsed = parseTrustedKey(trusted.text);
assert.ok(parsed.ok);
const KEYS = [parsed.key];

/** What a source says about a file: nothing, the right digest, or another one. */
const SAYS = ['nothing', 'fits', 'other'] as const;
type Says = (typeof SAYS)[number];

const SIGNATURES = {
  none: undefined,
  trusted: { name: `${NAME}.minisig`, bytes: trusted.sign(NAME, BYTES) },
  /** Names a trusted key, but is not over these bytes. */
  bad: { name: `${NAME}.minisig`, bytes: trusted.sign(NAME, OTHER) },
  /** Valid, by the key that it contains, which nobody trusts. */
  untrusted: { name: `${NAME}.sig`, bytes: opensshSigner('stranger').sign(BYTES) },
  /** Names a key that nobody has. */
  claimed: { name: `${NAME}.minisig`, bytes: minisignSigner('stranger').sign(NAME, BYTES) },
} as const;
type Signature = keyof typeof SIGNATURES;

interface Case {
  readonly lock: Says;
  readonly listing: Says;
  readonly kept: Says;
  readonly pin: Says;
  readonly signature: Signature;
  readonly server: Says;
  readonly checksum: Says;
}

/** The complete rule. */
function verdictOf({ lock, listing, kept, pin, signature, server, checksum }: Case, require: Requirement): string {
  const statements = [lock, listing, kept, pin, server, checksum];
  if (statements.includes('other') || signature === 'bad') return 'integrity';
  const vouching: readonly (readonly [EvidenceKind, boolean])[] = [
    ['pin', pin === 'fits'],
    ['signature', signature === 'trusted'],
    ['server', server === 'fits'],
    ['checksum', checksum === 'fits'],
  ];
  const kind = vouching.find(([, holds]) => holds)?.[0] ?? 'none';
  const meeting: Readonly<Record<Requirement, readonly EvidenceKind[]>> = {
    any: ['pin', 'signature', 'server', 'checksum', 'none'],
    checksum: ['pin', 'signature', 'server', 'checksum'],
    server: ['pin', 'signature', 'server'],
    signature: ['pin', 'signature'],
    pin: ['pin'],
  };
  return meeting[require].includes(kind) ? `used: ${kind}` : 'untrusted';
}

const hexOf = (says: Exclude<Says, 'nothing'>): string => hash('sha256', says === 'fits' ? BYTES : OTHER);
const digestsOf = (says: Says): Digests => (says === 'nothing' ? {} : { sha256: hexOf(says) });
const fileOf = (name: string): EvidenceFile => ({
  name,
  upstreamId: name,
  storage: 'attachment',
  sizeBytes: undefined,
  digests: {},
});

function gathered({ signature, checksum, server }: Case): Gathered<EvidenceFile> {
  const signed = SIGNATURES[signature];
  const sidecarName = `${NAME}.sha256`;
  const list = checksum === 'nothing' ? undefined : Buffer.from(`${hexOf(checksum)}  ${NAME}\n`);
  return {
    signatures: signed ? [{ file: fileOf(signed.name), fetched: { ok: true, bytes: signed.bytes } }] : [],
    checksums: list
      ? [
          {
            file: fileOf(sidecarName),
            scope: 'asset',
            fetched: { ok: true, bytes: list },
            result: parseChecksums(list, { sidecarName, assetName: NAME }),
            signatures: [],
          },
        ]
      : [],
    listed: digestsOf(server),
  };
}

/** The order of a download: what can be refused before the bytes arrive, then the verdict, then the requirement. */
async function judge(one: Case, require: Requirement): Promise<string> {
  const trust = createTrust(KEYS, require);
  const pin = one.pin === 'nothing' ? undefined : digestsOf(one.pin);
  const evidenceSource = { ...fakeEvidenceSource({ pin }), trust, gather: () => Promise.resolve(gathered(one)) };
  const keepSha256 = one.kept === 'nothing' ? undefined : hexOf(one.kept);
  const expected = one.lock === 'nothing' ? undefined : ({ by: 'lock', digests: digestsOf(one.lock) } as const);
  const asset = { name: NAME, digests: digestsOf(one.listing) };
  const check = await EvidenceCheck.start(
    { asset, expected, evidenceSource, keepSha256 },
    new AbortController().signal,
  );
  try {
    check.assertNoContradiction();
    check.assertCanBeTrusted();
  } catch (error) {
    assert.ok(isEngineError(error));
    return error.code;
  }
  const { evidence, mismatch } = await check.judge({ sha256: hexOf('fits') }, contentOf(BYTES), { now: 0, keepSha256 });
  if (mismatch) return mismatch.code;
  assert.doesNotMatch(
    JSON.stringify(evidence.sources),
    /lock|caller|kept|listed/,
    'the source of the request leaves no trace',
  );
  const refusal = refusalOf({ name: NAME, evidence }, trust);
  return refusal?.code ?? `used: ${evidence.kind}`;
}

function* cases(): Generator<Case> {
  for (const lock of SAYS)
    for (const listing of SAYS)
      for (const kept of SAYS)
        for (const pin of SAYS)
          for (const server of SAYS)
            for (const checksum of SAYS)
              for (const signature of Object.keys(SIGNATURES) as Signature[])
                yield { lock, listing, kept, pin, signature, server, checksum };
}

describe('identity, evidence and requirements of a file', () => {
  for (const require of REQUIREMENTS)
    it(`gives the verdict of the table in every combination: ${require}`, async () => {
      const all = [...cases()];
      assert.equal(all.length, 3 ** 6 * 5);
      for (const one of sampled(all)) {
        const [verdict, expected] = [await judge(one, require), verdictOf(one, require)];
        // If a file is refused before it arrives, the reason that was found first is reported.
        const isEarly = verdict === 'untrusted' && expected === 'integrity';
        if (!isEarly) assert.equal(verdict, expected, JSON.stringify(one));
      }
    }).timeout(180_000);
});
