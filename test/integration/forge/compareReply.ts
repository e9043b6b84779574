import assert from 'node:assert/strict';
import type { Reply } from './ask.ts';
import { headerOf, jsonOf } from './captures.ts';
import type { Exchange } from './captures.ts';
import { compareJson } from './compareJson.ts';

const HEADERS = [
  'content-type',
  'content-encoding',
  'content-range',
  'content-disposition',
  'accept-ranges',
  'access-control-expose-headers',
  'allow',
  'cache-control',
  'etag',
  'last-modified',
  'link',
  'location',
  'x-total-count',
  'www-authenticate',
] as const;

export interface Names {
  /** Pairs of an address in the captures and its current address. */
  readonly addresses: readonly (readonly [string, string])[];
  /** Whether the recorded server had been used before, so that its download counts differ from ours. */
  readonly ignoreDownloadCounts: boolean;
  readonly ignoreCookies: boolean;
}

/** Fails unless the reply has the recorded status, relevant headers and body. */
export function compareReply(exchange: Exchange, reply: Reply, names: Names): void {
  const { response } = exchange;
  const named = (text: string): string =>
    names.addresses.reduce((result, [name, address]) => result.replaceAll(address, name), text);
  assert.equal(reply.status, response.status, 'status');
  for (const header of HEADERS) {
    const actual = reply.headers[header];
    const shown = (value: string | undefined): string | undefined => value && comparable(header, value);
    assert.equal(shown(actual && named(actual)), shown(headerOf(exchange, header)), `${header} of ${reply.status}`);
  }
  if (!names.ignoreCookies) assert.equal(reply.setsCookie, response.setsCookie, 'sets a cookie');
  compareBody(exchange, reply, named, names.ignoreDownloadCounts);
}

/** Removes random parts: the boundary between parts, and the order of methods. */
const comparable = (header: string, value: string): string =>
  header === 'allow' ? value.split(', ').sort().join() : value.replace(/boundary=[0-9a-f]{60}$/, 'boundary=…');

function compareBody(exchange: Exchange, reply: Reply, named: (text: string) => string, ignoreCounts: boolean): void {
  const recorded = exchange.response.body;
  const value = jsonOf(recorded);
  if (value !== undefined) {
    compareJson(JSON.parse(named(reply.body.toString())), value, ignoreCounts);
    return;
  }
  const isPage = 'text' in recorded && recorded.trimmedFrom !== undefined;
  if (isPage) {
    assert.match(reply.body.toString(), /^<!DOCTYPE html>/);
    return;
  }
  if ('text' in recorded) assert.equal(named(reply.body.toString()), recorded.text);
  const length = headerOf(exchange, 'content-length');
  if (!/html/.test(`${reply.headers['content-type']}`)) assert.equal(reply.headers['content-length'], length, 'length');
  if ('text' in recorded || reply.headers['content-encoding'] !== undefined) return;
  assert.equal(reply.body.length, recorded.sizeBytes, 'size of the body');
  if (reply.status === 200) assert.equal(reply.body.subarray(0, 16).toString('hex'), recorded.head);
}
