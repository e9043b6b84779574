import assert from 'node:assert/strict';
import { lineAndColumn } from '../../../../src/engine/project/jsonText.ts';
import { lockTool } from '../../../../src/engine/project/lockTool.ts';
import { EMPTY_LOCK } from '../../../../src/engine/project/projectModel.ts';
import type { Lock } from '../../../../src/engine/project/projectModel.ts';
import { projectProblems } from '../../../../src/engine/project/projectProblems.ts';
import { withTool } from '../../../../src/engine/project/updateTool.ts';
import { FakeUpstream, INSTANCE, SAW_FILES, makeVersion, sawSpec } from '../../../support/projectRig.ts';

const isConfigured = (instance: string): boolean => instance === INSTANCE;

/** The problems, each as `kind about at line:column`, with the text there. */
function found(text: string, lock?: Lock): readonly string[] {
  return projectProblems(text, { lock, isConfigured }).map(({ kind, about, start, end }) => {
    const { line, column } = lineAndColumn(text, start);
    return `${kind} ${about} ${line}:${column} ${text.slice(start, end)}`;
  });
}

const file = (tools: string, instance = INSTANCE): string =>
  `{\n  "instance": ${JSON.stringify(instance)},\n  "tools": {\n    ${tools}\n  }\n}\n`;

async function sawLock(requested = '^1', name = 'saw'): Promise<Lock> {
  const upstream = new FakeUpstream(makeVersion('v1.2.0', SAW_FILES));
  const { tool } = await lockTool('saw', { ...sawSpec, version: requested }, upstream);
  return withTool(EMPTY_LOCK, name, tool);
}

describe('projectProblems', () => {
  const SAW = `"saw": { "release": "tools/saw", "version": "^1" }`;

  it('finds nothing in a file that matches its lock, or without a lock', async () => {
    assert.deepEqual(found(file(SAW), await sawLock()), []);
    assert.deepEqual(found(file(SAW)), []);
  });

  it('finds a version that is neither a range nor a possible tag, with its position', () => {
    const tools = ['^^1', 'v1 or 2', '^1', '1.x', 'latest', 'nightly', '=3.6'].map(
      (version, index) => `"t${index}": { "release": "a/b", "version": ${JSON.stringify(version)} }`,
    );
    assert.deepEqual(found(file(tools.join(',\n    '))), ['range ^^1 4:42 "^^1"', 'range v1 or 2 5:42 "v1 or 2"']);
  });

  it("finds an instance that is not one of the user's, for all tools or for one", () => {
    assert.deepEqual(found(file(SAW, 'https://evil.example')), [
      'instance https://evil.example 2:15 "https://evil.example"',
    ]);
    const own = `"saw": { "instance": "nonsense here", "release": "tools/saw", "version": "1" }`;
    assert.deepEqual(found(file(own)), ['instance nonsense here 4:26 "nonsense here"']);
  });

  it('finds a tool without an instance', () => {
    assert.deepEqual(found(`{ "tools": { ${SAW} } }`), ['noInstance saw 1:14 "saw"']);
  });

  it('finds missing, different and extra tools in the lock', async () => {
    const lock = await sawLock('latest');
    const plane = `"plane": { "release": "tools/plane", "version": "^1" }`;
    assert.deepEqual(found(file(`${plane}, ${SAW}`), lock), ['notLocked plane 4:5 "plane"', 'outdated saw 4:61 "saw"']);
    assert.deepEqual(found(file(SAW), withTool(await sawLock(), 'hammer', lock.tools.get('saw') ?? assert.fail())), [
      'onlyLocked hammer 3:3 "tools"',
    ]);
  });

  it('leaves notes and half-typed files alone', async () => {
    assert.deepEqual(found(`{ "tools": { "//": "note", "saw": { "release": `, await sawLock()), []);
    assert.deepEqual(found(file(`"//": { "version": "^^" }`)), []);
    assert.deepEqual(found('[1]'), []);
    assert.deepEqual(found('{ "tools": 3 }'), []);
  });

  it('limits the problems of hostile files', () => {
    const many = Array.from({ length: 2000 }, (_, index) => `"t${index}": { "release": "a/b", "version": "^^" }`);
    assert.equal(found(file(many.join(','))).length, 100);
    assert.deepEqual(found(' '.repeat(10 * 1024 * 1024)), []);
  });
});
