import { compareNumbers, compareTags } from './compareTags.ts';
import { readTag } from './readTag.ts';
import type { Tag } from './readTag.ts';

/** Whether a version is in a range. */
interface VersionRange {
  test(tag: Tag): boolean;
  /** The lowest or only version of the range; `undefined` without a lower end. */
  readonly lowest: Tag | undefined;
}

type Operator = '^' | '~' | '>=' | '<=' | '>' | '<' | '=';

interface Bound {
  readonly operator: Operator;
  readonly tag: Tag;
  /** How many numbers it names. */
  readonly named: number;
}

const MAX_LENGTH = 256;

/**
 * Reads a range in npm's syntax (`^1.4`, `~2.1`, `>=1 <2`, `1.x`, `1.2 - 1.4`, `^1 || ^3`), for versions with any count of
 * numbers, including dates. Named numbers must match; later ones count upwards. `undefined` for anything else. Pure.
 */
export function readRange(text: string): VersionRange | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const alternatives = text.split('||').map(readBounds);
  if (alternatives.some((bounds) => bounds === undefined)) return undefined;
  const all = alternatives.flatMap((bounds) => (bounds ? [bounds] : []));
  return {
    test: (tag) => all.some((bounds) => bounds.every((bound) => isWithin(tag, bound)) && admitsStage(tag, bounds)),
    lowest: all[0]?.find(({ operator }) => operator !== '<' && operator !== '<=')?.tag,
  };
}

const PART = /^(\^|~>?|>=|<=|>|<|=)?\s*v?(\d.*)$/i;

function readBounds(text: string): readonly Bound[] | undefined {
  const trimmed = text.trim();
  if (/^(?:\*|x)?$/i.test(trimmed)) return [];
  const [from, dash, to, ...more] = trimmed.split(/\s+/);
  if (dash === '-' && to !== undefined) {
    return more.length > 0 ? undefined : allOrNone([readBound(`>=${from}`), readBound(`<=${to}`)]);
  }
  return allOrNone(
    trimmed
      .replace(/([\^~<>=])\s+/g, '$1')
      .split(/\s+/)
      .map(readBound),
  );
}

function allOrNone(bounds: readonly (Bound | undefined)[]): readonly Bound[] | undefined {
  const known = bounds.flatMap((bound) => (bound ? [bound] : []));
  return known.length === bounds.length ? known : undefined;
}

function readBound(text: string): Bound | undefined {
  const [, operator = '=', version = ''] = PART.exec(text) ?? [];
  // `1.x` and `1.*` name one number.
  const tag = readTag(version.replace(/(?<!\.[x*])(?:\.[x*])+$/i, ''));
  if (tag?.series !== '' || tag.start !== 0) return undefined;
  return { operator: operator.startsWith('~') ? '~' : (operator as Operator), tag, named: tag.numbers.length };
}

function isWithin(tag: Tag, bound: Bound): boolean {
  const { operator, tag: wanted, named } = bound;
  const order = compareNumbers(tag.numbers.slice(0, named), wanted.numbers);
  const isExact = order === 0 && tag.numbers.length === named;
  const exact = isExact ? compareWithin(tag, wanted) : 1;
  switch (operator) {
    case '=':
      return order === 0 && hasSuffixOf(tag, wanted);
    case '^':
      return agrees(tag, wanted, leading(wanted)) && (order > 0 || (order === 0 && exact >= 0));
    case '~':
      return agrees(tag, wanted, Math.max(1, Math.min(2, named))) && (order > 0 || (order === 0 && exact >= 0));
    case '>=':
      return order > 0 || (order === 0 && exact >= 0);
    case '>':
      return order > 0 || (isExact && exact > 0 && wanted.stage !== undefined);
    case '<=':
      return order < 0 || order === 0;
    case '<':
      return order < 0 || (isExact && exact < 0);
  }
}

/** `^0.14` stays in 0.14, `^1.4` in 1: up to the first number other than 0. */
function leading({ numbers }: Tag): number {
  const first = numbers.findIndex((number) => number !== 0);
  return first < 0 ? numbers.length : first + 1;
}

function agrees(tag: Tag, wanted: Tag, count: number): boolean {
  return compareNumbers(tag.numbers.slice(0, count), wanted.numbers.slice(0, count)) === 0;
}

function compareWithin(tag: Tag, wanted: Tag): number {
  return compareTags({ ...tag, scheme: wanted.scheme }, wanted);
}

/** A range with a revision, a build or a stage means exactly that. */
function hasSuffixOf(tag: Tag, { stage, revision, build }: Tag): boolean {
  const starts = (tokens: Tag['build'], with_: Tag['build']): boolean =>
    with_.every((token, at) => tokens[at] === token);
  if (stage && !(tag.stage && starts(tag.stage, stage))) return false;
  return starts(tag.revision, revision) && starts(tag.build, build);
}

/** A stage of a version is in a range only if the range names a stage of the same version. */
function admitsStage(tag: Tag, bounds: readonly Bound[]): boolean {
  if (!tag.stage) return true;
  return bounds.some(({ tag: wanted }) => wanted.stage && compareNumbers(wanted.numbers, tag.numbers) === 0);
}
