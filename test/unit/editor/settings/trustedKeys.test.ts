import assert from 'node:assert/strict';
import { SETTINGS } from '../../../../src/editor/ids.ts';
import { parseTrustedKeys } from '../../../../src/editor/settings/parseTrustedKeys.ts';
import type { TrustedKeySetting } from '../../../../src/editor/settings/parseTrustedKeys.ts';
import { parseRequire } from '../../../../src/editor/settings/parseRequire.ts';
import type { SettingProblem } from '../../../../src/editor/settings/settingsModel.ts';
import { withTrustedKey, withoutTrustedKey } from '../../../../src/editor/settings/trustedKeyEntries.ts';
import { trustOf } from '../../../../src/editor/settings/trustOf.ts';
import { keyIdOf } from '../../../../src/engine/index.ts';
import { minisignSigner } from '../../../support/forge/signing/minisign.ts';
import { opensshSigner } from '../../../support/forge/signing/openssh.ts';

const INSTANCE = 'https://codeberg.org/';
const minisign = minisignSigner('release key');
const ssh = opensshSigner('alice@example.org');
const entry = { instance: 'https://codeberg.org', owner: 'forgejo', key: minisign.text };

function parse(value: unknown): { readonly found: readonly TrustedKeySetting[]; readonly problems: SettingProblem[] } {
  const problems: SettingProblem[] = [];
  return { found: parseTrustedKeys(value, (problem) => problems.push(problem)), problems };
}

const trusted = (value: object): TrustedKeySetting => {
  const [only] = parse([value]).found;
  assert.ok(only);
  return only;
};

describe('the list of trusted keys', () => {
  it('reads keys of every kind, with their notes', () => {
    const notes = { comment: 'release key', from: 'the web site', addedAt: '2026-11-24T12:00:00.000Z' };
    const { found, problems } = parse([
      { ...entry, ...notes },
      { ...entry, owner: 'alice', key: ssh.text },
    ]);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      found.map(({ key, ...rest }) => ({ ...rest, id: keyIdOf(key) })),
      [
        { instance: INSTANCE, owner: 'forgejo', ...notes, id: minisign.keyId },
        { instance: INSTANCE, owner: 'alice', id: ssh.keyId },
      ],
    );
  });

  const SECRET = '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n-----END OPENSSH PRIVATE KEY-----';
  const WRONG: readonly (readonly [unknown, string, RegExp])[] = [
    [7, '', /^must be an object with "instance"/],
    [[], '', /^must be an object/],
    [{ ...entry, instance: undefined }, '.instance', /^must be the address/],
    [{ ...entry, instance: 'ftp://codeberg.org' }, '.instance', /^must begin with https/],
    [{ ...entry, owner: 'a/b' }, '.owner', /^must be the name of a user/],
    [{ ...entry, key: undefined }, '.key', /^must be a public key$/],
    [{ ...entry, key: 'hello' }, '.key', /^must be a public key of minisign, signify/],
    [{ ...entry, key: minisign.text.slice(0, -20) }, '.key', /^looks like a key but cannot be read/],
    [{ ...entry, key: SECRET }, '.key', /^is a private key/],
  ];
  for (const [wrong, field, reason] of WRONG) {
    it(`names ${field || 'the place'} of an entry that ${reason.source.slice(1)}…, and keeps the others`, () => {
      const { found, problems } = parse([entry, wrong, { ...entry, owner: 'alice' }]);
      assert.deepEqual(
        found.map(({ owner }) => owner),
        ['forgejo', 'alice'],
      );
      assert.equal(problems.length, 1);
      assert.equal(problems[0]?.key, `${SETTINGS.trustedKeys}[1]${field}`);
      assert.match(problems[0]?.reason ?? '', reason);
    });
  }

  it('never repeats a secret key in the reason', () => {
    assert.ok(!JSON.stringify(parse([{ ...entry, key: SECRET }]).problems).includes('b3BlbnNz'));
  });

  it('gets a key as one line that reads back unchanged, and never twice', () => {
    const odd = [42, { note: 'mine' }];
    const key = trusted({ ...entry, comment: 'release key' });
    const entries = withTrustedKey(odd, key);
    assert.deepEqual(entries.slice(0, 2), odd);
    assert.match(
      JSON.stringify(entries[2]),
      /"instance":"https:\/\/codeberg\.org","owner":"forgejo","key":"minisign:RW/,
    );
    assert.deepEqual(trusted(entries[2] as object), key);
    assert.equal(withTrustedKey(entries, trusted({ ...entry, owner: 'FORGEJO' })), entries);
  });

  it('loses a key, and keeps it for other owners, with unknown entries', () => {
    const others = [42, { ...entry, owner: 'alice' }, { ...entry, key: ssh.text }];
    assert.deepEqual(withoutTrustedKey([...others, entry], trusted(entry)), others);
  });
});

describe('the trust in an owner', () => {
  const requirements = parseRequire(
    {
      everywhere: 'checksum',
      byPlace: { 'https://codeberg.org': 'server', 'https://codeberg.org/forgejo': 'signature' },
    },
    [INSTANCE],
    () => assert.fail('a wrong place'),
  );
  const trustedKeys = parse([entry, { ...entry, key: ssh.text }, { ...entry, owner: 'alice' }]).found;

  it('trusts only the keys for that owner on that instance, whatever the case', () => {
    const ids = (instance: string, owner: string): readonly string[] => {
      const { keys } = trustOf({ requirements, trustedKeys }, instance, owner);
      return [...keys.minisign.map(({ keyId }) => keyId), ...keys.ssh.map(({ fingerprint }) => fingerprint)];
    };
    assert.deepEqual(ids(INSTANCE, 'Forgejo'), [minisign.keyId, ssh.keyId]);
    assert.deepEqual(ids(INSTANCE, 'alice'), [minisign.keyId]);
    assert.deepEqual(ids(INSTANCE, 'bob'), []);
    assert.deepEqual(ids('https://git.example.org/', 'forgejo'), []);
  });

  it('applies the most specific requirement', () => {
    const demanded = (instance: string, owner: string): string =>
      trustOf({ requirements, trustedKeys }, instance, owner).require;
    assert.equal(demanded(INSTANCE, 'FORGEJO'), 'signature');
    assert.equal(demanded(INSTANCE, 'alice'), 'server');
    assert.equal(demanded('https://git.example.org/', 'forgejo'), 'checksum');
    assert.equal(
      trustOf({ requirements: { places: new Map(), minimums: new Map() }, trustedKeys }, INSTANCE, 'forgejo').require,
      'any',
    );
  });

  it('has another id for other keys, whatever their order and notes', () => {
    const id = (keys: readonly TrustedKeySetting[]): string =>
      trustOf({ requirements, trustedKeys: keys }, INSTANCE, 'forgejo').id;
    assert.equal(id([]), '');
    assert.equal(id(trustedKeys), id([...trustedKeys].reverse()));
    assert.equal(id(trustedKeys), id(trustedKeys.map((one) => ({ ...one, comment: 'other' }))));
    assert.notEqual(id(trustedKeys), id(trustedKeys.slice(1)));
    assert.notEqual(id(trustedKeys.slice(1)), '');
  });
});
