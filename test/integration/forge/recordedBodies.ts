import { headerOf } from './captures.ts';
import type { Exchange, RecordedBody } from './captures.ts';

/**
 * Returns the bytes of a file by its uuid or its place among the packages: the recorded ones if they were kept, or else as
 * many with the recorded beginning.
 */
export function recordedBodies(exchanges: readonly Exchange[]): (key: string, sizeBytes: number) => Buffer {
  const whole = exchanges.filter(({ request, response }) => request.method === 'GET' && response.status === 200);
  const recorded = new Map<string, RecordedBody>();
  for (const exchange of whole) {
    const { request, response } = exchange;
    const uuid = headerOf(exchange, 'etag')?.slice(1, -1);
    recorded.set(uuid ?? decodeURIComponent(request.path).replace(/^\/api\/packages\//, ''), response.body);
  }
  return (key, sizeBytes) => {
    const body = recorded.get(key);
    if (body && 'text' in body) return Buffer.from(body.text);
    const bytes = Buffer.alloc(sizeBytes, 'x');
    if (body) Buffer.from(body.head, 'hex').copy(bytes);
    return bytes;
  };
}
