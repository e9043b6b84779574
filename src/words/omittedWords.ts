import { enumerateFirst, plain } from './format.ts';
import { plural } from './translate.ts';

const MAX_NAMES = 5;

/** Which tools of a lock are not among the files that were exported, uploaded or imported, and why. */
export function omittedSentence(names: readonly string[], why: 'platforms' | 'notInExport'): string {
  const shown = enumerateFirst(
    names.slice(0, MAX_NAMES).map((name) => plain(name, 40)),
    MAX_NAMES,
    names.length,
  );
  return why === 'platforms'
    ? plural(
        names.length,
        '{1} has no file for these platforms, so it is not included.',
        '{1} have no file for these platforms, so they are not included.',
        shown,
      )
    : plural(
        names.length,
        '{1} is not in the export, so it was not imported.',
        '{1} are not in the export, so they were not imported.',
        shown,
      );
}
