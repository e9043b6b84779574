import { algorithmsNamedIn } from './checksumAlgorithms.ts';

/** How closely the name of a checksum list matches an asset. */
export interface ListNearness {
  /** Smaller means nearer. */
  readonly order: readonly number[];
  /** Set if it has words that the asset lacks and other files have: `saw-aarch64.sha256` next to `saw-x86_64.zip`. */
  readonly ofOthers: boolean;
}

/** Words of lists that cover everything, apart from the version. */
const LIST_WORDS = /^(?:check|sha|shasums?|md5|b2|b3)?(?:sums?|digests?|hash(?:es)?)?(?:\d{1,3})?$/;
const ENDINGS = /^(?:txt|asc|sig|sign|gpg|pgp)$/;
/** No real name has more significant words. */
const MAX_WORDS = 64;

/** @param others the names of the release's other files, without checksum files */
export function listNearness(assetName: string, others: readonly string[]): (listName: string) => ListNearness {
  const own = new Set(wordsOf(assetName));
  const theirs = new Map<string, number>();
  for (const other of others) for (const word of new Set(wordsOf(other))) theirs.set(word, (theirs.get(word) ?? 0) + 1);
  // A word that most files share is the name of the project.
  const tellsOthers = (word: string): boolean => theirs.has(word) && (theirs.get(word) ?? 0) * 2 <= others.length;
  return (listName) => {
    const words = wordsOf(listName).filter(isTelling);
    const foreign = words.filter((word) => !own.has(word));
    const ofOthers = foreign.some(tellsOthers) && foreign.every((word) => theirs.has(word));
    return { order: [ofOthers ? 1 : 0, foreign.length, foreign.length - words.length], ofOthers };
  };
}

function wordsOf(name: string): readonly string[] {
  return name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
    .slice(0, MAX_WORDS);
}

/** Numbers usually belong to the version, which some names include and others do not. */
function isTelling(word: string): boolean {
  return !/^v?\d+$/.test(word) && !ENDINGS.test(word) && !LIST_WORDS.test(word) && algorithmsNamedIn(word).length === 0;
}
