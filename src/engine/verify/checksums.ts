import { algorithmsNamedIn } from './checksumAlgorithms.ts';
import { STRONG_ALGORITHMS } from '../evidence.ts';
import type { Reading } from './checksumAlgorithms.ts';
import type { Digest } from '../evidence.ts';
import type { ChecksumProblem } from '../findings.ts';
import { readLines } from './checksumLines.ts';
import type { ChecksumEntry, ChecksumLines } from './checksumLines.ts';
import { sidecarSuffix } from './checksumFiles.ts';
import { isClearsigned, readClearsigned } from './clearsigned.ts';
import { readSidecarText, splitLines } from './sidecarText.ts';

/** The digests that the file has for the asset. The strongest is also given by itself; the bytes must agree with all. */
export interface ChecksumFound extends Digest {
  readonly ok: true;
  /** At most one of each algorithm, strongest first. */
  readonly digests: readonly Digest[];
  /** The text claims to be signed: it counts as unsigned until the signature is checked. */
  readonly clearsigned: boolean;
}

export type ChecksumResult = ChecksumFound | { readonly ok: false; readonly reason: ChecksumProblem };

/** More than fit the size with the shortest entry there is. */
const MAX_LINES = 20_000;

/**
 * What a checksum file says about an asset: GNU, BSD and OpenSSL lines, or a bare digest in the asset's own sidecar. The
 * file vouches for nothing by itself: who can replace the asset can replace it.
 *
 * An entry counts for the asset whose name it has exactly, but for a leading `./`; where there is none, for the name at
 * the end of its path. Two digests of one algorithm for the asset are refused, not chosen from.
 */
export function parseChecksums(
  bytes: Uint8Array,
  { sidecarName, assetName }: { readonly sidecarName: string; readonly assetName: string },
): ChecksumResult {
  const read = readSidecarText(bytes);
  if (!read.ok) return read;
  const lines = splitLines(read.text);
  if (lines.length > MAX_LINES) return refuse('too-large');
  const clearsigned = isClearsigned(lines);
  const signed = clearsigned ? readClearsigned(lines) : ({ ok: true, lines } as const);
  if (!signed.ok) return signed;
  const suffix = sidecarSuffix(sidecarName, assetName);
  const found = readLines(signed.lines, algorithmsNamedIn(suffix ?? sidecarName));
  return choose(found, entriesFor(found, assetName, suffix !== undefined), clearsigned);
}

function entriesFor({ entries, hasOther }: ChecksumLines, assetName: string, own: boolean): readonly ChecksumEntry[] {
  const exact = entries.filter(({ name }) => name !== undefined && name.replace(/^(?:\.\/+)+/, '') === assetName);
  // A digest without a name is the asset's only in the asset's own file, and only if that holds nothing else.
  const bare = own && !hasOther ? entries.filter(({ name }) => name === undefined) : [];
  const certain = [...exact, ...bare];
  return certain.length > 0 ? certain : entries.filter(({ name }) => name?.split(/[/\\]/).at(-1) === assetName);
}

function choose({ entries }: ChecksumLines, matching: readonly ChecksumEntry[], clearsigned: boolean): ChecksumResult {
  const digests: Digest[] = [];
  for (const algorithm of STRONG_ALGORITHMS) {
    const [hex, ...others] = new Set(matching.filter(({ reading }) => reading === algorithm).map((one) => one.hex));
    if (others.length > 0) return refuse('ambiguous');
    if (hex !== undefined) digests.push({ algorithm, hex });
  }
  const [strongest] = digests;
  if (strongest) return { ok: true, ...strongest, digests, clearsigned };
  const readings = new Set(matching.map(({ reading }) => reading));
  const reason = REFUSED.find((one) => readings.has(one));
  if (reason) return refuse(reason);
  return refuse(entries.some(({ reading }) => reading !== 'malformed') ? 'no-entry' : 'malformed');
}

const REFUSED = ['ambiguous', 'malformed', 'unsupported', 'weak'] as const satisfies readonly Reading[];

function refuse(reason: ChecksumProblem): ChecksumResult {
  return { ok: false, reason };
}
