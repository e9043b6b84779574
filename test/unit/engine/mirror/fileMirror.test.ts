import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fileMirror } from '../../../../src/engine/mirror/fileMirror.ts';
import type { OpenedBody } from '../../../../src/engine/ports.ts';
import { readBody } from '../../../support/clientRig.ts';
import { someBytes } from '../../../support/fakeOrigin.ts';
import { mirrorAt } from '../../../support/mirrorRig.ts';
import { useTempDir } from '../../../support/tempDir.ts';
import { itWith } from '../../../support/thisSystem.ts';

const HEX = 'ab'.repeat(32);
const { signal } = new AbortController();

describe('fileMirror', () => {
  const directory = useTempDir();
  const place = (): string => join(directory(), 'cas', HEX);
  const open = (offsetBytes = 0): Promise<OpenedBody> => {
    const range = offsetBytes > 0 ? { offsetBytes, validator: undefined } : undefined;
    return fileMirror(mirrorAt(pathToFileURL(directory()).href), HEX)(range, signal);
  };
  beforeEach(() => mkdir(join(directory(), 'cas')));

  it('returns a file, whole or from an offset', async () => {
    const bytes = someBytes(600_000);
    await writeFile(place(), bytes);
    assert.ok((await readBody(await open())).equals(bytes));
    const rest = await open(500_000);
    assert.deepEqual([rest.offsetBytes, rest.sizeBytes], [500_000, 600_000]);
    assert.ok((await readBody(rest)).equals(bytes.subarray(500_000)));
    const beyond = await open(600_000);
    assert.equal(beyond.offsetBytes, 0);
    beyond.discard();
    rest.discard();
  });

  it('reports a missing file', () => assert.rejects(open(), { code: 'notFound' }));

  it('reports a directory that is not there, and not each of its files as missing', async () => {
    await rm(directory(), { recursive: true });
    await assert.rejects(open(), { code: 'network', facts: { host: directory(), reason: 'ENOENT' } });
  });

  it('ends where the file ended when it was opened', async () => {
    await writeFile(place(), 'first');
    const opened = await open();
    await appendFile(place(), ' and more');
    assert.equal((await readBody(opened)).toString(), 'first');
    opened.discard();
  });

  it('reads no directory', async () => {
    await mkdir(place());
    await assert.rejects(open(), { code: 'network' });
  });

  itWith('pipes', 'follows no link, and waits for no pipe', async () => {
    await writeFile(join(directory(), 'secret'), 'secret');
    await symlink(join(directory(), 'secret'), place());
    await assert.rejects(open(), { code: 'network', facts: { host: directory(), reason: 'ELOOP' } });
    execFileSync('mkfifo', [join(directory(), 'pipe')]);
    const piped = mirrorAt(`${pathToFileURL(directory()).href}/{sha256}`);
    execFileSync('mkfifo', [join(directory(), HEX)]);
    await assert.rejects(fileMirror(piped, HEX)(undefined, signal), {
      code: 'network',
      facts: { host: directory(), reason: 'ENOTFILE' },
    });
  });

  it('rejects with the reason of an abort', async () => {
    await writeFile(place(), someBytes(600_000));
    const stop = new AbortController();
    const opened = await fileMirror(mirrorAt(pathToFileURL(directory()).href), HEX)(undefined, stop.signal);
    const reading = readBody(opened);
    stop.abort(new Error('enough'));
    await assert.rejects(reading, /enough/);
    opened.discard();
  });
});
