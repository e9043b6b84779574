import { withoutEnd } from '../text.ts';

/** The oldest glibc of the images that Python packages are built in, before their names said so (PEP 513, 571, 599). */
const MANYLINUX: ReadonlyMap<string, string> = new Map([
  ['manylinux1', '2.5'],
  ['manylinux2010', '2.12'],
  ['manylinux2014', '2.17'],
]);

/** The glibc that a name asks for, in any spelling: `glibc236`, `glibc 2 17`, `gnu 2 17`, `manylinux 2 28`. */
export function glibcIn(words: readonly string[]): string | undefined {
  const found = words.map((word, index) => readWord(word, words.slice(index + 1, index + 4)));
  return found.find((version) => version !== undefined);
}

function readWord(word: string, [next = '', afterNext = '', last = '']: readonly string[]): string | undefined {
  const name = withoutEnd(word, '0123456789');
  const digits = word.slice(name.length);
  if (name === 'glibc' && digits.length === 3) return versionOf(digits.slice(0, 1), digits.slice(1));
  if (name === 'glibc' && digits !== '') return versionOf(digits, next);
  // A third number makes it the version of the tool.
  if (['glibc', 'gnu', 'manylinux'].includes(word) && !/^\d/.test(last)) return versionOf(next, afterNext);
  return MANYLINUX.get(word);
}

function versionOf(major: string, minor: string): string | undefined {
  return major === '2' && /^\d{1,2}$/.test(minor) ? `2.${Number(minor)}` : undefined;
}
