/** Words of unfinished versions, in the order in which a version passes through them. */
const STAGES: readonly (readonly string[])[] = [
  ['experimental', 'prototype', 'unstable', 'insider', 'insiders', 'pr'],
  ['nightly', 'daily', 'weekly', 'snapshot', 'canary', 'edge', 'dev', 'develop'],
  ['alpha', 'a'],
  ['beta', 'b'],
  ['milestone', 'm'],
  ['preview', 'prerelease', 'pre', 'ea', 'next'],
  ['candidate', 'rc', 'cr', 'c'],
];

const STAGE_OF = new Map(STAGES.flatMap((words, stage) => words.map((word) => [word, stage] as const)));

/** Stages only before a number: `3.7b` is a patch of 3.7, `1.0b2` a beta of 1.0. */
const NEEDS_NUMBER: ReadonlySet<string> = new Set(['a', 'b', 'm', 'c', 'pr']);

/** The stage of a word, from 0; `undefined` for other words. */
export function stageOf(word: string, isBeforeNumber: boolean): number | undefined {
  return NEEDS_NUMBER.has(word) && !isBeforeNumber ? undefined : STAGE_OF.get(word);
}

/** Words for a finished version, which add nothing. */
export const FINISHED: ReadonlySet<string> = new Set([
  'stable',
  'lts',
  'ce',
  'final',
  'ga',
  'release',
  'releases',
  'rel',
  'community',
  'oss',
  'v',
  'ver',
  'version',
]);

/** Before a number, these are not the name of a tool. */
export const NAMELESS: ReadonlySet<string> = new Set([
  'v',
  'r',
  'ver',
  'version',
  'rel',
  'release',
  'releases',
  'rev',
  'tag',
  'tags',
  'build',
  'stable',
]);

/** Names of the main program in a repository with several, which publishers sometimes add and sometimes omit. */
export const MAIN_PROGRAM: ReadonlySet<string> = new Set(['cli', 'app', 'main', 'core']);

/** Words of tags that move from one commit to the next. */
export const MOVING: ReadonlySet<string> = new Set([
  'latest',
  'continuous',
  'tip',
  'head',
  'tot',
  'rolling',
  'current',
]);

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH_NAMES = ['uary', 'ruary', 'ch', 'il', '', 'e', 'y', 'ust', 'tember', 'ober', 'ember', 'ember'];

/** The number of the word, from 1; `undefined` for any other word. */
export function monthOf(word: string): number | undefined {
  const index = MONTHS.findIndex((month, at) => [month, `${month}${MONTH_NAMES[at]}`].includes(word));
  if (index >= 0) return index + 1;
  return word === 'sept' ? 9 : undefined;
}
