import type { Cell, Place } from './cells.ts';
import { isFile } from './cells.ts';
import { isEarly } from './fault.ts';
import type { Leftovers } from './leftovers.ts';

/** The required result of a cell. */
export interface Expected {
  readonly outcomes: readonly string[];
  readonly left: readonly Leftovers['kind'][];
  /** More requests than this are a storm. */
  readonly maxRequests: number;
}

type Rule = (place: Place, cell: Cell) => Expected;

const GOOD = 'completed and verified';

/**
 * The download succeeds. Bytes received before the fault are not requested again, so a fault in mid-body is resumed, which
 * takes one request more.
 */
const finished =
  (requests: number): Rule =>
  (place) => ({
    outcomes: [isEarly(place) ? GOOD : 'resumed'],
    left: ['file'],
    maxRequests: requests + (isEarly(place) ? 0 : 1),
  });

/** The download fails with that error. Bytes received before the fault are kept; without any, nothing is left. */
const failed =
  (code: string, requests: number): Rule =>
  (place) => ({
    outcomes: [code],
    left: [isEarly(place) ? 'nothing' : 'partial'],
    maxRequests: requests + (isEarly(place) ? 0 : 1),
  });

/** Nothing that was received can be trusted, so nothing is kept. */
const refused =
  (code: string, requests = 1): Rule =>
  () => ({ outcomes: [code], left: ['nothing'], maxRequests: requests });

/** The received bytes are thrown away once, and the whole file is fetched again. */
const restarted =
  (requests: number): Rule =>
  () => ({ outcomes: ['restarted'], left: ['file'], maxRequests: requests });

/** A download ends after three connections in a row without a byte, each with the requests that it takes to be sure. */
const CONNECTIONS = 3;
const TRIES = 4;

const FILE_RULES: Readonly<Record<string, Rule>> = {
  'connection refused, for good': failed('network', CONNECTIONS * TRIES),
  'connection refused, twice': finished(3),
  'reset, once': finished(2),
  'reset, for good': failed('network', CONNECTIONS * TRIES),
  'shorter than its Content-Length, once': finished(2),
  'shorter than its Content-Length, for good': failed('network', CONNECTIONS * TRIES),
  'clean close too early, once': finished(2),
  'clean close too early, for good': failed('network', CONNECTIONS),
  'stall, once': finished(2),
  'stall, for good': failed('timeout', CONNECTIONS),
  // The one missing byte comes a second later, which is no reason to hang up.
  trickle: (place) =>
    place === 'last byte'
      ? { outcomes: [GOOD], left: ['file'], maxRequests: 1 }
      : { outcomes: ['timeout'], left: ['partial'], maxRequests: CONNECTIONS + 1 },
  'longer than listed, announced': refused('badBody'),
  'longer than listed, chunked': refused('badBody'),
  // Bytes after the end are not part of the answer.
  'longer than its Content-Length': finished(1),
  'shorter than listed': refused('badBody'),
  'wrong start in Content-Range': restarted(3),
  'wrong total in Content-Range': restarted(3),
  'ETag changed between requests': restarted(3),
  'range ignored': restarted(2),
  '416': restarted(3),
  // The registry stated the digest.
  'other bytes under the same name': (place) => ({
    outcomes: ['integrity'],
    left: ['set aside'],
    maxRequests: isEarly(place) ? 1 : 2,
  }),
  'gzip although identity was asked': failed('badBody', 1),
  'login page with 200': failed('htmlPage', 1),
  // The client asks again without the token, and asks whether the instance knows it. It does, so a right is missing.
  '303 to login': failed('forbidden', 3),
  '303 to a presigned URL that refuses Authorization': finished(2),
  'presigned URL that expires mid-body': finished(3),
  'redirect loop': failed('redirect', 6),
  'redirect to http': failed('redirect', 1),
  'redirect to a foreign host': finished(2),
  '401, token revoked': failed('unauthorized', 3),
  '403': failed('forbidden', 2),
  '404, replaced since listed': failed('gone', 1),
  // Fetch treats this status as a failed connection (Fetch standard, section 4.6).
  '407 as an answer': (place, cell) =>
    (cell.transport === 'fetch' ? failed('network', CONNECTIONS) : failed('server', 1))(place, cell),
  '429, Retry-After in seconds': finished(2),
  '429, Retry-After as a date': finished(2),
  '429, Retry-After of ten years': failed('rateLimited', 1),
  '429, Retry-After in the year 9999': failed('rateLimited', 1),
  '500, once': finished(2),
  '503, for a while': finished(3),
  '503, for good': failed('server', TRIES),
  'DNS failure': failed('network', 2 * CONNECTIONS),
  'TLS failure': failed('network', CONNECTIONS),
  'proxy that answers 407': failed('network', CONNECTIONS),
};

/** The instance has the file, and gets the one request that it takes. */
const fromInstance =
  (requests: number, left: Leftovers['kind'] = 'file', outcome = GOOD): Rule =>
  () => ({ outcomes: [outcome], left: [left], maxRequests: requests });

/** A mirror is tried once; the instance starts the download again. */
const MIRROR_RULES: Readonly<Record<string, Rule>> = {
  'mirror: dead': fromInstance(2),
  'mirror: slow to answer': fromInstance(2),
  'mirror: slow to go on': fromInstance(3, 'file', 'restarted'),
  'mirror: half': fromInstance(3, 'file', 'restarted'),
  'mirror: lying': fromInstance(2, 'several things', 'restarted'),
  'mirror: full': fromInstance(2),
  'mirror: broken': fromInstance(2),
  'mirror: unauthorised': fromInstance(2),
  'mirror: empty': fromInstance(2),
  'mirror: a web page': fromInstance(2),
};

/** No instance may be asked. A partial download is kept for the mirror; wrong bytes go to quarantine. */
const ALONE_RULES: Readonly<Record<string, Rule>> = {
  'mirror: dead': refused('notMirrored'),
  'mirror: slow to answer': refused('notMirrored'),
  'mirror: slow to go on': failed('notMirrored', 1),
  'mirror: half': failed('notMirrored', 1),
  'mirror: lying': fromInstance(1, 'set aside', 'notMirrored'),
  'mirror: full': refused('notMirrored'),
  'mirror: broken': refused('notMirrored'),
  'mirror: unauthorised': refused('notMirrored'),
  'mirror: empty': refused('notMirrored'),
  'mirror: a web page': refused('notMirrored'),
};

const answered =
  (requests: number): Rule =>
  () => ({ outcomes: [GOOD], left: ['nothing'], maxRequests: requests });

/** A metadata call is either answered in full or not at all. */
const CALL_RULES: Readonly<Record<string, Rule>> = {
  'connection refused, for good': refused('network', TRIES),
  'connection refused, twice': answered(3),
  'reset, once': answered(2),
  'reset, for good': refused('network', TRIES),
  'shorter than its Content-Length, once': answered(2),
  'shorter than its Content-Length, for good': refused('network', TRIES),
  // Only invalid JSON tells this end from a regular one.
  'clean close too early, once': refused('badResponse'),
  'clean close too early, for good': refused('badResponse'),
  // A caller waits for one time limit, not several.
  'stall, once': refused('timeout'),
  'stall, for good': refused('timeout'),
  trickle: (place, cell) => (place === 'last byte' ? answered(1) : refused('timeout'))(place, cell),
  'longer than its Content-Length': answered(1),
  // A page of releases that is too large is requested again in smaller ones, down to a single release.
  'list without an end': (place, cell) => refused('tooLarge', cell.source === 'release list' ? 4 : 1)(place, cell),
  // A compressed list says the same; the compressed bytes of a file do not.
  'gzip although identity was asked': answered(1),
  'login page with 200': refused('htmlPage'),
  '303 to login': refused('forbidden', 3),
  'redirect loop': refused('redirect', 6),
  'redirect to http': refused('redirect', 1),
  // An answer of the API comes from the instance itself.
  'redirect to a foreign host': refused('redirect'),
  '401, token revoked': refused('unauthorized', 3),
  '403': refused('forbidden', 2),
  '404, replaced since listed': refused('notFound'),
  '407 as an answer': (place, cell) => refused(cell.transport === 'fetch' ? 'network' : 'server')(place, cell),
  '429, Retry-After in seconds': answered(2),
  '429, Retry-After as a date': answered(2),
  '429, Retry-After of ten years': refused('rateLimited'),
  '429, Retry-After in the year 9999': refused('rateLimited'),
  '500, once': answered(2),
  '503, for a while': answered(3),
  '503, for good': refused('server', TRIES),
  'TLS failure': refused('network', 1),
  'proxy that answers 407': refused('network', 1),
};

function rulesOf({ source }: Cell): Readonly<Record<string, Rule>> {
  if (source === 'file with a mirror') return MIRROR_RULES;
  if (source === 'file from mirrors only') return ALONE_RULES;
  return isFile(source) ? FILE_RULES : CALL_RULES;
}

export function expectedOf(cell: Cell): Expected {
  const rule = rulesOf(cell)[cell.fault];
  if (!rule) throw new Error(`there is no expectation for ${cell.fault} and a ${cell.source}`);
  return rule(cell.place, cell);
}
