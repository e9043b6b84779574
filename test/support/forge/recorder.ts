import type { IncomingMessage, ServerResponse } from 'node:http';
import { seen, startServer } from './loopback.ts';
import type { LoopbackServer } from './loopback.ts';

export interface RecorderAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** A server of another origin that records its requests and gives everybody the same answer. */
export async function startRecorder(answer: RecorderAnswer = {}): Promise<LoopbackServer> {
  const { status = 200, headers = {}, body = 'from elsewhere\n' } = answer;
  const respond = (_request: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers }).end(body);
  };
  const recorder = await startServer(respond);
  // If it is used as a proxy, it refuses tunnels.
  recorder.server.on('connect', (request, socket) => {
    recorder.requests.push(seen(request));
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 ${status === 200 ? 502 : status} Refused\r\n${lines.join('')}content-length: 0\r\n\r\n`);
  });
  return recorder;
}

/** A proxy that refuses everybody without a password. */
export function startRefusingProxy(): Promise<LoopbackServer> {
  const headers = { 'proxy-authenticate': 'Basic realm="proxy"' };
  return startRecorder({ status: 407, headers, body: 'Proxy Authentication Required\n' });
}
