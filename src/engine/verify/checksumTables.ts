import { DIGEST_DIGITS } from '../model.ts';
import { withoutEnd } from '../text.ts';
import { algorithmsNamedIn, readTagged, readUntagged } from './checksumAlgorithms.ts';
import type { AlgorithmClass, Reading } from './checksumAlgorithms.ts';
import { LINE_END } from './checksumLines.ts';
import type { ChecksumEntry } from './checksumLines.ts';
import { cellsOf, rowOf } from './checksumCells.ts';

export interface TableOptions {
  /** The algorithms that the file's own name promises. */
  readonly declared: readonly AlgorithmClass[];
  /** The algorithm of each column after the name, if another file lists them. */
  readonly order?: readonly AlgorithmClass[] | undefined;
}

type Columns = readonly (AlgorithmClass | undefined)[];

/** What earlier lines say about the next one. */
interface State {
  readonly declared: readonly AlgorithmClass[];
  readonly columns?: Columns | undefined;
  /** `SHA256 hash of tool.zip:` as certutil writes it: the digest follows on the next line. */
  readonly heading?: { readonly tag: string; readonly name: string } | undefined;
  /** The fields of one file so far, from `Get-FileHash Format-List`. */
  readonly record?: Readonly<Partial<Record<'algorithm' | 'hash', string>>> | undefined;
}

const MAX_LINE_LENGTH = 8192;
const COMMENT = /^(?:#|;|\/\/)/;
const RECORD = /^(algorithm|hash|path)[ \t]*:[ \t]*([^ \t].*)$/i;
const HEADING = /^([A-Za-z0-9-]+) hash of (?:file )?([^ ].*)$/i;

/**
 * Reads digests in forms other than the lines of `sha256sum`: several columns of digests, plain and Markdown tables, with
 * the name first or last, PowerShell's `Get-FileHash` and certutil. Such a text can be read in more than one way, so these
 * count only for a file that the plain lines do not have.
 */
export function readTables(lines: readonly string[], { declared, order }: TableOptions): readonly ChecksumEntry[] {
  const entries: ChecksumEntry[] = [];
  let state: State = { declared, columns: order && [undefined, ...order] };
  for (const raw of lines) {
    const line = withoutEnd(raw.replace(/^[\uFEFF \t]+/, ''), ' \t\r');
    if (line === '' || line.length > MAX_LINE_LENGTH || LINE_END.test(line)) continue;
    const read = readRecord(line, state) ?? readHeading(line, state) ?? readRow(line, state);
    entries.push(...read.entries);
    state = read.state;
  }
  return entries;
}

interface Step {
  readonly entries: readonly ChecksumEntry[];
  readonly state: State;
}

function readRecord(line: string, state: State): Step | undefined {
  const [, field, value = ''] = RECORD.exec(line) ?? [];
  if (field === undefined) return undefined;
  const key = field.toLowerCase();
  if (key !== 'path') return { entries: [], state: { ...state, record: { ...state.record, [key]: value } } };
  const { algorithm, hash } = state.record ?? {};
  const isWhole = algorithm !== undefined && hash !== undefined && /^[0-9a-f]+$/i.test(hash);
  const entries = isWhole ? [entryOf(readTagged(algorithm, hash.length), hash, value)] : [];
  return { entries, state: { ...state, record: undefined } };
}

function readHeading(line: string, state: State): Step | undefined {
  const [, tag, name] = HEADING.exec(line) ?? [];
  if (tag === undefined || name === undefined) return undefined;
  return { entries: [], state: { ...state, heading: { tag, name: withoutEnd(name, ':') } } };
}

function readRow(line: string, state: State): Step {
  const row = rowOf(line);
  const { heading, columns, declared } = state;
  if (row.digests.length === 0 || COMMENT.test(line))
    return { entries: [], state: { ...readHeader(line, state), heading: undefined } };
  const [only] = row.digests;
  if (heading && only && row.names.length === 0) {
    const entry = entryOf(readTagged(heading.tag, only.hex.length), only.hex, heading.name);
    return { entries: [entry], state: { ...state, heading: undefined } };
  }
  const named = columns?.length === row.cells ? columns : undefined;
  const entries = row.digests.flatMap(({ hex, tag, column }) => {
    const reading = readDigest(hex, { tag: tag ?? row.tag, named: named?.[column], declared });
    return row.names.map((name) => entryOf(reading, hex, name));
  });
  return { entries, state };
}

/** A line that names algorithms describes its columns, or else the lines below it. */
function readHeader(line: string, state: State): State {
  const named = cellsOf(line).map(({ text }) => algorithmsNamedIn(text)[0]);
  if (named.every((one) => one === undefined)) return state;
  return { ...state, columns: named, declared: algorithmsNamedIn(line) };
}

interface DigestFacts {
  readonly tag: string | undefined;
  readonly named: AlgorithmClass | undefined;
  readonly declared: readonly AlgorithmClass[];
}

function readDigest(hex: string, { tag, named, declared }: DigestFacts): Reading {
  if (tag !== undefined) return readTagged(tag, hex.length);
  if (named === undefined) return readUntagged(hex.length, declared);
  if (named === 'weak' || named === 'unsupported') return named;
  return DIGEST_DIGITS[named] === hex.length ? named : 'malformed';
}

function entryOf(reading: Reading, hex: string, name: string): ChecksumEntry {
  return { reading, hex: hex.toLowerCase(), name };
}

/** The algorithms in a file that lists one per line, such as `checksums_hashes_order` next to `checksums`. */
export function readOrder(lines: readonly string[]): readonly AlgorithmClass[] {
  return lines.filter((line) => line.trim() !== '').map((line) => algorithmsNamedIn(line)[0] ?? 'unsupported');
}
