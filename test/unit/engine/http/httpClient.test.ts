import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { DEFAULT_TIMEOUTS, HttpClient } from '../../../../src/engine/http/httpClient.ts';
import { readBodyText } from '../../../../src/engine/http/readBody.ts';
import { HttpRig, plain } from '../../../support/httpRig.ts';
import type { Respond } from '../../../support/httpRig.ts';

describe('HttpClient', () => {
  let rig: HttpRig;
  beforeEach(async () => {
    rig = await HttpRig.start();
  });
  afterEach(() => rig.close());

  describe('a request', () => {
    it('sends the user agent, requests unencoded bytes, and adds the headers for its hop', async () => {
      await rig.client().sendForText(rig.request({ headersFor: () => ({ accept: 'application/json' }) }), 100);
      const [{ headers } = assert.fail()] = rig.server.requests;
      assert.deepEqual(
        [headers['user-agent'], headers['accept-encoding'], headers.accept],
        ['forgejo-artifacts/1', 'identity', 'application/json'],
      );
    });

    it('leaves one log line with status, bytes and time, and nothing secret', async () => {
      const url = new URL(`${rig.server.origin}/x?X-Amz-Signature=s3cret`);
      await rig.client().sendForText(rig.request({ url, headersFor: () => ({ authorization: 'token t0p' }) }), 100);
      assert.equal(rig.log.lines.length, 1);
      assert.match(`${rig.log.lines[0]}`, /^info GET 127\.0\.0\.1:\d+\/x 200 4 B 0 ms$/);
    });

    it('returns any final status', async () => {
      rig.script = [plain(404, { 'x-a': 'b' }, 'gone')];
      const answer = await rig.client().send(rig.request());
      assert.deepEqual([answer.status, answer.header('x-a'), await readBodyText(answer, 100)], [404, 'b', 'gone']);
    });

    it('refuses a success that is too long, and returns the beginning of a refusal', async () => {
      rig.script = [plain(200, {}, 'x'.repeat(101)), plain(404, {}, 'x'.repeat(101))];
      await assert.rejects(rig.client().sendForText(rig.request(), 100), { code: 'tooLarge' });
      const { answer, text } = await rig.client().sendForText(rig.request(), 100);
      assert.deepEqual([answer.status, text.length], [404, 101]);
    });
  });

  describe('its time limits', () => {
    const silence: Respond = () => undefined;
    const stall: Respond = (_request, response) => response.writeHead(200, { 'content-length': '9' }).write('begin');

    it('defaults to 30 s for headers and 60 s for a stalled body', () => {
      assert.deepEqual(DEFAULT_TIMEOUTS, { headersTimeoutMs: 30_000, idleTimeoutMs: 60_000 });
    });

    it('gives up on headers after the limit, and not before', async () => {
      rig.script = [silence];
      const asked = rig.asked();
      const call = new HttpClient(rig.options).send(rig.request());
      let settled = false;
      const ended = assert.rejects(
        call.finally(() => (settled = true)),
        { code: 'timeout', facts: { host: rig.host, phase: 'headers', timeoutMs: 30_000 } },
      );
      const { socket } = await asked;
      await rig.clock.advance(29_999);
      assert.equal(settled, false);
      await rig.clock.advance(1);
      await ended;
      if (!socket.closed) await once(socket, 'close');
      assert.deepEqual(rig.paths, ['/first'], 'a timeout is not retried');
    });

    it('gives up on a stalled body', async () => {
      rig.script = [stall];
      const { body } = await new HttpClient(rig.options).send(rig.request());
      const iterator = body[Symbol.asyncIterator]();
      await iterator.next();
      const next = iterator.next();
      let settled = false;
      const ended = assert.rejects(
        next.finally(() => (settled = true)),
        {
          code: 'timeout',
          facts: { host: rig.host, phase: 'body', timeoutMs: 60_000 },
        },
      );
      await rig.clock.advance(59_999);
      assert.equal(settled, false);
      await rig.clock.advance(1);
      await ended;
    });

    it('does not count time in which the reader is not waiting', async () => {
      const sending = Promise.withResolvers<ServerResponse>();
      rig.script = [
        (_request, response) => {
          response.writeHead(200, { 'content-length': '9' }).write('begin');
          sending.resolve(response);
        },
      ];
      const answer = await new HttpClient(rig.options).send(rig.request());
      const iterator = answer.body[Symbol.asyncIterator]();
      await iterator.next();
      await rig.clock.advance(3_600_000);
      (await sending.promise).end(' end');
      const rest = await iterator.next();
      assert.equal(Buffer.from(rest.value as Uint8Array).toString(), ' end');
    });

    it('reads the limits again for each request', async () => {
      let headersTimeoutMs = 1000;
      const one = rig.client({ timeouts: () => ({ headersTimeoutMs, idleTimeoutMs: 60_000 }) });
      for (const limit of [1000, 7000]) {
        headersTimeoutMs = limit;
        rig.script = [silence];
        const asked = rig.asked();
        const call = one.send(rig.request());
        await asked;
        await Promise.all([
          assert.rejects(call, (error: { facts: { timeoutMs: number } }) => error.facts.timeoutMs === limit),
          rig.clock.advance(limit),
        ]);
      }
    });
  });

  describe('its retries', () => {
    for (const status of [408, 425, 429, 500, 502, 503, 504]) {
      it(`tries again after ${status}`, async () => {
        rig.script = [plain(status)];
        const { text } = await rig.patiently(rig.client().sendForText(rig.request(), 100));
        assert.deepEqual([text, rig.paths.length], ['done', 2]);
      });
    }

    it('returns the response unchanged after four attempts', async () => {
      rig.script = Array.from({ length: 9 }, () => plain(503));
      const answer = await rig.patiently(rig.client().send(rig.request()));
      assert.deepEqual([answer.status, rig.paths.length], [503, 4]);
      answer.discard();
    });

    it('waits as long as the server asks', async () => {
      rig.script = [plain(429, { 'retry-after': '7' })];
      const call = rig.client().sendForText(rig.request(), 100);
      await rig.backOff();
      await rig.clock.advance(6999);
      assert.equal(rig.paths.length, 1);
      await rig.clock.advance(1);
      assert.equal((await call).text, 'done');
    });

    it('does not wait longer than its budget, and returns the response instead', async () => {
      rig.script = [plain(429, { 'retry-after': '31' })];
      const answer = await rig.client().send(rig.request());
      assert.deepEqual([answer.status, rig.paths.length], [429, 1]);
    });

    it('adds up the time waited', async () => {
      rig.script = Array.from({ length: 9 }, () => plain(503, { 'retry-after': '12' }));
      const answer = await rig.patiently(rig.client().send(rig.request()));
      assert.deepEqual([answer.status, rig.paths.length], [503, 3]);
    });

    it('tries again when the connection breaks before an answer', async () => {
      rig.script = [({ socket }) => socket.destroy(), ({ socket }) => socket.destroy()];
      assert.equal((await rig.patiently(rig.client().sendForText(rig.request(), 100))).text, 'done');
      assert.equal(rig.paths.length, 3);
    });

    it('tries again when the connection breaks in the middle of a text', async () => {
      rig.script = [
        (_request, response) => {
          response.writeHead(200, { 'content-length': '100' }).write('half', () => response.destroy());
        },
      ];
      assert.equal((await rig.patiently(rig.client().sendForText(rig.request(), 100))).text, 'done');
      assert.equal(rig.paths.length, 2);
    });

    it('does not retry a broken body that it handed out', async () => {
      rig.script = [
        (_request, response) => {
          response.writeHead(200, { 'content-length': '100' }).write('half', () => response.destroy());
        },
      ];
      const answer = await rig.client().send(rig.request());
      await assert.rejects(readBodyText(answer, 100), { code: 'network' });
      assert.equal(rig.paths.length, 1);
    });

    it('stops waiting on abort', async () => {
      rig.script = [plain(503)];
      const stop = new AbortController();
      const call = rig.client().send(rig.request({ signal: stop.signal }));
      await rig.backOff();
      stop.abort(new Error('enough'));
      await assert.rejects(call, /enough/);
      assert.deepEqual([rig.clock.pending, rig.paths.length], [0, 1]);
    });

    it('starts a redirect chain from its beginning again', async () => {
      rig.script = [plain(303, { location: '/second' }), plain(503), plain(303, { location: '/third' })];
      await rig.patiently(rig.client().sendForText(rig.request(), 100));
      assert.deepEqual(rig.paths, ['/first', '/second', '/first', '/third']);
    });
  });
});
