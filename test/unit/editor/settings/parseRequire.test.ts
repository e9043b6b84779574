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
  readonly problems: SettingProblem[];
}

function parseBoth(everywhere: unknown, byScope: unknown): Parsed {
  const problems: SettingProblem[] = [];
  const found = parseRequire({ everywhere, byScope }, INSTANCES, (problem) => problems.push(problem));
  return { found: Object.fromEntries(found), problems };
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
    assert.deepEqual(parse('signature'), { found: { '': 'signature' }, problems: [] });
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
      problems: [],
    });
  });

  const UNKNOWN = ['https://codberg.org', 'https://codeberg.org/forgejo/runner', 'https://example.org', 'default', ''];
  for (const place of UNKNOWN) {
    it(`reports ${JSON.stringify(place)}, which is on no instance and would guard nothing`, () => {
      const { found, problems } = parseBoth('server', { [place]: 'signature' });
      assert.deepEqual(found, { '': 'server' });
      assert.deepEqual(
        problems.map(({ key }) => key),
        [`${SETTINGS.requireByPlace}[${JSON.stringify(place)}]`],
      );
      assert.match(problems[0]?.reason ?? '', /^must be the address of one of your instances/);
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
      const { found, problems } = parseBoth('any', value);
      assert.deepEqual([found, problems.map(({ key }) => key)], [{ '': 'pin' }, [SETTINGS.requireByPlace]]);
    });

  for (const value of [undefined, null, '', {}])
    it(`requires nothing for ${JSON.stringify(value)}`, () => {
      assert.deepEqual(parseBoth(value, value), { found: {}, problems: [] });
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
      assert.equal(problems.length, 1);
    });
});
