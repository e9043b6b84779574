import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ageMs } from '../age.ts';
import { cacheRoot, ifThere, memoryRoot, onDisk } from '../disk.ts';
import { keepLast } from '../keepLast.ts';
import type { AssetStore, Clock, DownloadCounter, Memento, MementoSections } from '../ports.ts';
import { DirectoryMemento } from './directoryMemento.ts';
import { MementoAssetStore } from './mementoAssetStore.ts';
import { MementoDownloadCounter } from './mementoDownloadCounter.ts';
import { SectionMemento } from './sectionMemento.ts';

interface DirectoryStoresOptions {
  /** The same as the engine's. */
  readonly directory: string;
  readonly clock: Clock;
  /** Unique for every run of every program that uses the directory. */
  readonly writerId: string;
}

/**
 * Records and counts in the cache, and next to it what outlives the cache. The disk is touched by the first call that needs
 * it; an unusable directory fails only those calls, with `storage`, and each tries again.
 */
export function openDirectoryStores({ directory, clock, writerId }: DirectoryStoresOptions): {
  readonly store: AssetStore;
  readonly counter: DownloadCounter;
  readonly memory: MementoSections;
} {
  const at = (name: string): DirectoryMemento => new DirectoryMemento(join(cacheRoot(directory), name), clock);
  const counter = { memento: at('counters'), writerId, now: () => clock.now() };
  return {
    store: new MementoAssetStore(at('state')),
    counter: new MementoDownloadCounter(counter),
    memory: openSections(directory, clock),
  };
}

/** How many sections also keep their entries in memory; there is one for each source of files. */
const MAX_OPEN_SECTIONS = 50;
/** Evidence seen for a source is gathered again with its next file; everything else is a decision that only the user could repeat. */
const SEEN_AGAIN = /^seen\//;

function openSections(directory: string, clock: Clock): MementoSections {
  const open = new Map<string, Memento>();
  const earlier = earlierMemory(directory, clock);
  const openSection = (name: string): Memento => {
    const isDurable = !SEEN_AGAIN.test(name);
    const own = new DirectoryMemento(join(memoryRoot(directory), name), clock, { isDurable });
    return new SectionMemento({ own, earlier });
  };
  return {
    section: (name) => {
      const found = open.get(name) ?? openSection(name);
      keepLast(open, name, found, MAX_OPEN_SECTIONS);
      return found;
    },
    earlier,
  };
}

/** Each file needs about ten look-ups here, and hardly any machine has this data. */
const MISSED_MS = 1000;

/** Where versions up to 0.1 kept all of it, inside the cache. */
function earlierMemory(directory: string, clock: Clock): () => Promise<Memento | undefined> {
  const path = join(cacheRoot(directory), 'trust');
  const memento = new DirectoryMemento(path, clock);
  let missedAt = -Infinity;
  let looking: Promise<Memento | undefined> | undefined;
  const look = async (): Promise<Memento | undefined> => {
    if (await onDisk(path, () => ifThere(() => stat(path)))) return memento;
    missedAt = clock.now();
    return undefined;
  };
  return async () => {
    if (ageMs(clock.now(), missedAt) < MISSED_MS) return undefined;
    looking ??= look().finally(() => (looking = undefined));
    return looking;
  };
}
