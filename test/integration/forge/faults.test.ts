import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { ContentBuilder } from '../../support/forge/content.ts';
import type { Fault } from '../../support/forge/faults.ts';
import { startForge } from '../../support/forge/forge.ts';
import type { Forge } from '../../support/forge/forge.ts';
import { startRecorder, startRefusingProxy } from '../../support/forge/recorder.ts';
import { ask } from './ask.ts';
import type { Question, Reply } from './ask.ts';

const BODY = Buffer.alloc(100_000, '0123456789');

describe('a fault of the demo forge', () => {
  let forge: Forge;
  let path: string;

  beforeEach(async () => {
    const builder = new ContentBuilder().account('alice');
    const release = builder.release(builder.repository('alice', 'tool'), 'v1', { 'tool.bin': BODY });
    path = `/attachments/${release.assets[0]?.uuid}`;
    forge = await startForge({ content: builder.content });
  });
  afterEach(() => forge.close());

  const withFault = (fault: Fault, question?: Question): Promise<Reply> => {
    forge.faults.add(fault);
    return ask(forge.url, path, question);
  };

  for (const afterBytes of [0, 1000]) {
    it(`drops the connection after ${afterBytes} bytes, all of which arrive`, async () => {
      const reply = await withFault({ kind: 'drop', afterBytes });
      assert.equal(reply.cut, true);
      assert.deepEqual(reply.body, BODY.subarray(0, afterBytes));
      assert.equal(reply.headers['content-length'], `${BODY.length}`);
    });

    it(`stalls after ${afterBytes} bytes, with the connection open`, async () => {
      const stop = new AbortController();
      const headersCame = new Promise<Response>((resolve, reject) => {
        forge.faults.add({ kind: 'stall', afterBytes, path: /^attachments/ });
        fetch(forge.url.slice(0, -1) + path, { signal: stop.signal }).then(resolve, reject);
      });
      const reader = (await headersCame).body?.getReader();
      let receivedBytes = 0;
      while (receivedBytes < afterBytes) receivedBytes += (await reader?.read())?.value?.length ?? 0;
      assert.equal(receivedBytes, afterBytes);
      // By the time of another answer, more of this one would have arrived.
      await ask(forge.url, '/api/healthz');
      const next = await Promise.race([reader?.read(), new Promise((resolve) => setImmediate(resolve, 'nothing yet'))]);
      assert.equal(next, 'nothing yet');
      stop.abort();
    });
  }

  it('never answers', async () => {
    const stop = new AbortController();
    const silent = withFault({ kind: 'silence', path: /^attachments/ }, { signal: stop.signal });
    const answered = ask(forge.url, '/api/healthz').then(({ status }) => status);
    assert.equal(await Promise.race([silent, answered]), 200);
    assert.deepEqual(
      forge.requests.map(({ path }) => path),
      [path, '/api/healthz'],
    );
    stop.abort();
    await assert.rejects(silent, { name: 'AbortError' });
  });

  it('trickles the whole body in many pieces', async () => {
    const seen: number[] = [];
    const reply = await withFault(
      { kind: 'trickle', bytesPerSecond: 400_000 },
      { onBody: (receivedBytes) => seen.push(receivedBytes) },
    );
    assert.deepEqual(reply.body, BODY);
    assert.ok(seen.length >= 2, `${seen.length} pieces`);
  });

  it('ends too early or too late, without a length that would reveal it', async () => {
    const short = await withFault({ kind: 'short', bytes: 10, times: 1 });
    assert.deepEqual([short.cut, short.body.length, short.headers['content-length']], [false, 10, undefined]);
    const long = await withFault({ kind: 'long', bytes: 10 });
    assert.deepEqual([long.cut, long.body.length], [false, BODY.length + 10]);
  });

  it('answers with another range than requested', async () => {
    const reply = await withFault({ kind: 'wrongRange' }, { headers: { range: 'bytes=500-' } });
    assert.equal(reply.status, 206);
    assert.notEqual(reply.headers['content-range'], `bytes 500-99999/100000`);
  });

  it('ignores the range', async () => {
    const reply = await withFault({ kind: 'ignoreRange' }, { headers: { range: 'bytes=500-' } });
    assert.deepEqual([reply.status, reply.body.length], [200, BODY.length]);
  });

  it('changes the ETag', async () => {
    const { headers } = await ask(forge.url, path);
    const changed = await withFault({ kind: 'changedEtag' });
    assert.notEqual(changed.headers['etag'], headers['etag']);
  });

  it('changes one byte', async () => {
    const { body } = await withFault({ kind: 'flip', atByte: 7 });
    assert.equal(body.length, BODY.length);
    assert.notEqual(body[7], BODY[7]);
    body[7] = BODY[7] ?? 0;
    assert.equal(sha256(body), sha256(BODY));
  });

  it('compresses a body unrequested', async () => {
    const reply = await withFault({ kind: 'gzip' }, { headers: { 'accept-encoding': 'identity' } });
    assert.equal(reply.headers['content-encoding'], 'gzip');
    assert.deepEqual(gunzipSync(reply.body), BODY);
  });

  for (const kind of ['loginPage', 'botWall'] as const) {
    it(`replaces a file by a page (${kind})`, async () => {
      const reply = await withFault({ kind });
      assert.equal(reply.status, 200);
      assert.match(`${reply.headers['content-type']}`, /^text\/html/);
      assert.match(reply.body.toString(), kind === 'loginPage' ? /type="password"/ : /anubis_challenge/);
    });
  }

  for (const retryAfter of ['7', 'Wed, 25 Nov 2026 12:00:00 GMT']) {
    it(`asks to wait until ${retryAfter}, as often as configured`, async () => {
      const fault = { kind: 'status', status: 429, headers: { 'retry-after': retryAfter }, times: 1 } as const;
      const reply = await withFault(fault);
      assert.deepEqual([reply.status, reply.headers['retry-after']], [429, retryAfter]);
      assert.equal((await ask(forge.url, path)).status, 200);
    });
  }

  it('affects only its own paths', async () => {
    forge.faults.add({ kind: 'status', status: 503, path: /^api\// });
    assert.equal((await ask(forge.url, path)).status, 200);
    assert.equal((await ask(forge.url, '/api/v1/version')).status, 503);
  });

  it('redirects the caller to another origin, which records the request', async () => {
    const recorder = await startRecorder();
    try {
      const reply = await withFault({ kind: 'redirect', status: 302, location: `${recorder.origin}/taken?x=1` });
      assert.equal(reply.status, 302);
      const elsewhere = await fetch(`${reply.headers['location']}`, { headers: { 'x-mark': 'here' } });
      assert.equal(await elsewhere.text(), 'from elsewhere\n');
      const [seen] = recorder.requests;
      assert.deepEqual([seen?.method, seen?.path, seen?.headers['x-mark']], ['GET', '/taken?x=1', 'here']);
    } finally {
      await recorder.close();
    }
  });
});

describe('a proxy that refuses', () => {
  it('answers requests and tunnels with 407', async () => {
    const proxy = await startRefusingProxy();
    try {
      const reply = await ask(proxy.origin, '/');
      assert.equal(reply.status, 407);
      assert.equal(reply.headers['proxy-authenticate'], 'Basic realm="proxy"');
      const tunnel = request(proxy.origin, { method: 'CONNECT', path: 'forge.example.test:443' }).end();
      const [answer] = (await once(tunnel, 'connect')) as [IncomingMessage];
      assert.equal(answer.statusCode, 407);
      assert.deepEqual(
        proxy.requests.map(({ method }) => method),
        ['GET', 'CONNECT'],
      );
    } finally {
      await proxy.close();
    }
  });
});

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
