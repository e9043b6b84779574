import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { isEngineError } from '../../../../src/engine/errors.ts';
import { brokenRule, checkHop, networkZoneOf } from '../../../../src/engine/forgejo/hops.ts';
import type { Chain, NetworkZone } from '../../../../src/engine/forgejo/hops.ts';

const ADDRESSES: Readonly<Record<string, readonly string[]>> = {
  'rebound.example': ['93.184.216.34', '10.0.0.1'],
  'own.example': ['10.0.0.1', '127.0.0.1'],
  'cloud.example': ['127.0.0.1', '169.254.169.254'],
  'git.corp.example': ['10.0.0.5'],
  'unknown.example': [],
};
const resolve = (hostname: string): Promise<readonly string[]> =>
  Promise.resolve(ADDRESSES[hostname] ?? ['93.184.216.34']);

describe('networkZoneOf', () => {
  for (const [url, expected] of [
    ['https://public.example/', 'public'],
    ['https://unknown.example/', 'public'],
    ['https://rebound.example/', 'inside'],
    ['https://own.example/', 'loopback'],
    ['https://cloud.example/', 'linkLocal'],
    ['https://printer/', 'inside'],
    ['http://10.0.0.1/', 'inside'],
    ['http://[fd00::1]/', 'inside'],
    ['http://localhost/', 'loopback'],
    ['http://a.localhost./', 'loopback'],
    ['http://2130706433/', 'loopback'],
    ['http://[::1]/', 'loopback'],
    ['http://0.0.0.0/', 'loopback'],
    ['http://[::ffff:127.0.0.1]/', 'loopback'],
    ['http://169.254.169.254/', 'linkLocal'],
    ['http://[fe80::1]/', 'linkLocal'],
  ] as const) {
    it(`finds ${url} ${expected}`, async () => assert.equal(await networkZoneOf(new URL(url), resolve), expected));
  }
});

describe('brokenRule', () => {
  const places: readonly NetworkZone[] = ['public', 'inside', 'loopback', 'linkLocal'];
  const rule = (home: NetworkZone, hop: NetworkZone, base = 'https://git.example/', url = 'https://other.example/x') =>
    brokenRule({ url: new URL(base), zone: home }, { url: new URL(url), zone: hop });

  for (const [home, reached] of [
    ['public', ['public']],
    ['inside', ['public', 'inside']],
    ['loopback', ['public', 'inside', 'loopback']],
    ['linkLocal', ['public', 'inside']],
  ] as const) {
    it(`lets one that is ${home} lead to ${reached.join(', ')} and no further`, () => {
      const allowed = places.filter((place) => rule(home, place) === undefined);
      assert.deepEqual(allowed, reached);
    });

    it(`lets one that is ${home} lead to its own host, whatever the port`, () => {
      assert.equal(rule(home, home, 'https://git.example/', 'https://git.example:9000/x'), undefined);
    });
  }

  it('never allows an unencrypted hop to a public host, not even its own', () => {
    for (const url of ['http://other.example/x', 'http://git.example/x']) {
      assert.equal(rule('public', 'public', 'https://git.example/', url), 'downgrade');
      assert.equal(rule('inside', 'public', 'https://git.example/', url), 'downgrade');
      assert.equal(rule('inside', 'public', 'http://git.example/', url), 'downgrade');
    }
    assert.equal(rule('inside', 'inside', 'https://git.example/', 'http://files.lan/x'), undefined);
  });
});

describe('checkHop', () => {
  const refused = (rule: string) => ({ code: 'redirect', facts: { host: 'rebound.example', rule } });
  const chain = (kind: Chain['kind'], base = 'https://git.example/', hosts: readonly string[] = []): Chain => {
    const allowHost = (host: string): boolean => hosts.includes(host);
    return { kind, base, resolve, name: 'x.bin', allowHost, forbids: () => false };
  };

  it('names the host and the rule', async () => {
    const hop = new URL('https://rebound.example/x');
    await assert.rejects(checkHop(hop, chain('external', undefined, [hop.host])), refused('privateAddress'));
    await assert.rejects(checkHop(hop, chain('file')), refused('privateRedirect'));
    await assert.rejects(checkHop(hop, chain('mirror')), refused('privateRedirect'));
    await assert.rejects(checkHop(hop, { ...chain('mirror'), forbids: () => true } as Chain), refused('instance'));
  });

  it('accepts allowed addresses', async () => {
    await checkHop(new URL('https://rebound.example/x'), chain('file', 'https://git.corp.example/'));
    await checkHop(new URL('https://unknown.example/x'), chain('file'));
  });

  it('accepts an answer of the API from the instance only: same scheme, host and port', async () => {
    await checkHop(new URL('https://git.example/other/path'), chain('api', 'https://git.example/forge/'));
    for (const target of ['https://unknown.example/x', 'https://git.example:8443/x', 'http://git.example/x']) {
      const { host, origin } = new URL(target);
      await assert.rejects(checkHop(new URL(target), chain('api')), { facts: { host, rule: 'api', origin } });
    }
  });

  describe('decides as the table of docs/network.md says', () => {
    const kinds: Readonly<Record<string, Chain['kind']>> = {
      'an answer of the API': 'api',
      'an attachment': 'file',
      'a package file': 'file',
      'an external file': 'external',
      'a file of a mirror': 'mirror',
    };
    const homes = ['https://git.example/', 'https://git.corp.example/', 'http://127.0.0.1:3000/'];
    const targets = ['https://storage.example/x', 'https://10.0.0.9/x', 'https://localhost/x'];

    const reaches = async (target: string, of: Chain): Promise<boolean> =>
      checkHop(new URL(target), of).then(
        () => true,
        (error: unknown) => {
          assert.ok(isEngineError(error));
          return false;
        },
      );
    /** What the table must say. */
    const cell = async (kind: Chain['kind'], target: string): Promise<string> => {
      const reached = async (hosts: readonly string[]): Promise<string> => {
        const all = await Promise.all(homes.map((home) => reaches(target, chain(kind, home, hosts))));
        const words: Readonly<Record<string, string>> = {
          'true,true,true': 'yes',
          'false,true,true': 'from a private host',
          'false,false,true': 'from this machine',
          'false,false,false': 'never',
        };
        return words[all.join()] ?? all.join();
      };
      const [unasked, agreed] = [await reached([]), await reached([new URL(target).host])];
      if (unasked === agreed) return agreed;
      assert.equal(unasked, 'never');
      return agreed === 'yes' ? 'if you agree' : `if you agree, ${agreed}`;
    };

    it('in every row', async () => {
      const page = readFileSync(new URL('../../../../docs/network.md', import.meta.url), 'utf8');
      const rows = page
        .split('\n')
        .map((line) => line.split('|').map((text) => text.trim()))
        .filter(([, fetched = '']) => fetched in kinds);
      assert.deepEqual(
        rows.map(([, fetched]) => fetched),
        Object.keys(kinds),
      );
      for (const [, fetched = '', ...cells] of rows) {
        const kind = kinds[fetched] ?? 'api';
        const expected = await Promise.all(targets.map((target) => cell(kind, target)));
        assert.deepEqual(cells.slice(0, targets.length), expected, fetched);
      }
    });
  });
});
