import { MIRRORED } from './cells.ts';
import type { Place } from './cells.ts';
import { BODY, OTHER_BODY } from './content.ts';
import type { Fault } from './fault.ts';
import type { SpoilMirror } from './mirror.ts';

const HALF = BODY.length / 2;

/** A mirror's time limits are short, so a busy machine could miss them if time passed much faster. */
const WAITED_OUT = 5;
const NOT_WAITED_OUT = 1;

interface Options {
  readonly place?: Place;
  readonly hurry?: number;
}

function mirrorIs(
  name: string,
  how: SpoilMirror | 'dead',
  { place = 'first byte', hurry = NOT_WAITED_OUT }: Options = {},
): Fault {
  return {
    name: `mirror: ${name}`,
    places: [place],
    callPlaces: [],
    sources: MIRRORED,
    begin: ({ mirror, clock }, { source }) => {
      clock.hurryTimers(hurry);
      mirror.how = how;
      mirror.isAlone = source === 'file from mirrors only';
    },
    end: ({ mirror, clock }) => {
      clock.hurryTimers(NOT_WAITED_OUT);
      mirror.how = undefined;
    },
  };
}

const status =
  (code: number): SpoilMirror =>
  (response) =>
    void response.writeHead(code).end();

const half =
  (then: (response: Parameters<SpoilMirror>[0]) => void): SpoilMirror =>
  (response, from) => {
    if (from > 0) return then(response);
    response.writeHead(200, { 'content-length': BODY.length });
    response.write(BODY.subarray(0, HALF), () => then(response));
  };

/** A faulty mirror is never a reason to fail while another source has the file. */
export const MIRROR_FAULTS: readonly Fault[] = [
  mirrorIs('dead', 'dead', { place: 'headers' }),
  mirrorIs('slow to answer', () => undefined, { place: 'headers', hurry: WAITED_OUT }),
  mirrorIs(
    'slow to go on',
    half(() => undefined),
    { place: 'mid-body', hurry: WAITED_OUT },
  ),
  mirrorIs(
    'half',
    half((response) => void response.socket?.end()),
    { place: 'mid-body' },
  ),
  mirrorIs('lying', (response) => void response.writeHead(200, { 'content-length': BODY.length }).end(OTHER_BODY)),
  mirrorIs('full', status(507)),
  mirrorIs('broken', status(500)),
  mirrorIs('unauthorised', status(401)),
  mirrorIs('empty', status(404)),
  mirrorIs('a web page', (response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Sign in</title>');
  }),
];
