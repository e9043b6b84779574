import { hash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import { ageMs } from '../age.ts';
import { foldCase, sourceKey } from '../model.ts';
import type { Asset } from '../model.ts';
import type { Clock, Memento, MementoSections } from '../ports.ts';
import { KeyedMutex } from '../keyedMutex.ts';
import type { Last, Seen } from './downgrade.ts';
import { earlierHistoryKey } from './earlierHistoryKey.ts';
import { factSchema, isOfFile, seenIn } from './fact.ts';
import type { Fact } from './fact.ts';
import { foldedName } from './versionlessName.ts';
import { readAllStored, readStored } from './storedEntry.ts';
import { lastBefore } from './lastBefore.ts';

/** Earlier knowledge about an asset. */
export interface Memory {
  /** The SHA-256 of an earlier download with the same upstream id. */
  readonly remembered?: string | undefined;
  /** The SHA-256 that this tag and name had, under another upstream id. */
  readonly replaced?: string | undefined;
  /** The evidence for this version, or for the one before it. */
  readonly lastVersion?: Last | undefined;
}

/** An asset's digest and the evidence for it. */
export interface Noted {
  readonly sha256: string;
  readonly seen: Seen;
  /** The groups of files that its release left unsigned, see `unsignedGroups`; absent if the release was not listed. */
  readonly bare?: readonly string[] | undefined;
}

/** How many facts are kept for each source; the oldest are removed first. */
const MAX_FACTS = 200;
/** The facts of a source are read from disk once in this time. Otherwise each file would read all of them three times. */
const READ_MS = 1000;

type FileId = Pick<Asset, 'storage' | 'name' | 'upstreamId'>;

/**
 * The trust history: the files of each source and the evidence for them. Each file of a version has its own entry, so that
 * windows never undo each other's. A lost entry costs a warning, but never lets a file pass that something else speaks
 * against; an unreadable one is an error.
 */
export class History {
  readonly #memory: MementoSections;
  readonly #clock: Clock;
  readonly #mutex = new KeyedMutex();
  /** When the facts of a source were last read from disk. */
  readonly #readAt = new WeakMap<Memento, number>();

  constructor(memory: MementoSections, clock: Clock) {
    this.#memory = memory;
    this.#clock = clock;
  }

  /**
   * `listed`: the current files of its release, if known. A file that is still listed was not replaced by another one of its
   * name: a release may have several. `isAnew`: what other windows wrote a moment ago counts too.
   * @throws EngineError `storage`, also if any entry of the source cannot be read
   */
  async recall(asset: Asset, listed: readonly FileId[] = [], { isAnew = false } = {}): Promise<Memory> {
    const facts = [...(await this.#facts(asset, isAnew)).values()];
    const named = facts.filter((one) => isOfFile(one, asset));
    const same = named.find(({ upstreamId }) => upstreamId === asset.upstreamId);
    const twins = twinsOf(asset, listed);
    const before = same ?? named.find(({ upstreamId }) => !twins.has(upstreamId));
    const known = before ?? named[0];
    const last = known ? seenIn(known) : lastBefore(facts, asset, this.#clock.now());
    return {
      ...(before && (same ? { remembered: before.sha256 } : { replaced: before.sha256 })),
      ...(last && { lastVersion: last }),
    };
  }

  /** Records an asset and its evidence, once accepted; `listed` as for `recall`. @throws EngineError `storage` */
  note(asset: Asset, noted: Noted, listed: readonly FileId[] = []): Promise<void> {
    return this.#mutex.run(sectionName(asset), () => this.#note(asset, noted, listed));
  }

  async #note(asset: Asset, noted: Noted, listed: readonly FileId[]): Promise<void> {
    const facts = await this.#facts(asset);
    const key = keyFor(asset, facts, listed);
    const before = facts.get(key);
    const fact = { ...before, ...factOf(asset, noted, before, this.#clock.now()) };
    if (isDeepStrictEqual(fact, before)) return;
    const section = this.#section(asset);
    await section.update(key, fact);
    const others = [...facts].filter(([other]) => other !== key);
    const oldestFirst = others.toSorted(([, one], [, other]) => one.at - other.at);
    for (const [other] of oldestFirst.slice(0, Math.max(0, others.length + 1 - MAX_FACTS)))
      await section.update(other, undefined);
  }

  /** All entries by key, together with what versions up to 0.1 kept for files with similar names. */
  async #facts(asset: Asset, isAnew = false): Promise<ReadonlyMap<string, Fact>> {
    const section = this.#section(asset);
    const before = await this.#memory.earlier();
    const earlier = (before && (await readStored(before, earlierHistoryKey(asset), v.array(factSchema)))) ?? [];
    const now = this.#clock.now();
    const isRead = !isAnew && ageMs(now, this.#readAt.get(section) ?? -Infinity) < READ_MS;
    const stored = await readAllStored(section, factSchema, { isRead });
    if (!isRead) this.#readAt.set(section, now);
    return new Map([...earlier.map((fact) => [keyOf({ ...asset, ...fact }), fact] as const), ...stored]);
  }

  #section(asset: Asset): Memento {
    return this.#memory.section(sectionName(asset));
  }
}

/** The upstream ids of the files with its name, itself included; none if the list is older than the file. */
function twinsOf(asset: Asset, listed: readonly FileId[]): ReadonlySet<string> {
  const namesakes = listed.filter((one) => foldedName(one) === foldedName(asset)).map(({ upstreamId }) => upstreamId);
  return new Set(namesakes.includes(asset.upstreamId) ? namesakes : []);
}

/** The entry of the same file, else that of the file it replaced, else a new one. */
function keyFor(asset: Asset, facts: ReadonlyMap<string, Fact>, listed: readonly FileId[]): string {
  const known = [...facts].find(([, fact]) => isOfFile(fact, asset) && fact.upstreamId === asset.upstreamId);
  if (known) return known[0];
  return twinsOf(asset, listed).size > 1 ? keyOf(asset, asset.upstreamId) : keyOf(asset);
}

function factOf(asset: Asset, { sha256, seen, bare }: Noted, before: Fact | undefined, now: number): Fact {
  const { version, upstreamId } = asset;
  // A time in the future would make it the last version forever.
  const at = Math.min(asset.createdAt ?? before?.at ?? now, now);
  // Adding a file to an old release does not make a signed source unsigned.
  const known = before?.bare && bare ? bare.filter((group) => before.bare?.includes(group)) : (before?.bare ?? bare);
  return {
    version,
    name: foldedName(asset),
    upstreamId,
    sha256,
    at,
    kind: seen.kind,
    keyIds: [...seen.keyIds],
    ...(seen.claims && { claims: [...seen.claims] }),
    ...(known && { bare: [...known] }),
  };
}

function keyOf(asset: Pick<Asset, 'version' | 'storage' | 'name'>, ...more: readonly string[]): string {
  return JSON.stringify([foldCase(asset.version), foldedName(asset), ...more]);
}

function sectionName({ instance, source }: Asset): string {
  return `seen/${hash('sha256', sourceKey(instance, source))}`;
}
