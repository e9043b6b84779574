import { isEngineError } from '../errors.ts';
import type { EngineError } from '../errors.ts';
import type { Asset, Digests } from '../model.ts';
import { assess, meets, untrustedError } from './assess.ts';
import { algorithmsNeeded, contradiction, disagreement, integrityError, unconfirmed } from './expectedDigests.ts';
import type { ExpectedDigests } from './expectedDigests.ts';
import { EVIDENCE_RULES, strongest } from '../evidence.ts';
import type { ActualDigests, Evidence, EvidenceFile, Expected, StrongAlgorithm } from '../evidence.ts';
import { earlierFindings, judgedBy, lookedThrough } from './earlier.ts';
import { examineChecksums, examineSignatures } from './examine.ts';
import type { Gathered } from './gather.ts';
import type { SignedContent } from './signedContent.ts';
import { promisedBy } from './promised.ts';
import type { Promised } from './promised.ts';
import { NO_KEYS } from './signatureSchemes.ts';
import { trustedSigners } from './signers.ts';
import { DEFAULT_TRUST } from './trust.ts';
import type { EvidenceSource } from './evidenceSource.ts';

/** What the cache has of an asset. */
export interface CachedDigests {
  /** The SHA-256 that the same upstream id had. */
  readonly rememberedSha256?: string | undefined;
  /** The SHA-256 of a record that the user keeps, whatever upstream says now. */
  readonly keepSha256?: string | undefined;
}

/**
 * How far evidence is looked for. `afresh`: the release is listed. `known`: the files that were looked at before do.
 * `nowhere`: what the record and the memory say is judged again.
 */
export type LookFor = 'afresh' | 'known' | 'nowhere';

export interface EvidenceRequest extends CachedDigests {
  /** Its digests tell which file is meant. They are not the instance's word, whoever filled them in. */
  readonly asset: Pick<Asset, 'name' | 'digests'>;
  /** What else tells which file is meant. */
  readonly expected?: Expected | undefined;
  readonly evidenceSource?: EvidenceSource | undefined;
  /** Evidence of an earlier time, for when the release cannot be listed. */
  readonly earlier?: Evidence | undefined;
  /** @default afresh */
  readonly look?: LookFor | undefined;
  /** Whether the files that are looked at are fetched, though they are on this machine. */
  readonly refetch?: boolean;
}

interface Verdict {
  readonly evidence: Evidence;
  /** It is not the file that was meant, or some source speaks against the bytes: they must not be served. */
  readonly alarm?: EngineError<'integrity'>;
}

type Recalled = Awaited<ReturnType<EvidenceSource['recall']>>;
const NO_MEMORY: Recalled = {};

/** Everything about an asset but its bytes, gathered before they come; and the judgement once they are there. */
export class EvidenceCheck {
  readonly expected: ExpectedDigests;
  /** `undefined` where the release could not be looked through. */
  readonly gathered: Gathered<EvidenceFile> | undefined;
  readonly #subject: EvidenceRequest;
  readonly #memory: Recalled;
  readonly #signal: AbortSignal;

  private constructor(
    subject: EvidenceRequest,
    known: Pick<EvidenceCheck, 'expected' | 'gathered'> & { memory: Recalled; signal: AbortSignal },
  ) {
    this.#subject = subject;
    this.expected = known.expected;
    this.gathered = known.gathered;
    this.#memory = known.memory;
    this.#signal = known.signal;
  }

  /**
   * @param tolerateOffline whether it goes on with what is known where the files beside it cannot be had now
   * @throws EngineError as `EvidenceSource.gather`, unless `tolerateOffline`; the signal's reason on abort
   */
  static async start(
    subject: EvidenceRequest,
    signal: AbortSignal,
    { tolerateOffline = false }: { readonly tolerateOffline?: boolean } = {},
  ): Promise<EvidenceCheck> {
    const check = await EvidenceCheck.#lookAround(subject, signal, tolerateOffline);
    return (contradiction(check.expected) && (await check.#refetched())) ?? check;
  }

  static async #lookAround(
    subject: EvidenceRequest,
    signal: AbortSignal,
    tolerateOffline: boolean,
  ): Promise<EvidenceCheck> {
    const { evidenceSource, earlier, look = 'afresh', refetch = false } = subject;
    const suffices = look === 'known' && earlier?.gatheredAt !== undefined;
    const known = { files: earlier?.files ?? [], suffices, refetch };
    const [memory, gathered] = await Promise.all([
      evidenceSource?.recall() ?? NO_MEMORY,
      look === 'nowhere'
        ? undefined
        : evidenceSource?.gather(known, signal).catch((error: unknown) => {
            if (!tolerateOffline || !isEngineError(error)) throw error;
            return undefined;
          }),
    ]);
    const expected: ExpectedDigests = {
      identity: expectedOf(subject, subject.keepSha256),
      pins: pinsOf(subject, memory),
      server: gathered?.listed ?? earlier?.listed,
      remembered: subject.rememberedSha256 ?? memory.remembered,
      findings: gathered
        ? { signatures: [], checksums: await examineChecksums(gathered, evidenceSource?.trust.keys ?? NO_KEYS) }
        : earlierFindings(earlier, evidenceSource?.trust.id),
    };
    return new EvidenceCheck(subject, { expected, gathered, memory, signal });
  }

  /**
   * The same with all files fetched: before one that was kept on this machine raises an alarm, it has to come again.
   * `undefined` where none was kept, or they cannot be had now.
   */
  async #refetched(): Promise<EvidenceCheck | undefined> {
    if (!this.gathered?.fromDisk) return undefined;
    try {
      const found = await EvidenceCheck.#lookAround({ ...this.#subject, refetch: true }, this.#signal, false);
      return found.gathered && found;
    } catch (error) {
      if (!isEngineError(error)) throw error;
      return undefined;
    }
  }

  /** What to compute while the bytes come in. */
  get algorithms(): readonly StrongAlgorithm[] {
    return algorithmsNeeded(this.expected);
  }

  /** Before anything is received. @throws EngineError `integrity` where no bytes could be right */
  assertNoContradiction(): void {
    const impossible = contradiction(this.expected);
    if (impossible) throw integrityError(impossible, unconfirmed(this.expected));
  }

  /** Before anything is received. @throws EngineError `untrusted` where nothing that comes could meet what is demanded */
  assertCanBeTrusted(): void {
    const { asset, evidenceSource } = this.#subject;
    const { require } = evidenceSource?.trust ?? DEFAULT_TRUST;
    const kind = strongest(unconfirmed(this.expected).sources);
    if (meets(kind, require) || (this.#isSigned && meets('signature', require))) return;
    throw untrustedError(asset.name, require, kind);
  }

  /** What needs no bytes to be settled, see `promisedBy`. */
  promised(): Promised | undefined {
    const { keys, require } = this.#subject.evidenceSource?.trust ?? DEFAULT_TRUST;
    return promisedBy({
      expected: this.expected,
      isSigned: this.#isSigned,
      lastVersion: this.#memory.lastVersion,
      trusted: trustedSigners(keys),
      require,
    });
  }

  /** Whose signature it is, shows when the bytes are there. */
  get #isSigned(): boolean {
    return this.gathered?.signatures.some(({ received }) => received.ok) ?? false;
  }

  /**
   * Judges the bytes, whose digests are of all `algorithms`, by what is remembered by now, too: they took a while. What is
   * found is remembered for the next time, unless there is an alarm or something to accept first.
   */
  async judge(digests: ActualDigests, content: SignedContent, had: CachedDigests & { now: number }): Promise<Verdict> {
    const verdict = await this.#judge(digests, content, had);
    const refetched = verdict.alarm?.facts.file === undefined ? undefined : await this.#refetched();
    return refetched ? refetched.#judge(digests, content, had) : verdict;
  }

  async #judge(
    digests: ActualDigests,
    content: SignedContent,
    { now, ...had }: CachedDigests & { now: number },
  ): Promise<Verdict> {
    const { evidenceSource, earlier } = this.#subject;
    const { lastVersion, replaced, ...memory } = (await evidenceSource?.recall()) ?? NO_MEMORY;
    const expected = await this.#expectedNow(content, memory, had);
    const actual = await completed(digests, expected, content);
    const trusted = trustedSigners(evidenceSource?.trust.keys ?? NO_KEYS);
    const { kind, comparison, seen, ...assessment } = assess({ actual, expected, trusted, lastVersion, replaced });
    // Without a look at the release, what was to be accepted is so still, and nothing new is known.
    const found = this.gathered || !earlier ? assessment.changes : earlier.changes;
    const changes = (await evidenceSource?.notAccepted(found)) ?? found;
    const against = disagreement(comparison, actual);
    const evidence: Evidence = {
      kind,
      sources: comparison.sources,
      findings: expected.findings,
      changes,
      // What was computed of these bytes before need not be computed again.
      digests: against ? actual : { ...earlier?.digests, ...actual },
      ...(expected.server && { listed: expected.server }),
      checkedAt: now,
      rules: EVIDENCE_RULES,
      ...lookedThrough(this.gathered, earlier, now),
      ...judgedBy(this.gathered, earlier, evidenceSource?.trust.id),
    };
    if (against) return { evidence, alarm: integrityError(against, comparison, evidence) };
    if (this.gathered && changes.length === 0 && actual.sha256 !== undefined) {
      await evidenceSource?.note({ sha256: actual.sha256, seen });
    }
    return { evidence };
  }

  async #expectedNow(
    content: SignedContent,
    memory: Recalled,
    { keepSha256, rememberedSha256 }: CachedDigests,
  ): Promise<ExpectedDigests> {
    const { asset, evidenceSource } = this.#subject;
    const { findings } = this.expected;
    const keys = evidenceSource?.trust.keys ?? NO_KEYS;
    const signed = { name: asset.name, content };
    return {
      ...this.expected,
      identity: expectedOf(this.#subject, keepSha256),
      pins: pinsOf(this.#subject, memory),
      findings: this.gathered
        ? { ...findings, signatures: await examineSignatures(this.gathered, keys, signed) }
        : findings,
      remembered: rememberedSha256 ?? this.expected.remembered,
    };
  }
}

/** What the caller of this one time and the user's own record say of which file it is. None of it outlives the call. */
function expectedOf({ asset, expected }: EvidenceRequest, keepSha256: string | undefined): ExpectedDigests['identity'] {
  return [
    ...(expected ? [expected] : []),
    ...(keepSha256 === undefined ? [] : [{ by: 'kept', digests: { sha256: keepSha256 } } as const]),
    { by: 'listed', digests: asset.digests },
  ];
}

/** A pin is in force as long as it is kept. Where nobody can look, those that the record has are compared. */
function pinsOf({ evidenceSource, earlier }: EvidenceRequest, { pin }: Recalled): readonly Digests[] {
  if (evidenceSource) return pin ? [pin] : [];
  const before = earlier?.sources.filter(({ kind }) => kind === 'pin') ?? [];
  return before.flatMap(({ digest }) => (digest ? [{ [digest.algorithm]: digest.hex }] : []));
}

/** With the digests that nobody spoke of before. */
async function completed(
  known: ActualDigests,
  expected: ExpectedDigests,
  content: SignedContent,
): Promise<ActualDigests> {
  const missing = algorithmsNeeded(expected).filter((algorithm) => known[algorithm] === undefined);
  const hex = async (algorithm: StrongAlgorithm) =>
    [algorithm, Buffer.from(await content.hash(algorithm)).toString('hex')] as const;
  return { ...known, ...Object.fromEntries(await Promise.all(missing.map(hex))) };
}
