import type { Socket } from 'node:net';

/** How a connection fails after that many bytes of the body. */
export type Break =
  /** Sends RST. */
  | 'reset'
  /** Sends FIN, as if all were well. */
  | 'close'
  /** Sends nothing more, but keeps the connection. */
  | 'stall'
  /** Sends one byte at a time. */
  | 'trickle';

export interface Cut {
  readonly how: Break;
  /** How many bytes of the body are sent before; -1 if not even the headers are. */
  readonly atByte: number;
}

/** An answer as it is sent, right or wrong. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** `close`: the end of the connection is the end of the body. @default 'length' */
  readonly framing?: 'length' | 'chunked' | 'close';
  /** The Content-Length, if it differs from the body's. */
  readonly announcedBytes?: number;
  readonly cut?: Cut;
}

export interface WriteOptions {
  /** The time between two bytes that trickle. */
  readonly trickleMs: number;
  /** Resolves when the client has received that many bytes of the body, so that a reset cannot overtake them. */
  readonly taken: (bodyBytes: number) => Promise<void>;
}

/**
 * Writes an answer to the socket and breaks the connection where the answer says so; otherwise the connection stays for the
 * next request. It is never closed before everything was received, because Node's fetch crashes in that case (nodejs/undici
 * issue 5360).
 */
export async function writeAnswer(socket: Socket, answer: WireAnswer, options: WriteOptions): Promise<void> {
  // A client may hang up first.
  socket.on('error', () => undefined);
  const { body, cut, framing } = answer;
  if (cut && cut.atByte < 0) return breakOff(socket, cut.how);
  socket.write(head(answer));
  const sent = body.subarray(0, cut ? Math.min(cut.atByte, body.length) : body.length);
  if (framing === 'chunked') socket.write(`${body.length.toString(16)}\r\n`);
  socket.write(sent);
  if (cut) {
    await options.taken(sent.length);
    if (cut.how !== 'trickle') return breakOff(socket, cut.how);
    await trickle(socket, body.subarray(sent.length), options.trickleMs);
  }
  if (framing === 'chunked') socket.write('\r\n0\r\n\r\n');
}

function head({ status, headers, body, framing = 'length', announcedBytes = body.length }: WireAnswer): string {
  const framed = {
    length: { 'content-length': `${announcedBytes}` },
    chunked: { 'transfer-encoding': 'chunked' },
    close: { connection: 'close' },
  };
  const lines = Object.entries({ ...headers, ...framed[framing] }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Status\r\n${lines.join('')}\r\n`;
}

function breakOff(socket: Socket, how: Break): void {
  if (how === 'reset') socket.resetAndDestroy();
  else if (how === 'close') socket.end();
}

async function trickle(socket: Socket, rest: Buffer, everyMs: number): Promise<void> {
  for (const byte of rest) {
    if (socket.destroyed) return;
    await new Promise((resolve) => setTimeout(resolve, everyMs).unref());
    socket.write(Buffer.of(byte));
  }
}
