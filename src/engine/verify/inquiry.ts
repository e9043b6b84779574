import { isEngineError } from '../errors.ts';
import type { EngineError } from '../errors.ts';
import type { Asset, Digests } from '../model.ts';
import { assess, meets, untrustedError } from './assess.ts';
import { algorithmsNeeded, contradiction, disagreement, integrityError, unheard } from './claims.ts';
import type { Claims } from './claims.ts';
import type { StrongAlgorithm, ActualDigests, Evidence, EvidenceFile } from '../evidence.ts';
import { earlierFindings, judgedBy, lookedThrough } from './earlier.ts';
import { examineChecksums, examineSignatures } from './examine.ts';
import type { Gathered } from './gather.ts';
import type { SignedContent } from './signedContent.ts';
import { NO_KEYS } from './signatureSchemes.ts';
import { trustedSigners } from './signers.ts';
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

type Recalled = Awaited<ReturnType<Witness['recall']>>;
const NO_MEMORY: Recalled = {};

/** Everything about an asset but its bytes, gathered before they come; and the judgement once they are there. */
export class Inquiry {
  readonly claims: Claims;
  /** `undefined` where the release could not be looked through. */
  readonly gathered: Gathered<EvidenceFile> | undefined;
  readonly #subject: InquirySubject;

  private constructor(subject: InquirySubject, claims: Claims, gathered: Inquiry['gathered']) {
    this.#subject = subject;
    this.claims = claims;
    this.gathered = gathered;
  }

  /**
   * @param offline whether it goes on with what is known where the files beside it cannot be had now
   * @throws EngineError as `Witness.gather`, unless `offline`; the signal's reason on abort
   */
  static async begin(subject: InquirySubject, signal: AbortSignal, offline = false): Promise<Inquiry> {
    const { asset, witness, kept, earlier, sameFiles = false } = subject;
    const known = { files: earlier?.files ?? [], suffices: sameFiles && earlier?.gatheredAt !== undefined };
    const [memory, gathered] = await Promise.all([
      witness?.recall() ?? NO_MEMORY,
      witness?.gather(known, signal).catch((error: unknown) => {
        if (!offline || !isEngineError(error)) throw error;
        return undefined;
      }),
    ]);
    const claims: Claims = {
      pins: pinsOf(subject, memory),
      kept,
      server: asset.digests,
      remembered: subject.remembered ?? memory.remembered,
      findings: gathered
        ? { signatures: [], checksums: await examineChecksums(gathered, witness?.trust.keys ?? NO_KEYS) }
        : earlierFindings(earlier, witness?.trust.id),
    };
    return new Inquiry(subject, claims, gathered);
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
   * Judges the bytes, whose digests are of all `algorithms`, by what is remembered by now, too: they took a while. What is
   * found is remembered for the next time, unless there is an alarm or something to accept first.
   */
  async conclude(
    digests: ActualDigests,
    content: SignedContent,
    { now, ...had }: Had & { now: number },
  ): Promise<Verdict> {
    const { witness, earlier } = this.#subject;
    const { lastVersion, replaced, ...memory } = (await witness?.recall()) ?? NO_MEMORY;
    const claims = await this.#claimsNow(content, memory, had);
    const actual = await completed(digests, claims, content);
    const trusted = trustedSigners(witness?.trust.keys ?? NO_KEYS);
    const assessment = assess({ actual, claims, trusted, lastVersion, replaced });
    const { kind, sources, seen } = assessment;
    // Without a look at the release, what was to be accepted is so still, and nothing new is known.
    const found = this.gathered || !earlier ? assessment.changes : earlier.changes;
    const changes = (await witness?.open(found)) ?? found;
    const evidence: Evidence = {
      ...{ kind, sources, findings: claims.findings, changes, digests: actual, checkedAt: now },
      ...lookedThrough(this.gathered, earlier, now),
      ...judgedBy(this.gathered, earlier, witness?.trust.id),
    };
    const against = disagreement(sources, actual);
    if (against) return { evidence, alarm: integrityError(against, sources, evidence) };
    if (this.gathered && changes.length === 0 && actual.sha256 !== undefined) {
      await witness?.note({ sha256: actual.sha256, seen });
    }
    return { evidence };
  }

  async #claimsNow(content: SignedContent, memory: Recalled, { kept, remembered }: Had): Promise<Claims> {
    const { asset, witness } = this.#subject;
    const { findings } = this.claims;
    const keys = witness?.trust.keys ?? NO_KEYS;
    const signed = { name: asset.name, content };
    return {
      ...this.claims,
      pins: pinsOf(this.#subject, memory),
      findings: this.gathered
        ? { ...findings, signatures: await examineSignatures(this.gathered, keys, signed) }
        : findings,
      kept,
      remembered: remembered ?? this.claims.remembered,
    };
  }
}

function pinsOf({ pin, earlier }: InquirySubject, memory: Recalled): readonly Digests[] {
  const before = earlier?.sources.filter(({ kind }) => kind === 'pin') ?? [];
  const digests = before.flatMap(({ digest }) => (digest ? [{ [digest.algorithm]: digest.hex }] : []));
  return [pin, memory.pin, ...digests].filter((one) => one !== undefined);
}

/** With the digests that nobody spoke of before. */
async function completed(known: ActualDigests, claims: Claims, content: SignedContent): Promise<ActualDigests> {
  const missing = algorithmsNeeded(claims).filter((algorithm) => known[algorithm] === undefined);
  const hex = async (algorithm: StrongAlgorithm) =>
    [algorithm, Buffer.from(await content.hash(algorithm)).toString('hex')] as const;
  return { ...known, ...Object.fromEntries(await Promise.all(missing.map(hex))) };
}
