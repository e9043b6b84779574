import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileContent } from '../../../../src/engine/cache/fileContent.ts';
import { useTempDir } from '../../../support/tempDir.ts';

describe('fileContent', () => {
  const directory = useTempDir();
  const bytes = Buffer.alloc(300_000, 'x');
  let path: string;
  beforeEach(async () => {
    path = join(directory(), 'blob');
    await writeFile(path, bytes);
  });
  const content = (signal = new AbortController().signal, digests = {}) =>
    fileContent(path, { sizeBytes: bytes.length, digests, signal });

  it('returns every hash of the file, its parts and the whole', async () => {
    for (const algorithm of ['sha256', 'sha384', 'sha512', 'blake2b512'] as const)
      assert.ok(
        createHash(algorithm)
          .update(bytes)
          .digest()
          .equals(await content().hash(algorithm)),
        algorithm,
      );
    const parts: Uint8Array[] = [];
    for await (const chunk of content().chunks()) parts.push(chunk);
    assert.ok(bytes.equals(Buffer.concat(parts)));
    assert.ok(bytes.equals(await content().read()));
  });

  it('reads nothing for a hash that is known', async () => {
    await rm(path);
    const sha384 = 'ab'.repeat(48);
    assert.equal(Buffer.from(await content(undefined, { sha384 }).hash('sha384')).toString('hex'), sha384);
  });

  it('reads the file once for all requests of one hash', async () => {
    const signed = content();
    const asked = [signed.hash('sha512'), signed.hash('sha512')];
    const [first] = await Promise.all(asked);
    await rm(path);
    assert.deepEqual(await signed.hash('sha512'), first);
    await assert.rejects(signed.hash('sha384'), { code: 'storage' });
  });

  it('stops reading at an abort', async () => {
    const stop = new AbortController();
    const reason = new Error('enough');
    let sizeBytes = 0;
    const reading = (async () => {
      for await (const chunk of content(stop.signal).chunks()) {
        sizeBytes += chunk.length;
        stop.abort(reason);
      }
    })();
    await assert.rejects(reading, reason);
    assert.ok(sizeBytes < bytes.length);
    await assert.rejects(content(stop.signal).hash('blake2b512'), reason);
    await assert.rejects(content(stop.signal).read(), reason);
  });

  it('names the path of a file that is gone', async () => {
    await rm(path);
    for (const work of [content().hash('sha256'), content().read()])
      await assert.rejects(work, { code: 'storage', facts: { reason: 'ENOENT', path } });
  });
});
