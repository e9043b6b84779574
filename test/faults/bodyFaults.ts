import { gzipSync } from 'node:zlib';
import type { WireAnswer } from '../support/faultServer/wireAnswer.ts';
import { RESUMING, START, changed, instead, withHeaders } from './changed.ts';
import { BODY, OTHER_BODY } from './content.ts';
import type { Fault } from './fault.ts';

const whenStarting = { places: START, callPlaces: [] } as const;
const whenResuming = { places: RESUMING, callPlaces: [] } as const;

function longer(answer: WireAnswer, bytes: number): WireAnswer {
  return { ...answer, body: Buffer.concat([answer.body, Buffer.alloc(bytes, ' ')]) };
}

/** Changes only partial answers; an answer with the whole file stays right. */
function ofPart(answer: WireAnswer, headers: (bytes: number) => Record<string, string>): WireAnswer {
  return answer.status === 206 ? withHeaders(answer, headers(answer.body.length)) : answer;
}

function wholeOf(answer: WireAnswer, body: Buffer): WireAnswer {
  const { 'content-range': _range, ...headers } = answer.headers;
  return { status: 200, headers, body };
}

function gzipped(answer: WireAnswer): WireAnswer {
  return { ...withHeaders(answer, { 'content-encoding': 'gzip' }), body: gzipSync(answer.body) };
}

/** The validators of a file that has changed since it was listed. */
const ANOTHER = { etag: '"another"', 'last-modified': 'Fri, 02 Jan 2026 03:04:05 GMT' };

const LOGIN_PAGE = '<form action="/user/login"><input type="password" name="password"></form>';

/** Bodies that are not what was asked for. */
export const BODY_FAULTS: readonly Fault[] = [
  changed('longer than listed, announced', (answer) => longer(answer, 7), whenStarting),
  changed('longer than listed, chunked', (answer) => ({ ...longer(answer, 7), framing: 'chunked' }), whenStarting),
  changed(
    'longer than its Content-Length',
    (answer) => ({ ...longer(answer, 7), announcedBytes: answer.body.length }),
    { places: START },
  ),
  changed('shorter than listed', (answer) => ({ ...answer, body: answer.body.subarray(1) }), whenStarting),
  changed('list without an end', (answer) => ({ ...longer(answer, 9_000_000), framing: 'chunked' }), { places: [] }),
  changed(
    'wrong start in Content-Range',
    (answer) => ofPart(answer, (bytes) => ({ 'content-range': `bytes 0-${bytes - 1}/${BODY.length}` })),
    whenResuming,
  ),
  changed(
    'wrong total in Content-Range',
    (answer) =>
      ofPart(answer, (bytes) => ({
        'content-range': `bytes ${BODY.length - bytes}-${BODY.length}/${BODY.length + 1}`,
      })),
    whenResuming,
  ),
  changed('ETag changed between requests', (answer) => ofPart(answer, () => ANOTHER), whenResuming),
  changed('range ignored', (answer) => wholeOf(answer, BODY), whenResuming),
  changed('416', (answer) => (answer.status === 206 ? instead(416) : answer), whenResuming),
  changed('other bytes under the same name', (answer) => withHeaders(wholeOf(answer, OTHER_BODY), ANOTHER), {
    callPlaces: [],
    // An attachment's bytes never change under one uuid, so only package files can change. Nothing states their digest.
    sources: ['generic package file'],
  }),
  changed('gzip although identity was asked', gzipped),
  changed('login page with 200', () => instead(200, { 'content-type': 'text/html; charset=utf-8' }, LOGIN_PAGE)),
];
