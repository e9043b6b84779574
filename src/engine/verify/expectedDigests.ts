import { EngineError } from '../errors.ts';
import type { Digests } from '../model.ts';
import { STRONG_ALGORITHMS, byStrength, digestsOf } from '../evidence.ts';
import type { ActualDigests, Digest, Evidence, Identity, IdentityKind, Proof, StrongAlgorithm } from '../evidence.ts';
import type { ChecksumFinding, Findings, SignatureFinding } from '../findings.ts';

/** All that is known of an asset besides its bytes. */
export interface ExpectedDigests {
  /** Which file is meant, by all who say so. */
  readonly identity: readonly { readonly by: IdentityKind; readonly digests: Digests }[];
  /** Digests that the user pinned. All of them count. */
  readonly pins: readonly Digests[];
  /** What the instance lists for the file, as the engine itself got it from there. */
  readonly server?: Digests | undefined;
  /** The SHA-256 that the same upstream id had before. */
  readonly remembered?: string | undefined;
  readonly findings: Findings;
}

/** The bytes by all who said something of them before: whether they are the file that was meant, and who vouches for them. */
export interface Comparison {
  readonly identity: readonly Identity[];
  /** Strongest first. */
  readonly sources: readonly Proof[];
}

/** Two that cannot both be right. */
interface Disagreement {
  readonly source: Pick<Proof, 'file' | 'keyId' | 'digest'> & { readonly kind: Proof['kind'] | IdentityKind };
  /** What the bytes have, or another source says, in place of what it says. */
  readonly actual: string;
}

/**
 * All that speak for or against the bytes. Every one of them is asked, so a strong source never hides that a weaker one
 * disagrees.
 *
 * @throws {TypeError} a digest that a source speaks of was not computed: a mistake of the caller
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

/** What is said without the bytes at hand, for when no bytes can be right. */
export function unconfirmed(expected: ExpectedDigests): Comparison {
  const unfit = <T>(claim: T): T & { readonly fits: boolean } => ({ ...claim, fits: false });
  return {
    identity: identityClaims(expected).map(unfit),
    sources: byStrength(vouchingClaims(expected).map(unfit)),
  };
}

/** Two that no bytes can satisfy together. */
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

/** What to compute while the bytes come in: always SHA-256, because it is the address of the blob. */
export function algorithmsNeeded(expected: ExpectedDigests): readonly StrongAlgorithm[] {
  const said = [...identityClaims(expected), ...vouchingClaims(expected)];
  const spoken = new Set(said.map(({ digest }) => digest.algorithm));
  return STRONG_ALGORITHMS.filter((algorithm) => algorithm === 'sha256' || spoken.has(algorithm));
}

/** The first that the bytes do not satisfy. */
export function disagreement({ identity, sources }: Comparison, actual: ActualDigests): Disagreement | undefined {
  const source = inOrder(identity, sources).find((one) => !one.fits);
  return source && { source, actual: (source.digest && actual[source.digest.algorithm]) ?? '' };
}

/** Another file than the one that was meant is said to be that; only a listing is less than who vouches for the file. */
function inOrder(
  identity: readonly Identity[],
  sources: readonly Proof[],
): readonly (Disagreement['source'] & { readonly fits: boolean })[] {
  const isListed = ({ kind }: Identity): boolean => kind === 'listed';
  return [...identity.filter((one) => !isListed(one)), ...sources, ...identity.filter(isListed)];
}

/** @returns the error that says so, with all that were heard, and what was found where there were bytes */
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

/** Each digest once, by the first who gives it. A listing that the engine has got itself adds nothing to what it says as a source. */
function identityClaims({ identity, server }: ExpectedDigests): readonly Claim<IdentityKind>[] {
  const expected = identity.flatMap(({ by, digests }) => claimed(by, digests));
  const told = claimed('server', server).map(({ digest }) => textOf(digest));
  const seen = new Set<string>();
  return expected.filter(({ kind, digest }) => {
    const text = textOf(digest);
    if (seen.has(text) || (kind === 'listed' && told.includes(text))) return false;
    seen.add(text);
    return true;
  });
}

function vouchingClaims({ pins, server, remembered, findings }: ExpectedDigests): readonly ProofClaim[] {
  return [
    ...pins.flatMap((pin) => claimed('pin', pin)),
    ...claimed('server', server),
    ...findings.checksums.flatMap(fromChecksums),
    ...claimed('remembered', remembered === undefined ? undefined : { sha256: remembered }),
  ];
}

function claimed<const K>(kind: K, digests: Digests | undefined): readonly Claim<K>[] {
  return digestsOf(digests).map((digest) => ({ kind, digest }));
}

function textOf({ algorithm, hex }: Digest): string {
  return `${algorithm}:${hex}`;
}

/** A list that a trusted key has signed speaks for its signer. */
function fromChecksums({ file, digests, signatures }: ChecksumFinding): readonly ProofClaim[] {
  const keyId = signatures.flatMap(fromSignature).find((one) => one.fits)?.keyId;
  const speaker = keyId === undefined ? ({ kind: 'checksum' } as const) : ({ kind: 'signature', keyId } as const);
  return digests.map((digest) => ({ ...speaker, file, digest }));
}

/** Signatures over the bytes; and those of a trusted key that are not over the list they lie beside, which speak against it. */
function signaturesOf({ signatures, checksums }: Findings): readonly Proof[] {
  const overLists = checksums.flatMap((one) => one.signatures.flatMap(fromSignature));
  return [...signatures.flatMap(fromSignature), ...overLists.filter((one) => !one.fits)];
}

/** A signature by a trusted key speaks for the file, and one that only names a trusted key speaks against it. */
function fromSignature(finding: SignatureFinding): readonly Proof[] {
  const { file, problem, keyId } = finding;
  if (keyId === undefined || !(problem === undefined || isAgainst(finding))) return [];
  return [{ kind: 'signature', fits: problem === undefined, file, keyId }];
}

/** Whether the signature names a trusted key and is not that key's signature over these bytes and this name. */
export function isAgainst({ problem, signer }: SignatureFinding): boolean {
  return signer === 'trusted' && (problem === 'bad-signature' || problem === 'wrong-name');
}

function fits(actual: ActualDigests, { algorithm, hex }: Digest): boolean {
  const found = actual[algorithm];
  if (found === undefined) throw new TypeError(`${algorithm} is spoken of but was not computed`);
  return found === hex;
}
