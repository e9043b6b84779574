import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as fc from 'fast-check';
import { REQUIREMENTS } from '../../../../src/engine/index.ts';
import type { Requirement } from '../../../../src/engine/index.ts';
import { NUMBER_SETTINGS } from '../../../../src/editor/settings/numberSettings.ts';
import { trustOf } from '../../../../src/editor/settings/trustOf.ts';
import { formatNumber } from '../../../../src/words/format.ts';
import { mirrorAt } from '../../../support/mirrorRig.ts';
import { SETTINGS } from '../../../../src/editor/ids.ts';
import { parseSettings } from '../../../../src/editor/settings/parseSettings.ts';
import type { Parsed } from '../../../../src/editor/settings/parseSettings.ts';

/** On Windows, these paths get a drive. */
const [CACHE, CA_FILE] = [resolve('/srv/cache'), resolve('/etc/ca.pem')];

function parse(values: Readonly<Record<string, unknown>>): Parsed {
  return parseSettings((key) => values[key]);
}

const DEFAULTS = parse({}).settings;

interface Manifest {
  readonly contributes: { readonly configuration: { readonly properties: Readonly<Record<string, Schema>> } };
}

interface Schema {
  readonly type: string;
  readonly default: unknown;
  readonly minimum: number;
  readonly maximum: number;
}

function requirement(settings: Parsed['settings']): Requirement {
  return trustOf(settings, 'https://codeberg.org/', 'forgejo').require;
}

/** How much each setting of safety allows. */
const LOOSENESS: Readonly<Record<string, (settings: Parsed['settings']) => number>> = {
  [SETTINGS.instances]: ({ instances }) => instances.length,
  [SETTINGS.networkAllowedHosts]: ({ allowedHosts }) => allowedHosts.length,
  [SETTINGS.mirrors]: ({ mirrors }) => mirrors.length,
  [SETTINGS.mirrorsOnly]: ({ mirrorsOnly }) => (mirrorsOnly ? 0 : 1),
  [SETTINGS.verificationRequire]: (settings) => -REQUIREMENTS.indexOf(requirement(settings)),
  [SETTINGS.requireByPlace]: (settings) => -REQUIREMENTS.indexOf(requirement(settings)),
  [SETTINGS.trustedKeys]: ({ trustedKeys }) => trustedKeys.length,
  [SETTINGS.installMinimumAge]: ({ minimumAgeMs }) => -minimumAgeMs,
  [SETTINGS.downloadsPerDay]: ({ downloadsPerDay }) => downloadsPerDay || Infinity,
  [SETTINGS.installMaxSize]: ({ unpackLimits }) => unpackLimits.maxTotalBytes,
  [SETTINGS.installMaxFiles]: ({ unpackLimits }) => unpackLimits.maxEntries,
  [SETTINGS.installMaxRatio]: ({ unpackLimits }) => unpackLimits.maxRatio,
  [SETTINGS.networkCaFile]: ({ caFile }) => (caFile === undefined ? 0 : 1),
};

describe('parseSettings', () => {
  it('has defaults for everything, as package.json says', () => {
    assert.deepEqual(parse({}), {
      settings: {
        instances: [
          { url: 'https://codeberg.org/', name: 'Codeberg', owners: [], repositories: [], token: { kind: 'secret' } },
        ],
        cacheMaxSizeBytes: 10 * 1024 ** 3,
        cacheDirectory: undefined,
        downloadsConcurrent: 4,
        downloadsPerDay: 200,
        metadataTtlMs: 300_000,
        caFile: undefined,
        transport: 'editor',
        allowedHosts: [],
        mirrors: [],
        mirrorsOnly: false,
        requirements: { places: new Map(), minimums: new Map() },
        trustedKeys: [],
        addToPath: true,
        minimumAgeMs: 0,
        fileNames: 'platform',
        unpackLimits: { maxTotalBytes: 4 * 1024 ** 3, maxEntries: 50_000, maxRatio: 100 },
      },
      problems: [],
    });
  });

  it('reads set values', () => {
    const { settings, problems } = parse({
      [SETTINGS.instances]: [],
      [SETTINGS.cacheMaxSize]: '1.5 GB',
      [SETTINGS.cacheDirectory]: CACHE,
      [SETTINGS.downloadsConcurrent]: 16,
      [SETTINGS.downloadsPerDay]: 0,
      [SETTINGS.refreshAfterMinutes]: 0,
      [SETTINGS.networkCaFile]: CA_FILE,
      [SETTINGS.networkTransport]: 'direct',
      [SETTINGS.networkAllowedHosts]: ['Downloads.Example.org', 'cdn.example:8443'],
      [SETTINGS.mirrors]: ['https://cache.example.org'],
      [SETTINGS.mirrorsOnly]: true,
      [SETTINGS.verificationRequire]: 'checksum',
      [SETTINGS.trustedKeys]: [],
      [SETTINGS.addToPath]: false,
      [SETTINGS.installMinimumAge]: '3d',
      [SETTINGS.fileNames]: 'full',
      [SETTINGS.installMaxSize]: '1 GB',
      [SETTINGS.installMaxFiles]: 10,
      [SETTINGS.installMaxRatio]: 5,
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(settings, {
      instances: [],
      cacheMaxSizeBytes: 1.5 * 1024 ** 3,
      cacheDirectory: CACHE,
      downloadsConcurrent: 16,
      downloadsPerDay: 0,
      metadataTtlMs: 0,
      caFile: CA_FILE,
      transport: 'direct',
      allowedHosts: ['downloads.example.org', 'cdn.example:8443'],
      mirrors: [mirrorAt('https://cache.example.org')],
      mirrorsOnly: true,
      requirements: { places: new Map([['', 'checksum']]), minimums: new Map() },
      trustedKeys: [],
      addToPath: false,
      minimumAgeMs: 3 * 86_400_000,
      fileNames: 'full',
      unpackLimits: { maxTotalBytes: 1024 ** 3, maxEntries: 10, maxRatio: 5 },
    });
  });

  const WRONG: Readonly<Record<string, readonly unknown[]>> = {
    [SETTINGS.instances]: ['https://git.example.org', 7, {}],
    [SETTINGS.cacheMaxSize]: ['much', '0 GB', '-1 GB', -1, 0, 1.5, Infinity, true, {}, []],
    [SETTINGS.cacheDirectory]: ['relative/path', '~/cache', 7, [], {}],
    [SETTINGS.downloadsConcurrent]: [0, 17, 1.5, '4', true, []],
    [SETTINGS.downloadsPerDay]: [-1, 0.5, '200', {}, NaN],
    [SETTINGS.refreshAfterMinutes]: [-1, 1441, '5', []],
    [SETTINGS.networkCaFile]: ['ca.pem', 7, {}],
    [SETTINGS.networkTransport]: ['Editor', 'undici', 7, {}],
    [SETTINGS.networkAllowedHosts]: ['cdn.example', 7, { 'cdn.example': true }],
    [SETTINGS.mirrors]: ['https://cache.example.org', 7, { 0: 'https://cache.example.org' }],
    [SETTINGS.mirrorsOnly]: ['true', 1, {}],
    [SETTINGS.verificationRequire]: ['Any', 'signed', 7, true, ['checksum']],
    [SETTINGS.requireByPlace]: ['pin', 7, true, ['https://codeberg.org']],
    [SETTINGS.trustedKeys]: ['RWQ', 7, {}],
    [SETTINGS.addToPath]: ['true', 1, [], {}],
    [SETTINGS.installMinimumAge]: ['3', 'soon', 3, -1, true, []],
    [SETTINGS.fileNames]: ['Full', 'name', 7, true, []],
    [SETTINGS.installMaxSize]: ['much', 0, -1, true, []],
    [SETTINGS.installMaxFiles]: [0, 1.5, '5', []],
    [SETTINGS.installMaxRatio]: [0, -1, '5', {}],
  };

  /** The settings that a wrong value leads to if that is not the default: fewer instances, and the strictest requirement. */
  const CLOSED: Readonly<Record<string, Partial<Parsed['settings']>>> = {
    [SETTINGS.instances]: { instances: [] },
    [SETTINGS.installMinimumAge]: { minimumAgeMs: Infinity },
    [SETTINGS.mirrorsOnly]: { mirrorsOnly: true },
    [SETTINGS.verificationRequire]: { requirements: { places: new Map([['', 'pin']]), minimums: new Map() } },
    [SETTINGS.requireByPlace]: { requirements: { places: new Map(), minimums: new Map([['', 'pin']]) } },
  };

  it('rejects wrong values for every key', () => {
    assert.deepEqual(Object.keys(WRONG).sort(), Object.values(SETTINGS).sort());
  });

  for (const [key, values] of Object.entries(WRONG)) {
    for (const value of values) {
      it(`reports ${JSON.stringify(value)} at ${key} and keeps the rest`, () => {
        const { settings, problems } = parse({ [key]: value });
        assert.deepEqual(
          problems.map((problem) => problem.key),
          [key],
        );
        assert.match(problems[0]?.reason ?? '', /^must be /);
        assert.deepEqual(settings, { ...DEFAULTS, ...CLOSED[key] });
      });
    }
  }

  const { properties } = (JSON.parse(readFileSync('package.json', 'utf8')) as Manifest).contributes.configuration;
  const numeric = Object.entries(properties).filter(([, { type }]) => ['integer', 'number'].includes(type));

  it('has the limits and defaults of package.json for every number', () => {
    const declared = numeric.map(([key, { default: fallback, minimum: smallest, maximum: largest }]) => {
      return [key, { fallback, smallest, largest }];
    });
    assert.deepEqual(NUMBER_SETTINGS, Object.fromEntries(declared));
  });

  for (const [key, { minimum, maximum }] of numeric) {
    it(`names the limits of ${key} to whoever exceeds one`, () => {
      const reasonFor = (value: unknown): string | undefined => parse({ [key]: value }).problems[0]?.reason;
      assert.deepEqual([minimum, maximum].map(reasonFor), [undefined, undefined]);
      for (const value of [minimum - 1, maximum + 1]) {
        const reason = reasonFor(value) ?? '';
        for (const limit of [minimum, maximum]) assert.ok(reason.includes(formatNumber(limit)), `${reason}: ${limit}`);
      }
    });
  }

  it('names the largest size to whoever exceeds it', () => {
    for (const key of [SETTINGS.cacheMaxSize, SETTINGS.installMaxSize]) {
      assert.deepEqual(parse({ [key]: '8000 TB' }).problems, []);
      assert.match(parse({ [key]: '8001 TB' }).problems[0]?.reason ?? '', /up to 8000 TB/);
    }
  });

  it('never lets an unusable value be looser than the default', () => {
    for (const [key, looseness] of Object.entries(LOOSENESS)) {
      fc.assert(
        fc.property(fc.oneof(fc.jsonValue(), fc.double(), fc.string()), (value) => {
          const { settings, problems } = parse({ [key]: value });
          fc.pre(problems.some((problem) => problem.key === key));
          assert.ok(looseness(settings) <= looseness(DEFAULTS), `${key}: ${JSON.stringify(value)}`);
        }),
      );
    }
  });

  it('applies the strictest value in place of an unusable rule', () => {
    const unusable = { [SETTINGS.mirrorsOnly]: 'yes', [SETTINGS.installMinimumAge]: '3 days' };
    const { mirrorsOnly, minimumAgeMs } = parse(unusable).settings;
    assert.deepEqual([mirrorsOnly, minimumAgeMs], [true, Infinity]);
    for (const key of [SETTINGS.verificationRequire, SETTINGS.requireByPlace]) {
      const { settings } = parse({ [SETTINGS.verificationRequire]: 'any', [key]: 'sigature' });
      assert.equal(requirement(settings), REQUIREMENTS.at(-1));
    }
  });

  it('treats an empty value as not set', () => {
    for (const key of Object.values(SETTINGS)) {
      if (key === SETTINGS.instances) continue;
      assert.deepEqual(parse({ [key]: null }), { settings: DEFAULTS, problems: [] });
      assert.deepEqual(parse({ [key]: '' }), { settings: DEFAULTS, problems: [] });
    }
  });
});
