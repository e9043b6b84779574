import assert from 'node:assert/strict';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EnginePorts } from '../../../src/engine/engine.ts';
import type { Progress } from '../../../src/engine/index.ts';
import { hostileAsset, serveRest, startHostileServer } from '../../support/hostileServer.ts';
import { listed } from '../../support/listed.ts';
import { makeEngine } from '../../support/testEngine.ts';
import { useTempDir } from '../../support/tempDir.ts';

const BODY = Buffer.from(Array.from({ length: 3000 }, (_, index) => String(index % 10)).join(''));

describe('refusing wrong bytes', () => {
  const directory = useTempDir();
  const start = (ports: Partial<EnginePorts> = {}) => makeEngine(directory(), ports);
  /** Aborts as soon as `bytes` bytes have arrived. */
  const stopAfter = (bytes: number) => {
    const stop = new AbortController();
    const onProgress = (progress: Progress): void => {
      if (progress.phase === 'transfer' && progress.receivedBytes >= bytes) stop.abort(new Error('enough'));
    };
    return { signal: stop.signal, onProgress };
  };

  it('rejects the rest of another file that came without a length or a validator', async () => {
    await using server = await startHostileServer((request, response, number) => {
      if (number > 1) return serveRest(request, response, BODY, '"u-1"');
      response.writeHead(200, { 'content-type': 'text/plain' });
      response.end('scanning, please wait');
    });
    await using made = await start();
    const { path } = await made.engine.obtain(await listed(made.engine, hostileAsset(server.base, BODY.length)));
    assert.ok((await readFile(path)).equals(BODY));
  });

  it('rejects the rest if the first response was another file and the rest has a validator', async () => {
    const page = 'scanning, please wait';
    await using server = await startHostileServer((request, response, number) => {
      if (number > 1) return serveRest(request, response, BODY, '"u-1"');
      response.writeHead(200, { 'content-type': 'text/plain', 'content-length': BODY.length });
      response.write(page, () => response.destroy());
    });
    await using made = await start();
    const { path } = await made.engine.obtain(await listed(made.engine, hostileAsset(server.base, BODY.length)));
    assert.ok((await readFile(path)).equals(BODY));
  });

  it('rejects a body longer than listed, however often it is requested', async () => {
    await using server = await startHostileServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/octet-stream', etag: '"u-1"' });
      response.write(BODY, () => response.end('more'));
    });
    await using made = await start();
    for (const asked of [1, 2]) {
      await assert.rejects(made.engine.obtain(await listed(made.engine, hostileAsset(server.base, BODY.length))), {
        code: 'badBody',
      });
      assert.equal(server.requests.length, asked);
    }
  });

  it('rejects an external file that changed while the connection dropped', async () => {
    const other = Buffer.alloc(BODY.length, 'B');
    await using server = await startHostileServer((request, response, number) => {
      if (number > 1) return serveRest(request, response, other, '"two"');
      const headers = { 'content-type': 'application/octet-stream', etag: '"one"' };
      response.writeHead(200, { ...headers, 'content-length': BODY.length });
      response.write(BODY.subarray(0, 1000), () => response.destroy());
    });
    await using made = await start({ allowHost: () => true });
    const externalUrl = `${server.base}file`;
    const asset = { ...hostileAsset('http://127.0.0.1:9/', 0), storage: 'external', externalUrl } as const;
    const { path } = await made.engine.obtain(await listed(made.engine, { ...asset, sizeBytes: undefined }));
    assert.ok((await readFile(path)).equals(other));
  });

  it('downloads again bytes that the disk lost since an earlier run', async () => {
    await using server = await startHostileServer((request, response, number) => {
      if (number > 1) return serveRest(request, response, BODY, '"u-1"');
      response.writeHead(200, { etag: '"u-1"', 'content-length': BODY.length });
      response.write(BODY.subarray(0, 1000));
    });
    const asset = hostileAsset(server.base, BODY.length);
    {
      await using made = await start();
      await assert.rejects(made.engine.obtain(await listed(made.engine, asset), stopAfter(1000)), /enough/);
    }
    const partials = join(directory(), 'cache-v1', 'partials');
    const data = (await readdir(partials)).find((name) => name.endsWith('.data'));
    await writeFile(join(partials, data!), Buffer.alloc(1000));
    await using made = await start();
    const { path } = await made.engine.obtain(await listed(made.engine, asset));
    assert.ok((await readFile(path)).equals(BODY));
  });

  it('continues a partial file after an abort before the first byte of the rest', async () => {
    const silence = Promise.withResolvers<void>();
    await using server = await startHostileServer((request, response, number) => {
      if (number === 2) return silence.resolve();
      if (number > 2) return serveRest(request, response, BODY, '"u-1"');
      response.writeHead(200, { etag: '"u-1"', 'content-length': BODY.length });
      response.write(BODY.subarray(0, 1000));
    });
    await using made = await start();
    const asset = hostileAsset(server.base, BODY.length);
    await assert.rejects(made.engine.obtain(await listed(made.engine, asset), stopAfter(1000)), /enough/);
    const stop = new AbortController();
    const second = made.engine.obtain(asset, { signal: stop.signal });
    await silence.promise;
    stop.abort(new Error('never mind'));
    await assert.rejects(second, /never mind/);
    const { path } = await made.engine.obtain(asset);
    assert.equal(server.requests.at(-1)?.headers.range, 'bytes=1000-');
    assert.ok((await readFile(path)).equals(BODY));
  });

  it('rejects a package file without a digest that was uploaded again', async () => {
    let upload = { id: 1, body: BODY };
    await using server = await startHostileServer((request, response) => {
      if (!request.url?.startsWith('/api/v1/')) return serveRest(request, response, upload.body);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify([{ id: upload.id, Size: upload.body.length, name: 'x.bin' }]));
    });
    await using made = await start();
    const source = { kind: 'genericPackage', owner: 'a', package: 'p' } as const;
    const download = async () => {
      const { value } = await made.engine.version(server.base, source, '1', { refresh: true });
      return made.engine.obtain(value.assets[0]!, { toShow: true });
    };
    await download();
    assert.equal((await download()).fromCache, true);
    upload = { id: 2, body: Buffer.alloc(BODY.length, 'N') };
    const again = await download();
    assert.equal(again.fromCache, false);
    assert.ok((await readFile(again.path)).equals(upload.body));
  });
});
