import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { inspect } from 'node:util';
import { EngineError } from '../../../src/engine/errors.ts';
import { asFailure } from '../../../src/engine/http/failure.ts';
import { testCertificate } from '../../support/tls/testCertificate.ts';
import { NEVER, TRANSPORTS, TransportRig, readAll } from '../../support/transportRig.ts';

for (const [kind, create] of Object.entries(TRANSPORTS)) {
  describe(`${kind} as a Transport`, () => {
    let rig: TransportRig;
    beforeEach(() => {
      rig = new TransportRig(create());
    });
    afterEach(() => rig.close());

    it('returns status, headers by their lower-case names, and the body', async () => {
      const url = await rig.serve((_request, response) => {
        response.setHeader('X-Many', ['a', 'b']).setHeader('ETag', '"u"').writeHead(206).end('0123456789');
      });
      const response = await rig.send(url);
      assert.equal(response.status, 206);
      assert.equal(response.header('etag'), '"u"');
      assert.equal(response.header('x-many'), 'a, b');
      assert.equal(response.header('x-none'), undefined);
      assert.equal((await readAll(response)).toString(), '0123456789');
    });

    it('sends GET with the headers and the address as they were given', async () => {
      let seen: IncomingMessage | undefined;
      const url = await rig.serve((request, response) => {
        seen = request;
        response.end();
      });
      const headers = { 'accept-encoding': 'identity', 'user-agent': 'forgejo-artifacts', authorization: 'token t' };
      await readAll(await rig.send(`${url}/a%2Fb/%C3%A9+c?q=%20x&y`, { headers }));
      assert.deepEqual([seen?.method, seen?.url], ['GET', '/a%2Fb/%C3%A9+c?q=%20x&y']);
      for (const [name, value] of Object.entries(headers)) assert.equal(seen?.headers[name], value);
    });

    it('sends no name or password of an address', async () => {
      let seen: IncomingMessage | undefined;
      const url = await rig.serve((request, response) => {
        seen = request;
        response.end();
      });
      const withPassword = Object.assign(new URL(url), { username: 'user', password: 'secret' });
      await rig.send(withPassword.href).then(readAll, () => undefined);
      assert.equal(seen?.headers.authorization, undefined);
    });

    it('sends a body of the announced length', async () => {
      const taken = Promise.withResolvers<Buffer>();
      const url = await rig.serve((request, response) => {
        void request.toArray().then((chunks) => taken.resolve(Buffer.concat(chunks as Buffer[])));
        request.on('end', () => response.writeHead(201).end());
      });
      const body = Buffer.alloc(300_000, 'x');
      const response = await rig.put(url, [body.subarray(0, 100_000), body.subarray(100_000)], body.length);
      assert.equal(response.status, 201);
      assert.ok((await taken.promise).equals(body));
      response.discard();
    });

    it('returns an answer that comes before the body was taken, and stops reading the body', async () => {
      const url = await rig.serve((_request, response) => response.writeHead(401).end());
      const stopped = Promise.withResolvers<void>();
      async function* endless(): AsyncGenerator<Uint8Array> {
        try {
          for (;;) yield Buffer.alloc(100_000);
        } finally {
          stopped.resolve();
        }
      }
      const response = await rig.put(url, endless(), 2 ** 40);
      assert.equal(response.status, 401);
      response.discard();
      await stopped.promise;
    });

    it('fails if reading the body fails', async () => {
      const url = await rig.serve(() => undefined);
      // oxlint-disable-next-line require-yield
      async function* unreadable(): AsyncGenerator<Uint8Array> {
        throw new Error('unreadable');
      }
      // `fetch` says it in the cause of its error.
      const isReason = (error: unknown): boolean => /unreadable/.test(inspect(error));
      await assert.rejects(rig.put(url, unreadable(), 10), isReason);
    });

    it('fails if the server switches to another protocol', async () => {
      const answer = 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n';
      await assert.rejects(rig.send(await rig.say(answer, () => undefined)));
    });

    it('fails on two different lengths of a body', async () => {
      const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 3\r\n\r\n01234';
      await assert.rejects(rig.send(await rig.say(answer, () => undefined)).then(readAll));
    });

    it('returns the bytes as they were sent', async () => {
      const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
      const url = await rig.serve((_request, response) => response.end(bytes));
      assert.ok((await readAll(await rig.send(url))).equals(bytes));
    });

    it('returns an empty body if the response has none', async () => {
      const url = await rig.serve((_request, response) => response.writeHead(204).end());
      const response = await rig.send(url);
      assert.deepEqual([response.status, (await readAll(response)).length], [204, 0]);
    });

    it('shows that a body is compressed', async () => {
      const url = await rig.serve((_request, response) =>
        response.setHeader('content-encoding', 'gzip').end('no gzip'),
      );
      const response = await rig.send(url, { headers: { 'accept-encoding': 'identity' } });
      assert.equal(response.header('content-encoding'), 'gzip');
      response.discard();
    });

    it('follows no redirect', async () => {
      const asked: string[] = [];
      const url = await rig.serve((request, response) => {
        asked.push(`${request.url}`);
        response.writeHead(303, { location: '/elsewhere' }).end('see other');
      });
      const response = await rig.send(`${url}/here`);
      assert.deepEqual([response.status, response.header('location')], [303, '/elsewhere']);
      assert.equal((await readAll(response)).toString(), 'see other');
      assert.deepEqual(asked, ['/here']);
    });

    it('keeps no cookies and no answers', async () => {
      const cookies: unknown[] = [];
      const url = await rig.serve((request, response) => {
        cookies.push(request.headers.cookie);
        response.setHeader('set-cookie', 'session=1; Path=/').setHeader('cache-control', 'max-age=300').end('x');
      });
      await readAll(await rig.send(url));
      await readAll(await rig.send(url));
      assert.deepEqual(cookies, [undefined, undefined]);
    });

    it('serves many requests at once', async () => {
      const url = await rig.serve((request, response) => response.end(request.url));
      const paths = Array.from({ length: 20 }, (_, index) => `/${index}`);
      const bodies = await Promise.all(
        paths.map(async (path) => (await readAll(await rig.send(`${url}${path}`))).toString()),
      );
      assert.deepEqual(bodies, paths);
    });

    it('trusts a private CA only if configured', async () => {
      const { ca, cert, key } = testCertificate();
      const port = await rig.listen(createHttpsServer({ cert, key }, (_request, response) => response.end('private')));
      const trusting = create(ca);
      const url = `https://127.0.0.1:${port}/`;
      assert.equal((await readAll(await rig.send(url, { by: trusting }))).toString(), 'private');
      await assert.rejects(rig.send(url), (error: unknown) => {
        const failure = asFailure(error, 'h', NEVER);
        const reason = failure instanceof EngineError && failure.is('network') && failure.facts.reason;
        return reason === 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' || reason === 'SELF_SIGNED_CERT_IN_CHAIN';
      });
      await trusting.close?.();
    });
  });
}
