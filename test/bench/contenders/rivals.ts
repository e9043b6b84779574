import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import cacache from 'cacache';
import { Agent, request } from 'undici';
import { fileUrl, pooled } from './contender.ts';
import type { Contender, Wanted } from './contender.ts';

const agent = new Agent({ connections: 8 });
const close = (): Promise<void> => agent.close();

async function bodyOf(url: string, { name }: Wanted) {
  const { statusCode, body } = await request(fileUrl(url, name), { dispatcher: agent });
  assert.equal(statusCode, 200);
  return body;
}

export async function sync(path: string): Promise<void> {
  const file = await open(path, 'r');
  await file.sync();
  await file.close();
}

/**
 * `cacache.put.stream`, or `put` for small files, each with the digest to check. It syncs nothing, so `ms` adds a sync of
 * its content; `asIsMs` is the time without.
 */
const cacacheWith =
  (one: (directory: string, url: string, file: Wanted) => Promise<void>): Contender =>
  ({ directory, url, files, concurrent }) => {
    const work = async () => {
      const startedAt = performance.now();
      await pooled(files, concurrent, (file) => one(directory, url, file));
      const asIsMs = performance.now() - startedAt;
      await pooled(files, concurrent, async ({ sha256 }) =>
        sync(join(directory, 'content-v2', 'sha256', sha256.slice(0, 2), sha256.slice(2, 4), sha256.slice(4))),
      );
      return { asIsMs };
    };
    return Promise.resolve({ work, close });
  };

/** Uses SHA-256 as we do, because its default, SHA-512, is slower here. */
const checked = ({ sha256 }: Wanted) => ({
  algorithms: ['sha256'] as [string],
  integrity: `sha256-${Buffer.from(sha256, 'hex').toString('base64')}`,
});

export const cacacheStream = cacacheWith(async (directory, url, file) => {
  const body = await bodyOf(url, file);
  const stream = cacache.put.stream(directory, file.name, checked(file)) as NodeJS.WritableStream;
  // The entry is written between `finish` and `end`.
  const ended = once(stream, 'end');
  body.once('error', (error) => stream.emit('error', error)).pipe(stream);
  (stream as unknown as NodeJS.ReadableStream).resume();
  await ended;
});

export const cacachePut = cacacheWith(async (directory, url, file) => {
  const bytes = Buffer.from(await (await bodyOf(url, file)).arrayBuffer());
  await cacache.put(directory, file.name, bytes, checked(file));
});

/** What most people write first: a pipeline of streams, without a sync. */
export const naive: Contender = ({ directory, url, files, concurrent }) => {
  const work = async () => {
    await pooled(files, concurrent, async (file) => {
      const hash = createHash('sha256');
      const hashing = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          hash.update(chunk);
          done(null, chunk);
        },
      });
      await pipeline(await bodyOf(url, file), hashing, createWriteStream(join(directory, file.name)));
      assert.equal(hash.digest('hex'), file.sha256);
    });
    return {};
  };
  return Promise.resolve({ work, close });
};

/** The least possible work: undici hashes the body and throws it away. */
export const floor: Contender = ({ url, files, concurrent }) => {
  const work = async () => {
    await pooled(files, concurrent, async (file) => {
      const hash = createHash('sha256');
      for await (const chunk of await bodyOf(url, file)) hash.update(chunk as Buffer);
      assert.equal(hash.digest('hex'), file.sha256);
    });
    return {};
  };
  return Promise.resolve({ work, close });
};

/** The speed of the server itself: a socket is read into a buffer that nobody looks at. */
export const drain: Contender = ({ url, files }) => {
  const [file] = files as [Wanted];
  const { hostname, port, pathname } = new URL(fileUrl(url, file.name));
  const work = () =>
    new Promise<Record<string, number>>((resolve, reject) => {
      let received = 0;
      const socket = connect({
        host: hostname,
        port: Number(port),
        onread: {
          buffer: Buffer.alloc(1024 * 1024),
          callback: (bytes) => {
            received += bytes;
            if (received < file.sizeBytes) return true;
            socket.destroy();
            resolve({});
            return false;
          },
        },
      });
      socket.on('error', reject);
      socket.write(`GET ${pathname} HTTP/1.1\r\nhost: ${hostname}\r\n\r\n`);
    });
  return Promise.resolve({ work });
};
