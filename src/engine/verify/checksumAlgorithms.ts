import { STRONG_ALGORITHMS } from '../evidence.ts';
import { DIGEST_DIGITS } from '../model.ts';
import type { StrongAlgorithm } from '../evidence.ts';

/**
 * `weak`: collisions are feasible. `unsupported`: sound, but not computed here; it must never be read as another algorithm.
 */
export type AlgorithmClass = StrongAlgorithm | 'weak' | 'unsupported';

interface Known {
  readonly name: AlgorithmClass;
  /** The number of hex digits; `undefined` if several lengths are in use. */
  readonly digits?: number;
  /** Its spellings in tags, file names and headings. */
  readonly spelling: RegExp;
}

/** Longer spellings come first: SHA-512/256 before SHA-512. */
const KNOWN: readonly Known[] = [
  { name: 'unsupported', digits: 64, spelling: /sha[-_]?(?:2[-_])?512[-_/t]?256/ },
  { name: 'weak', digits: 56, spelling: /sha[-_]?(?:2[-_])?512[-_/t]?224/ },
  { name: 'unsupported', spelling: /sha[-_]?3[-_](?:224|256|384|512)/ },
  { name: 'sha256', digits: 64, spelling: /sha(?:[-_]?2[-_]|sums?)?[-_]?256/ },
  { name: 'sha384', digits: 96, spelling: /sha(?:[-_]?2[-_]|sums?)?[-_]?384/ },
  { name: 'sha512', digits: 128, spelling: /sha(?:[-_]?2[-_]|sums?)?[-_]?512/ },
  { name: 'weak', digits: 56, spelling: /sha(?:[-_]?2[-_]|sums?)?[-_]?224/ },
  { name: 'weak', digits: 40, spelling: /sha(?:sums?)?[-_]?1/ },
  { name: 'weak', digits: 32, spelling: /md[-_]?[245]/ },
  { name: 'weak', digits: 8, spelling: /crc[-_]?32c?|adler[-_]?32/ },
  { name: 'weak', digits: 40, spelling: /(?:ripemd|rmd)[-_]?160/ },
  { name: 'unsupported', spelling: /blake2[bs]?(?:p)?(?:[-_]?\d{3})?|b2sums?|blake3|b3sums?/ },
  { name: 'unsupported', spelling: /sm3|whirlpool|keccak(?:[-_]?\d{3})?|streebog(?:[-_]?\d{3})?/ },
];

/** `B2SUMS`, `tool.b3`: anywhere else such a short word may be a project's own name. */
const SHORT_SUFFIX = /[._-]b[23]$/i;

const WORDS = new RegExp(
  `(?<![a-z0-9])(?:check)?(${KNOWN.map(({ spelling }) => `(?:${spelling.source})`).join('|')})(?:sums?)?(?![a-z0-9])`,
  'gi',
);

const WHOLE_WORDS = KNOWN.map((one) => ({ known: one, form: new RegExp(`^(?:${one.spelling.source})$`, 'i') }));

function known(word: string): Known | undefined {
  return WHOLE_WORDS.find(({ form }) => form.test(word))?.known;
}

/** The algorithms that a text (a file name, a heading) names; empty if it names none. */
export function algorithmsNamedIn(text: string): readonly AlgorithmClass[] {
  const words = new Set(Array.from(text.matchAll(WORDS), ([, word = '']) => word));
  const named = [...words].flatMap((word) => known(word)?.name ?? []);
  return [...new Set([...named, ...(SHORT_SUFFIX.test(text) ? (['unsupported'] as const) : [])])];
}

/** How one digest counts, or why it does not. */
export type Reading = AlgorithmClass | 'ambiguous' | 'malformed';

/** A digest whose line names the algorithm, as BSD and OpenSSL do. An unknown tag is never guessed at. */
export function readTagged(tag: string, digits: number): Reading {
  const algorithm = known(tag);
  if (!algorithm) return 'unsupported';
  return algorithm.digits === undefined || algorithm.digits === digits ? algorithm.name : 'malformed';
}

const WEAK_DIGITS = [8, 16, 32, 40, 56];

/**
 * A digest of which only the length and the file's own heading are known. Without a heading, 64 digits are SHA-256 and 96
 * SHA-384, as in every tool in use; 128 digits can be SHA-512 or BLAKE2b, so they need the heading.
 */
export function readUntagged(digits: number, declared: readonly AlgorithmClass[]): Reading {
  if (WEAK_DIGITS.includes(digits)) return 'weak';
  const fits = STRONG_ALGORITHMS.find((name) => DIGEST_DIGITS[name] === digits);
  if (!fits) return 'malformed';
  if (declared.length === 0) return fits === 'sha512' ? 'ambiguous' : fits;
  if (declared.includes('unsupported')) return declared.includes(fits) ? 'ambiguous' : 'unsupported';
  return declared.includes(fits) ? fits : 'malformed';
}
