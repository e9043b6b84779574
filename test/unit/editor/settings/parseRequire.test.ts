import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { SETTINGS } from '../../../../src/editor/ids.ts';
import { parseRequire } from '../../../../src/editor/settings/parseRequire.ts';
import { REQUIREMENTS } from '../../../../src/engine/index.ts';
import type { SettingProblem } from '../../../../src/editor/settings/settingsModel.ts';

interface Words {
  readonly enum: readonly string[];
}

interface Schema extends Words {
  readonly type: string;
  readonly default: unknown;
  readonly additionalProperties: Words & { readonly type: string };
}

const INSTANCES = ['https://codeberg.org/', 'https://example.org/git/'];

interface Parsed {
  readonly found: Readonly<Record<string, string>>;
  readonly minimums: Readonly<Record<string, string>>;
  readonly problems: SettingProblem[];
}

function parseBoth(everywhere: unknown, byPlace: unknown): Parsed {
  const problems: SettingProblem[] = [];
  const { places, minimums } = parseRequire({ everywhere, byPlace }, INSTANCES, (problem) => problems.push(problem));
  return { found: Object.fromEntries(places), minimums: Object.fromEntries(minimums), problems };
}

/** The form of earlier versions: one setting for everything. */
const parse = (everywhere: unknown): Parsed => parseBoth(everywhere, undefined);

describe('required evidence', () => {
  it('is a drop-down and a table in the Settings editor, with all words', () => {
    const text = readFileSync('package.json', 'utf8');
    const { contributes } = JSON.parse(text) as {
      contributes: { configuration: { properties: Record<string, Schema> } };
    };
    const { properties } = contributes.configuration;
    const [everywhere, byPlace] = [properties[SETTINGS.verificationRequire], properties[SETTINGS.requireByPlace]];
    assert.ok(everywhere && byPlace);
    // The editor shows a drop-down only for a string with an enum, and a table only for an object of such strings.
    assert.deepEqual([everywhere.type, everywhere.enum, everywhere.default], ['string', REQUIREMENTS, 'any']);
    const { type, enum: words } = byPlace.additionalProperties;
    assert.deepEqual([byPlace.type, type, words, byPlace.default], ['object', 'string', REQUIREMENTS, {}]);
  });

  it('is one word for all places', () => {
    assert.deepEqual(parse('signature'), { found: { '': 'signature' }, minimums: {}, problems: [] });
  });

  it('is a word for each instance and owner, however they are spelt', () => {
    const value = {
      'Codeberg.org': 'server',
      'https://codeberg.org/Forgejo/': 'signature',
      'https://example.org/git/tools': 'pin',
      'https://example.org/git': 'any',
    };
    assert.deepEqual(parseBoth('checksum', value), {
      found: {
        '': 'checksum',
        'https://codeberg.org/': 'server',
        'https://codeberg.org/forgejo/': 'signature',
        'https://example.org/git/tools/': 'pin',
        'https://example.org/git/': 'any',
      },
      minimums: {},
      problems: [],
    });
  });

  const ANYWHERE =
    /^must be the address of one of your instances.*; until you correct it, its value is the minimum everywhere$/;
  const minimumFor = (address: string): RegExp => new RegExp(`minimum (for|to) all files from ${address}(,|$)`);
  const OTHERS: readonly (readonly [place: string, minimum: string, reason: RegExp])[] = [
    ['https://codberg.org', 'https://codberg.org/', minimumFor('https://codberg.org')],
    ['codberg.org/Forgejo', 'https://codberg.org/Forgejo/', minimumFor('https://codberg.org/Forgejo')],
    ['https://example.org', 'https://example.org/', minimumFor('https://example.org')],
    ['https://gone.example/a%20b/c', 'https://gone.example/', minimumFor('https://gone.example')],
    [
      'https://codeberg.org/forgejo/runner',
      'https://codeberg.org/forgejo/runner/',
      minimumFor('https://codeberg.org/forgejo'),
    ],
    ['https://codeberg.org/for%67ejo', 'https://codeberg.org/', minimumFor('https://codeberg.org')],
    [
      'https://me@codeberg.org/forgejo?tab=x',
      'https://codeberg.org/forgejo/',
      minimumFor('https://codeberg.org/forgejo'),
    ],
    ['https://me:1/secret@codeberg.org', '', ANYWHERE],
    ['http://codeberg.org', '', ANYWHERE],
    ['default', '', ANYWHERE],
    ['', '', ANYWHERE],
  ];
  for (const [place, minimum, reason] of OTHERS) {
    it(`uses the word for ${JSON.stringify(place)}, which is no place, as a minimum`, () => {
      const { found, minimums, problems } = parseBoth('server', { [place]: 'signature' });
      assert.deepEqual([found, minimums], [{ '': 'server' }, { [minimum]: 'signature' }]);
      assert.equal(problems.length, 1);
      assert.match(problems[0]?.key ?? '', /requireByPlace\[/);
      assert.match(problems[0]?.reason ?? '', reason);
    });
  }

  const WORDS = '"any", "checksum", "server", "signature", "pin"';

  it('requires a pin for a wrong word, reports its position, and keeps the others', () => {
    const byPlace = { 'https://codeberg.org': 'signed', 'https://codeberg.org/forgejo': 'server' };
    const { found, problems } = parseBoth('any', byPlace);
    assert.deepEqual(found, { '': 'any', 'https://codeberg.org/': 'pin', 'https://codeberg.org/forgejo/': 'server' });
    assert.deepEqual(problems, [
      {
        key: `${SETTINGS.requireByPlace}["https://codeberg.org"]`,
        reason: `must be one of ${WORDS}; until it is, "pin" is required`,
      },
    ]);
  });

  for (const value of ['signatures', 'Signature', ' signature', true, 1, ['signature']])
    it(`requires a pin everywhere for the invalid value ${JSON.stringify(value)}, and reports it`, () => {
      const { found, problems } = parse(value);
      assert.deepEqual(found, { '': 'pin' });
      assert.equal(problems.length, 1);
      assert.match(problems[0]?.reason ?? '', /until it is, "pin" is required$/);
    });

  for (const value of ['pin', true, ['https://codeberg.org']])
    it(`requires a pin everywhere for the invalid table ${JSON.stringify(value)}, and reports it`, () => {
      const { minimums, problems } = parseBoth('any', value);
      assert.deepEqual([minimums, problems.map(({ key }) => key)], [{ '': 'pin' }, [SETTINGS.requireByPlace]]);
    });

  for (const value of [undefined, null, '', {}])
    it(`requires nothing for ${JSON.stringify(value)}`, () => {
      assert.deepEqual(parseBoth(value, value), { found: {}, minimums: {}, problems: [] });
    });

  it('still reads places in the global setting, and uses the stricter word if both name one', () => {
    const old = { default: 'checksum', 'https://codeberg.org': 'server', 'https://codeberg.org/forgejo': 'any' };
    const { found, problems } = parseBoth(old, { 'https://codeberg.org/forgejo': 'pin' });
    assert.deepEqual(found, {
      '': 'checksum',
      'https://codeberg.org/': 'server',
      'https://codeberg.org/forgejo/': 'pin',
    });
    assert.equal(problems.length, 1);
  });

  for (const [first, second] of [
    ['pin', 'any'],
    ['any', 'pin'],
  ] as const)
    it(`uses the stricter of two words for one place, ${first} and ${second}, and reports them`, () => {
      const { found, problems } = parse({ 'https://codeberg.org': first, 'https://codeberg.org/': second });
      assert.deepEqual(found, { 'https://codeberg.org/': 'pin' });
      assert.deepEqual(
        problems.map(({ reason }) => reason),
        ['appears twice; the stricter entry counts'],
      );
    });
});
