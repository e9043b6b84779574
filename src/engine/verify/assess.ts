import type { Digests } from '../model.ts';
import type { StrongAlgorithm } from './checksumAlgorithms.ts';
import type { Digest } from './checksums.ts';
import { downgrades, keyIdsIn } from './downgrade.ts';
import type { Downgrade, Seen } from './downgrade.ts';
import type { ChecksumFinding, Findings, SignatureFinding } from './findings.ts';
import { RUNGS, isWeaker } from './rungs.ts';
import type { Rung } from './rungs.ts';

/** One that says what the bytes must be, and whether they are. */
export interface Source {
  readonly rung: Exclude<Rung, 'none'>;
  readonly fits: boolean;
  /** The file of the release that says so; absent for what is known otherwise. */
  readonly file?: string;
  readonly keyId?: string;
  /** What it says; absent for a signature over the bytes themselves. */
  readonly digest?: Digest;
}

export interface AssessmentFacts {
  /** The digests of the bytes: of every algorithm that any source speaks of. */
  readonly actual: Readonly<Partial<Record<StrongAlgorithm, string>>>;
  readonly pin?: Digests;
  /** From the package registry, or from a digest field of the attachment. */
  readonly server?: Digests;
  /** The SHA-256 that the same upstream id had before. */
  readonly remembered?: string;
  readonly findings: Findings;
  /** What there was for the last version of the same source. */
  readonly lastVersion?: Seen;
  /** The SHA-256 of what was had under this tag and name before, where its upstream id was another. */
  readonly replaced?: string;
}

export interface Assessment {
  /** The strongest that holds; `none` in an alarm. */
  readonly rung: Rung;
  /** All that were heard, strongest first. */
  readonly sources: readonly Source[];
  /** Some source says otherwise than the bytes: they are not to be served, whatever the others say. */
  readonly alarm: boolean;
  /** What is weaker than it was for the last version; each needs to be accepted. */
  readonly downgrades: readonly Downgrade[];
  /** Other bytes than were had under this tag and name before: both digests. */
  readonly replaced?: { readonly before: string; readonly now: string };
  /** For the version after this one. */
  readonly seen: Seen;
}

/**
 * Judges the bytes by all that is known. A source that disagrees is an alarm, and is never outvoted; neither a signature
 * by an untrusted key nor a file that could not be read says anything for or against them.
 *
 * @throws {TypeError} a digest that a source speaks of was not computed: a mistake of the caller
 */
export function assess(facts: AssessmentFacts): Assessment {
  const { actual, findings, lastVersion, replaced: before } = facts;
  const sources = sourcesOf(facts).toSorted((one, other) => RUNGS.indexOf(one.rung) - RUNGS.indexOf(other.rung));
  const alarm = sources.some((source) => !source.fits);
  const strongest = (heard: readonly Source[]): Rung => (alarm ? 'none' : (heard[0]?.rung ?? 'none'));
  const released = strongest(sources.filter(({ rung }) => rung !== 'pin' && rung !== 'remembered'));
  const now = actual.sha256;
  return {
    rung: strongest(sources),
    sources,
    alarm,
    downgrades: lastVersion && !alarm ? downgrades(lastVersion, findings, released) : [],
    ...(before !== undefined && now !== undefined && before !== now && { replaced: { before, now } }),
    seen: { rung: released, keyIds: keyIdsIn(findings) },
  };
}

/** What a place may demand before an asset of it is used. An alarm meets nothing. */
export type Requirement = 'any' | 'checksum' | 'server' | 'signature' | 'pin';

export function meets({ rung, alarm }: Assessment, requirement: Requirement): boolean {
  if (alarm) return false;
  return requirement === 'any' || !isWeaker(rung, requirement);
}

function sourcesOf({ actual, pin, server, remembered, findings }: AssessmentFacts): readonly Source[] {
  const known = (rung: Source['rung'], digests: Digests | undefined): readonly Source[] =>
    digestsOf(digests).map((digest) => ({ rung, digest, fits: fits(actual, digest) }));
  return [
    ...known('pin', pin),
    ...findings.signatures.flatMap(fromSignature),
    ...known('server', server),
    ...findings.checksums.flatMap((finding) => fromChecksums(finding, actual)),
    ...known('remembered', remembered === undefined ? undefined : { sha256: remembered }),
  ];
}

/** A list that a trusted key has signed speaks for its signer; a trusted key's signature that is not over it, against it. */
function fromChecksums(
  { file, digests, signatures }: ChecksumFinding,
  actual: AssessmentFacts['actual'],
): readonly Source[] {
  const signers = signatures.flatMap(fromSignature);
  const keyId = signers.find((one) => one.fits)?.keyId;
  const speaker = keyId === undefined ? ({ rung: 'checksum' } as const) : ({ rung: 'signature', keyId } as const);
  const said = digests.map((digest) => ({ ...speaker, file, digest, fits: fits(actual, digest) }));
  return [...said, ...signers.filter((one) => !one.fits)];
}

/** The two problems are only found where the key is a trusted one. */
function fromSignature({ file, problem, keyId }: SignatureFinding): readonly Source[] {
  const speaks = problem === undefined || problem === 'bad-signature' || problem === 'wrong-name';
  if (!speaks || keyId === undefined) return [];
  return [{ rung: 'signature', fits: problem === undefined, file, keyId }];
}

function digestsOf(digests: Digests = {}): readonly Digest[] {
  return (['sha512', 'sha256'] as const).flatMap((algorithm) => {
    const hex = digests[algorithm]?.toLowerCase();
    return hex ? [{ algorithm, hex }] : [];
  });
}

function fits(actual: AssessmentFacts['actual'], { algorithm, hex }: Digest): boolean {
  const found = actual[algorithm];
  if (found === undefined) throw new TypeError(`${algorithm} is spoken of but was not computed`);
  return found === hex;
}
