import assert from 'node:assert/strict';
import { createServer as createTcpServer } from 'node:net';
import type { Socket } from 'node:net';
import { EngineError } from '../../../src/engine/errors.ts';
import { asFailure } from '../../../src/engine/http/failure.ts';
import { settle } from '../../support/fakeClock.ts';
import { NEVER, TRANSPORTS, TransportRig, closed, readAll } from '../../support/transportRig.ts';

for (const [kind, create] of Object.entries(TRANSPORTS)) {
  describe(`${kind} when it is stopped or breaks`, () => {
    let rig: TransportRig;
    beforeEach(() => {
      rig = new TransportRig(create());
    });
    afterEach(() => rig.close());

    it('sends nothing for a signal that is aborted already', async () => {
      let asked = 0;
      const url = await rig.serve((_request, response) => {
        asked += 1;
        response.end();
      });
      await assert.rejects(rig.send(url, { signal: AbortSignal.abort(new Error('enough')) }));
      assert.equal(asked, 0);
    });

    it('stops connecting on abort', async () => {
      // The server never answers the handshake, so only the abort can end this.
      const connected = Promise.withResolvers<Socket>();
      const port = await rig.listen(createTcpServer((socket) => connected.resolve(socket.resume())));
      const stop = new AbortController();
      const sending = rig.send(`https://127.0.0.1:${port}/`, { signal: stop.signal });
      const socket = await connected.promise;
      stop.abort(new Error('enough'));
      await assert.rejects(sending);
      socket.destroy();
    });

    it('stops waiting for headers on abort, and releases the connection', async () => {
      const asked = Promise.withResolvers<Socket>();
      const url = await rig.serve((request) => asked.resolve(request.socket));
      const stop = new AbortController();
      const sending = rig.send(url, { signal: stop.signal });
      const socket = await asked.promise;
      stop.abort(new Error('enough'));
      await assert.rejects(sending);
      await closed(socket);
    });

    it('stops reading on abort, and releases the connection', async () => {
      const asked = Promise.withResolvers<Socket>();
      const url = await rig.serve((request, response) => {
        response.writeHead(200, { 'content-length': '100' }).write('begin');
        asked.resolve(request.socket);
      });
      const stop = new AbortController();
      const iterator = (await rig.send(url, { signal: stop.signal })).body[Symbol.asyncIterator]();
      assert.equal(Buffer.from((await iterator.next()).value as Uint8Array).toString(), 'begin');
      const next = iterator.next();
      stop.abort(new Error('enough'));
      await assert.rejects(next);
      await closed(await asked.promise);
    });

    it('returns nothing to a reader that starts after the abort', async () => {
      const url = await rig.serve((_request, response) =>
        response.writeHead(200, { 'content-length': '100' }).write('x'),
      );
      const stop = new AbortController();
      const response = await rig.send(url, { signal: stop.signal });
      stop.abort(new Error('enough'));
      await assert.rejects(readAll(response));
    });

    for (const [what, text] of [
      ['fewer bytes than announced', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n01234'],
      ['no last chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n'],
      ['half a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\n01234'],
    ] as const) {
      for (const [how, end] of [
        ['closed', (socket: Socket): unknown => socket.end()],
        ['reset', (socket: Socket): unknown => socket.resetAndDestroy()],
      ] as const) {
        it(`fails on a body with ${what} when the connection is ${how}`, async () => {
          const asked = Promise.withResolvers<Socket>();
          const response = await rig.send(await rig.say(text, asked.resolve));
          const iterator = response.body[Symbol.asyncIterator]();
          assert.equal((await iterator.next()).done, false);
          end(await asked.promise);
          await assert.rejects(iterator.next());
        });
      }
    }

    it('fails with the reason if nothing listens', async () => {
      const server = createTcpServer();
      const port = await rig.listen(server);
      server.close();
      await assert.rejects(rig.send(`http://127.0.0.1:${port}/`), (error: unknown) => {
        const failure = asFailure(error, 'h', NEVER);
        return failure instanceof EngineError && failure.is('network') && failure.facts.reason === 'ECONNREFUSED';
      });
    });

    it('fails with a retryable error when the connection ends before an answer', async () => {
      const url = await rig.say('', (socket) => socket.destroy());
      await assert.rejects(rig.send(url), (error: unknown) => {
        const failure = asFailure(error, 'h', NEVER);
        return (
          failure instanceof EngineError &&
          /^(UND_ERR_SOCKET|ECONNRESET)$/.test(`${(failure.facts as { reason?: string }).reason}`)
        );
      });
    });

    it('releases the connection when the body is discarded, however often', async () => {
      const asked = Promise.withResolvers<Socket>();
      const url = await rig.serve((request, response) => {
        response.writeHead(200, { 'content-length': '100' }).write('begin');
        asked.resolve(request.socket);
      });
      const response = await rig.send(url);
      response.discard();
      response.discard();
      await closed(await asked.promise);
    });

    it('releases the connection when the reader stops in the middle', async () => {
      const asked = Promise.withResolvers<Socket>();
      const url = await rig.serve((request, response) => {
        response.writeHead(200, { 'content-length': '100' }).write('begin');
        asked.resolve(request.socket);
      });
      const response = await rig.send(url);
      for await (const chunk of response.body) {
        assert.equal(Buffer.from(chunk).toString(), 'begin');
        break;
      }
      response.discard();
      await closed(await asked.promise);
    });

    it('ignores a discard after the end', async () => {
      const url = await rig.serve((_request, response) => response.end('all'));
      const response = await rig.send(url);
      await readAll(response);
      response.discard();
    });

    it('ignores a broken connection of a discarded body', async () => {
      const asked = Promise.withResolvers<Socket>();
      const alarms: unknown[] = [];
      const alarm = (error: unknown): void => void alarms.push(error);
      process.on('unhandledRejection', alarm).on('uncaughtException', alarm);
      try {
        const url = await rig.say('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n01234', asked.resolve);
        const [unread, discarded] = [await rig.send(url), await rig.send(url)];
        discarded.discard();
        for (const socket of rig.sockets) socket.destroy();
        await closed(await asked.promise);
        for (let turn = 0; turn < 5; turn += 1) await settle();
        unread.discard();
        await settle();
      } finally {
        process.off('unhandledRejection', alarm).off('uncaughtException', alarm);
      }
      assert.deepEqual(alarms, []);
    });
  });
}
