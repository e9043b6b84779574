import { withoutEnd } from '../text.ts';
import { readNumbers } from './numbers.ts';
import type { Numbers } from './numbers.ts';
import { FINISHED, MOVING, NAMELESS, monthOf, stageOf } from './tagWords.ts';

/** A number or a word of a tag. */
export type Token = number | string;

/** The parts of a tag. */
export interface Tag {
  /** The tool's name before the version, in lower case: '' for `v1.2.3`, `saw` for `saw-v1.2.3`. */
  readonly series: string;
  readonly numbers: readonly number[];
  /** Dates and counted versions of one tool cannot be compared by their numbers. */
  readonly scheme: 'count' | 'date';
  /** The stage of the version, such as `rc`, 1; `undefined` if finished. */
  readonly stage: readonly Token[] | undefined;
  /** A revision, a letter or further versions after it; more means newer. */
  readonly revision: readonly Token[];
  /** The part after a `+`. */
  readonly build: readonly Token[];
  /** The bounds of the version in the tag, without its `v`. */
  readonly start: number;
}

/** Forgejo takes tags of at most 255 characters. */
const MAX_LENGTH = 255;

/** Reads a tag; `undefined` if it has no version, or if it moves, such as `latest` and `v1.x`. Pure. */
export function readTag(tag: string): Tag | undefined {
  if (tag.length > MAX_LENGTH || isMoving(tag)) return undefined;
  const text = tag.toLowerCase();
  const start = startOf(text);
  if (start === undefined) return undefined;
  const month = monthOf(lettersBefore(text, start));
  const read = readNumbers(text.slice(start), month);
  const prefix = month === undefined ? text.slice(0, start) : withoutEnd(text.slice(0, start), LETTERS);
  const { series, stage: before } = readPrefix(prefix);
  const rest = readRest(text.slice(start + read.length));
  const stage = before.length > 0 || rest.stage ? [...before, ...(rest.stage ?? [])] : undefined;
  const component = rest.build.length > 0 && rest.build.every((token) => typeof token === 'string');
  return {
    series: component ? `${series}+${rest.build.join('-')}` : series,
    ...({ numbers: read.numbers, scheme: read.scheme } satisfies Omit<Numbers, 'length'>),
    stage,
    revision: rest.revision,
    build: component ? [] : rest.build,
    start,
  };
}

/** The version in a tag without its prefix, as in file names; the whole tag if it has none. */
export function versionInTag(tag: string): string {
  const read = readTag(tag);
  return read ? tag.slice(read.start) : tag;
}

function isMoving(tag: string): boolean {
  return tag
    .toLowerCase()
    .split(/[-_./@]/)
    .some((word) => MOVING.has(word) || word === 'x');
}

/** The start of the version: the first digit outside names and commits. */
function startOf(text: string): number | undefined {
  for (const { 0: digits, index } of text.matchAll(/\d+/g)) {
    if (beginsVersion(text, index, index + digits.length)) return index;
  }
  return undefined;
}

function beginsVersion(text: string, start: number, end: number): boolean {
  if (isCommit(wordAround(text, start))) return false;
  const before = lettersBefore(text, start);
  const after = text.slice(end);
  if (
    /^[a-z]/.test(after) &&
    !/^(?:[a-z](?:$|[-_+])|(?:a|b|c|m|p|r|t|rc|alpha|beta|pre|dev|post|rev)[-._]?\d|(?:rc|alpha|beta|pre|dev)(?:$|[-._+]))/.test(
      after,
    )
  )
    return false;
  if (before === '' || NAMELESS.has(before) || monthOf(before) !== undefined) return true;
  // In `go1.25` and `r3_2` the number is the version; in `quake2_7_45`, `win32_test3` and `sdl2-2.0` it belongs to the name.
  if (/^-v?\d/.test(after)) return false;
  return before.length === 1 || !/^_[a-z\d]/.test(after);
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
/** Including the `g` in front of it. */
const MAX_COMMIT_LENGTH = 65;

/** Reads one character more than the longest meaningful word. */
function lettersBefore(text: string, end: number): string {
  const near = text.slice(Math.max(0, end - 20), end);
  return near.slice(withoutEnd(near, LETTERS).length);
}

/** Reads one character more on each side than a commit has. */
function wordAround(text: string, at: number): string {
  const near = text.slice(Math.max(0, at - MAX_COMMIT_LENGTH - 1), at);
  const before = near.slice(withoutEnd(near, LETTERS + DIGITS).length);
  return before + (/^[a-z\d]*/.exec(text.slice(at, at + MAX_COMMIT_LENGTH + 1))?.[0] ?? '');
}

/** An abbreviated commit; digits alone are a number. */
function isCommit(word: string): boolean {
  return /^g?[\da-f]{7,64}$/.test(word) && /[a-f]/.test(word.replace(/^g/, '')) && /\d/.test(word);
}

function readPrefix(prefix: string): { readonly series: string; readonly stage: readonly Token[] } {
  const words = prefix.replace(/pre-release/, 'prerelease').split(/([-_./@: ]+)/);
  const stage = words.filter((word) => stageOf(word, false) !== undefined);
  const kept = words.map((word) =>
    NAMELESS.has(word) || stageOf(word, false) !== undefined || isCommit(word) ? '' : word,
  );
  const series = withoutEnd(kept.join(''), '-_./@: ')
    .replace(/^[-_./: ]+/, '')
    .replace(/[-_./: ]{2,}/g, '-');
  return { series: series.replace(/^@+$/, ''), stage };
}

interface Rest {
  readonly stage: readonly Token[] | undefined;
  readonly revision: readonly Token[];
  readonly build: readonly Token[];
}

function readRest(text: string): Rest {
  const plus = text.indexOf('+');
  const [main, build] = plus < 0 ? [text, ''] : [text.slice(0, plus), text.slice(plus + 1)];
  const tokens = tokensOf(main);
  const at = tokens.findIndex((token, index) => isStage(token, tokens[index + 1]));
  // `-0` starts a counter of candidates; revisions of a finished version start with 1.
  const isZeroth = main === '-0';
  const stage = at < 0 ? (isZeroth ? tokens : undefined) : tokens.slice(at);
  return { stage, revision: at < 0 ? (isZeroth ? [] : tokens) : tokens.slice(0, at), build: tokensOf(build) };
}

function isStage(token: Token, next: Token | undefined): boolean {
  return typeof token === 'string' && stageOf(token, typeof next === 'number') !== undefined;
}

function tokensOf(text: string): readonly Token[] {
  return text
    .split(/[^a-z\d]+/)
    .filter((word) => !isCommit(word))
    .flatMap((word) => word.match(/\d{1,15}|[a-z]+/g) ?? [])
    .filter((word) => !FINISHED.has(word))
    .map((word) => (/^\d/.test(word) ? Number(word) : word));
}
