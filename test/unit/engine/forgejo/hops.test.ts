import assert from 'node:assert/strict';
import { brokenRule, networkZoneOf, refuseHop } from '../../../../src/engine/forgejo/hops.ts';
import type { NetworkZone } from '../../../../src/engine/forgejo/hops.ts';

const ADDRESSES: Readonly<Record<string, readonly string[]>> = {
  'rebound.example': ['93.184.216.34', '10.0.0.1'],
  'own.example': ['10.0.0.1', '127.0.0.1'],
  'cloud.example': ['127.0.0.1', '169.254.169.254'],
  'git.corp.example': ['10.0.0.5'],
  'unknown.example': [],
};
const resolve = (hostname: string): Promise<readonly string[]> =>
  Promise.resolve(ADDRESSES[hostname] ?? ['93.184.216.34']);

describe('placeOf', () => {
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
      assert.equal(rule('inside', 'public', 'http://git.example/', url), undefined);
    }
    assert.equal(rule('inside', 'inside', 'https://git.example/', 'http://files.lan/x'), undefined);
  });
});

describe('refuseHop', () => {
  const refused = (rule: string) => ({ code: 'redirect', facts: { host: 'rebound.example', rule } });

  it('names the host and the rule', async () => {
    const hop = new URL('https://rebound.example/x');
    await assert.rejects(refuseHop(hop, 'https://git.example/', resolve), refused('privateAddress'));
    await assert.rejects(
      refuseHop(hop, 'https://git.example/', resolve, 'privateRedirect'),
      refused('privateRedirect'),
    );
  });

  it('accepts allowed addresses', async () => {
    await refuseHop(new URL('https://rebound.example/x'), 'https://git.corp.example/', resolve);
    await refuseHop(new URL('https://unknown.example/x'), 'https://git.example/', resolve);
  });
});
