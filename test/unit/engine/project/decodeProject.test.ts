import assert from 'node:assert/strict';
import { isEngineError } from '../../../../src/engine/errors.ts';
import type { ProjectRule } from '../../../../src/engine/errors.ts';
import { decodeProject } from '../../../../src/engine/project/decodeProject.ts';

const GOOD = `{
  "instance": "git.example.org",
  "tools": {
    "saw": { "release": "tools/saw", "version": "^1.4" },
    "hammer": {
      "instance": "https://other.example/forge",
      "package": "smith/hammer",
      "version": "latest",
      "asset": { "linux-x64": "hammer-{version}-*", "any": "hammer.jar" },
      "executables": ["hammer"],
      "//": "why"
    }
  }
}`;

function faultOf(text: string): unknown {
  try {
    decodeProject(text, '/w/forgejo-artifacts.json');
    return undefined;
  } catch (error) {
    assert.ok(isEngineError(error, 'badProjectFile'), String(error));
    const { path, ...facts } = error.facts;
    assert.equal(path, '/w/forgejo-artifacts.json');
    return facts;
  }
}

describe('decodeProject', () => {
  it('reads tools in their order, with the instance at the top for those that name none', () => {
    const { tools } = decodeProject(GOOD, 'f');
    assert.deepEqual(
      [...tools],
      [
        [
          'saw',
          {
            instance: 'https://git.example.org/',
            source: { kind: 'release', owner: 'tools', repo: 'saw' },
            version: '^1.4',
          },
        ],
        [
          'hammer',
          {
            instance: 'https://other.example/forge/',
            source: { kind: 'genericPackage', owner: 'smith', package: 'hammer' },
            version: 'latest',
            asset: { 'linux-x64': 'hammer-{version}-*', any: 'hammer.jar' },
            executables: ['hammer'],
          },
        ],
      ],
    );
  });

  it('gives each tool the minimum age at the top', () => {
    const { tools } = decodeProject(GOOD.replace('{', '{ "minimumAge": "3d",'), 'f');
    assert.deepEqual(
      [...tools.values()].map(({ minimumAgeMs }) => minimumAgeMs),
      [3 * 86_400_000, 3 * 86_400_000],
    );
    assert.deepEqual(faultOf('{ "minimumAge": "soon", "tools": {} }'), {
      key: 'minimumAge',
      rule: 'minimumAge',
      line: 1,
      column: 3,
    });
  });

  const lines = (...inner: readonly string[]): string => ['{', '  "tools": {', ...inner, '  }', '}'].join('\n');
  const tool = (fields: string): string => lines(`    "saw": { ${fields} }`);
  const whole = '"instance": "https://git.example.org", "release": "tools/saw", "version": "1"';
  const cases: readonly (readonly [string, string, ProjectRule, string, number, number])[] = [
    ['a misspelled key', tool(`${whole}, "verison": "2"`), 'unknownKey', 'tools.saw.verison', 3, 93],
    ['a misspelled version', tool('"release": "tools/saw", "verison": "1"'), 'unknownKey', 'tools.saw.verison', 3, 38],
    ['a missing version', tool('"release": "tools/saw"'), 'missingKey', 'tools.saw.version', 3, 12],
    ['no source', tool('"version": "1"'), 'missingKey', 'tools.saw.release', 3, 12],
    ['no instance anywhere', tool('"version": "1", "release": "a/b"'), 'missingKey', 'tools.saw.instance', 3, 12],
    ['two sources', tool(`${whole}, "package": "a/b"`), 'twoSources', 'tools.saw.package', 3, 93],
    ['a number instead of a version', tool('"version": 1'), 'version', 'tools.saw.version', 3, 14],
    ['a source of one part', tool('"release": "saw", "version": "1"'), 'source', 'tools.saw.release', 3, 14],
    ['an http address', tool('"instance": "http://git.example.org"'), 'instance', 'tools.saw.instance', 3, 14],
    [
      'a token in an address',
      tool('"instance": "https://me:secret@git.example.org"'),
      'instance',
      'tools.saw.instance',
      3,
      14,
    ],
    ['an unknown platform', tool(`${whole}, "asset": {"linux": "x"}`), 'platform', 'tools.saw.asset.linux', 3, 103],
    ['an empty pattern', tool(`${whole}, "asset": ""`), 'pattern', 'tools.saw.asset', 3, 93],
    [
      'a path instead of a program',
      tool(`${whole}, "executables": ["bin/saw"]`),
      'executables',
      'tools.saw.executables.0',
      3,
      109,
    ],
    ['a name that leads out', lines('    "../saw": {}'), 'toolName', 'tools.../saw', 3, 5],
    ['a device', lines('    "nul": {}'), 'toolName', 'tools.nul', 3, 5],
    ['a prototype', lines('    "__proto__": {}'), 'toolName', 'tools.__proto__', 3, 5],
    ['a list instead of tools', '{\n  "tools": []\n}', 'object', 'tools', 2, 3],
    ['a text instead of a tool', lines('    "saw": "1.4"'), 'object', 'tools.saw', 3, 5],
    ['no tools', '{}', 'missingKey', 'tools', 1, 1],
    ['a list', '[]', 'missingKey', 'tools', 1, 1],
    ['a comment', '{\n  // tools\n}', 'comment', '', 2, 3],
  ];
  for (const [what, text, rule, key, line, column] of cases) {
    it(`reports the position of ${what}`, () => assert.deepEqual(faultOf(text), { rule, key, line, column }));
  }

  it('does not read a file that is far too large', () => {
    assert.deepEqual(faultOf(`{ "//": "${'x'.repeat(2 ** 20)}", "tools": {} }`), { rule: 'tooLarge', key: '' });
  });

  it('never repeats a value, which may be a secret', () => {
    try {
      decodeProject(tool('"instance": "https://me:secret@git.example.org"'), 'f');
      assert.fail('it was read');
    } catch (error) {
      assert.ok(isEngineError(error));
      assert.doesNotMatch(JSON.stringify([error.message, error.facts]), /secret/);
    }
  });
});
