import { readTag, versionInTag } from './readTag.ts';

/** Placeholders in a pattern: for a tag as written, and for the version in it. */
const TAG_PLACE = '{tag}';
const VERSION_PLACE = '{version}';

/** Replaces the version in a file name by placeholders, so that names of other versions match. Pure. */
export function openVersion(name: string, tag: string): string {
  const [version, ...others] = spellingsOf(tag);
  const texts = [...(version === tag ? [] : [[tag, TAG_PLACE] as const]), ...[version, ...others].map(asVersion)];
  return texts.reduce((text, [spelling, replacement]) => replaceStanding(text, spelling, replacement), name);
}

/** Fills the placeholders for one tag: one text for each spelling of the version in a name. */
export function fillVersion(pattern: string, tag: string): readonly string[] {
  const whole = pattern.replaceAll(TAG_PLACE, tag);
  return whole.includes(VERSION_PLACE)
    ? spellingsOf(tag).map((text) => whole.replaceAll(VERSION_PLACE, text))
    : [whole];
}

/** Returns a function that replaces the version in names with a space. Make it once for all names of a version. Pure. */
export function versionRemover(tag: string): (name: string) => string {
  const spellings = spellingsOf(tag).toSorted((one, other) => other.length - one.length);
  return (name) => spellings.reduce((text, spelling) => replaceStanding(text, spelling, ' '), name);
}

function asVersion(spelling: string | undefined): readonly [string, string] {
  return [spelling ?? '', VERSION_PLACE];
}

/** The parts of a version after its numbers are separated in any of these ways. */
const SEPARATORS = ['+', '-', '_', '.', '~'];

/**
 * As in the tag, and with other separators: `curl-8_17_0` has a `curl-8.17.0.tar.gz`, and `jdk-21.0.5+11` a
 * `jdk_21.0.5_11.tar.gz`.
 */
function spellingsOf(tag: string): readonly string[] {
  const version = versionInTag(tag);
  const numbers = readTag(tag)?.numbers ?? [];
  const written =
    tag.length > 0 && numbers.length > 1 ? ['.', '_', '-'].map((separator) => numbers.join(separator)) : [];
  const suffixed = SEPARATORS.map((separator) => version.replaceAll(/[+~-]/g, separator));
  return [...new Set([version, ...suffixed, ...written, tag])];
}

/** Only whole numbers and words: the 4 of `v4` is not in `amd64`. */
function replaceStanding(text: string, version: string, replacement: string): string {
  if (!/\d/.test(version)) return version === '' ? text : replaceWord(text, version, replacement);
  const isShort = !/\d\D+\d/.test(version);
  return text.replaceAll(version, (found, at: number) => {
    // Bounded, because a long name may contain many.
    const [before, after] = [text.slice(Math.max(0, at - 3), at), text.slice(at + found.length)];
    const isCut = /\d\.?$/.test(before) || /^\.?\d/.test(after);
    const isInWord = isShort && (/[a-z]$/i.test(before.replace(/(?<![a-z])v$/i, '')) || /^[a-z]/i.test(after));
    return isCut || isInWord ? found : replacement;
  });
}

/** A tag without numbers, such as `nightly`. */
function replaceWord(text: string, word: string, replacement: string): string {
  return text.replaceAll(word, (found, at: number) => {
    const isCut = /[a-z\d]/i.test(text.charAt(at - 1)) || /^[a-z\d]/i.test(text.slice(at + found.length));
    return isCut ? found : replacement;
  });
}
