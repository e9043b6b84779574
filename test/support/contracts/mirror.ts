import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createUndiciTransport, systemClock } from '../../../src/engine/index.ts';
import type { Clock, EngineError, Transport } from '../../../src/engine/index.ts';
import { uploadTo } from '../../../src/engine/mirror/upload.ts';
import { createMirrors, NO_MIRRORS } from '../../../src/engine/mirror/mirrors.ts';
import type { MirrorSource } from '../../../src/engine/ports.ts';
import { readBody } from '../clientRig.ts';
import { someBytes } from '../fakeOrigin.ts';
import { MemoryLog } from '../memoryLog.ts';
import { mirrorAt } from '../mirrorRig.ts';
import { sha256Of } from '../records.ts';
import { useTempDir } from '../tempDir.ts';

/** A server that is used as a mirror. */
export interface MirrorServer {
  /** The address for the settings. */
  readonly address: string;
  /** Stores bytes under their digest, as the server's administrator would. */
  readonly put: (sha256: string, bytes: Buffer) => Promise<void>;
  /** The credential that reading requires, if any. */
  readonly authorization?: string;
  /** Whether it accepts uploads. */
  readonly mayBeWritten?: true;
  readonly close: () => Promise<void>;
}

const PATIENT_CLOCK: Clock = {
  now: () => systemClock.now(),
  after: (delayMs, callback) => systemClock.after(delayMs * 20, callback),
};

function patient(transport: Transport): Transport {
  return { send: (request) => transport.send({ ...request, connectTimeoutMs: undefined }) };
}

/** The contract of every server that can be a mirror. Uses nothing but mocha's globals and `assert`. */
export function describeMirror(name: string, start: () => Promise<MirrorServer>): void {
  describe(`${name} as a mirror`, () => {
    const bytes = someBytes(700_000);
    const sha256 = sha256Of(bytes);
    const { signal } = new AbortController();
    const transport = createUndiciTransport();
    const directory = useTempDir();
    let server: MirrorServer;
    const skipped: EngineError[] = [];
    after(() => transport.close());
    beforeEach(async () => {
      server = await start();
      skipped.length = 0;
    });
    afterEach(() => server.close());

    const source = (digest = sha256): MirrorSource => {
      const mirrors = createMirrors(
        {
          ...NO_MIRRORS,
          list: () => [mirrorAt(server.address)],
          authorization: () => Promise.resolve(server.authorization),
          onSkipped: (_mirror, error) => void skipped.push(error),
        },
        // A busy machine must not make the mirror look dead.
        {
          transport: patient(transport),
          clock: PATIENT_CLOCK,
          log: new MemoryLog(),
          userAgent: () => 'forgejo-artifacts',
        },
      );
      const [one] = mirrors.sourcesOf(digest);
      assert.ok(one);
      return one;
    };

    it('returns bytes by their digest, unchanged', async () => {
      await server.put(sha256, bytes);
      const opened = await source().open(undefined, signal);
      assert.deepEqual([opened.offsetBytes, opened.sizeBytes], [0, bytes.length]);
      assert.ok((await readBody(opened)).equals(bytes));
    });

    it('returns text unchanged too', async () => {
      const text = Buffer.from('text that is worth compressing\n'.repeat(10_000));
      await server.put(sha256Of(text), text);
      assert.ok((await readBody(await source(sha256Of(text)).open(undefined, signal))).equals(text));
    });

    it('stores a file once, and returns it', async () => {
      if (!server.mayBeWritten) return;
      const path = join(directory(), 'file');
      await writeFile(path, bytes);
      const upload = (): Promise<string> => {
        const http = { transport, clock: PATIENT_CLOCK, log: new MemoryLog(), userAgent: () => 'forgejo-artifacts' };
        const { authorization } = server;
        return uploadTo(
          mirrorAt(server.address),
          { name: 'file', path, sha256 },
          { http, authorization, mayGive: () => Promise.resolve(true), signal },
        );
      };
      assert.deepEqual([await upload(), await upload()], ['sent', 'present']);
      assert.ok((await readBody(await source().open(undefined, signal))).equals(bytes));
    });

    it('does not store a file that changed on disk', async () => {
      if (!server.mayBeWritten) return;
      const path = join(directory(), 'file');
      await writeFile(path, Buffer.concat([bytes, Buffer.from('x')]));
      const http = { transport, clock: PATIENT_CLOCK, log: new MemoryLog(), userAgent: () => 'forgejo-artifacts' };
      const { authorization } = server;
      const file = { name: 'file', path, sha256 };
      await assert.rejects(
        uploadTo(mirrorAt(server.address), file, { http, authorization, mayGive: () => Promise.resolve(true), signal }),
        {
          code: 'integrity',
        },
      );
      await assert.rejects(source().open(undefined, signal), { code: 'notFound' });
    });

    it('reports a missing file, which does not count as a failure', async () => {
      const one = source();
      const error: unknown = await one.open(undefined, signal).catch((reason: unknown) => reason);
      assert.equal((error as EngineError).code, 'notFound');
      one.onSkipped(error as EngineError);
      assert.deepEqual(skipped, []);
    });

    it('continues from an offset, or starts over', async () => {
      await server.put(sha256, bytes);
      const whole = await source().open(undefined, signal);
      whole.discard();
      const opened = await source().open({ offsetBytes: 400_000, validator: whole.validator }, signal);
      assert.ok([0, 400_000].includes(opened.offsetBytes));
      assert.equal(opened.sizeBytes, bytes.length);
      assert.ok((await readBody(opened)).equals(bytes.subarray(opened.offsetBytes)));
    });

    it('starts over if the part belongs to another file', async () => {
      await server.put(sha256, bytes);
      const opened = await source().open({ offsetBytes: 400_000, validator: '"of another"' }, signal);
      assert.equal(opened.offsetBytes, 0);
      assert.ok((await readBody(opened)).equals(bytes));
    });
  });
}
