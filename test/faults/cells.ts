/** What is asked for: a file of each source, one that a lock names and a mirror has, and three calls for metadata. */
export const FILES = ['release attachment', 'generic package file'] as const;
export const MIRRORED = ['file with a mirror', 'file from mirrors only'] as const;
export const CALLS = ['release list', 'release by tag', 'package files'] as const;
export const TRANSPORTS = ['undici', 'fetch'] as const;
export const PLACES = ['headers', 'first byte', 'mid-body', 'last byte'] as const;

export type Source = (typeof FILES)[number] | (typeof MIRRORED)[number] | (typeof CALLS)[number];
export type TransportKind = (typeof TRANSPORTS)[number];
/** Where the fault sits: in place of the headers, of the first byte of the body, of one in its middle, of its last. */
export type Place = (typeof PLACES)[number];

export interface Cell {
  readonly source: Source;
  readonly transport: TransportKind;
  readonly place: Place;
  readonly fault: string;
}

/** What became of a cell. */
export interface Row extends Cell {
  /** `completed and verified`, `resumed`, `restarted`, an error code, or `hang`. */
  readonly outcome: string;
  /** Requests that the engine sent while the fault was there, each redirect's target counted. */
  readonly requests: number;
  readonly leftOnDisk: string;
  readonly ok: boolean;
  /** Why it is not. */
  readonly problems: readonly string[];
}

export function isFile(source: Source): boolean {
  return !(CALLS as readonly Source[]).includes(source);
}
