import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { HttpClient, HttpRequest } from '../../../../src/engine/http/httpClient.ts';
import { createEditorTransport } from '../../../../src/engine/index.ts';
import { HttpRig, plain } from '../../../support/httpRig.ts';
import { useNock } from '../../../support/useNock.ts';

describe('HttpClient on redirects', () => {
  let rig: HttpRig;
  beforeEach(async () => {
    rig = await HttpRig.start();
  });
  afterEach(() => rig.close());

  describe('its redirects', () => {
    it('follows five, asking for the headers of each hop', async () => {
      rig.script = [301, 302, 303, 307, 308].map((status, index) => plain(status, { location: `/${index}` }));
      const hops: (string | undefined)[][] = [];
      const headersFor: HttpRequest['headersFor'] = (url, previous) => {
        hops.push([previous?.pathname, url.pathname]);
        return { 'x-hop': url.pathname };
      };
      assert.equal((await rig.client().sendForText(rig.request({ headersFor }), 100)).text, 'done');
      assert.deepEqual(hops, [
        [undefined, '/first'],
        ['/first', '/0'],
        ['/0', '/1'],
        ['/1', '/2'],
        ['/2', '/3'],
        ['/3', '/4'],
      ]);
      assert.ok(rig.server.requests.every(({ path, headers }) => headers['x-hop'] === path));
    });

    it('refuses the sixth', async () => {
      rig.script = Array.from({ length: 9 }, () => plain(302, { location: '/loop' }));
      await assert.rejects(rig.client().send(rig.request()), {
        code: 'redirect',
        facts: { host: rig.host, rule: 'tooMany' },
      });
      assert.equal(rig.paths.length, 6);
    });

    it('sends no request to a hop that its caller refuses', async () => {
      rig.script = [plain(302, { location: '/second' })];
      const headersFor: HttpRequest['headersFor'] = (url) => {
        if (url.pathname === '/second') throw new Error('refused');
        return {};
      };
      await assert.rejects(rig.client().send(rig.request({ headersFor })), /refused/);
      assert.deepEqual(rig.paths, ['/first']);
    });

    it('follows the target that its caller gives for a redirect', async () => {
      rig.script = [plain(301, { location: '/forge/second' })];
      const relocate = (): URL => new URL(`${rig.server.origin}/second`);
      await rig.client().sendForText(rig.request({ relocate }), 100);
      assert.deepEqual(rig.paths, ['/first', '/second']);
    });

    it('releases the connection of each hop, however long its body', async () => {
      rig.script = [(_request, response) => response.writeHead(302, { location: '/second' }).write('and furthermore')];
      const asked = rig.asked();
      await rig.client().sendForText(rig.request(), 100);
      const { socket } = await asked;
      if (!socket.closed) await once(socket, 'close');
    });

    it('never sends a cookie back', async () => {
      const cookie = { 'set-cookie': 'session=1; Path=/' };
      rig.script = [plain(302, { ...cookie, location: '/second' }), plain(503, cookie), plain(200, cookie)];
      await rig.patiently(rig.client().sendForText(rig.request(), 100));
      assert.ok(rig.server.requests.length > 2);
      assert.ok(rig.server.requests.every(({ headers }) => headers.cookie === undefined));
    });
  });

  describe('over https', () => {
    const overNock = (): HttpClient =>
      rig.client({ transport: createEditorTransport({ fetch: () => globalThis.fetch }) });
    const url = new URL('https://git.example.org/first');
    const nock = useNock();

    it('does not follow to http', async () => {
      nock('https://git.example.org').get('/first').reply(302, '', { location: 'http://git.example.org/second' });
      const second = nock('http://git.example.org').get('/second').reply(200, 'plain');
      await assert.rejects(overNock().send(rig.request({ url })), {
        code: 'redirect',
        facts: { host: 'git.example.org', rule: 'downgrade' },
      });
      assert.equal(second.isDone(), false);
    });

    it('follows to another host with the headers for that host', async () => {
      nock('https://git.example.org').get('/first').reply(303, '', { location: 'https://s3.example/x?sig=1' });
      nock('https://s3.example', { badheaders: ['authorization', 'cookie'] })
        .get('/x')
        .query({ sig: '1' })
        .reply(200, 'stored');
      const headersFor = ({ host }: URL): Record<string, string> =>
        host === 'git.example.org' ? { authorization: 'token t0p' } : {};
      assert.equal((await overNock().sendForText(rig.request({ url, headersFor }), 100)).text, 'stored');
    });
  });
});
