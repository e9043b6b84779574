import { compareTags } from './compareTags.ts';
import { readTag } from './readTag.ts';
import type { Tag } from './readTag.ts';

/** A version as listed. */
export interface KnownVersion {
  /** The tag, or the package version. */
  readonly version: string;
  readonly prerelease?: boolean;
  readonly draft?: boolean;
  /** Milliseconds since the epoch. */
  readonly createdAt?: number | undefined;
  /** The files of a release, with their upload times. */
  readonly assets?: readonly { readonly createdAt?: number | undefined }[];
}

/** Whether it may have files: a publisher often uploads those of a new release later. */
export function mayHaveFiles({ assets }: KnownVersion): boolean {
  return assets?.length !== 0;
}

/** Without those that have no files, unless none has any. */
export function preferFiles<T extends KnownVersion>(versions: readonly T[]): readonly T[] {
  const filled = versions.filter(mayHaveFiles);
  return filled.length > 0 ? filled : versions;
}

/** A version with numbers in its tag. */
export interface Numbered<T extends KnownVersion = KnownVersion> {
  readonly known: T;
  readonly tag: Tag;
  /** Its index in the list; forges list the newest first. */
  readonly index: number;
}

/** The versions with numbers, as their publisher means them: a revision marked as a pre-release is a candidate. */
export function numberedOf<T extends KnownVersion>(versions: readonly T[]): readonly Numbered<T>[] {
  return versions.flatMap((known, index) => {
    const tag = readTag(known.version);
    return tag ? [{ known, tag: known.prerelease === true ? asCandidate(tag) : tag, index }] : [];
  });
}

function asCandidate(tag: Tag): Tag {
  return tag.stage || tag.revision.length === 0 ? tag : { ...tag, stage: tag.revision, revision: [] };
}

/** Negative if the first is older: by its number, or by its time if the numbers cannot be compared. */
export function compareVersions(one: Numbered, other: Numbered): number {
  return compareTags(one.tag, other.tag) || compareTimes(one, other);
}

/** Negative if the first was created earlier. */
export function compareTimes(one: Numbered, other: Numbered): number {
  const [first, second] = [one.known.createdAt, other.known.createdAt];
  return first !== undefined && second !== undefined && first !== second ? first - second : other.index - one.index;
}

/** Highest first. */
export function highestFirst<T extends KnownVersion>(versions: readonly Numbered<T>[]): readonly Numbered<T>[] {
  return versions.toSorted((one, other) => compareVersions(other, one));
}

/**
 * The finished versions: neither their publisher's mark nor their tags call them pre-releases. A word such as `beta` in
 * every tag is a habit of its publisher and means nothing.
 */
export function finishedOf<T extends KnownVersion>(versions: readonly Numbered<T>[]): readonly Numbered<T>[] {
  const unmarked = versions.filter(({ known }) => known.prerelease !== true);
  const finished = unmarked.filter(({ tag }) => tag.stage === undefined);
  if (unmarked.length < versions.length) return finished;
  return isHabit(unmarked, finished) ? unmarked : finished;
}

/**
 * How many consecutive versions, none of them finished and none with a number after the word, count as the publisher's
 * habit.
 */
const HABIT = 5;

function isHabit(all: readonly Numbered[], finished: readonly Numbered[]): boolean {
  if (finished.length === 0) return all.length > 1;
  const newest = all.toSorted((one, other) => compareTimes(other, one)).slice(0, HABIT);
  return newest.length === HABIT && newest.every(hasBareWordBehind);
}

function hasBareWordBehind({ known: { version }, tag: { stage, start } }: Numbered): boolean {
  const [word, ...more] = stage ?? [];
  return more.length === 0 && word !== undefined && version.slice(start).toLowerCase().includes(`${word}`);
}
