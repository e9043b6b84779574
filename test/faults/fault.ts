import type { Spoil } from '../support/faultServer/faultServer.ts';
import type { WireAnswer } from '../support/faultServer/wireAnswer.ts';
import type { Place, Source, TransportKind } from './cells.ts';
import { isFile } from './cells.ts';
import type { World } from './world.ts';

/** Something that goes wrong, and the places where it can. */
export interface Fault {
  readonly name: string;
  /** The places for files. */
  readonly places: readonly Place[];
  /** The places for metadata calls; none if the fault makes no sense there. */
  readonly callPlaces: readonly Place[];
  /** @default all */
  readonly sources?: readonly Source[];
  /** @default both */
  readonly transports?: readonly TransportKind[];
  /** Only a time limit of the engine ends this fault. */
  readonly waitedOut?: true;
  /** The instance uses https. */
  readonly tls?: true;
  /** Starts the fault. */
  readonly begin: (world: World, at: Spot) => Promise<void> | void;
  /** Ends whatever is not part of the instance's answers and port. */
  readonly end?: (world: World) => void;
}

export interface Spot {
  readonly source: Source;
  readonly place: Place;
}

/** How many bytes of the whole body come before the fault; -1 if not even the headers do. */
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

/** The position of an answer's body in the whole file, and the size of the file. */
export function spanOf({ headers, body }: WireAnswer): { readonly offset: number; readonly sizeBytes: number } {
  const range = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers['content-range'] ?? '');
  return range ? { offset: Number(range[1]), sizeBytes: Number(range[2]) } : { offset: 0, sizeBytes: body.length };
}

export function isEarly(place: Place): boolean {
  return place === 'headers' || place === 'first byte';
}

/**
 * Replaces whole answers. In the middle and at the end of a body, the first answer breaks there, which does not count as a
 * hit, and the following ones are replaced.
 */
export function answering(at: Spot, spoil: Spoil): Spoil {
  if (isEarly(at.place)) return spoil;
  return (answer, hit) => {
    if (hit > 0) return spoil(answer, hit - 1);
    return { ...answer, cut: { how: 'close', atByte: bytesBefore(at, answer.body.length) } };
  };
}
