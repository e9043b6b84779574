import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from './answer.ts';
import { hidesLength, spoil, writeBody } from './faults.ts';
import type { Fault } from './faults.ts';

/** Writes an answer, with its length unless that is withheld, and with its fault. */
export function send(request: IncomingMessage, response: ServerResponse, found: Answer, fault?: Fault): void {
  const answer = fault ? spoil(found, fault) : found;
  const { status, headers, body } = answer;
  const chunked = answer.chunked || hidesLength(fault) || status === 304 || status === 405;
  const length = chunked || headers['content-length'] ? {} : { 'content-length': String(body.length) };
  // The length comes last, because Node rewrites a Content-Disposition that follows it.
  response.writeHead(status, { ...headers, ...length });
  if (request.method === 'HEAD' || status === 304) response.end();
  else writeBody(response, body, fault);
}
