import assert from 'node:assert/strict';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { addressOf, parseMirror } from '../../../../src/engine/mirror/mirrorAddress.ts';

const HEX = 'ab'.repeat(32);
/** On Windows, this path gets a drive. */
const STICK = pathToFileURL('/media/stick').href;

describe('parseMirror', () => {
  const place = (text: string): string => {
    const parsed = parseMirror(text);
    assert.ok(parsed.ok, parsed.ok ? '' : parsed.reason);
    return addressOf(parsed.value, HEX).href;
  };

  it('puts the digest where the address says, or below /cas/', () => {
    const own = 'https://git.example.org/api/packages/team/generic/cas/{sha256}/blob';
    assert.equal(place(own), `https://git.example.org/api/packages/team/generic/cas/${HEX}/blob`);
    assert.equal(place('https://cache.example.org'), `https://cache.example.org/cas/${HEX}`);
    assert.equal(place('https://cache.example.org/team/'), `https://cache.example.org/team/cas/${HEX}`);
    assert.equal(place(STICK), `${STICK}/cas/${HEX}`);
    assert.equal(place(`${STICK}/{sha256}.bin`), `${STICK}/${HEX}.bin`);
    assert.equal(
      place(`https://cache.example.org/${'0'.repeat(64)}/{sha256}`),
      `https://cache.example.org/${'0'.repeat(64)}/${HEX}`,
    );
  });

  it('returns a name for people, and the address that its credential is limited to', () => {
    const about = (text: string): readonly string[] => {
      const parsed = parseMirror(text);
      return parsed.ok ? [parsed.value.name, parsed.value.base] : [parsed.reason];
    };
    assert.deepEqual(about('https://cache.example.org:8443/team/{sha256}/blob'), [
      'cache.example.org:8443',
      'https://cache.example.org:8443/team/',
    ]);
    assert.deepEqual(about(STICK), [fileURLToPath(STICK), `${STICK}/cas/`]);
  });

  it('returns the address as given, under which its credential is stored', () => {
    const homes = (...texts: readonly string[]): readonly string[] =>
      texts.map((text) => {
        const parsed = parseMirror(text);
        return parsed.ok ? parsed.value.home : parsed.reason;
      });
    const own = 'https://git.example.org/api/packages/TEAM/generic/cas/';
    assert.deepEqual(homes(`${own}{sha256}/blob`), [own]);
    const host = 'https://cache.example.org';
    assert.deepEqual(homes(host, `${host}/`, `${host}:443/a/..`), Array(3).fill(`${host}/`));
    assert.deepEqual(homes(`${host}/a`, `${host}//a/`, `${host}/b/%2e%2e/a`, `${host}/A`, `${host}/a/b`), [
      `${host}/a/`,
      `${host}//a/`,
      `${host}/a/`,
      `${host}/A/`,
      `${host}/a/b/`,
    ]);
  });

  it('limits the credential to the path before the digest, whatever that path looks like', () => {
    const [zeros, effs] = ['0'.repeat(64), 'f'.repeat(64)];
    for (const path of [`/${zeros}/`, `/${effs}/`, `/${zeros}0/`]) {
      const parsed = parseMirror(`https://cache.example.org${path}{sha256}`);
      assert.equal(parsed.ok && parsed.value.base, `https://cache.example.org${path}`);
    }
  });

  it('refuses an address that a proxy could lead out of its path', () => {
    for (const path of [
      '/a%2f..%2fb/{sha256}',
      '/a%2F..%2Fb',
      '/a%5c..%5cb',
      '/a/{sha256}/..%2f..%2f..%2fb',
      '/a/{sha256}%2f%2e%2e%2f%2e%2e%2fb',
    ]) {
      assert.deepEqual(parseMirror(`https://cache.example.org${path}`), { ok: false, reason: 'notUrl' }, path);
    }
  });

  it('refuses a web address whose digest does not follow a slash, because other addresses could begin alike', () => {
    for (const path of ['/team-a-{sha256}', '/cas/sha256:{sha256}', '/0{sha256}', '/a%2f{sha256}/blob']) {
      assert.deepEqual(parseMirror(`https://cache.example.org${path}`), { ok: false, reason: 'midSegment' }, path);
    }
    assert.ok(parseMirror(`${STICK}/x-{sha256}`).ok, 'a directory has no credential');
  });

  it('accepts http:// for private hosts only', () => {
    for (const host of ['127.0.0.1:8080', 'localhost', 'cache', 'cache.lan', '10.1.2.3', '[fd00::1]']) {
      assert.ok(parseMirror(`http://${host}`).ok, host);
    }
    assert.deepEqual(parseMirror('http://cache.example.org'), { ok: false, reason: 'insecure' });
    assert.deepEqual(parseMirror('http://93.184.215.14'), { ok: false, reason: 'insecure' });
  });

  it('refuses credentials, other schemes, queries, and a digest outside the path', () => {
    for (const [text, reason] of [
      ['https://user:secret@cache.example.org', 'userinfo'],
      ['https://token@cache.example.org/{sha256}', 'userinfo'],
      ['ftp://cache.example.org', 'scheme'],
      ['javascript:alert(1)', 'scheme'],
      ['https://cache.example.org/{sha256}?token=secret', 'query'],
      ['https://cache.example.org/?x={sha256}', 'query'],
      ['https://{sha256}.example.org/x', 'outsidePath'],
      ['https://{sha256}.example.org/{sha256}', 'outsidePath'],
      ['cache.example.org', 'notUrl'],
      ['', 'notUrl'],
      ['https:', 'notUrl'],
      ['https://', 'notUrl'],
      ['http:///', 'notUrl'],
      ['https://cache.example.org/a b', 'notUrl'],
      ['https://cache.example.org\\@evil.example', 'notUrl'],
      ['file://server/share', 'notUrl'],
      [`https://cache.example.org/${'a'.repeat(3000)}`, 'notUrl'],
    ] as const) {
      assert.deepEqual(parseMirror(text), { ok: false, reason }, text);
    }
  });
});
