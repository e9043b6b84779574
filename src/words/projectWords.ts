import type { ErrorFacts, NoVersionReason, PassedOver, ProjectRule } from '../engine/index.ts';
import type { Description } from './describeError.ts';
import { count, formatDate, formatNumber, plain } from './format.ts';

type ProjectCode = 'badProjectFile' | 'changedMeanwhile' | 'noVersion' | 'noPlatform' | 'lockMismatch';

/** What goes wrong with a workspace file and its lock. */
export const PROJECT_WORDS: { readonly [C in ProjectCode]: (facts: Readonly<ErrorFacts[C]>) => Description } = {
  badProjectFile,
  changedMeanwhile: ({ path, tool }) => ({
    message: `${plain(fileName(path))} was changed in the meantime${tool === undefined ? '' : `, and so was its entry for ${plain(tool, 80)}`}. Nothing was written over it. Try again to work with what it says now.`,
    remedy: 'retry',
  }),
  noVersion,
  noPlatform,
  lockMismatch: ({ tool, asset, before, now }) => ({
    message: `${plain(asset, 80)} of ${plain(tool)} is not the file that was locked, and it is not used. Locked was ${plain(before, 80)}, there is now ${plain(now, 80)}. Ask its publisher before you lock it anew.`,
    remedy: 'showEvidence',
  }),
};

function noPlatform({ tool, platform, available }: ErrorFacts['noPlatform']): Description {
  const there = available.length > 0 ? ` There is: ${list(available)}.` : '';
  const message =
    platform === 'any'
      ? `None of the files of ${plain(tool)} could be picked for any platform. Name one with "asset" in forgejo-artifacts.json.${there}`
      : `The lock has no ${plain(tool)} for ${plain(platform)}.${there}`;
  return { message, remedy: 'showLog' };
}

const FILE_FAULTS: Readonly<Record<ProjectRule, string>> = {
  json: 'is not JSON there',
  comment: 'has a comment there, and JSON has none; write it as "//": "text"',
  trailingComma: 'has a trailing comma',
  duplicateKey: 'has this key twice',
  encoding: 'is not in UTF-8',
  notFile: 'is a device or a pipe, and not a file',
  tooLarge: 'is far larger than such a file can be',
  unknownKey: 'has a key that means nothing; is it spelled right?',
  missingKey: 'needs this key',
  object: 'must have an object in braces there',
  text: 'must have a text in quotes there',
  toolName: 'has a name of a tool that cannot be one; use letters, digits, dots, dashes and underscores',
  instance: 'must have the address of an instance there, such as "https://git.example.org"',
  source: 'must have "owner/name" there',
  twoSources: 'must name one of "release" and "package", not both',
  version: 'must have a version there, such as "1.4.2", "^1.4" or "latest"',
  pattern: 'must have a pattern for names of files there, such as "tool-{version}-*.tar.gz"',
  platform: 'names a platform that is not known',
  minimumAge: 'must have an age there, such as "3d", "12h" or "2w"',
  executables: 'must have a list of file names there, such as ["tool"]',
  lockVersion: 'was written by a later version of this extension; update the extension',
  lock: 'was damaged, or changed by hand; take it from version control, or lock anew',
};

function fileName(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}

function badProjectFile({ path, key, rule, line, column }: ErrorFacts['badProjectFile']): Description {
  const place = line === undefined ? '' : `, line ${line}${column === undefined ? '' : `, column ${column}`}`;
  const where = `${key === '' ? '' : ` at ${plain(key, 120)}`}${place}`;
  return { message: `${plain(fileName(path))}${where}: it ${FILE_FAULTS[rule]}.`, remedy: 'showLog' };
}

function noVersion({ tool, range, why, nearest, cutAt, until }: ErrorFacts['noVersion']): Description {
  const reasons: Readonly<Record<NoVersionReason, string>> = {
    noVersions: 'it has no versions yet, or shows them only to some',
    notRange: 'that is neither one of its versions nor a range',
    outOfRange: 'it has no such version',
    onlyPrereleases: 'there are only pre-releases; name one to use it',
    severalSeries: 'its releases are of several tools; write the whole tag',
    tooYoung: `what would be taken is younger than the minimum age${until === undefined ? '' : ` until ${formatDate(until)}`}; write the whole tag to take it now`,
  };
  const others = nearest.length > 0 ? ` There is: ${list(nearest)}.` : '';
  const isCut = cutAt !== undefined && (why === 'outOfRange' || why === 'onlyPrereleases');
  const reason = isCut ? `none of what was looked at is that. ${cutSentence(cutAt)}` : `${reasons[why]}.`;
  return { message: `${plain(tool)} ${plain(range)}: ${reason}${others}`, remedy: 'showLog' };
}

/** `Only the newest 2,000 releases were looked at. …` */
export function cutSentence(cutAt: number): string {
  return `Only the newest ${formatNumber(cutAt)} releases were looked at. For an older one, write its whole tag.`;
}

/** `Passed over: v1.5.0 is younger than the minimum age until 3 Dec 2026, 14:05.` Nothing where no version was. */
export function passedOverSentences(passedOver: readonly PassedOver[]): readonly string[] {
  const shown = passedOver.slice(0, 3).map(({ version, until }) => {
    const why =
      until === undefined
        ? 'it is not known to be as old as the minimum age'
        : `it is younger than the minimum age until ${formatDate(until)}`;
    return `Passed over ${plain(version, 80)}: ${why}.`;
  });
  const left = passedOver.length - shown.length;
  return left > 0 ? [...shown, `Passed over ${count(left, 'more version')} for their age.`] : shown;
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, 8).map((name) => plain(name, 60));
  return `${shown.join(', ')}${names.length > shown.length ? ` and ${names.length - shown.length} more` : ''}`;
}
