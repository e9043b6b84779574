import { withoutEnd } from '../text.ts';
import { algorithmsNamedIn, readTagged, readUntagged } from './checksumAlgorithms.ts';
import type { AlgorithmClass, Reading } from './checksumAlgorithms.ts';

/** A line with a digest. */
export interface ChecksumEntry {
  readonly reading: Reading;
  /** Lower case. */
  readonly hex: string;
  /** The name in the line; `undefined` if there is none, or if it stands for a pipe. */
  readonly name: string | undefined;
}

export interface ChecksumLines {
  readonly entries: readonly ChecksumEntry[];
  /** Whether there are lines that are neither entries, comments nor blank. */
  readonly hasOther: boolean;
}

const MAX_LINE_LENGTH = 8192;
/** `SHA256 (name) = hex`, OpenSSL's `SHA2-256(name)= hex` and, from a pipe, `(stdin)= hex`; with GNU's escape in front. */
const BSD = /^(\\?)([A-Za-z0-9/_-]*) ?\((.*)\) ?= ?([0-9A-Fa-f]+)$/;
/** `hex  name`, `hex *name`, Perl's ` ?name`, a bare `hex`; with or without `sha256:` in front. */
const GNU = /^(\\?)(?:([A-Za-z0-9/_-]+):)?([0-9A-Fa-f]{8,})(?:[ \t]+[*?]?(.*))?$/;
/** A digest after its algorithm and without a name: `SHA2-256= hex`, `sha256: hex`. */
const LABELLED = /^([A-Za-z0-9/_-]{1,32})(?:[ \t]{0,32}[:=][ \t]*|[ \t]+)([0-9A-Fa-f]{8,})$/;
const COMMENT = /^(?:#|;|\/\/)/;
/** The name that tools write for input from a pipe. */
const PIPES = new Set(['-', 'stdin', '']);

/**
 * Reads the digests of a checksum text line by line. A heading or comment that names algorithms applies to the lines below
 * it; before the first one, `declared` applies, which comes from the file's own name.
 */
export function readLines(lines: readonly string[], declared: readonly AlgorithmClass[]): ChecksumLines {
  const entries: ChecksumEntry[] = [];
  let hasOther = false;
  let current = declared;
  for (const raw of lines) {
    const line = withoutEnd(raw.replace(/^[\uFEFF \t]+/, ''), ' \t');
    if (line === '') continue;
    const entry = line.length <= MAX_LINE_LENGTH ? readLine(line, current) : undefined;
    if (entry) {
      entries.push(entry);
      continue;
    }
    const named = line.length <= MAX_LINE_LENGTH ? algorithmsNamedIn(line) : [];
    if (named.length > 0) current = named;
    hasOther ||= !COMMENT.test(line);
  }
  return { entries, hasOther };
}

/**
 * Characters that `.` does not match, and that some tools take for the end of a line. Tools escape them in names, and each
 * space before one would be tried as the start of a name.
 */
export const LINE_END = /[\r\u2028\u2029]/;

function readLine(line: string, declared: readonly AlgorithmClass[]): ChecksumEntry | undefined {
  if (LINE_END.test(line)) return undefined;
  const labelled = readLabelled(line);
  if (labelled) return labelled;
  const bsd = BSD.exec(line);
  const [, escape = '', tag, ...rest] = bsd ?? GNU.exec(line) ?? [];
  const [hex, written] = bsd ? [rest[1], rest[0]] : rest;
  if (hex === undefined) return undefined;
  const name = escape === '' ? written : unescapeName(written ?? '');
  // No tool writes this escape, so the file's name is unknown.
  if (escape !== '' && name === undefined) return undefined;
  return {
    reading: tag ? readTagged(tag, hex.length) : readUntagged(hex.length, declared),
    hex: hex.toLowerCase(),
    name: name === undefined || PIPES.has(name) ? undefined : name,
  };
}

function readLabelled(line: string): ChecksumEntry | undefined {
  const [, tag = '', hex = ''] = LABELLED.exec(line) ?? [];
  if (algorithmsNamedIn(tag).length === 0) return undefined;
  return { reading: readTagged(tag, hex.length), hex: hex.toLowerCase(), name: undefined };
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', '\\': '\\' };

/** GNU coreutils escape a name with a line break or a backslash, and put a backslash in front of the line. */
function unescapeName(written: string): string | undefined {
  if (!/^(?:[^\\]|\\[nr\\])*$/.test(written)) return undefined;
  return written.replace(/\\(.)/g, (_, letter: string) => ESCAPES[letter] ?? '');
}
