import type { Spoil } from '../support/faultServer/faultServer.ts';
import type { WireAnswer } from '../support/faultServer/wireAnswer.ts';
import type { Place, Source, TransportKind } from './cells.ts';
import { isFile } from './cells.ts';
import type { World } from './world.ts';

/** Something that goes wrong, at each of its places. */
export interface Fault {
  readonly name: string;
  /** For files. */
  readonly places: readonly Place[];
  /** For metadata calls; none where the fault makes no sense there. */
  readonly callPlaces: readonly Place[];
  /** @default all */
  readonly sources?: readonly Source[];
  /** @default both */
  readonly transports?: readonly TransportKind[];
  /** It is over only when a time limit of the engine ends it. */
  readonly waitedOut?: true;
  /** The instance speaks https. */
  readonly tls?: true;
  /** Starts it. */
  readonly begin: (world: World, at: Spot) => Promise<void> | void;
  /** Ends what is wrong with anything but the instance's answers and port. */
  readonly end?: (world: World) => void;
}

export interface Spot {
  readonly source: Source;
  readonly place: Place;
}

/** How many bytes of the whole body come before the fault; -1: not even the headers. */
export function bytesBefore({ source, place }: Spot, sizeBytes: number): number {
  switch (place) {
    case 'headers':
      return -1;
    case 'first byte':
      return 0;
    case 'mid-body':
      return Math.floor(sizeBytes / 2);
    case 'last byte':
      // JSON ends with a line feed, which nobody would miss.
      return sizeBytes - (isFile(source) ? 1 : 2);
  }
}

/** Where an answer's body starts in the whole, and the size of that. */
export function spanOf({ headers, body }: WireAnswer): { readonly offset: number; readonly sizeBytes: number } {
  const range = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers['content-range'] ?? '');
  return range ? { offset: Number(range[1]), sizeBytes: Number(range[2]) } : { offset: 0, sizeBytes: body.length };
}

export function isEarly(place: Place): boolean {
  return place === 'headers' || place === 'first byte';
}

/**
 * Answers that are wrong as a whole. In the middle and at the end of a body they follow on a connection that broke there,
 * which is not counted among the hits.
 */
export function answering(at: Spot, spoil: Spoil): Spoil {
  if (isEarly(at.place)) return spoil;
  return (answer, hit) => {
    if (hit > 0) return spoil(answer, hit - 1);
    return { ...answer, cut: { how: 'close', atByte: bytesBefore(at, answer.body.length) } };
  };
}
