import { isEngineError } from '../errors.ts';
import type { EngineError } from '../errors.ts';
import type { Asset, Digests } from '../model.ts';
import { assess, meets, untrustedError } from './assess.ts';
import { algorithmsNeeded, contradiction, disagreement, integrityError, unheard } from './claims.ts';
import type { Claims } from './claims.ts';
import type { StrongAlgorithm } from './checksumAlgorithms.ts';
import type { ActualDigests, Evidence, EvidenceFile } from './evidence.ts';
import { NO_FINDINGS, examineChecksums, examineSignatures } from './findings.ts';
import type { Findings } from './findings.ts';
import { filesOf } from './gather.ts';
import type { Gathered } from './gather.ts';
import type { Memory } from './ledger.ts';
import type { SignedContent } from './signedContent.ts';
import { NO_KEYS } from './signatureSchemes.ts';
import { DEFAULT_TRUST } from './trust.ts';
import type { Witness } from './witness.ts';

/** What the cache has of an asset. */
export interface Had {
  /** The SHA-256 that the same upstream id had. */
  readonly remembered?: string | undefined;
  /** The SHA-256 of a record that the user keeps, whatever upstream says now. */
  readonly kept?: string | undefined;
}

export interface InquirySubject extends Had {
  readonly asset: Pick<Asset, 'name' | 'digests'>;
  readonly witness?: Witness | undefined;
  /** Fixed by the caller for this time. */
  readonly pin?: Digests | undefined;
  /** Evidence of an earlier time, for when the release cannot be listed. */
  readonly earlier?: Evidence | undefined;
  /** Whether the files that were looked at then are all that is asked for now. */
  readonly sameFiles?: boolean;
}

export interface Verdict {
  readonly evidence: Evidence;
  /** Some source speaks against the bytes: they must not be served. */
  readonly alarm?: EngineError<'integrity'>;
}

const NO_MEMORY: Awaited<ReturnType<Witness['recall']>> = {};

/** Everything about an asset but its bytes, gathered before they come; and the judgement once they are there. */
export class Inquiry {
  readonly claims: Claims;
  /** `undefined` where the release could not be looked through. */
  readonly gathered: Gathered<EvidenceFile> | undefined;
  readonly #subject: InquirySubject;
  readonly #memory: Memory;

  private constructor(subject: InquirySubject, claims: Claims, known: Pick<Inquiry, 'gathered'> & { memory: Memory }) {
    this.#subject = subject;
    this.claims = claims;
    this.#memory = known.memory;
    this.gathered = known.gathered;
  }

  /**
   * @param offline whether it goes on with what is known where the files beside it cannot be had now
   * @throws EngineError as `Witness.gather`, unless `offline`; the signal's reason on abort
   */
  static async begin(subject: InquirySubject, signal: AbortSignal, offline = false): Promise<Inquiry> {
    const { asset, witness, kept, earlier, pin, sameFiles = false } = subject;
    const known = { files: earlier?.files ?? [], suffices: sameFiles && earlier?.gatheredAt !== undefined };
    const [memory, gathered] = await Promise.all([
      witness?.recall() ?? NO_MEMORY,
      witness?.gather(known, signal).catch((error: unknown) => {
        if (!offline || !isEngineError(error)) throw error;
        return undefined;
      }),
    ]);
    const claims: Claims = {
      pins: [pin, memory.pin, ...pinsOf(earlier)].filter((one) => one !== undefined),
      kept,
      server: asset.digests,
      remembered: subject.remembered ?? memory.remembered,
      findings: gathered
        ? { signatures: [], checksums: await examineChecksums(gathered, witness?.trust.keys ?? NO_KEYS) }
        : earlierFindings(earlier, witness),
    };
    return new Inquiry(subject, claims, { memory, gathered });
  }

  /** What to compute while the bytes come in. */
  get algorithms(): readonly StrongAlgorithm[] {
    return algorithmsNeeded(this.claims);
  }

  /** Before anything is received. @throws EngineError `integrity` where no bytes could be right */
  refuseImpossible(): void {
    const impossible = contradiction(this.claims);
    if (impossible) throw integrityError(impossible, unheard(this.claims));
  }

  /** Before anything is received. @throws EngineError `untrusted` where nothing that comes could meet what is demanded */
  refuseHopeless(): void {
    const { asset, witness } = this.#subject;
    const { require } = witness?.trust ?? DEFAULT_TRUST;
    const kind = unheard(this.claims)[0]?.kind ?? 'none';
    // Whose signature it is, shows when the bytes are there.
    const isSigned = this.gathered?.signatures.some(({ received }) => received.ok) ?? false;
    if (meets(kind, require) || (isSigned && meets('signature', require))) return;
    throw untrustedError(asset.name, require, kind);
  }

  /**
   * Judges the bytes, whose digests are of all `algorithms`. What is found is remembered for the next time, unless there
   * is an alarm or something to accept first.
   */
  async conclude(
    actual: ActualDigests,
    content: SignedContent,
    { now, ...had }: Had & { now: number },
  ): Promise<Verdict> {
    const { asset, witness, earlier } = this.#subject;
    const trustId = witness?.trust.id ?? earlier?.trustId;
    const { lastVersion, replaced } = this.#memory;
    const signed = { name: asset.name, content };
    const keys = witness?.trust.keys ?? NO_KEYS;
    const findings: Findings = this.gathered
      ? { ...this.claims.findings, signatures: await examineSignatures(this.gathered, keys, signed) }
      : this.claims.findings;
    const claims = { ...this.claims, findings, kept: had.kept, remembered: had.remembered ?? this.claims.remembered };
    const assessment = assess({ actual, claims, lastVersion, replaced });
    const { kind, sources, seen } = assessment;
    const changes = (await witness?.open(assessment.changes)) ?? assessment.changes;
    const evidence: Evidence = {
      ...{ kind, sources, findings, changes, digests: actual, checkedAt: now },
      ...lookedThrough(this.gathered, earlier, now),
      ...(trustId !== undefined && { trustId }),
    };
    const against = disagreement(sources, actual);
    if (against) return { evidence, alarm: integrityError(against, sources, evidence) };
    if (this.gathered && changes.length === 0 && actual.sha256 !== undefined) {
      await witness?.note({ sha256: actual.sha256, seen, now });
    }
    return { evidence };
  }
}

function pinsOf(earlier: Evidence | undefined): readonly Digests[] {
  const pins = earlier?.sources.filter(({ kind }) => kind === 'pin') ?? [];
  return pins.flatMap(({ digest }) => (digest ? [{ [digest.algorithm]: digest.hex }] : []));
}

/** What was found at an earlier time; without what signatures said, where other keys are trusted by now. */
function earlierFindings(earlier: Evidence | undefined, witness: Witness | undefined): Findings {
  if (!earlier) return NO_FINDINGS;
  const { findings, trustId } = earlier;
  if (!witness || witness.trust.id === trustId) return findings;
  return { signatures: [], checksums: findings.checksums.map((one) => ({ ...one, signatures: [] })) };
}

function lookedThrough(
  gathered: Gathered<EvidenceFile> | undefined,
  earlier: Evidence | undefined,
  now: number,
): Pick<Evidence, 'files' | 'gatheredAt'> {
  if (gathered) return { files: filesOf(gathered), gatheredAt: now };
  const { files = [], gatheredAt } = earlier ?? {};
  return { files, ...(gatheredAt !== undefined && { gatheredAt }) };
}
