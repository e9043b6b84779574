import type { Tag, Token } from './readTag.ts';
import { stageOf } from './tagWords.ts';

/** Negative if the first is the older version. Different schemes cannot be compared: 0. */
export function compareTags(one: Tag, other: Tag): number {
  if (one.scheme !== other.scheme) return 0;
  return (
    compareNumbers(one.numbers, other.numbers) ||
    compareStages(one.stage, other.stage) ||
    compareTokens(one.revision, other.revision) ||
    compareTokens(one.build, other.build)
  );
}

/** A missing number counts as 0. */
export function compareNumbers(one: readonly number[], other: readonly number[]): number {
  for (let at = 0; at < Math.max(one.length, other.length); at += 1) {
    const order = (one[at] ?? 0) - (other[at] ?? 0);
    if (order !== 0) return order;
  }
  return 0;
}

/** A finished version is newer than each of its stages. */
function compareStages(one: readonly Token[] | undefined, other: readonly Token[] | undefined): number {
  if (!one || !other) return Number(one === undefined) - Number(other === undefined);
  return compareTokens(one, other);
}

function compareTokens(one: readonly Token[], other: readonly Token[]): number {
  for (let at = 0; at < Math.min(one.length, other.length); at += 1) {
    const order = compareToken(one[at] ?? 0, other[at] ?? 0);
    if (order !== 0) return order;
  }
  return one.length - other.length;
}

function compareToken(one: Token, other: Token): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  if (typeof one === 'number' || typeof other === 'number') return typeof one === 'number' ? -1 : 1;
  const [stage, otherStage] = [stageOf(one, true), stageOf(other, true)];
  if (stage !== undefined && otherStage !== undefined && stage !== otherStage) return stage - otherStage;
  return one < other ? -1 : Number(one > other);
}
