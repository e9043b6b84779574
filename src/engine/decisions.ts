import { isDeepStrictEqual } from 'node:util';
import { isHere } from './absence.ts';
import type { DownloadCache } from './cache/downloadCache.ts';
import { isEngineError } from './errors.ts';
import { recordKey } from './model.ts';
import type { Asset, Digests } from './model.ts';
import type { AssetRecord, AssetStore, Memento } from './ports.ts';
import { FileChoices } from './project/fileChoices.ts';
import { seenOf } from './verify/downgrade.ts';
import type { Change } from './evidence.ts';
import type { Memories } from './verify/memories.ts';

/** The user's decisions about single files. They outlive the cached files. */
export interface Decisions {
  /**
   * Pins the digests of a file of that version and name, or removes the pin with `undefined`. A cached file that differs is
   * removed.
   * @throws EngineError `integrity` if there was such a file (the pin is in force all the same); `storage`
   */
  pin(asset: Asset, digests: Digests | undefined): Promise<void>;
  pinOf(asset: Asset): Promise<Digests | undefined>;
  /**
   * Accepts the changes in the record of the cached file as normal for its owner, but only those that were `shown`: another
   * window may have found more meanwhile.
   * @throws EngineError `storage`
   */
  accept(asset: Asset, shown?: readonly Change[]): Promise<void>;
  /** Remembers which of several files of a version was chosen, for the next version. */
  readonly fileChoices: FileChoices;
}

interface DecisionParts {
  readonly store: AssetStore;
  readonly cache: DownloadCache;
  readonly memories: Memories;
  /** The choices made when something was installed. */
  readonly choices: Memento;
  /** Rechecks a cached file by what is known on this machine. @throws EngineError `integrity`, `storage` */
  readonly recheck: (record: AssetRecord) => Promise<void>;
}

export function decisionsOf({ store, cache, memories, recheck, choices }: DecisionParts): Decisions {
  const { pins, accepted, history } = memories;
  return {
    fileChoices: new FileChoices(choices),
    pin: async (asset, digests) => {
      await pins.set(asset, digests);
      const key = recordKey(asset);
      const record = await store.find(key);
      // Without the bytes there is nothing to judge; the next download must have the pinned digest.
      if (!record || !isHere(record)) return;
      try {
        await recheck(record);
      } catch (error) {
        if (!isEngineError(error, 'integrity')) throw error;
        // Anything that speaks against a file just unpinned is reported when it is used.
        if (!digests) return;
        await cache.evict([key], { alsoKept: true });
        throw error;
      }
    },
    pinOf: (asset) => pins.of(asset),
    accept: async (asset, shown) => {
      const record = await store.find(recordKey(asset));
      if (!record || record.evidence.changes.length === 0) return;
      const { key, sha256, evidence } = record;
      const isShown = (change: Change): boolean => !shown || shown.some((one) => isDeepStrictEqual(one, change));
      await accepted.accept(asset, evidence.changes.filter(isShown));
      if (evidence.changes.every(isShown))
        await history.note(asset, { sha256, seen: seenOf(evidence.sources, evidence.findings) });
      await store.edit(key, (one) => {
        const changes = one.evidence.changes.filter((change) => !isShown(change));
        return one.sha256 === sha256 ? { ...one, evidence: { ...one.evidence, changes } } : one;
      });
    },
  };
}
