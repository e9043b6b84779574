import type { ErrorFacts, NoVersionReason, ProjectRule, SkippedVersion } from '../engine/index.ts';
import type { Description } from './describeError.ts';
import { enumerateFirst, formatDate, formatNumber, plain } from './format.ts';
import { plural, t } from './translate.ts';

/** How many names a message lists. */
export const MOST_NAMED = 8;

type ProjectCode = 'badProjectFile' | 'changedMeanwhile' | 'noVersion' | 'noPlatform' | 'lockMismatch';

/** Failures concerning a workspace file or its lock. */
export const PROJECT_WORDS: { readonly [C in ProjectCode]: (facts: Readonly<ErrorFacts[C]>) => Description } = {
  badProjectFile,
  changedMeanwhile,
  noVersion,
  noPlatform,
  lockMismatch: ({ tool, asset, before, now }) => ({
    message: t(
      '{0} of {1} is not the locked file, so it is not used. Locked: {2}. Found: {3}. Check with the publisher before you lock it again.',
      plain(asset, 80),
      plain(tool),
      plain(before, 80),
      plain(now, 80),
    ),
    remedy: 'showEvidence',
  }),
};

function changedMeanwhile({ path, tool }: ErrorFacts['changedMeanwhile']): Description {
  const file = plain(fileName(path));
  const changed =
    tool === undefined
      ? t('{0} was changed in the meantime.', file)
      : t('{0} and its entry for {1} were changed in the meantime.', file, plain(tool, 80));
  return { message: `${changed} ${t('Nothing was overwritten. Try again with its new content.')}`, remedy: 'retry' };
}

function noPlatform({ tool, platform, available, pattern }: ErrorFacts['noPlatform']): Description {
  const problem =
    platform === 'any' ? nothingPicked(tool, pattern) : t('The lock has no {0} for {1}.', plain(tool), plain(platform));
  return { message: [problem, ...availableSentence(available)].join(' '), remedy: 'showLog' };
}

function nothingPicked(tool: string, pattern: string | undefined): string {
  return pattern === undefined
    ? t('No file of {0} fits any platform. Choose one with "asset" in forgejo-artifacts.json.', plain(tool))
    : t(
        'No file of {0} that matches {1} is for a known platform. Choose another with "asset" in forgejo-artifacts.json.',
        plain(tool),
        plain(pattern, 80),
      );
}

const FILE_FAULTS: Readonly<Record<ProjectRule, string>> = {
  json: t('it is not valid JSON.'),
  comment: t('JSON has no comments; write "//": "text" instead.'),
  trailingComma: t('it has a trailing comma.'),
  duplicateKey: t('this key appears twice.'),
  encoding: t('it is not in UTF-8.'),
  notFile: t('it is a device or a pipe, not a file.'),
  tooLarge: t('it is far too large for such a file.'),
  unknownKey: t('this key is unknown. Is it spelled right?'),
  missingKey: t('this key is missing.'),
  object: t('it must be an object in braces.'),
  text: t('it must be text in quotes.'),
  toolName: t('this is not a valid tool name; use letters, digits, dots, dashes and underscores.'),
  instance: t('it must be the address of an instance, such as "https://git.example.org".'),
  source: t('it must be "owner/name".'),
  twoSources: t('it must have either "release" or "package", not both.'),
  version: t('it must be a version, such as "1.4.2", "^1.4" or "latest".'),
  pattern: t('it must be a pattern for file names, such as "tool-{version}-*.tar.gz".'),
  platform: t('this platform is unknown.'),
  platforms: t('it must be a list of platforms, such as ["linux-x64", "darwin-arm64"].'),
  minimumAge: t('it must be an age, such as "3d", "12h" or "2w".'),
  executables: t('it must be a list of file names, such as ["tool"].'),
  lockVersion: t('it was written by a newer version of Forgejo Artifacts; update yours.'),
  lock: t('it was damaged or edited by hand; restore it from version control, or lock again.'),
};

function fileName(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}

/** `forgejo-artifacts.json:4:9: tools.saw.version: …` */
function badProjectFile({ path, key, rule, line, column }: ErrorFacts['badProjectFile']): Description {
  const position = [plain(fileName(path)), line, column].filter((part) => part !== undefined).join(':');
  return {
    message: [position, ...(key === '' ? [] : [plain(key, 120)]), FILE_FAULTS[rule]].join(': '),
    remedy: 'openProjectFile',
  };
}

const NO_VERSION: Readonly<Record<Exclude<NoVersionReason, 'tooYoung' | 'outOfRange'>, string>> = {
  noVersions: t('it has no versions that you can see.'),
  notRange: t('this is neither one of its versions nor a range.'),
  onlyPrereleases: t('it has only pre-releases; name one to use it.'),
  severalSeries: t('its releases belong to several tools; use the full tag.'),
};

function noVersion({ tool, range, why, nearest, cutAt, until }: ErrorFacts['noVersion']): Description {
  const isCut = cutAt !== undefined && (why === 'outOfRange' || why === 'onlyPrereleases');
  const about = (reason: string): string => `${plain(tool)} ${plain(range)}: ${reason}`;
  const found = (): string => {
    if (isCut) return about(`${t('no matching version was found.')} ${cutSentence(cutAt)}`);
    if (why === 'outOfRange') return t('{0} has no version that matches {1}.', plain(tool), plain(range));
    return about(why === 'tooYoung' ? tooYoungSentence(until) : NO_VERSION[why]);
  };
  return { message: [found(), ...availableSentence(nearest)].join(' '), remedy: 'showLog' };
}

function tooYoungSentence(until: number | undefined): string {
  return until === undefined
    ? t('the matching version is younger than the minimum age; use the full tag to get it now.')
    : t(
        'the matching version is younger than the minimum age until {0}; use the full tag to get it now.',
        formatDate(until),
      );
}

/** `Only the newest 2,000 releases were searched. …` */
export function cutSentence(cutAt: number): string {
  return t('Only the newest {0} releases were searched. For an older one, use its full tag.', formatNumber(cutAt));
}

/** `Skipped v1.5.0: it is younger than the minimum age until 3 Dec 2026, 14:05.` Empty if no version was. */
export function skippedSentences(skipped: readonly SkippedVersion[]): readonly string[] {
  const shown = skipped
    .slice(0, 3)
    .map(({ version, until }) =>
      until === undefined
        ? t('Skipped {0}: its age is not known, so it may be younger than the minimum age.', plain(version, 80))
        : t('Skipped {0}: it is younger than the minimum age until {1}.', plain(version, 80), formatDate(until)),
    );
  const rest = skipped.length - shown.length;
  if (rest === 0) return shown;
  const more = plural(
    rest,
    'Skipped {0} more version because of its age.',
    'Skipped {0} more versions because of their age.',
  );
  return [...shown, more];
}

/** `Available: a, b and 3 more.`, as one sentence if there are any. `spell` makes names safe to show. */
export function availableSentence(
  names: readonly string[],
  spell: (name: string) => string = (name) => plain(name, 60),
): readonly string[] {
  if (names.length === 0) return [];
  const shown = names.slice(0, MOST_NAMED).map(spell);
  return [t('Available: {0}.', enumerateFirst(shown, MOST_NAMED, names.length))];
}
