import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { ErrorCode } from '../../../src/engine/index.ts';
import { useMirrorRig } from '../../support/mirrorRig.ts';
import type { MirrorRig } from '../../support/mirrorRig.ts';
import { startBazelRemote } from '../../support/mirrors/bazelRemote.ts';
import type { BazelRemote } from '../../support/mirrors/bazelRemote.ts';
import { startServer } from '../../support/forge/loopback.ts';
import type { LoopbackServer } from '../../support/forge/loopback.ts';

type Spoil = (request: IncomingMessage, response: ServerResponse, rig: MirrorRig) => void;

interface Fault {
  readonly name: string;
  readonly spoil: Spoil;
  readonly code: ErrorCode;
  readonly isQuarantined?: true;
}

const answer =
  (status: number, headers: Record<string, string> = {}): Spoil =>
  (_request, response) =>
    void response.writeHead(status, headers).end();

/** A body that ends too early or never. */
const cutAt =
  (share: number): Spoil =>
  (_request, response, { bytes }) => {
    response.writeHead(200, { 'content-length': bytes.length });
    response.write(bytes.subarray(0, bytes.length * share), () => response.destroy());
  };

const endless: Spoil = (_request, response) => {
  response.writeHead(200);
  const more = (): void => {
    while (!response.destroyed && response.write(Buffer.alloc(64 * 1024)));
  };
  response.on('drain', more);
  more();
};

/** A hundred times as large once it is unpacked. */
const BOMB = gzipSync(Buffer.alloc(30_000_000));

const FAULTS: readonly Fault[] = [
  { name: 'refuses everybody (401)', spoil: answer(401), code: 'unauthorized' },
  { name: 'refuses the account (403)', spoil: answer(403), code: 'forbidden' },
  { name: 'is full (507)', spoil: answer(507), code: 'server' },
  { name: 'is broken (500)', spoil: answer(500), code: 'server' },
  { name: 'asks to wait (429)', spoil: answer(429, { 'retry-after': '3600' }), code: 'rateLimited' },
  { name: 'sends no content (204)', spoil: answer(204), code: 'server' },
  { name: 'sends a part without a range request (206)', spoil: partial('bytes 5-9/10'), code: 'badBody' },
  { name: 'closes the connection', spoil: (request) => void request.socket.destroy(), code: 'network' },
  { name: 'never answers', spoil: () => undefined, code: 'timeout' },
  { name: 'stops after the headers', spoil: stalled, code: 'timeout' },
  { name: 'ends after half, twice', spoil: cutAt(0.5), code: 'network' },
  { name: 'lies', spoil: lie, code: 'badBody', isQuarantined: true },
  { name: 'sends less, as if it were complete', spoil: short, code: 'badBody' },
  { name: 'never ends', spoil: endless, code: 'badBody' },
  { name: 'compresses', spoil: compressed, code: 'badBody' },
  { name: 'shows a web page', spoil: page, code: 'htmlPage' },
  { name: 'redirects in a circle', spoil: circle, code: 'redirect' },
  { name: 'redirects into a file', spoil: answer(302, { location: 'file:///etc/passwd' }), code: 'redirect' },
  {
    name: "redirects to a cloud's metadata",
    spoil: answer(302, { location: 'http://169.254.169.254/' }),
    code: 'redirect',
  },
];

function partial(range: string): Spoil {
  return (_request, response) => void response.writeHead(206, { 'content-range': range }).end('12345');
}
function stalled(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-length': 300_000 }).flushHeaders();
}
function lie(_request: IncomingMessage, response: ServerResponse, { bytes }: MirrorRig): void {
  const other = Buffer.from(bytes);
  other[7] = (other[7] ?? 0) ^ 1;
  response.writeHead(200, { 'content-length': other.length }).end(other);
}
function short(_request: IncomingMessage, response: ServerResponse, { bytes }: MirrorRig): void {
  response.writeHead(200, { 'content-length': 1000 }).end(bytes.subarray(0, 1000));
}
function compressed(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-encoding': 'gzip' }).end(BOMB);
}
function page(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Sign in</title>');
}
function circle(request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(302, { location: request.url ?? '/' }).end();
}

describe('a mirror that fails', function () {
  this.timeout(120_000);
  const rig = useMirrorRig();
  let remote: BazelRemote;
  let second: BazelRemote;
  const others: LoopbackServer[] = [];
  beforeEach(async () => {
    remote = await startBazelRemote();
    second = await startBazelRemote();
  });
  afterEach(() => Promise.all([remote, second, ...others.splice(0)].map((one) => one.close())));
  const failing = (spoil: Spoil, times = 10): void => {
    for (let left = times; left > 0; left -= 1) remote.script.push((ask, response) => spoil(ask, response, rig()));
  };

  for (const { name, spoil, code, isQuarantined = false } of FAULTS) {
    it(`${name}: the file comes from the forge, and the mirror is named`, async () => {
      failing(spoil);
      const { engine, skipped } = await rig().machine({ mirrors: [remote.origin] });
      const found = await engine.obtain(rig().asset, rig().locked);
      assert.ok((await readFile(found.path)).equals(rig().bytes));
      assert.equal(found.mirror, undefined);
      assert.deepEqual(
        skipped.map((error) => error.code),
        [code],
      );
      const [error] = skipped;
      const quarantinePath = error?.is('badBody') ? error.facts.quarantinePath : undefined;
      assert.equal(quarantinePath !== undefined, isQuarantined);
      if (quarantinePath) assert.equal((await readFile(quarantinePath)).length, rig().bytes.length);
      assert.deepEqual(await engine.cache.partials(), []);
    });
  }

  it('tries the next mirror after one with wrong bytes, without blaming the publisher', async () => {
    failing(lie);
    second.blobs.set(rig().sha256, rig().bytes);
    const only = (): boolean => true;
    const { engine, skipped } = await rig().machine({ mirrors: [remote.origin, second.origin], only });
    const found = await engine.obtain(rig().asset, rig().locked);
    assert.equal(found.mirror, new URL(second.origin).host);
    assert.deepEqual(found.record.evidence.changes, []);
    assert.deepEqual(
      skipped.map(({ facts }) => 'rule' in facts && facts.rule),
      ['digest'],
    );
    assert.deepEqual(rig().forge.requests, []);
  });

  it('skips a missing mirror after three files, and reports it once', async () => {
    const { origin } = remote;
    await remote.close();
    const { engine, skipped } = await rig().machine({ mirrors: [origin], ports: {} });
    const { asset, locked } = rig();
    for (const id of ['a', 'b', 'c', 'd', 'e']) {
      await assert.rejects(engine.obtain({ ...asset, upstreamId: id }, locked));
    }
    assert.equal((await engine.obtain(asset, locked)).fromCache, false);
    assert.deepEqual(
      skipped.map(({ code, facts }) => [code, 'reason' in facts && facts.reason]),
      [['network', 'ECONNREFUSED']],
    );
    remote = await startBazelRemote();
  });

  it('resumes from the next mirror, or starts over if nothing shows that it is the same file', async () => {
    failing(cutAt(0.5), 1);
    failing(answer(500));
    second.blobs.set(rig().sha256, rig().bytes);
    const { engine, skipped } = await rig().machine({ mirrors: [remote.origin, second.origin] });
    const found = await engine.obtain(rig().asset, rig().locked);
    assert.equal(found.mirror, new URL(second.origin).host);
    assert.ok((await readFile(found.path)).equals(rig().bytes));
    assert.deepEqual(
      skipped.map(({ code }) => code),
      ['server'],
    );
  });

  it('discards other bytes of one mirror before the next one sends', async () => {
    const { bytes, sha256 } = rig();
    const other = Buffer.alloc(bytes.length, 'x');
    failing((_ask, response) => {
      response.writeHead(200, { 'content-length': other.length });
      response.write(other.subarray(0, 200_000), () => response.destroy());
    }, 1);
    failing(answer(500));
    const ranged = await startServer((request, response) => {
      const [, from = '0'] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
      const at = Number(from);
      const range = at > 0 ? { 'content-range': `bytes ${at}-${bytes.length - 1}/${bytes.length}` } : undefined;
      response.writeHead(range ? 206 : 200, { ...range, 'content-length': bytes.length - at }).end(bytes.subarray(at));
    });
    others.push(ranged);
    const { engine, skipped } = await rig().machine({ mirrors: [remote.origin, ranged.origin], only: () => true });
    const found = await engine.obtain(rig().asset, rig().locked);
    assert.equal(found.record.sha256, sha256);
    assert.deepEqual(
      ranged.requests.map(({ headers }) => headers.range),
      ['bytes=200000-', undefined],
    );
    assert.deepEqual(
      skipped.map(({ code }) => code),
      ['server'],
    );
  });

  it('does not send its credential along a redirect', async () => {
    second.blobs.set(rig().sha256, rig().bytes);
    failing((request, response) => void response.writeHead(302, { location: `${second.origin}${request.url}` }).end());
    const authorization = (): Promise<string> => Promise.resolve('Bearer s3cret');
    const { engine } = await rig().machine({ mirrors: [remote.origin], authorization });
    await engine.obtain(rig().asset, rig().locked);
    assert.equal(remote.requests[0]?.headers.authorization, 'Bearer s3cret');
    assert.deepEqual(
      second.requests.map(({ headers }) => headers.authorization),
      [undefined],
    );
  });
});
