import assert from 'node:assert/strict';
import { isEngineError } from '../../../../src/engine/errors.ts';
import { decodeProject } from '../../../../src/engine/project/decodeProject.ts';
import { putTool, removeTool } from '../../../../src/engine/project/editProject.ts';
import type { ToolSpec } from '../../../../src/engine/project/projectModel.ts';

const saw: ToolSpec = {
  instance: 'https://git.example.org/',
  source: { kind: 'release', owner: 'tools', repo: 'saw' },
  version: '^1.4',
};

const HAND_WRITTEN = `{
    "$schema": "./x.json",
    "instance": "https://git.example.org",
    "//": "kept by   hand",
    "tools": {
        "axe": { "release": "tools/axe",   "version": "latest", "executables": ["axe", "hatchet"] },
        "hammer": {
            "package": "tools/hammer",
            "version": "2.0.0"
        }
    }
}
`;

describe('putTool', () => {
  it('creates a missing file', () => {
    const text = putTool(undefined, 'saw', saw);
    assert.deepEqual(decodeProject(text, 'f').tools.get('saw'), saw);
    assert.equal(
      text,
      `{
  "tools": {
    "saw": {
      "instance": "https://git.example.org/",
      "release": "tools/saw",
      "version": "^1.4"
    }
  }
}
`,
    );
  });

  it('adds a tool at the end and leaves every other character alone', () => {
    const text = putTool(HAND_WRITTEN, 'saw', { ...saw, instance: 'https://other.example/', executables: ['saw'] });
    const added = `,
        "saw": {
            "instance": "https://other.example/",
            "release": "tools/saw",
            "version": "^1.4",
            "executables": [
                "saw"
            ]
        }`;
    assert.equal(text.replace(added, ''), HAND_WRITTEN);
    assert.deepEqual([...decodeProject(text, 'f').tools.keys()], ['axe', 'hammer', 'saw']);
  });

  it('replaces a tool of that name in place', () => {
    const text = putTool(HAND_WRITTEN, 'axe', {
      ...saw,
      source: { kind: 'genericPackage', owner: 'a', package: 'axe' },
    });
    assert.deepEqual([...decodeProject(text, 'f').tools.keys()], ['axe', 'hammer']);
    assert.equal(decodeProject(text, 'f').tools.get('axe')?.source.kind, 'genericPackage');
    assert.ok(text.includes('"//": "kept by   hand"'));
  });

  it('keeps the line ends of Windows and tabs', () => {
    const text = putTool('{\r\n\t"tools": {}\r\n}\r\n', 'saw', saw);
    assert.doesNotMatch(text, /[^\r]\n/);
    assert.match(text, /\r\n\t\t"saw": \{\r\n\t\t\t"instance"/);
  });

  it('refuses to edit an unreadable file, and a tool that could not be read back', () => {
    const isRefusal = (error: unknown): boolean => isEngineError(error, 'badProjectFile');
    assert.throws(() => putTool('{ "tools": { // none yet\n } }', 'saw', saw), isRefusal);
    assert.throws(() => putTool(undefined, '../saw', saw), isRefusal);
    assert.throws(() => putTool(undefined, 'saw', { ...saw, version: '' }), isRefusal);
  });
});

describe('putTool for another version', () => {
  it('changes the version and no other character', () => {
    const spec = { ...saw, source: { kind: 'genericPackage', owner: 'tools', package: 'hammer' } as const };
    const text = putTool(HAND_WRITTEN, 'hammer', { ...spec, version: '^3' });
    assert.equal(text, HAND_WRITTEN.replace('"2.0.0"', '"^3"'));
  });
});

describe('removeTool', () => {
  it('removes a tool and leaves every other character alone', () => {
    const first =
      '"axe": { "release": "tools/axe",   "version": "latest", "executables": ["axe", "hatchet"] },\n        ';
    assert.equal(removeTool(HAND_WRITTEN, 'axe'), HAND_WRITTEN.replace(first, ''));
    const withoutLast = removeTool(HAND_WRITTEN, 'hammer');
    assert.deepEqual([...decodeProject(withoutLast, 'f').tools.keys()], ['axe']);
    assert.ok(withoutLast.includes('"hatchet"] }\n    }\n}'));
    const none = removeTool(withoutLast, 'axe');
    assert.ok(none.includes('"tools": {}\n}') && none.includes('kept by   hand'));
  });

  it('leaves a file without the tool alone, and one that cannot be read', () => {
    assert.equal(removeTool(HAND_WRITTEN, 'saw'), HAND_WRITTEN);
    assert.throws(() => removeTool('{', 'saw'), { code: 'badProjectFile' });
  });
});
