import { isEngineError } from '../errors.ts';
import type { EngineError } from '../errors.ts';
import { assess } from './assess.ts';
import { algorithmsNeeded, contradiction, expectedOf, integrityError, pinsOf, unconfirmed } from './expectedDigests.ts';
import type { ExpectedDigests } from './expectedDigests.ts';
import { EVIDENCE_RULES, isVerified, strongest } from '../evidence.ts';
import type { ActualDigests, Evidence, EvidenceFile, StrongAlgorithm } from '../evidence.ts';
import type { Findings } from '../findings.ts';
import { earlierFindings, judgedBy, lookedThrough } from './earlier.ts';
import { examineChecksums, examineSignatures } from './examine.ts';
import type { Gathered } from './gather.ts';
import { knownDigest, needsNoRelease, publishedDigest } from './knownDigest.ts';
import type { KnownDigest, PublishedDigest } from './knownDigest.ts';
import type { SignedContent } from './signedContent.ts';
import { meets, untrustedError } from './refusal.ts';
import { NO_KEYS } from './signatureSchemes.ts';
import { trustedSigners } from './signers.ts';
import { DEFAULT_TRUST } from './trust.ts';
import type { CachedDigests, EvidenceRequest, EvidenceSource, KnownOfBytes } from './evidenceRequest.ts';

interface StartOptions {
  readonly tolerateOffline?: boolean;
  readonly onlyIfNeeded?: boolean;
}

interface Judgement {
  readonly evidence: Evidence;
  /** Set if it is not the requested file, or if a source disagrees with the bytes: they must not be served. */
  readonly mismatch?: EngineError<'integrity'>;
}

type Recalled = Awaited<ReturnType<EvidenceSource['recall']>>;
const NO_MEMORY: Recalled = {};

/** Gathers everything about an asset before its bytes arrive, and judges them afterwards. */
export class EvidenceCheck {
  readonly expected: ExpectedDigests;
  /** `undefined` if the release could not be searched. */
  readonly gathered: Gathered<EvidenceFile> | undefined;
  readonly #request: EvidenceRequest;
  readonly #memory: Recalled;
  readonly #signal: AbortSignal;

  private constructor(
    request: EvidenceRequest,
    found: Pick<EvidenceCheck, 'expected' | 'gathered'> & { memory: Recalled; signal: AbortSignal },
  ) {
    this.#request = request;
    this.expected = found.expected;
    this.gathered = found.gathered;
    this.#memory = found.memory;
    this.#signal = found.signal;
  }

  /**
   * @param tolerateOffline whether to go on with the known evidence if the evidence files cannot be fetched now
   * @param onlyIfNeeded whether to leave the release alone if it cannot change the judgement, see `needsNoRelease`
   * @throws EngineError as `EvidenceSource.gather`, unless `tolerateOffline`; the signal's reason on abort
   */
  static async start(
    request: EvidenceRequest,
    signal: AbortSignal,
    { tolerateOffline = false, onlyIfNeeded = false }: StartOptions = {},
  ): Promise<EvidenceCheck> {
    const ahead = onlyIfNeeded
      ? await EvidenceCheck.#gather({ ...request, reuse: 'everything' }, signal, false)
      : undefined;
    if (ahead?.needsNoRelease) return ahead;
    const check = await EvidenceCheck.#gather(request, signal, tolerateOffline);
    return (contradiction(check.expected) && (await check.#refetched())) ?? check;
  }

  static async #gather(
    request: EvidenceRequest,
    signal: AbortSignal,
    tolerateOffline: boolean,
  ): Promise<EvidenceCheck> {
    const { evidenceSource, earlier, reuse = 'nothing', refetch = false } = request;
    const isListNeedless = reuse === 'files' && earlier?.gatheredAt !== undefined;
    const earlierFiles = { files: earlier?.files ?? [], reuse: isListNeedless, refetch };
    const [memory, gathered] = await Promise.all([
      evidenceSource?.recall() ?? NO_MEMORY,
      reuse === 'everything'
        ? undefined
        : evidenceSource?.gather(earlierFiles, signal).catch((error: unknown) => {
            if (!tolerateOffline || !isEngineError(error)) throw error;
            return undefined;
          }),
    ]);
    const expected: ExpectedDigests = {
      identity: expectedOf(request, request.keepSha256),
      pins: pinsOf(request, memory.pin),
      server: gathered?.listed ?? earlier?.listed,
      remembered: request.rememberedSha256 ?? memory.remembered,
      findings: gathered
        ? {
            signatures: [],
            checksums: await examineChecksums(gathered, evidenceSource?.trust.keys ?? NO_KEYS),
            ...notesOf(gathered, earlier),
          }
        : earlierFindings(earlier, evidenceSource?.trust.id),
    };
    return new EvidenceCheck(request, { expected, gathered, memory, signal });
  }

  /**
   * The same check with all evidence files fetched: a stored one must be fetched again before a mismatch counts. `undefined`
   * if none was stored, or if they cannot be fetched now.
   */
  async #refetched(): Promise<EvidenceCheck | undefined> {
    if (!this.gathered?.fromDisk) return undefined;
    try {
      const found = await EvidenceCheck.#gather({ ...this.#request, refetch: true }, this.#signal, false);
      return found.gathered && found;
    } catch (error) {
      if (!isEngineError(error)) throw error;
      return undefined;
    }
  }

  /** The SHA-256 by which a mirror may be asked. */
  get knownDigest(): KnownDigest | undefined {
    return contradiction(this.expected) ? undefined : knownDigest(this.expected);
  }

  /**
   * Whether the release can be left alone: the SHA-256 is known already, no trusted key could have signed the file, and neither
   * the requirement nor an earlier version asks for more.
   */
  get needsNoRelease(): boolean {
    const { trust } = this.#request.evidenceSource ?? {};
    const { lastVersion, replaced } = this.#memory;
    if (replaced !== undefined) return false;
    return this.knownDigest !== undefined && needsNoRelease({ expected: this.expected, lastVersion, trust });
  }

  /** The algorithms to compute while the bytes arrive. */
  get algorithms(): readonly StrongAlgorithm[] {
    return algorithmsNeeded(this.expected);
  }

  /** Call it before receiving anything. @throws EngineError `integrity` if no bytes could satisfy all sources */
  assertNoContradiction(): void {
    const impossible = contradiction(this.expected);
    if (impossible) throw integrityError(impossible, unconfirmed(this.expected));
  }

  /** Call it before receiving anything. @throws EngineError `untrusted` if no bytes could meet the requirement */
  assertCanBeTrusted(): void {
    const { asset, evidenceSource } = this.#request;
    const { require } = evidenceSource?.trust ?? DEFAULT_TRUST;
    const kind = strongest(unconfirmed(this.expected).sources);
    if (meets(kind, require) || (this.#isSigned && meets('signature', require))) return;
    throw untrustedError(asset.name, require, kind);
  }

  /** The digest that is certain without the bytes, see `publishedDigest`. */
  publishedDigest(): PublishedDigest | undefined {
    const { keys, require } = this.#request.evidenceSource?.trust ?? DEFAULT_TRUST;
    return publishedDigest({
      expected: this.expected,
      isSigned: this.#isSigned,
      lastVersion: this.#memory.lastVersion,
      trusted: trustedSigners(keys),
      require,
    });
  }

  /** Whether there are signature files; who signed shows once the bytes are there. */
  get #isSigned(): boolean {
    return this.gathered?.signatures.some(({ fetched }) => fetched.ok) ?? false;
  }

  /**
   * Judges the bytes by their digests, of all `algorithms`. Reads the trust history again if receiving took a while.
   * The result is remembered for the next time, unless there is a mismatch, something to accept first, or only a claim.
   */
  async judge(digests: ActualDigests, content: SignedContent, facts: KnownOfBytes): Promise<Judgement> {
    const judgement = await this.#judge(digests, content, facts);
    const refetched = judgement.mismatch?.facts.file === undefined ? undefined : await this.#refetched();
    return refetched ? refetched.#judge(digests, content, facts) : judgement;
  }

  async #judge(
    digests: ActualDigests,
    content: SignedContent,
    { now, isClaimed = false, isAtOnce = false, ...facts }: KnownOfBytes,
  ): Promise<Judgement> {
    const { evidenceSource, earlier } = this.#request;
    const recalled = isAtOnce ? this.#memory : await evidenceSource?.recall();
    const { lastVersion, replaced, ...memory } = recalled ?? NO_MEMORY;
    const expected = await this.#expectedNow(content, memory, facts);
    const actual = await completed(digests, expected, content);
    const trusted = trustedSigners(evidenceSource?.trust.keys ?? NO_KEYS);
    const judged = assess({ actual, expected, trusted, lastVersion, replaced });
    const { kind, comparison, against, seen } = judged;
    // If the release was not searched, earlier changes still need to be accepted, and nothing new is known.
    const found = this.gathered || !earlier ? judged.changes : earlier.changes;
    const changes = (await evidenceSource?.notAccepted(found)) ?? found;
    const evidence: Evidence = {
      kind,
      sources: comparison.sources,
      findings: expected.findings,
      changes,
      // Digests of these bytes that were computed earlier need not be computed again.
      digests: against ? actual : { ...earlier?.digests, ...actual },
      ...(expected.server && { listed: expected.server }),
      checkedAt: now,
      rules: EVIDENCE_RULES,
      ...lookedThrough(this.gathered, earlier, now),
      ...judgedBy(this.gathered, earlier, evidenceSource?.trust.id),
    };
    if (against) return { evidence, mismatch: integrityError(against, comparison, evidence) };
    const isUpstream = !isClaimed || isVerified(evidence);
    if (this.gathered && isUpstream && changes.length === 0 && actual.sha256 !== undefined) {
      await evidenceSource?.note({ sha256: actual.sha256, seen });
    }
    return { evidence };
  }

  async #expectedNow(
    content: SignedContent,
    memory: Recalled,
    { keepSha256, rememberedSha256 }: CachedDigests,
  ): Promise<ExpectedDigests> {
    const { asset, evidenceSource } = this.#request;
    const { findings } = this.expected;
    const keys = evidenceSource?.trust.keys ?? NO_KEYS;
    const signed = { name: asset.name, content };
    return {
      ...this.expected,
      identity: expectedOf(this.#request, keepSha256),
      pins: pinsOf(this.#request, memory.pin),
      findings: this.gathered
        ? { ...findings, signatures: await examineSignatures(this.gathered, keys, signed) }
        : findings,
      remembered: rememberedSha256 ?? this.expected.remembered,
    };
  }
}

/** Adds the digests that were not expected earlier. */
async function completed(
  actual: ActualDigests,
  expected: ExpectedDigests,
  content: SignedContent,
): Promise<ActualDigests> {
  const missing = algorithmsNeeded(expected).filter((algorithm) => actual[algorithm] === undefined);
  const hex = async (algorithm: StrongAlgorithm) =>
    [algorithm, Buffer.from(await content.hash(algorithm)).toString('hex')] as const;
  return { ...actual, ...Object.fromEntries(await Promise.all(missing.map(hex))) };
}

/** If the release was not read this time, the earlier digests from its notes still apply. */
function notesOf({ notes }: Gathered<EvidenceFile>, earlier: Evidence | undefined): Pick<Findings, 'notes'> {
  const found = notes ?? earlier?.findings.notes ?? [];
  return found.length > 0 ? { notes: found } : {};
}
