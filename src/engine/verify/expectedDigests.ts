import { EngineError } from '../errors.ts';
import type { Digests } from '../model.ts';
import { STRONG_ALGORITHMS, byStrength, digestsOf } from '../evidence.ts';
import type { ActualDigests, Digest, Evidence, Identity, IdentityKind, Proof, StrongAlgorithm } from '../evidence.ts';
import type { ChecksumFinding, Findings, SignatureFinding } from '../findings.ts';
import type { EvidenceRequest } from './evidenceRequest.ts';

/** Everything known about an asset apart from its bytes. */
export interface ExpectedDigests {
  /** All statements about which file is meant. */
  readonly identity: readonly { readonly by: IdentityKind; readonly digests: Digests }[];
  /** The digests that the user pinned. All of them count. */
  readonly pins: readonly Digests[];
  /** The digests in the instance's listing, as fetched by the engine itself. */
  readonly server?: Digests | undefined;
  /** The SHA-256 of an earlier download with the same upstream id. */
  readonly remembered?: string | undefined;
  readonly findings: Findings;
}

/** The bytes compared with every statement: whether they are the requested file, and which proofs they have. */
export interface Comparison {
  readonly identity: readonly Identity[];
  /** Strongest first. */
  readonly sources: readonly Proof[];
}

/** Two statements that cannot both be right. */
export interface Disagreement {
  readonly source: Pick<Proof, 'file' | 'keyId' | 'digest'> & { readonly kind: Proof['kind'] | IdentityKind };
  /** The value that the bytes, or another source, have instead. */
  readonly actual: string;
}

/** Which file this call's options and the user's own record identify. None of it outlives the call. */
export function expectedOf(
  { asset, expected }: EvidenceRequest,
  keepSha256: string | undefined,
): ExpectedDigests['identity'] {
  return [
    ...(expected ? [expected] : []),
    ...(keepSha256 === undefined ? [] : [{ by: 'kept', digests: { sha256: keepSha256 } } as const]),
    { by: 'listed', digests: asset.digests },
  ];
}

/** A pin is in force as long as it is stored. If it cannot be looked up, the pins in the record are used. */
export function pinsOf({ evidenceSource, earlier }: EvidenceRequest, pin: Digests | undefined): readonly Digests[] {
  if (evidenceSource) return pin ? [pin] : [];
  const before = earlier?.sources.filter(({ kind }) => kind === 'pin') ?? [];
  return before.flatMap(({ digest }) => (digest ? [{ [digest.algorithm]: digest.hex }] : []));
}

/**
 * Compares the bytes with all sources. None is skipped, so a strong source never hides that a weaker one disagrees.
 *
 * @throws {TypeError} if a digest that a source uses was not computed, which is a mistake of the caller
 */
export function compareDigests(expected: ExpectedDigests, actual: ActualDigests): Comparison {
  const judged = <T extends { readonly digest: Digest }>(claim: T): T & { readonly fits: boolean } => ({
    ...claim,
    fits: fits(actual, claim.digest),
  });
  return {
    identity: identityClaims(expected).map(judged),
    sources: byStrength([...vouchingClaims(expected).map(judged), ...signaturesOf(expected.findings)]),
  };
}

/** All statements without bytes to compare, for when no bytes can satisfy them. */
export function unconfirmed(expected: ExpectedDigests): Comparison {
  const unfit = <T>(claim: T): T & { readonly fits: boolean } => ({ ...claim, fits: false });
  return {
    identity: identityClaims(expected).map(unfit),
    sources: byStrength(vouchingClaims(expected).map(unfit)),
  };
}

/** Two statements that no bytes can satisfy together. */
export function contradiction(expected: ExpectedDigests): Disagreement | undefined {
  const { identity, sources } = unconfirmed(expected);
  const all = inOrder(identity, sources);
  for (const source of all) {
    const { digest } = source;
    const other = all.find((one) => one.digest?.algorithm === digest?.algorithm && one.digest?.hex !== digest?.hex);
    if (other?.digest) return { source, actual: other.digest.hex };
  }
  return undefined;
}

/** The algorithms to compute while the bytes arrive: always SHA-256, because it is the address of the blob. */
export function algorithmsNeeded(expected: ExpectedDigests): readonly StrongAlgorithm[] {
  const claims = [...identityClaims(expected), ...vouchingClaims(expected)];
  const algorithms = new Set(claims.map(({ digest }) => digest.algorithm));
  return STRONG_ALGORITHMS.filter((algorithm) => algorithm === 'sha256' || algorithms.has(algorithm));
}

/** The first statement that the bytes do not satisfy. */
export function disagreement({ identity, sources }: Comparison, actual: ActualDigests): Disagreement | undefined {
  const source = inOrder(identity, sources).find((one) => !one.fits);
  return source && { source, actual: (source.digest && actual[source.digest.algorithm]) ?? '' };
}

/** Statements in the order in which they are reported: identity first, then proofs; a listing counts least. */
function inOrder(
  identity: readonly Identity[],
  sources: readonly Proof[],
): readonly (Disagreement['source'] & { readonly fits: boolean })[] {
  const isListed = ({ kind }: Identity): boolean => kind === 'listed';
  return [...identity.filter((one) => !isListed(one)), ...sources, ...identity.filter(isListed)];
}

/** @returns the error, with everything that was compared, and the evidence found if there were bytes */
export function integrityError(
  { source, actual }: Disagreement,
  { identity, sources }: Comparison,
  evidence?: Evidence,
): EngineError<'integrity'> {
  const { kind, digest, file, keyId } = source;
  const what = digest?.algorithm ?? 'signature';
  const expected = digest?.hex ?? keyId ?? '';
  const by = [kind, file, keyId].filter((word) => word !== undefined).join(' ');
  return new EngineError('integrity', `${what} is ${actual || 'bad'}, expected by ${by}: ${expected}`, {
    what,
    expected,
    actual,
    source: kind,
    sources,
    ...(identity.length > 0 && { identity }),
    ...(file !== undefined && { file }),
    ...(keyId !== undefined && { keyId }),
    ...(evidence && { evidence }),
  });
}

/** The same error, with the path of the bytes in quarantine. */
export function quarantinedAt(
  error: EngineError<'integrity'>,
  quarantinePath: string | undefined,
): EngineError<'integrity'> {
  if (quarantinePath === undefined) return error;
  return new EngineError('integrity', error.message, { ...error.facts, quarantinePath });
}

type Claim<K> = { readonly kind: K; readonly digest: Digest };
type ProofClaim = Omit<Proof, 'fits'> & { readonly digest: Digest };

/** Each digest once, from the first who states it. A listing that the engine fetched itself is a source already. */
function identityClaims({ identity, server }: ExpectedDigests): readonly Claim<IdentityKind>[] {
  const expected = identity.flatMap(({ by, digests }) => claimed(by, digests));
  const fromServer = claimed('server', server).map(({ digest }) => textOf(digest));
  const seen = new Set<string>();
  return expected.filter(({ kind, digest }) => {
    const text = textOf(digest);
    if (seen.has(text) || (kind === 'listed' && fromServer.includes(text))) return false;
    seen.add(text);
    return true;
  });
}

function vouchingClaims({ pins, server, remembered, findings }: ExpectedDigests): readonly ProofClaim[] {
  return [
    ...pins.flatMap((pin) => claimed('pin', pin)),
    ...claimed('server', server),
    ...findings.checksums.flatMap(fromChecksums),
    ...(findings.notes ?? []).map((digest) => ({ kind: 'notes', digest }) as const),
    ...claimed('remembered', remembered === undefined ? undefined : { sha256: remembered }),
  ];
}

function claimed<const K>(kind: K, digests: Digests | undefined): readonly Claim<K>[] {
  return digestsOf(digests).map((digest) => ({ kind, digest }));
}

function textOf({ algorithm, hex }: Digest): string {
  return `${algorithm}:${hex}`;
}

/** A list with a good signature by a trusted key counts as that signer's. */
function fromChecksums({ file, digests, signatures }: ChecksumFinding): readonly ProofClaim[] {
  const keyId = signatures.flatMap(fromSignature).find((one) => one.fits)?.keyId;
  const speaker = keyId === undefined ? ({ kind: 'checksum' } as const) : ({ kind: 'signature', keyId } as const);
  return digests.map((digest) => ({ ...speaker, file, digest }));
}

/** Signatures over the bytes, and bad signatures of trusted keys over lists, which speak against these. */
function signaturesOf({ signatures, checksums }: Findings): readonly Proof[] {
  const overLists = checksums.flatMap((one) => one.signatures.flatMap(fromSignature));
  return [...signatures.flatMap(fromSignature), ...overLists.filter((one) => !one.fits)];
}

/** A good signature by a trusted key supports the file; one that only names a trusted key speaks against it. */
function fromSignature(finding: SignatureFinding): readonly Proof[] {
  const { file, problem, keyId } = finding;
  if (keyId === undefined || !(problem === undefined || isAgainst(finding))) return [];
  return [{ kind: 'signature', fits: problem === undefined, file, keyId }];
}

/** Whether the signature names a trusted key but is not that key's signature over these bytes and this name. */
export function isAgainst({ problem, signer }: SignatureFinding): boolean {
  return signer === 'trusted' && (problem === 'bad-signature' || problem === 'wrong-name');
}

function fits(actual: ActualDigests, { algorithm, hex }: Digest): boolean {
  const found = actual[algorithm];
  if (found === undefined) throw new TypeError(`${algorithm} is used by a source but was not computed`);
  return found === hex;
}
