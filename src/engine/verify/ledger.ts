import { hash } from 'node:crypto';
import * as v from 'valibot';
import { count, digestsSchema, hex } from '../keptSchemas.ts';
import { scopeId } from '../model.ts';
import type { Asset, Digests } from '../model.ts';
import type { Memento } from '../ports.ts';
import { Turns } from '../turns.ts';
import type { Seen } from './downgrade.ts';
import { EVIDENCE_KINDS } from '../evidence.ts';
import type { Change } from '../evidence.ts';
import { familyOf, isOlder, nameOf } from './family.ts';

const entrySchema = v.object({
  version: v.string(),
  name: v.string(),
  upstreamId: v.string(),
  sha256: hex(64),
  /** Milliseconds since the epoch: when it was uploaded, or else when it was first seen here. */
  at: count,
  kind: v.picklist(EVIDENCE_KINDS),
  keyIds: v.array(v.string()),
  claims: v.exactOptional(v.array(v.string())),
});
/** What is remembered of one file of one version. */
type Entry = v.InferOutput<typeof entrySchema>;

/** What is known from earlier times of an asset. */
export interface Memory {
  /** The SHA-256 that the same upstream id had. */
  readonly remembered?: string;
  /** The SHA-256 of what was had under this tag and name, with another upstream id. */
  readonly replaced?: string;
  /** What there was to believe this version by, or the one before it. */
  readonly lastVersion?: Seen;
}

/** What an asset was, and what was there to believe it by; `now` in milliseconds since the epoch. */
interface Found {
  readonly sha256: string;
  readonly seen: Seen;
  readonly now: number;
}

/** What is remembered of a file and those that are named alike; more is of no use. */
const MAX_ENTRIES = 100;

/**
 * What outlives the cached files: what the user fixed or accepted, and what was there to believe earlier versions by. It
 * is a memory, not the truth: a lost entry costs a warning, never lets a wrong file pass that something else speaks against.
 */
export class Ledger {
  readonly #memento: Memento;
  readonly #turns = new Turns();

  constructor(memento: Memento) {
    this.#memento = memento;
  }

  async recall(asset: Asset): Promise<Memory> {
    const entries = await this.#entries(asset);
    const name = nameOf(asset);
    const same = entries.find((one) => one.version === asset.version && one.name === name);
    const older = entries.filter((one) => one.version !== asset.version && isOlder(one, asset));
    const last =
      same ?? older.reduce<Entry | undefined>((one, other) => (one && one.at > other.at ? one : other), undefined);
    return {
      ...(same && (same.upstreamId === asset.upstreamId ? { remembered: same.sha256 } : { replaced: same.sha256 })),
      ...(last && { lastVersion: seenIn(last) }),
    };
  }

  /** Remembers what an asset was, and was believed by, once that is accepted. */
  note(asset: Asset, found: Found): Promise<void> {
    const key = familyKey(asset);
    return this.#turns.take(key, () => this.#note(key, asset, found));
  }

  async #note(key: string, asset: Asset, { sha256, seen, now }: Found): Promise<void> {
    const entries = await this.#entries(asset);
    const { version, upstreamId } = asset;
    const name = nameOf(asset);
    const before = entries.find((one) => one.version === version && one.name === name);
    const at = asset.createdAt ?? before?.at ?? now;
    const entry: Entry = {
      version,
      name,
      upstreamId,
      sha256,
      at,
      kind: seen.kind,
      keyIds: [...seen.keyIds],
      ...(seen.claims && { claims: [...seen.claims] }),
    };
    if (before && JSON.stringify(before) === JSON.stringify(entry)) return;
    const others = entries.filter((one) => one !== before);
    const kept = [...others, entry].toSorted((one, other) => other.at - one.at).slice(0, MAX_ENTRIES);
    await this.#memento.update(key, kept);
  }

  /** The digests that the user fixed for the file of that name. */
  async pinOf(asset: Asset): Promise<Digests | undefined> {
    return this.#read(pinKey(asset), digestsSchema);
  }

  /** `undefined` takes the pin away. */
  async pin(asset: Asset, digests: Digests | undefined): Promise<void> {
    const kept = digests && Object.fromEntries(Object.entries(digests).map(([name, hex]) => [name, hex.toLowerCase()]));
    await this.#memento.update(pinKey(asset), kept);
  }

  /** Those that nobody accepted for this owner yet. */
  async open(asset: Asset, changes: readonly Change[]): Promise<readonly Change[]> {
    if (changes.length === 0) return changes;
    const accepted = new Set(await this.#accepted(asset));
    return changes.filter((change) => !accepted.has(JSON.stringify(change)));
  }

  /** From now on these are no news for this owner. */
  accept(asset: Asset, changes: readonly Change[]): Promise<void> {
    const key = acceptedKey(asset);
    return this.#turns.take(key, async () => {
      const accepted = new Set([...(await this.#accepted(asset)), ...changes.map((change) => JSON.stringify(change))]);
      await this.#memento.update(key, [...accepted]);
    });
  }

  async #accepted(asset: Asset): Promise<readonly string[]> {
    return (await this.#read(acceptedKey(asset), v.array(v.string()))) ?? [];
  }

  async #entries(asset: Asset): Promise<readonly Entry[]> {
    return (await this.#read(familyKey(asset), v.array(entrySchema))) ?? [];
  }

  /** What cannot be read counts as absent. */
  async #read<T>(key: string, schema: v.GenericSchema<unknown, T>): Promise<T | undefined> {
    await this.#memento.refresh?.(key);
    const result = v.safeParse(schema, this.#memento.get(key));
    return result.success ? result.output : undefined;
  }
}

function seenIn({ kind, keyIds, claims }: Entry): Seen {
  return { kind, keyIds, ...(claims && { claims }) };
}

function familyKey(asset: Asset): string {
  return `seen ${hash('sha256', JSON.stringify([scopeId(asset.instance, asset.source), familyOf(asset)]))}`;
}

function pinKey(asset: Asset): string {
  const { instance, source, version } = asset;
  return `pin ${hash('sha256', JSON.stringify([scopeId(instance, source), version, nameOf(asset)]))}`;
}

function acceptedKey({ instance, source }: Asset): string {
  return `accepted ${hash('sha256', JSON.stringify([instance, source.owner.toLowerCase()]))}`;
}
