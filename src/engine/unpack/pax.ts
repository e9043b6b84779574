import { decodeUtf8, demand } from './fault.ts';
import { parseMap, wholeNumber } from './sparse.ts';
import type { SparseRecords } from './sparse.ts';

/** What a pax header says about the next entry. */
export interface PaxRecords {
  readonly path?: string;
  readonly linkpath?: string;
  readonly size?: number;
  readonly sparse?: SparseRecords;
}

/**
 * The records of a pax header: "length key=value\n" each. Times, owners and attributes are ignored.
 * @throws ArchiveFault `corrupt`; `ambiguous` for a repeated key
 */
export function parsePax(data: Buffer): PaxRecords {
  const found = new Map<string, string>();
  const map: number[] = [];
  for (let at = 0; at < data.length;) {
    const blank = data.indexOf(0x20, at);
    const length = data.toString('latin1', at, blank);
    demand(blank > at && /^[1-9]\d{0,7}$/.test(length), 'corrupt', 'a pax record without a length');
    const record = data.subarray(blank + 1, at + Number(length));
    at += Number(length);
    const equals = record.indexOf(0x3d);
    demand(at <= data.length && equals > 0 && record.at(-1) === 0x0a, 'corrupt', 'a pax record with the wrong length');
    const key = record.toString('latin1', 0, equals);
    // The oldest sparse format repeats these two keys for each piece.
    if (key === 'GNU.sparse.offset' || key === 'GNU.sparse.numbytes') {
      map.push(wholeNumber(record.toString('latin1', equals + 1, record.length - 1)));
      continue;
    }
    if (!KEYS.has(key)) continue;
    demand(!found.has(key), 'ambiguous', `${key} twice in a pax header`);
    found.set(key, decodeUtf8(record.subarray(equals + 1, -1)));
  }
  const [path, linkpath, size] = [found.get('path'), found.get('linkpath'), found.get('size')];
  demand(size === undefined || /^\d{1,15}$/.test(size), 'corrupt', 'an invalid size in a pax header');
  return {
    ...(path !== undefined && { path }),
    ...(linkpath !== undefined && { linkpath }),
    ...(size !== undefined && { size: Number(size) }),
    ...sparseRecords(found, map),
  };
}

const SPARSE = 'GNU.sparse.';
const SPARSE_KEYS = ['major', 'minor', 'name', 'size', 'realsize', 'numblocks', 'map'].map((key) => `${SPARSE}${key}`);
const KEYS: ReadonlySet<string> = new Set(['path', 'linkpath', 'size', ...SPARSE_KEYS]);

function sparseRecords(found: ReadonlyMap<string, string>, pieces: readonly number[]): Pick<PaxRecords, 'sparse'> {
  const get = (key: string): string | undefined => found.get(`${SPARSE}${key}`);
  if (pieces.length === 0 && !SPARSE_KEYS.some((key) => found.has(key))) return {};
  const [name, size, map] = [get('name'), get('realsize') ?? get('size'), get('map')];
  const isLeading = get('major') === '1' && get('minor') === '0';
  const isKnown = isLeading || (get('major') ?? '0') === '0';
  demand(isKnown && size !== undefined, 'unsupported', 'a sparse file in an unknown format');
  return {
    sparse: {
      ...(name !== undefined && { name }),
      sizeBytes: wholeNumber(size),
      ...(!isLeading && { map: map === undefined ? pieces : parseMap(map) }),
    },
  };
}
