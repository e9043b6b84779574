import { EngineError } from '../errors.ts';
import type { Digests } from '../model.ts';
import { STRONG_ALGORITHMS, byStrength } from '../evidence.ts';
import type { StrongAlgorithm, Digest, ActualDigests, Evidence, Source } from '../evidence.ts';
import type { ChecksumFinding, Findings, SignatureFinding } from '../findings.ts';

/** All that is known of an asset besides its bytes. */
export interface Claims {
  /** Digests that the user, the workspace or the caller fixed. All of them count. */
  readonly pins: readonly Digests[];
  /** The SHA-256 of a record that the user keeps, whatever upstream says now. */
  readonly kept?: string | undefined;
  /** From the package registry, or from a digest field of the attachment. */
  readonly server?: Digests | undefined;
  /** The SHA-256 that the same upstream id had before. */
  readonly remembered?: string | undefined;
  readonly findings: Findings;
}

/** Two that cannot both be right. */
export interface Disagreement {
  readonly source: Omit<Source, 'fits'>;
  /** What the bytes have, or another source says, in place of what it says. */
  readonly actual: string;
}

/**
 * All that speak for or against the bytes, strongest first. Every one of them is asked, so a strong source never hides
 * that a weaker one disagrees.
 *
 * @throws {TypeError} a digest that a source speaks of was not computed: a mistake of the caller
 */
export function sourcesOf(claims: Claims, actual: ActualDigests): readonly Source[] {
  const heard = digestsClaimed(claims).map((claim) => ({ ...claim, fits: fits(actual, claim.digest) }));
  return byStrength([...heard, ...signaturesOf(claims.findings)]);
}

/** Two sources that no bytes can satisfy together. */
export function contradiction(claims: Claims): Disagreement | undefined {
  const claimed = digestsClaimed(claims);
  for (const source of claimed) {
    const { algorithm, hex } = source.digest;
    const other = claimed.find(({ digest }) => digest.algorithm === algorithm && digest.hex !== hex);
    if (other) return { source, actual: other.digest.hex };
  }
  return undefined;
}

/** What to compute while the bytes come in: always SHA-256, because it is the address of the blob. */
export function algorithmsNeeded(claims: Claims): readonly StrongAlgorithm[] {
  const spoken = new Set(digestsClaimed(claims).map(({ digest }) => digest.algorithm));
  return STRONG_ALGORITHMS.filter((algorithm) => algorithm === 'sha256' || spoken.has(algorithm));
}

/** The first that the bytes do not satisfy. */
export function disagreement(sources: readonly Source[], actual: ActualDigests): Disagreement | undefined {
  const source = sources.find((one) => !one.fits);
  return source && { source, actual: (source.digest && actual[source.digest.algorithm]) ?? '' };
}

/** @returns the error that says so, with all that were heard, and what was found where there were bytes */
export function integrityError(
  { source, actual }: Disagreement,
  sources: readonly Source[],
  evidence?: Evidence,
): EngineError<'integrity'> {
  const { kind, digest, file, keyId } = source;
  const what = digest?.algorithm ?? 'signature';
  const expected = digest?.hex ?? keyId ?? '';
  const by = [kind, file, keyId].filter((word) => word !== undefined).join(' ');
  const named = { ...(file !== undefined && { file }), ...(keyId !== undefined && { keyId }) };
  return new EngineError('integrity', `${what} is ${actual || 'bad'}, expected by ${by}: ${expected}`, {
    ...{ what, expected, actual, source: kind, sources },
    ...named,
    ...(evidence && { evidence }),
  });
}

/** The same error, with the place where the bytes are kept for a look. */
export function setAsideAt(error: EngineError<'integrity'>, setAside: string | undefined): EngineError<'integrity'> {
  if (setAside === undefined) return error;
  return new EngineError('integrity', error.message, { ...error.facts, setAside });
}

/** What is said without the bytes at hand, for when no bytes can be right. */
export function unheard(claims: Claims): readonly Source[] {
  return byStrength(digestsClaimed(claims).map((claim) => ({ ...claim, fits: false })));
}

type DigestClaim = Omit<Source, 'fits'> & { readonly digest: Digest };

function digestsClaimed({ pins, kept, server, remembered, findings }: Claims): readonly DigestClaim[] {
  const known = (kind: Source['kind'], digests: Digests | undefined): readonly DigestClaim[] =>
    digestsOf(digests).map((digest) => ({ kind, digest }));
  const sha256 = (hex: string | undefined): Digests | undefined => (hex === undefined ? undefined : { sha256: hex });
  return [
    ...pins.flatMap((pin) => known('pin', pin)),
    ...known('pin', sha256(kept)),
    ...known('server', server),
    ...findings.checksums.flatMap(fromChecksums),
    ...known('remembered', sha256(remembered)),
  ];
}

/** A list that a trusted key has signed speaks for its signer. */
function fromChecksums({ file, digests, signatures }: ChecksumFinding): readonly DigestClaim[] {
  const keyId = signatures.flatMap(fromSignature).find((one) => one.fits)?.keyId;
  const speaker = keyId === undefined ? ({ kind: 'checksum' } as const) : ({ kind: 'signature', keyId } as const);
  return digests.map((digest) => ({ ...speaker, file, digest }));
}

/** Signatures over the bytes; and those of a trusted key that are not over the list they lie beside, which speak against it. */
function signaturesOf({ signatures, checksums }: Findings): readonly Source[] {
  const overLists = checksums.flatMap((one) => one.signatures.flatMap(fromSignature));
  return [...signatures.flatMap(fromSignature), ...overLists.filter((one) => !one.fits)];
}

/** A signature by a trusted key speaks for the file, and one that only names a trusted key speaks against it. */
function fromSignature(finding: SignatureFinding): readonly Source[] {
  const { file, problem, keyId } = finding;
  if (keyId === undefined || !(problem === undefined || isAgainst(finding))) return [];
  return [{ kind: 'signature', fits: problem === undefined, file, keyId }];
}

/** Whether the signature names a trusted key and is not that key's signature over these bytes and this name. */
export function isAgainst({ problem, signer }: SignatureFinding): boolean {
  return signer === 'trusted' && (problem === 'bad-signature' || problem === 'wrong-name');
}

function digestsOf(digests: Digests = {}): readonly Digest[] {
  return STRONG_ALGORITHMS.flatMap((algorithm) => {
    const hex = digests[algorithm]?.toLowerCase();
    return hex ? [{ algorithm, hex }] : [];
  });
}

function fits(actual: ActualDigests, { algorithm, hex }: Digest): boolean {
  const found = actual[algorithm];
  if (found === undefined) throw new TypeError(`${algorithm} is spoken of but was not computed`);
  return found === hex;
}
