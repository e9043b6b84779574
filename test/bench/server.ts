import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileNamed, makePool, slice } from './pool.ts';
import type { PooledFile } from './pool.ts';

/**
 * A process that serves pooled files from memory, whatever precedes their name in the path. It writes large chunks and
 * supports one range and strong ETags. It ends with its parent process.
 */
const WRITE_BYTES = 4 * 1024 * 1024;
const pool = makePool();

const server = createServer({ highWaterMark: WRITE_BYTES }, (request, response) => {
  const file = fileNamed((request.url ?? '').split('/').at(-1) ?? '');
  if (!file) return void response.writeHead(404).end();
  const etag = `"${file.name}"`;
  const from = startOf(request.headers.range, request.headers['if-range'], etag);
  const { sizeBytes } = file;
  response.writeHead(from === undefined ? 200 : 206, {
    'content-type': 'application/octet-stream',
    'content-length': sizeBytes - (from ?? 0),
    'accept-ranges': 'bytes',
    etag,
    ...(from !== undefined && { 'content-range': `bytes ${from}-${sizeBytes - 1}/${sizeBytes}` }),
  });
  write(response, file, from ?? 0);
});

function startOf(range: string | undefined, condition: unknown, etag: string): number | undefined {
  if (condition !== undefined && condition !== etag) return undefined;
  const match = /^bytes=(\d+)-$/.exec(range ?? '');
  return match ? Number(match[1]) : undefined;
}

function write(response: ServerResponse, file: PooledFile, start: number): void {
  let at = start;
  const more = (): void => {
    while (at < file.sizeBytes) {
      const bytes = slice(pool, file, at, WRITE_BYTES);
      at += bytes.length;
      if (!response.write(bytes)) return void response.once('drain', more);
    }
    response.end();
  };
  more();
}

server.listen(0, '127.0.0.1', () => process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`));
process.on('disconnect', () => process.exit());
