import { join } from 'node:path';
import { cacheRoot } from '../disk.ts';
import type { AssetStore, Clock, DownloadCounter, Memento } from '../ports.ts';
import { DirectoryMemento } from './directoryMemento.ts';
import { MementoAssetStore } from './mementoAssetStore.ts';
import { MementoDownloadCounter } from './mementoDownloadCounter.ts';

export interface DirectoryStoresOptions {
  /** The same as the engine's. */
  readonly directory: string;
  readonly clock: Clock;
  /** Different for every run of every program that uses the directory. */
  readonly writerId: string;
}

/**
 * Records, counts and the memory of what was trusted beside the files that they are about. The disk is touched with the first call that needs it, and a
 * directory that cannot be used fails those calls only, with `storage`; each tries again.
 */
export function openDirectoryStores({ directory, clock, writerId }: DirectoryStoresOptions): {
  readonly store: AssetStore;
  readonly counter: DownloadCounter;
  readonly memory: Memento;
} {
  const at = (room: string): DirectoryMemento => new DirectoryMemento(join(cacheRoot(directory), room), clock);
  const counter = { memento: at('counters'), writerId, now: () => clock.now() };
  return {
    store: new MementoAssetStore(at('state')),
    counter: new MementoDownloadCounter(counter),
    memory: at('trust'),
  };
}
