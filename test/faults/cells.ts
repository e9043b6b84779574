/** What is requested: a file of each source, a locked file that a mirror has, and three metadata calls. */
export const FILES = ['release attachment', 'generic package file'] as const;
export const MIRRORED = ['file with a mirror', 'file from mirrors only'] as const;
export const CALLS = ['release list', 'release by tag', 'package files'] as const;
export const TRANSPORTS = ['undici', 'fetch'] as const;
export const PLACES = ['headers', 'first byte', 'mid-body', 'last byte'] as const;

export type Source = (typeof FILES)[number] | (typeof MIRRORED)[number] | (typeof CALLS)[number];
export type TransportKind = (typeof TRANSPORTS)[number];
/** Where the fault strikes: instead of the headers, or at the first, a middle or the last byte of the body. */
export type Place = (typeof PLACES)[number];

export interface Cell {
  readonly source: Source;
  readonly transport: TransportKind;
  readonly place: Place;
  readonly fault: string;
}

/** The result of a cell. */
export interface Row extends Cell {
  /** `completed and verified`, `resumed`, `restarted`, an error code, or `hang`. */
  readonly outcome: string;
  /** Requests that the engine sent during the fault; each redirect's target counts. */
  readonly requests: number;
  readonly leftOnDisk: string;
  readonly ok: boolean;
  /** Why it is not ok. */
  readonly problems: readonly string[];
}

export function isFile(source: Source): boolean {
  return !(CALLS as readonly Source[]).includes(source);
}
