import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Gate } from '../../../../src/engine/http/gate.ts';
import { NO_MIRRORS } from '../../../../src/engine/mirror/mirrors.ts';
import { createUploads } from '../../../../src/engine/mirror/uploads.ts';
import type { UploadResult } from '../../../../src/engine/mirror/uploads.ts';
import type { Transport } from '../../../../src/engine/ports.ts';
import { FakeClock, settle } from '../../../support/fakeClock.ts';
import { MemoryLog } from '../../../support/memoryLog.ts';
import { mirrorAt } from '../../../support/mirrorRig.ts';
import { makeRecord } from '../../../support/records.ts';
import { useTempDir } from '../../../support/tempDir.ts';

const PATIENCE_MS = 5 * 60_000;

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

describe('createUploads', () => {
  const directory = useTempDir();
  let clock: FakeClock;
  /** The mirror's answers, in order. After that it has no file and accepts every upload. */
  let script: Answer[];
  /** Each request: its method and the uploaded bytes. */
  let requests: string[];
  beforeEach(() => {
    clock = new FakeClock();
    script = [];
    requests = [];
  });

  const transport: Transport = {
    send: async ({ method = 'GET', body }) => {
      requests.push(body ? `${method} ${await text(body)}` : method);
      const { status, headers = {} } = script.shift() ?? { status: method === 'HEAD' ? 404 : 201 };
      const nothing = (async function* () {
        // The body is empty.
      })();
      return { status, header: (name) => headers[name], body: nothing, discard: () => undefined };
    },
  };
  const upload = async (names: readonly string[], keep = (): Promise<void> => Promise.resolve()) => {
    const log = new MemoryLog();
    const shared = { read: () => Promise.resolve(undefined), write: () => Promise.resolve() };
    const uploads = createUploads({
      ports: { ...NO_MIRRORS, list: () => [mirrorAt('https://cache.example.org')] },
      token: () => Promise.resolve(undefined),
      isListed: () => Promise.resolve(true),
      http: { transport, clock, log, userAgent: () => 'forgejo-artifacts' },
      holding: { gate: new Gate({ clock, log, shared, random: () => 0 }), patienceMs: () => PATIENCE_MS },
    });
    const files = names.map((name) => ({
      fromCache: false,
      path: join(directory(), name),
      record: makeRecord({ id: name, name }),
    }));
    for (const { path, record } of files) await writeFile(path, record.name);
    await keep();
    const all = uploads.upload(files, { signal: new AbortController().signal });
    const isDone = (): Promise<boolean> => Promise.race([all.then(() => true), settle().then(() => false)]);
    // Time passes only while something waits for it.
    while (!(await isDone())) await clock.advance(clock.pending > 0 ? 1000 : 0);
    return all;
  };
  const states = (results: readonly UploadResult[]): readonly string[] => results.map(({ state }) => state);

  it('waits as long as the mirror asks, and sends the whole file again', async () => {
    script = [{ status: 404 }, { status: 429, headers: { 'retry-after': '120' } }];
    const startedAt = clock.now();
    assert.deepEqual(states(await upload(['one'])), ['sent']);
    assert.deepEqual(requests, ['HEAD', 'PUT one', 'PUT one']);
    assert.ok(clock.now() - startedAt >= 120_000);
  });

  it('fails without further requests if the wait is too long, and reports when the mirror will answer', async () => {
    script = [{ status: 429, headers: { 'retry-after': '3600' } }];
    const retryAt = clock.now() + 900_000;
    const results = await upload(['one', 'two']);
    assert.deepEqual(
      results.map(({ error }) => [error?.code, error?.is('rateLimited') && error.facts.retryAt]),
      [
        ['rateLimited', retryAt],
        ['rateLimited', retryAt],
      ],
    );
    assert.deepEqual(requests, ['HEAD']);
  });

  it('skips a mirror that failed for three files in a row, and reports the rest as skipped', async () => {
    script = Array.from({ length: 6 }, () => ({ status: 500 }));
    const results = await upload(['one', 'two', 'three', 'four']);
    assert.deepEqual(states(results), ['failed', 'failed', 'failed', 'skipped']);
    assert.equal(requests.length, 6);
  });

  it('sends a file again that is shorter there, and leaves one of equal or unknown length', async () => {
    script = [
      { status: 200, headers: { 'content-length': '2' } },
      { status: 201 },
      { status: 200, headers: { 'content-length': '3' } },
      { status: 200 },
    ];
    assert.deepEqual(states(await upload(['one', 'two', 'six'])), ['sent', 'present', 'present']);
    assert.deepEqual(requests, ['HEAD', 'PUT one', 'HEAD', 'HEAD']);
  });

  it('asks for the first byte of a file where HEAD is not answered, and sends no other', async () => {
    script = [
      { status: 405 },
      { status: 206, headers: { 'content-range': 'bytes 0-0/3', 'content-length': '1' } },
      { status: 405 },
      { status: 404 },
    ];
    assert.deepEqual(states(await upload(['one', 'two'])), ['present', 'sent']);
    assert.deepEqual(requests, ['HEAD', 'GET', 'HEAD', 'GET', 'PUT two']);
  });

  it('does not mistake a web page for the file', async () => {
    script = [{ status: 200, headers: { 'content-type': 'text/html' } }];
    const [result] = await upload(['one']);
    assert.deepEqual([result?.state, result?.error?.code], ['failed', 'htmlPage']);
  });

  it('accepts a web page in answer to an upload, as Apache sends it', async () => {
    script = [{ status: 404 }, { status: 201, headers: { 'content-type': 'text/html' } }];
    assert.deepEqual(states(await upload(['one'])), ['sent']);
  });

  for (const status of [301, 400, 401, 403, 404, 405, 413, 415, 422, 501, 507]) {
    it(`says that the mirror refuses the upload after status ${status}, and does not blame the server`, async () => {
      script = [{ status: 404 }, { status }];
      const [result] = await upload(['one']);
      assert.deepEqual(
        [result?.error?.code, result?.error?.facts],
        ['uploadRefused', { host: 'cache.example.org', status, credentialSent: false }],
      );
    });
  }

  it('blames the server after any other status', async () => {
    script = [{ status: 404 }, { status: 502 }];
    assert.equal((await upload(['one']))[0]?.error?.code, 'server');
  });

  it('looks again after a conflict, because WebDAV answers so without a directory for the file', async () => {
    script = [{ status: 404 }, { status: 409 }, { status: 404 }];
    const [refused] = await upload(['one']);
    assert.deepEqual([refused?.state, refused?.error?.code], ['failed', 'uploadRefused']);
    for (const found of [{ status: 200, headers: { 'content-length': '3' } }, { status: 403 }]) {
      script = [{ status: 404 }, { status: 409 }, found];
      assert.deepEqual(states(await upload(['one'])), ['present']);
    }
    script = [{ status: 404 }, { status: 409 }, { status: 200, headers: { 'content-length': '2' } }];
    assert.deepEqual(states(await upload(['one'])), ['failed']);
  });

  it('reports a file that was evicted meanwhile, and uploads the others', async () => {
    const results = await upload(['one', 'two'], () => rm(join(directory(), 'one')));
    assert.deepEqual(
      results.map(({ state, error }) => [state, error?.code]),
      [
        ['failed', 'storage'],
        ['sent', undefined],
      ],
    );
  });
});
