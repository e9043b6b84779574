import { hash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { MirrorPorts } from '../../src/engine/index.ts';
import { startServer } from '../support/forge/loopback.ts';
import type { SeenRequest } from '../support/forge/loopback.ts';
import { mirrorAt } from '../support/mirrorRig.ts';
import { BODY } from './content.ts';

export const MIRROR_TOKEN = 'the-token-of-the-mirror';
export const BODY_SHA256 = hash('sha256', BODY);

/** Answers in place of the mirror, which is asked for the bytes from `from` on. */
export type SpoilMirror = (response: ServerResponse, from: number) => void;

/** A mirror that has the file, supports ranges, and can be spoilt. */
export interface FaultMirror {
  readonly requests: readonly SeenRequest[];
  /** The origins of the mirror, and of a port that nobody listens on. */
  readonly origins: readonly string[];
  readonly ports: MirrorPorts;
  /** The mirror's behaviour from now on; `dead` for a port that nobody listens on. */
  how: SpoilMirror | 'dead' | undefined;
  /** Whether no instance may be asked. */
  isAlone: boolean;
  close(): Promise<void>;
}

export async function startFaultMirror(): Promise<FaultMirror> {
  const server = await startServer(({ url, headers }, response) => {
    if (url !== `/cas/${BODY_SHA256}`) return void response.writeHead(404).end();
    const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
    if (typeof mirror.how === 'function') return mirror.how(response, from);
    const range = { 'content-range': `bytes ${from}-${BODY.length - 1}/${BODY.length}` };
    response.writeHead(from > 0 ? 206 : 200, { ...(from > 0 && range), 'content-length': BODY.length - from });
    response.end(BODY.subarray(from));
  });
  const closed = await startServer(() => undefined);
  await closed.close();
  const mirror: FaultMirror = {
    requests: server.requests,
    origins: [server.origin, closed.origin],
    how: undefined,
    isAlone: false,
    ports: {
      list: () => [mirrorAt(mirror.how === 'dead' ? closed.origin : server.origin)],
      authorization: () => Promise.resolve(`Bearer ${MIRROR_TOKEN}`),
      only: () => mirror.isAlone,
      onSkipped: () => undefined,
    },
    close: () => server.close(),
  };
  return mirror;
}
