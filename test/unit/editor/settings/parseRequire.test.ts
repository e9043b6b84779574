import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { SETTINGS } from '../../../../src/editor/ids.ts';
import { parseRequire } from '../../../../src/editor/settings/parseRequire.ts';
import { REQUIREMENTS } from '../../../../src/engine/index.ts';
import type { SettingProblem } from '../../../../src/editor/settings/settingsModel.ts';

interface Words {
  readonly enum: readonly string[];
}

interface Places {
  readonly properties: { readonly default: Words };
  readonly additionalProperties: Words;
}

const INSTANCES = ['https://codeberg.org/', 'https://example.org/git/'];

function parse(value: unknown): {
  readonly found: Readonly<Record<string, string>>;
  readonly problems: SettingProblem[];
} {
  const problems: SettingProblem[] = [];
  const found = parseRequire(value, INSTANCES, (problem) => problems.push(problem));
  return { found: Object.fromEntries(found), problems };
}

describe('what is demanded of files', () => {
  it('has the words in package.json that the editor completes', () => {
    const text = readFileSync('package.json', 'utf8');
    const { contributes } = JSON.parse(text) as {
      contributes: { configuration: { properties: Record<string, { default: string; oneOf: [Words, Places] }> } };
    };
    const setting = contributes.configuration.properties[SETTINGS.verificationRequire];
    assert.ok(setting);
    const [everywhere, byPlace] = setting.oneOf;
    const lists = [everywhere, byPlace.properties.default, byPlace.additionalProperties].map((one) => one.enum);
    assert.deepEqual(lists, [REQUIREMENTS, REQUIREMENTS, REQUIREMENTS]);
    assert.equal(setting.default, 'any');
  });

  it('is one word for everywhere', () => {
    assert.deepEqual(parse('signature'), { found: { '': 'signature' }, problems: [] });
  });

  it('is a word by instance and by owner, however they are spelt', () => {
    const value = {
      default: 'checksum',
      'Codeberg.org': 'server',
      'https://codeberg.org/Forgejo/': 'signature',
      'https://example.org/git/tools': 'pin',
      'https://example.org/git': 'any',
    };
    assert.deepEqual(parse(value), {
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

  const UNKNOWN = ['https://codberg.org', 'https://codeberg.org/forgejo/runner', 'https://example.org', 'Default', ''];
  for (const place of UNKNOWN) {
    it(`names ${JSON.stringify(place)} as no place of an instance, because it would guard nothing`, () => {
      const { found, problems } = parse({ [place]: 'signature', default: 'server' });
      assert.deepEqual(found, { '': 'server' });
      assert.deepEqual(
        problems.map(({ key }) => key),
        [`${SETTINGS.verificationRequire}[${JSON.stringify(place)}]`],
      );
      assert.match(problems[0]?.reason ?? '', /^must be "default", or the address of one of your instances/);
    });
  }

  const WORDS = '"any", "checksum", "server", "signature", "pin"';

  it('demands a pin where a word is wrong, says so by its place, and keeps the others', () => {
    const { found, problems } = parse({ 'https://codeberg.org': 'signed', 'https://codeberg.org/forgejo': 'server' });
    assert.deepEqual(found, { 'https://codeberg.org/': 'pin', 'https://codeberg.org/forgejo/': 'server' });
    assert.deepEqual(problems, [
      {
        key: `${SETTINGS.verificationRequire}["https://codeberg.org"]`,
        reason: `must be one of ${WORDS}; until it is, "pin" is demanded`,
      },
    ]);
  });

  for (const value of ['signatures', 'Signature', ' signature', true, 1, ['signature']])
    it(`demands a pin everywhere where it is ${JSON.stringify(value)}, and says so`, () => {
      const { found, problems } = parse(value);
      assert.deepEqual(found, { '': 'pin' });
      assert.equal(problems.length, 1);
      assert.match(problems[0]?.reason ?? '', /until it is, "pin" is demanded$/);
    });

  for (const value of [undefined, null, '', {}])
    it(`demands nothing where it is ${JSON.stringify(value)}`, () => {
      assert.deepEqual(parse(value), { found: {}, problems: [] });
    });

  for (const [first, second] of [
    ['pin', 'any'],
    ['any', 'pin'],
  ] as const)
    it(`takes the stricter of two words for one place, ${first} and ${second}, and says so`, () => {
      const { found, problems } = parse({ 'https://codeberg.org': first, 'https://codeberg.org/': second });
      assert.deepEqual(found, { 'https://codeberg.org/': 'pin' });
      assert.equal(problems.length, 1);
    });
});
