import { isDeepStrictEqual } from 'node:util';
import type { DownloadCache } from './cache/downloadCache.ts';
import { isEngineError } from './errors.ts';
import { recordKey } from './model.ts';
import type { Asset, Digests } from './model.ts';
import type { AssetRecord, AssetStore, Memento } from './ports.ts';
import { FileChoices } from './project/fileChoices.ts';
import { seenOf } from './verify/downgrade.ts';
import type { Change } from './evidence.ts';
import type { Memories } from './verify/memories.ts';

/** What the user decides about single files. It outlives the cached ones. */
export interface Decisions {
  /**
   * Fixes what a file of that version and name has to be from now on, or with `undefined` no more. A cached file that is
   * another is removed.
   * @throws EngineError `integrity`: there was such a file, and the pin is in force; `storage`
   */
  pin(asset: Asset, digests: Digests | undefined): Promise<void>;
  pinOf(asset: Asset): Promise<Digests | undefined>;
  /**
   * Takes what is other than before, as the record of the cached file has it, for what is usual with its owner. Of that only
   * what was `shown`: another window may have found more meanwhile. @throws EngineError `storage`
   */
  accept(asset: Asset, shown?: readonly Change[]): Promise<void>;
  /** Which of several files of a version somebody chose, for the next version. */
  readonly fileChoices: FileChoices;
}

interface DecisionParts {
  readonly store: AssetStore;
  readonly cache: DownloadCache;
  readonly memories: Memories;
  /** What was chosen when something was installed. */
  readonly choices: Memento;
  /** Judges a cached file anew, by what is known on this machine. @throws EngineError `integrity`, `storage` */
  readonly judge: (record: AssetRecord) => Promise<void>;
}

export function decisionsOf({ store, cache, memories, judge, choices }: DecisionParts): Decisions {
  const { pins, accepted, history } = memories;
  return {
    fileChoices: new FileChoices(choices),
    pin: async (asset, digests) => {
      await pins.set(asset, digests);
      const key = recordKey(asset);
      const record = await store.find(key);
      if (!record) return;
      try {
        await judge(record);
      } catch (error) {
        if (!isEngineError(error, 'integrity')) throw error;
        // What speaks against a file that was just unpinned is told when it is used.
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
