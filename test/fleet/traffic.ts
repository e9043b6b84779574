import type { Server } from 'node:http';
import type { Socket } from 'node:net';

interface Seen {
  readonly atMs: number;
  readonly path: string;
  readonly status: number;
}

export interface TrafficSummary {
  readonly requests: number;
  /** The bytes on the wire, headers included. */
  readonly sizeBytes: number;
  /** The number of 429 answers. */
  readonly refused: number;
  /** The most answers for a single address, without refusals. */
  readonly mostOfOneFile: number;
  /** The most requests in one second. */
  readonly busiestSecond: number;
  /** The requests in each ten seconds after the first refusal. */
  readonly afterRefusal: readonly { readonly requests: number; readonly refused: number }[];
}

/** Counts the answers of a server. */
export class Traffic {
  readonly #seen: Seen[] = [];
  readonly #open = new Set<Socket>();
  /** The bytes of connections that are closed. */
  #closedBytes = 0;
  #takenBytes = 0;

  constructor(server: Server) {
    server.on('connection', (socket) => {
      this.#open.add(socket);
      socket.once('close', () => {
        this.#open.delete(socket);
        this.#closedBytes += socket.bytesWritten;
      });
    });
    server.on('request', (request, response) => {
      const atMs = performance.now();
      response.once('close', () => {
        this.#seen.push({ atMs, path: request.url ?? '', status: response.statusCode });
      });
    });
  }

  /** The answers since the last call. */
  take(): TrafficSummary {
    const seen = this.#seen.splice(0).sort((a, b) => a.atMs - b.atMs);
    const answered = seen.filter(({ status }) => status !== 429);
    const firstRefusal = seen.find(({ status }) => status === 429)?.atMs ?? Infinity;
    const sizeBytes = [...this.#open].reduce((sum, { bytesWritten }) => sum + bytesWritten, this.#closedBytes);
    const before = this.#takenBytes;
    this.#takenBytes = sizeBytes;
    const paths = Map.groupBy(answered, ({ path }) => path);
    return {
      requests: seen.length,
      sizeBytes: sizeBytes - before,
      refused: seen.length - answered.length,
      mostOfOneFile: Math.max(0, ...[...paths.values()].map((one) => one.length)),
      busiestSecond: mostInASecond(seen),
      afterRefusal: inTenSeconds(seen.filter(({ atMs }) => atMs >= firstRefusal)),
    };
  }
}

function inTenSeconds(seen: readonly Seen[]): TrafficSummary['afterRefusal'] {
  const first = seen[0]?.atMs ?? 0;
  const spans = Map.groupBy(seen, ({ atMs }) => Math.floor((atMs - first) / 10_000));
  return Array.from({ length: Math.max(-1, ...spans.keys()) + 1 }, (_, index) => {
    const inSpan = spans.get(index) ?? [];
    return { requests: inSpan.length, refused: inSpan.filter(({ status }) => status === 429).length };
  });
}

function mostInASecond(seen: readonly Seen[]): number {
  let [most, first] = [0, 0];
  for (const [index, { atMs }] of seen.entries()) {
    while (atMs - (seen[first]?.atMs ?? atMs) > 1000) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}
