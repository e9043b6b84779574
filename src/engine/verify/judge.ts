import { EngineError } from '../errors.ts';
import type { Asset, Digests } from '../model.ts';
import type { Evidence, EvidenceKind } from './evidence.ts';

export type Algorithm = keyof Digests;

/** One digest that the bytes must have, and who says so. */
export interface Expectation {
  readonly kind: Exclude<EvidenceKind, 'none'>;
  readonly algorithm: Algorithm;
  readonly hex: string;
}

/** What is known before the bytes are: digests fixed by the user, promised by the server, and seen at an earlier time. */
export interface Claims {
  readonly pin?: Digests | undefined;
  /** The SHA-256 that the same upstream id had before. */
  readonly remembered?: string | undefined;
  /** The SHA-256 of a record that the user keeps, whatever upstream says now. */
  readonly kept?: string | undefined;
}

/** One expectation, and what stands against it. */
export interface Disagreement {
  readonly expectation: Expectation;
  readonly actual: string;
}

export type Verdict = { readonly ok: true; readonly evidence: Evidence } | ({ readonly ok: false } & Disagreement);

const ALGORITHMS: readonly Algorithm[] = ['sha256', 'sha512'];

/**
 * All that the bytes must agree with, strongest first: the ladder's order of kinds, SHA-256 before SHA-512 within one.
 * Every one of them is checked, so a strong source never hides that a weaker one disagrees.
 */
export function expectations(asset: Pick<Asset, 'storage' | 'digests'>, claims: Claims): readonly Expectation[] {
  const upstream = asset.storage === 'packageFile' ? 'registryDigest' : 'attachmentDigest';
  return [
    ...fromDigests('pin', claims.pin),
    ...fromSha256('pin', claims.kept),
    ...fromDigests(upstream, asset.digests),
    ...fromSha256('remembered', claims.remembered),
  ];
}

function fromSha256(kind: Expectation['kind'], sha256: string | undefined): Expectation[] {
  return fromDigests(kind, sha256 === undefined ? undefined : { sha256 });
}

function fromDigests(kind: Expectation['kind'], digests: Digests | undefined): Expectation[] {
  return ALGORITHMS.flatMap((algorithm) => {
    const hex = digests?.[algorithm]?.toLowerCase();
    return hex ? [{ kind, algorithm, hex }] : [];
  });
}

/** Two expectations that no bytes can meet together: the stronger, and what the other says in its place. */
export function contradiction(expected: readonly Expectation[]): Disagreement | undefined {
  for (const expectation of expected) {
    const other = expected.find(({ algorithm, hex }) => algorithm === expectation.algorithm && hex !== expectation.hex);
    if (other) return { expectation, actual: other.hex };
  }
  return undefined;
}

/** What to compute while the bytes come in: always SHA-256, because it is the address of the blob. */
export function algorithmsNeeded(expected: readonly Expectation[]): readonly Algorithm[] {
  return ALGORITHMS.filter(
    (algorithm) => algorithm === 'sha256' || expected.some((one) => one.algorithm === algorithm),
  );
}

/**
 * Whether the bytes are what they should be, and the strongest reason to believe it. One disagreement is enough to refuse
 * them; it is never resolved by picking a side. An expectation whose digest was not computed is a mistake of the caller.
 */
export function judge(
  expected: readonly Expectation[],
  actual: Readonly<Partial<Record<Algorithm, string>>>,
  checkedAt: number,
): Verdict {
  for (const expectation of expected) {
    const found = actual[expectation.algorithm];
    if (found === undefined) throw new Error(`${expectation.algorithm} was expected but not computed`);
    if (found !== expectation.hex) return { ok: false, expectation, actual: found };
  }
  const [strongest] = expected;
  if (!strongest) return { ok: true, evidence: { kind: 'none', checkedAt } };
  return { ok: true, evidence: { ...strongest, checkedAt } };
}

/** @returns the error that says so; `setAside` is where the bytes are kept for a look */
export function integrityError({ expectation, actual }: Disagreement, setAside?: string): EngineError {
  const { kind, algorithm, hex } = expectation;
  const facts = { what: algorithm, expected: hex, actual, source: kind, ...(setAside && { setAside }) };
  return new EngineError('integrity', `${algorithm} is ${actual}, expected by ${kind}: ${hex}`, facts);
}
