import { algorithmsNamedIn } from './checksumAlgorithms.ts';
import { STRONG_ALGORITHMS } from '../evidence.ts';
import type { Reading } from './checksumAlgorithms.ts';
import type { Digest, StrongAlgorithm } from '../evidence.ts';
import { isAttestationName, readAttestations } from './attestations.ts';
import type { ChecksumProblem } from '../findings.ts';
import { readLines } from './checksumLines.ts';
import { readOrder, readTables } from './checksumTables.ts';
import type { TableOptions } from './checksumTables.ts';
import type { ChecksumEntry, ChecksumLines } from './checksumLines.ts';
import { sidecarSuffix } from './checksumFiles.ts';
import { readEmbedded } from './embedded.ts';
import { joinGroups } from './groupedDigests.ts';
import type { EmbeddedScheme } from './embedded.ts';
import { readSidecarText, splitLines } from './sidecarText.ts';

/** The asset's digests in the file. The strongest is also returned by itself; the bytes must match all. */
interface ChecksumFound extends Digest {
  readonly ok: true;
  /** At most one of each algorithm, strongest first. */
  readonly digests: readonly Digest[];
  /** The tool whose signature the text contains: it counts as unsigned until that is checked. */
  readonly embedded?: EmbeddedScheme;
  /** The Sigstore bundles with these digests, which must be checked as well. */
  readonly bundles?: readonly unknown[];
}

interface Refusal {
  readonly ok: false;
  readonly reason: ChecksumProblem;
}

export type ChecksumResult = ChecksumFound | Refusal;

interface ChecksumContext {
  readonly sidecarName: string;
  readonly assetName: string;
  /** The companion file that names the algorithms of the columns. */
  readonly order?: Uint8Array | undefined;
}

/** More entries than fit into the size limit. */
const MAX_LINES = 20_000;

/**
 * Finds an asset in a checksum file: GNU, BSD and OpenSSL lines, a bare digest in the asset's own sidecar, or else a row of
 * a table. The file alone proves nothing: whoever can replace the asset can replace it too.
 *
 * An entry counts for the asset with exactly its name, apart from a leading `./`; if there is none, for the name at the end
 * of its path. Two different digests of one algorithm are refused rather than chosen from.
 */
export function parseChecksums(bytes: Uint8Array, { sidecarName, assetName, order }: ChecksumContext): ChecksumResult {
  if (isAttestationName(sidecarName)) return parseAttestations(bytes, assetName);
  const embedded = readEmbedded(bytes);
  if (embedded === 'malformed') return refuse('malformed');
  const read = embedded ? ({ ok: true, lines: embedded.lines } as const) : readPlain(bytes);
  if (!read.ok) return read;
  if (read.lines.length > MAX_LINES) return refuse('too-large');
  const suffix = sidecarSuffix(sidecarName, assetName);
  const declared = algorithmsNamedIn(suffix ?? sidecarName);
  const found = readLines(read.lines, declared);
  const matching = entriesFor(found, assetName, suffix !== undefined);
  const chosen = choose(
    found,
    matching.length > 0 ? matching : inTables(read.lines, assetName, { declared, order: orderIn(order) }),
  );
  return chosen.ok && embedded ? { ...chosen, embedded: embedded.scheme } : chosen;
}

/** Statements about files are also a list of digests. */
function parseAttestations(bytes: Uint8Array, assetName: string): ChecksumResult {
  const read = readSidecarText(bytes);
  if (!read.ok) return read;
  const attested = readAttestations(read.text, assetName);
  if (!attested) return refuse('malformed');
  const { digests, bundles } = attested;
  const strongest = strongestOf(digests);
  return strongest.ok ? { ...strongest, bundles } : strongest;
}

function readPlain(bytes: Uint8Array): { readonly ok: true; readonly lines: readonly string[] } | Refusal {
  const read = readSidecarText(bytes);
  return read.ok ? { ok: true, lines: joinGroups(splitLines(read.text)) } : read;
}

function entriesFor({ entries, hasOther }: ChecksumLines, assetName: string, own: boolean): readonly ChecksumEntry[] {
  const exact = entries.filter(({ name }) => name !== undefined && name.replace(/^(?:\.\/+)+/, '') === assetName);
  // A digest without a name belongs to the asset only in the asset's own file, and only if that contains nothing else.
  const bare = own && !hasOther ? entries.filter(({ name }) => name === undefined) : [];
  const certain = [...exact, ...bare];
  return certain.length > 0 ? certain : entries.filter(({ name }) => name?.split(/[/\\]/).at(-1) === assetName);
}

function inTables(lines: readonly string[], assetName: string, options: TableOptions): readonly ChecksumEntry[] {
  return entriesFor({ entries: readTables(lines, options), hasOther: true }, assetName, false);
}

function orderIn(order: Uint8Array | undefined): TableOptions['order'] {
  const read = order && readPlain(order);
  return read?.ok ? readOrder(read.lines.slice(0, MAX_LINES)) : undefined;
}

function choose({ entries }: ChecksumLines, matching: readonly ChecksumEntry[]): ChecksumResult {
  const strongest = strongestOf(
    matching.flatMap(({ reading, hex }) => (isStrong(reading) ? [{ algorithm: reading, hex }] : [])),
  );
  if (strongest.ok || strongest.reason === 'ambiguous') return strongest;
  const readings = new Set(matching.map(({ reading }) => reading));
  const reason = REFUSED.find((one) => readings.has(one));
  if (reason) return refuse(reason);
  return refuse(entries.some(({ reading }) => reading !== 'malformed') ? 'no-entry' : 'malformed');
}

function isStrong(reading: Reading): reading is StrongAlgorithm {
  return STRONG_ALGORITHMS.some((algorithm) => algorithm === reading);
}

/** Two different digests of one algorithm are refused rather than chosen from. */
function strongestOf(all: readonly Digest[]): ChecksumResult {
  const digests: Digest[] = [];
  for (const algorithm of STRONG_ALGORITHMS) {
    const [hex, ...others] = new Set(all.filter((one) => one.algorithm === algorithm).map((one) => one.hex));
    if (others.length > 0) return refuse('ambiguous');
    if (hex !== undefined) digests.push({ algorithm, hex });
  }
  const [strongest] = digests;
  return strongest ? { ok: true, ...strongest, digests } : refuse('no-entry');
}

const REFUSED = ['ambiguous', 'malformed', 'unsupported', 'weak'] as const satisfies readonly Reading[];

function refuse(reason: ChecksumProblem): Refusal {
  return { ok: false, reason };
}
