import { LOSSES } from './states.ts';
import type { Cut, Cuts, Loss } from './states.ts';

/** Numbers in [0, 1), the same for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The most random positions to try between the least and all steps on disk. */
const BETWEEN = 4;

/** All cuts worth trying: after each step, with as little and as much on disk as possible, and some in between. */
export function allCuts(cuts: Cuts, steps: number, random: () => number): readonly Cut[] {
  const found: Cut[] = [];
  for (let after = 1; after <= steps; after += 1) {
    for (const fileSystem of ['journal', 'tree'] as const) {
      for (const onDisk of beginnings(cuts.leastOnDisk(after, fileSystem), after, random)) {
        for (const loss of losses(random)) found.push({ after, fileSystem, onDisk, loss });
      }
    }
  }
  return found;
}

function beginnings(least: number, most: number, random: () => number): ReadonlySet<number> {
  const between = Array.from({ length: BETWEEN }, () => least + Math.floor(random() * (most - least + 1)));
  return new Set([least, most, ...between]);
}

/** One for each kind of loss, the same for all files, and two that vary by file. */
function losses(random: () => number): readonly ((inode: number) => Loss)[] {
  const seeds = [random(), random()];
  const mixed = seeds.map((seed) => (inode: number): Loss => {
    const own = randomOf(inode * 7919 + Math.floor(seed * 1_000_000_007));
    return LOSSES[Math.floor(own() * LOSSES.length)] ?? 'kept';
  });
  return [...LOSSES.map((loss) => () => loss), ...mixed];
}

/** The items in random order. */
export function shuffled<T>(items: readonly T[], random: () => number): readonly T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ item }) => item);
}

export function describeCut({ after, fileSystem, onDisk }: Cut): string {
  return `${fileSystem}: cut after step ${after}, ${onDisk} on disk`;
}
