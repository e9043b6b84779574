import assert from 'node:assert/strict';
import { ForgejoAssetClient } from '../../../src/engine/forgejo/client.ts';
import { HttpClient } from '../../../src/engine/http/httpClient.ts';
import { createEditorTransport, systemClock } from '../../../src/engine/index.ts';
import type { Asset } from '../../../src/engine/index.ts';
import { readBody } from '../../support/clientRig.ts';
import { MemoryLog } from '../../support/memoryLog.ts';
import { useNock } from '../../support/useNock.ts';

const BASE = 'https://git.example.org/';
const { signal } = new AbortController();

/** The addresses of these names; all other names have a public address. */
const ADDRESSES: Readonly<Record<string, readonly string[]>> = {
  'rebound.example': ['93.184.216.34', '169.254.169.254'],
  'git.corp.example': ['10.0.0.5'],
  'unknown.example': [],
};

function clientOf(base: string, allowHost = (_host: string): boolean => true): ForgejoAssetClient {
  const transport = createEditorTransport({ fetch: () => globalThis.fetch });
  const http = new HttpClient({ transport, clock: systemClock, log: new MemoryLog(), userAgent: () => 'test' });
  return new ForgejoAssetClient({
    base,
    http,
    token: () => Promise.resolve('t0p-s3cret'),
    allowHost,
    resolve: (name) => Promise.resolve(ADDRESSES[name] ?? ['93.184.216.34']),
  });
}

const asset = (externalUrl: string, base = BASE): Asset => ({
  instance: base,
  source: { kind: 'release', owner: 'alice', repo: 'links' },
  version: 'v1',
  name: 'x.bin',
  upstreamId: 'u',
  storage: 'external',
  sizeBytes: undefined,
  digests: {},
  externalUrl,
});

describe('an external asset of an instance of the public internet', () => {
  const nock = useNock();
  const refused = (url: string) => ({
    code: 'redirect',
    facts: { host: new URL(url).host, rule: 'privateAddress' },
  });

  for (const url of [
    'http://127.0.0.1:9/x',
    'http://2130706433/x',
    'https://[::ffff:127.0.0.1]/x',
    'http://localhost/x',
    'https://printer/x',
    'https://router.lan/x',
    'http://169.254.169.254/latest/meta-data',
    'https://rebound.example/x',
  ]) {
    it(`is never fetched from ${url}`, async () => {
      const inside = nock(new URL(url).origin).get(/.*/).reply(200, 'secrets of the house');
      await assert.rejects(clientOf(BASE).openAsset(asset(url), undefined, signal), refused(url));
      assert.equal(inside.isDone(), false);
    });
  }

  for (const target of ['https://127.0.0.1/x', 'https://rebound.example/x', 'https://[fd00::1]/x']) {
    it(`is not followed to ${target}`, async () => {
      nock('https://cdn.example').get('/x').reply(302, '', { location: target });
      const inside = nock(new URL(target).origin).get('/x').reply(200, 'secrets of the house');
      await assert.rejects(
        clientOf(BASE).openAsset(asset('https://cdn.example/x'), undefined, signal),
        refused(target),
      );
      assert.equal(inside.isDone(), false);
    });
  }

  it('is followed from one public host to another, without the token', async () => {
    // nock does not answer a request with one of these headers.
    const strict = { badheaders: ['authorization', 'cookie'] };
    const moved = { location: 'https://objects.example/y', 'set-cookie': 'a=b' };
    nock('https://cdn.example', strict).get('/x').reply(302, '', moved);
    nock('https://objects.example', strict).get('/y').reply(200, 'far');
    const opened = await clientOf(BASE).openAsset(asset('https://cdn.example/x'), undefined, signal);
    assert.equal((await readBody(opened)).toString(), 'far');
  });

  it('is fetched from a name that only a proxy can resolve', async () => {
    nock('https://unknown.example').get('/x').reply(200, 'far');
    await clientOf(BASE).openAsset(asset('https://unknown.example/x'), undefined, signal);
  });

  it('is followed only to hosts that the user agreed to', async () => {
    nock('https://cdn.example').get('/x').reply(302, '', { location: 'https://objects.example/y' });
    const beyond = nock('https://objects.example').get('/y').reply(200, 'far');
    const client = clientOf(BASE, (host) => host === 'cdn.example');
    await assert.rejects(client.openAsset(asset('https://cdn.example/x'), undefined, signal), {
      code: 'hostNotAllowed',
      facts: { host: 'objects.example' },
    });
    assert.equal(beyond.isDone(), false);
  });

  it('is not fetched without encryption, nor from loopback or link-local addresses if the instance is private', async () => {
    for (const [base, url, rule, host] of [
      [BASE, 'http://cdn.example/x', 'downgrade', 'git.example.org'],
      ['https://git.corp.example/', 'http://127.0.0.1:9/x', 'privateAddress', '127.0.0.1:9'],
      ['https://git.corp.example/', 'http://169.254.169.254/latest/meta-data', 'privateAddress', '169.254.169.254'],
    ] as const) {
      const server = nock(new URL(url).origin).get(/.*/).reply(200, 'secrets of the house');
      await assert.rejects(clientOf(base).openAsset(asset(url, base), undefined, signal), {
        code: 'redirect',
        facts: { host, rule },
      });
      assert.equal(server.isDone(), false);
    }
  });

  it('accepts a private host, by name or address, if the instance is private too', async () => {
    for (const base of ['http://forge.lan/', 'https://git.corp.example/']) {
      nock('https://files.lan').get('/x').reply(200, 'near');
      const opened = await clientOf(base).openAsset(asset('https://files.lan/x', base), undefined, signal);
      assert.equal((await readBody(opened)).toString(), 'near');
    }
  });
});

describe('a redirect of the API', () => {
  const nock = useNock();

  for (const [what, base, origin] of [
    ['to another public host', BASE, 'https://other.example'],
    ['into a private network', BASE, 'https://rebound.example'],
    ['to another port of the instance', BASE, 'https://git.example.org:8443'],
    ['within a private network', 'https://git.corp.example/', 'https://other.lan'],
  ] as const) {
    it(`is not followed ${what}`, async () => {
      nock(new URL(base).origin)
        .get('/api/v1/version')
        .reply(302, '', { location: `${origin}/api/v1/version` });
      const elsewhere = nock(origin).get('/api/v1/version').reply(200, '{"version":"1"}');
      await assert.rejects(clientOf(base).instanceInfo(), {
        code: 'redirect',
        facts: { host: new URL(origin).host, rule: 'api', origin },
      });
      assert.equal(elsewhere.isDone(), false);
    });
  }
});

for (const kind of ['attachment', 'package file'] as const) {
  describe(`the redirect of a ${kind} to a storage`, () => {
    const nock = useNock();
    const fileOf = (base: string): Asset =>
      kind === 'attachment'
        ? { ...asset('', base), storage: 'attachment' }
        : {
            ...asset('', base),
            storage: 'packageFile',
            source: { kind: 'genericPackage', owner: 'alice', package: 'kit' },
          };
    // nock does not answer a request with this header.
    const strict = { badheaders: ['authorization'] };
    const redirect = (base: string, location: string) => {
      const path = kind === 'attachment' ? '/attachments/u' : '/api/packages/alice/generic/kit/v1/x.bin';
      const own = nock(new URL(base).origin, { reqheaders: { authorization: 'token t0p-s3cret' } });
      own.get(path).reply(303, '', { location });
      return nock(new URL(location).origin, strict).get('/x').reply(200, 'stored');
    };
    const noConsent = (): boolean => false;

    for (const [what, location] of [
      ['into a private network', 'https://rebound.example/x'],
      ['to this machine', 'https://localhost/x'],
    ] as const) {
      it(`is not followed ${what} by an instance of the public internet`, async () => {
        const storage = redirect(BASE, location);
        await assert.rejects(clientOf(BASE, noConsent).openAsset(fileOf(BASE), undefined, signal), {
          code: 'redirect',
          facts: { host: new URL(location).host, rule: 'privateRedirect' },
        });
        assert.equal(storage.isDone(), false);
      });
    }

    for (const [what, base, location] of [
      ['to a public storage', BASE, 'https://s3.example/x'],
      ['to another port of its own host', BASE, 'https://git.example.org:9000/x'],
      ['within a private network, by an instance in it', 'https://git.corp.example/', 'https://minio.lan/x'],
      ['from a private network to a public storage', 'https://git.corp.example/', 'https://s3.example/x'],
    ] as const) {
      it(`is followed ${what}, without consent and without the token`, async () => {
        redirect(base, location);
        const opened = await clientOf(base, noConsent).openAsset(fileOf(base), undefined, signal);
        assert.equal((await readBody(opened)).toString(), 'stored');
      });
    }

    it('is checked at every hop, and never brings the token back', async () => {
      nock(new URL(BASE).origin)
        .get(/attachments|packages/)
        .reply(303, '', { location: 'https://s3.example/x' });
      nock('https://s3.example')
        .get('/x')
        .reply(302, '', { location: `${BASE}back` });
      nock(new URL(BASE).origin, strict).get('/back').reply(302, '', { location: 'https://rebound.example/x' });
      const inside = nock('https://rebound.example').get('/x').reply(200, 'secrets of the house');
      await assert.rejects(clientOf(BASE, noConsent).openAsset(fileOf(BASE), undefined, signal), {
        code: 'redirect',
        facts: { host: 'rebound.example', rule: 'privateRedirect' },
      });
      assert.equal(inside.isDone(), false);
    });
  });
}
