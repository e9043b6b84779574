import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { page } from './answer.ts';
import type { Answer } from './answer.ts';

/** What goes wrong with an answer. */
export type FaultKind =
  /** The connection is cut after that many bytes of the body. */
  | { readonly kind: 'drop'; readonly afterBytes: number }
  /** The body stalls after that many bytes, with the connection open. */
  | { readonly kind: 'stall'; readonly afterBytes: number }
  /** The body trickles at that many bytes a second, by the real clock. */
  | { readonly kind: 'trickle'; readonly bytesPerSecond: number }
  /** The body ends early, as if it were complete. */
  | { readonly kind: 'short'; readonly bytes: number }
  /** The body continues after its end. */
  | { readonly kind: 'long'; readonly bytes: number }
  | { readonly kind: 'wrongRange' }
  | { readonly kind: 'changedEtag' }
  | { readonly kind: 'ignoreRange' }
  | { readonly kind: 'gzip' }
  | { readonly kind: 'loginPage' }
  | { readonly kind: 'botWall' }
  /** Flips one bit of this byte, or of the last one if there are fewer. */
  | { readonly kind: 'flip'; readonly atByte: number }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body?: string;
    }
  | { readonly kind: 'redirect'; readonly status: 301 | 302 | 303 | 307; readonly location: string }
  /** The headers never arrive. */
  | { readonly kind: 'silence' };

export type Fault = FaultKind & {
  /** The requests, by their path below the sub-path. @default all */
  readonly path?: RegExp;
  /** How often. @default always */
  readonly times?: number;
};

/** The active faults, in the order of adding. */
export class Faults {
  readonly #active: { readonly fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.#active.push({ fault, left: fault.times ?? Infinity });
  }

  clear(): void {
    this.#active.length = 0;
  }

  /** Returns the first fault that matches, and counts its use. */
  take(path: string): Fault | undefined {
    const found = this.#active.find(({ fault, left }) => left > 0 && (fault.path ?? /^/).test(path));
    if (found) found.left -= 1;
    return found?.fault;
  }
}

/** The answer with spoilt headers and body, if the fault is in these. */
export function spoil(answer: Answer, fault: Fault): Answer {
  const { headers, body } = answer;
  switch (fault.kind) {
    case 'status':
      return { status: fault.status, headers: fault.headers ?? {}, body: Buffer.from(fault.body ?? '') };
    case 'redirect':
      return { status: fault.status, headers: { location: fault.location }, body: Buffer.alloc(0) };
    case 'loginPage':
      return page('Sign In', '<form action="/user/login"><input type="password" name="password"></form>');
    case 'botWall':
      return page('Checking', '<script id="anubis_challenge" type="application/json">{}</script>');
    case 'gzip':
      return { ...answer, headers: { ...headers, 'content-encoding': 'gzip' }, body: gzipSync(body) };
    case 'changedEtag':
      return { ...answer, headers: { ...headers, etag: '"another"' } };
    case 'wrongRange':
      return { ...answer, headers: { ...headers, 'content-range': `bytes 1-${body.length}/${body.length + 1}` } };
    case 'flip': {
      const flipped = Buffer.from(body);
      const at = Math.min(fault.atByte, flipped.length - 1);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      return { ...answer, body: flipped };
    }
    default:
      return answer;
  }
}

/** Writes the body, or as much of it as the fault lets through. */
export function writeBody(response: ServerResponse, body: Buffer, fault: Fault | undefined): void {
  switch (fault?.kind) {
    case 'drop':
      response.flushHeaders();
      response.write(body.subarray(0, fault.afterBytes));
      // The written bytes still arrive; then the connection ends in the middle of the body.
      response.socket?.end();
      return;
    case 'stall':
      response.flushHeaders();
      response.write(body.subarray(0, fault.afterBytes));
      return;
    case 'trickle':
      trickle(response, body, fault.bytesPerSecond);
      return;
    case 'short':
      response.end(body.subarray(0, fault.bytes));
      return;
    case 'long':
      response.end(Buffer.concat([body, Buffer.alloc(fault.bytes, 'x')]));
      return;
    default:
      response.end(body);
  }
}

const TICK_MS = 50;

function trickle(response: ServerResponse, body: Buffer, bytesPerSecond: number): void {
  const step = Math.max(1, Math.round((bytesPerSecond * TICK_MS) / 1000));
  let sent = 0;
  response.flushHeaders();
  const timer = setInterval(() => {
    response.write(body.subarray(sent, sent + step));
    sent += step;
    if (sent < body.length) return;
    clearInterval(timer);
    response.end();
  }, TICK_MS);
  response.once('close', () => clearInterval(timer));
}

/** Whether the length of the body must not be announced, because the fault would then look like a broken connection. */
export function hidesLength(fault: Fault | undefined): boolean {
  return fault?.kind === 'short' || fault?.kind === 'long';
}
