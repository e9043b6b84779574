import type { Shape } from './hostile.ts';

/** Something that parses foreign input. An exception counts as an answer. */
export interface Parser<T> {
  readonly name: string;
  readonly shapes: readonly Shape<T>[];
  readonly feed: (input: T) => unknown;
  /** The largest input: one more than the parser's own limit, or 1 MiB if it has none. @default 1 MiB */
  readonly maxSize?: number;
}

/** A parser with its shapes, whatever their type. */
export type AnyParser = Parser<never>;

/** Ties the type of the shapes to that of the input. */
export function parser<T>(one: Parser<T>): AnyParser {
  return one as unknown as AnyParser;
}

const MIB = 1024 * 1024;
/** For names and tags: far longer than any real one, and enough to see how time grows. */
export const NAME_SIZE = 64 * 1024;
/** Large enough to reveal quadratic time, small enough for thousands of shapes. */
const SCREEN_SIZE = 512;
/** How many of the slowest shapes are examined closely. */
const SUSPECTS = 3;
/** How many shapes are measured twice, because a pause of the machine makes anything slow once. */
const LIKELY = 40;
/** Sizes grow fourfold from one measurement to the next. */
const STEP = 4;
/** Comparisons start at this factor, because caches alone make linear time grow somewhat faster than the input at first. */
const FIRST_FACTOR = STEP ** 2;
const FIRST_SIZE = 4096;
/** Linear time grows with the input, quadratic time with its square. Anything faster than halfway between is too fast. */
const MAX_EXPONENT = 1.5;
/** A measurement that is too high is repeated this often: noise goes away, growth does not. */
const TRIES = 20;
/** Short calls are repeated until they took this long, so that they can be measured. */
const LEAST_MS = 1;

export interface Finding {
  readonly shape: string;
  readonly size: number;
  /** 1 is linear, 2 quadratic. */
  readonly exponent: number;
}

/** The first input for which the parser's time grows much faster than the input; `undefined` if there is none. */
export async function findGrowth({ shapes, feed, maxSize = MIB }: AnyParser): Promise<Finding | undefined> {
  const first = Math.min(FIRST_SIZE, Math.ceil(maxSize / FIRST_FACTOR));
  for (const shape of await slowest(shapes, feed)) {
    const base = await timeOf(feed, shape.make(first));
    for (let size = first * STEP; ; size *= STEP) {
      const at = Math.min(size, maxSize);
      const exponent = await exponentOf(feed, shape, { first, base, at });
      if (exponent > MAX_EXPONENT && at >= first * FIRST_FACTOR) return { shape: shape.label, size: at, exponent };
      if (size >= maxSize) break;
    }
  }
  return undefined;
}

/** The shapes that take longest for their size. Quadratic time already shows here. */
async function slowest(shapes: AnyParser['shapes'], feed: AnyParser['feed']): Promise<AnyParser['shapes']> {
  // The first calls run code that is not compiled yet.
  const likely = await inOrderOfTime(shapes, feed);
  return (await inOrderOfTime(likely.slice(0, LIKELY), feed)).slice(0, SUSPECTS);
}

async function inOrderOfTime(shapes: AnyParser['shapes'], feed: AnyParser['feed']): Promise<AnyParser['shapes']> {
  const times = new Map<Shape<never>, number>();
  for (const shape of shapes) {
    const input = shape.make(SCREEN_SIZE);
    const start = performance.now();
    await answer(feed, input);
    times.set(shape, performance.now() - start);
  }
  return [...times].toSorted(([, one], [, other]) => other - one).map(([shape]) => shape);
}

async function exponentOf(
  feed: AnyParser['feed'],
  shape: Shape<never>,
  { first, base, at }: { readonly first: number; readonly base: number; readonly at: number },
): Promise<number> {
  let [smaller, larger] = [base, await timeOf(feed, shape.make(at))];
  const exponent = (): number => Math.log(larger / smaller) / Math.log(at / first);
  for (let tries = 1; tries < TRIES && exponent() > MAX_EXPONENT; tries += 1) {
    smaller = Math.max(smaller, await timeOf(feed, shape.make(first)));
    larger = Math.min(larger, await timeOf(feed, shape.make(at)));
  }
  return exponent();
}

/** The milliseconds of this process's own work for one call, independent of what else the machine does. */
async function timeOf(feed: AnyParser['feed'], input: never): Promise<number> {
  let [calls, spentMs] = [0, 0];
  const start = process.cpuUsage();
  while (spentMs < LEAST_MS) {
    await answer(feed, input);
    calls += 1;
    const { user, system } = process.cpuUsage(start);
    spentMs = (user + system) / 1000;
  }
  return spentMs / calls;
}

async function answer(feed: AnyParser['feed'], input: never): Promise<void> {
  try {
    const result = feed(input);
    if (result instanceof Promise) await result;
  } catch {
    // A refusal is fine.
  }
}
