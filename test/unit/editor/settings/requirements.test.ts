import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { parseRequire } from '../../../../src/editor/settings/parseRequire.ts';
import { requirementFor } from '../../../../src/editor/settings/requirements.ts';
import { REQUIREMENTS } from '../../../../src/engine/index.ts';

const BASES = ['https://a.example/', 'https://a.example/git/', 'https://a.example/Git/Sub/', 'https://b.example/'];
const OWNERS = ['Tools', 'git', 'alice'];
const ANYWHERE = ['http://a.example', 'a b', 'default', ''];
const SPELLINGS = [
  ...ANYWHERE,
  ...BASES.flatMap((base) => [base, base.slice(0, -1), `${base}tools`, `${base}TOOLS/greet`, `${base}git/tools`]),
  'a.example',
  'https://me@a.example/tools',
  'https://a.example/to%6fls',
  'https://a.exmaple',
];
const ADDRESSES = new Map([
  ['https://me@a.example/tools', 'https://a.example/tools/'],
  ['https://a.example/to%6fls', 'https://a.example/tools/'],
  ['a.example', 'https://a.example/'],
]);

const word = fc.constantFrom(...REQUIREMENTS);
const table = fc.dictionary(fc.constantFrom(...SPELLINGS), word);
const instances = fc.uniqueArray(fc.constantFrom(...BASES));
const place = fc.record({ instance: fc.constantFrom(...BASES), owner: fc.constantFrom(...OWNERS) });

type Place = Readonly<{ instance: string; owner: string }>;
type Setting = Readonly<{ everywhere?: unknown; byPlace: unknown; instances: readonly string[] }>;

/** How strict the requirement for a place is; 0 is `any`. */
function levelAt({ instance, owner }: Place, { everywhere, byPlace, instances }: Setting): number {
  const requirements = parseRequire({ everywhere, byPlace }, instances, () => undefined);
  return REQUIREMENTS.indexOf(requirementFor(requirements, instance, owner));
}

const lower = (address: string): string => `${address.toLowerCase().replace(/\/+$/, '')}/`;

/** Whether a place is at or below an entry's address, or contains it though it is that of no owner and no instance. */
function concerns(spelling: string, { instance, owner }: Place, configured: readonly string[]): boolean {
  const [address, scope] = [lower(ADDRESSES.get(spelling) ?? spelling), lower(instance + owner)];
  const { minimums } = parseRequire({ everywhere: '', byPlace: { [spelling]: 'pin' } }, configured, () => undefined);
  return ANYWHERE.includes(spelling) || scope.startsWith(address) || (minimums.size > 0 && address.startsWith(scope));
}

describe('the requirement for a place', () => {
  it('is that of a lone entry for an address around it, whatever is configured', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SPELLINGS), word, instances, place, (spelling, require, configured, at) => {
        fc.pre(concerns(spelling, at, configured));
        const level = levelAt(at, { byPlace: { [spelling]: require }, instances: configured });
        assert.equal(level, REQUIREMENTS.indexOf(require));
      }),
      { numRuns: 3000 },
    );
  });

  it('never falls because an instance is removed', () => {
    fc.assert(
      fc.property(table, word, instances, fc.nat(), place, (byPlace, everywhere, configured, index, at) => {
        const fewer = configured.toSpliced(index % (configured.length || 1), 1);
        const before = levelAt(at, { everywhere, byPlace, instances: configured });
        assert.ok(levelAt(at, { everywhere, byPlace, instances: fewer }) >= before);
      }),
      { numRuns: 5000 },
    );
  });

  it('never falls because of an entry that is no instance and no owner on one', () => {
    fc.assert(
      fc.property(
        table,
        fc.constantFrom(...SPELLINGS),
        word,
        instances,
        place,
        (byPlace, wrong, require, known, at) => {
          const before = { ...byPlace };
          delete before[wrong];
          const { minimums } = parseRequire(
            { everywhere: 'server', byPlace: { [wrong]: require } },
            known,
            () => undefined,
          );
          fc.pre(minimums.size > 0);
          const setting = { everywhere: 'server', instances: known };
          const after = levelAt(at, { ...setting, byPlace: { ...before, [wrong]: require } });
          assert.ok(after >= levelAt(at, { ...setting, byPlace: before }));
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('is that of the most specific entry on an instance, which may ask for less', () => {
    const byPlace = { 'https://a.example': 'signature', 'https://a.example/tools': 'any' };
    const setting = { everywhere: 'server', byPlace, instances: ['https://a.example/'] };
    const required = ['Tools', 'alice'].map((owner) => levelAt({ instance: 'https://a.example/', owner }, setting));
    assert.deepEqual(required, [REQUIREMENTS.indexOf('any'), REQUIREMENTS.indexOf('signature')]);
  });

  it('keeps a repository or an instance below a removed instance from asking for nothing', () => {
    const byPlace = { 'https://a.example/tools/greet': 'pin' };
    const at = [
      { instance: 'https://a.example/', owner: 'tools' },
      { instance: 'https://a.example/tools/', owner: 'greet' },
      { instance: 'https://a.example/', owner: 'alice' },
    ];
    assert.deepEqual(
      at.map((one) => levelAt(one, { byPlace, instances: [] })),
      [REQUIREMENTS.indexOf('pin'), REQUIREMENTS.indexOf('pin'), 0],
    );
  });
});
