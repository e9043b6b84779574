import assert from 'node:assert/strict';
import { commandNames } from '../../../../src/engine/install/commandName.ts';

function commands(paths: readonly string[], rest: { tool?: string; version?: string; isWholeAsset?: boolean } = {}) {
  const names = commandNames(paths, { tool: 'tool', version: 'v1.2.3', isWholeAsset: paths.length === 1, ...rest });
  return paths.map((path) => names.get(path));
}

describe('commandNames', () => {
  for (const [path, expected] of [
    ['tool', 'tool'],
    ['tool.exe', 'tool'],
    ['tool-linux-amd64', 'tool'],
    ['tool_1.2.3_Linux_x86_64', 'tool'],
    ['tool-v1.2.3-x86_64-unknown-linux-musl', 'tool'],
    ['tool-1.2.3', 'tool'],
    ['tool.linux-amd64', 'tool'],
    ['tool-win64.exe', 'tool'],
    ['go-arch-lint-darwin-arm64', 'go-arch-lint'],
    ['protoc-gen-go', 'protoc-gen-go'],
    ['Tool-x86_64.AppImage', 'Tool'],
    ['other-9.9', 'other-9.9'],
    ['linux-amd64', 'tool'],
    ['bin/cmd.sh', 'cmd.sh'],
  ] as const) {
    it(`calls ${path} ${expected}`, () => assert.deepEqual(commands([path]), [expected]));
  }

  it('takes for a version only the one that it is', () => {
    assert.deepEqual(commands(['python3.11'], { version: 'v9' }), ['python3.11']);
  });

  it('leaves names of further programs in an archive as they are', () => {
    assert.deepEqual(commands(['tool-linux-x64', 'helper-linux-x64']), ['tool', 'helper-linux-x64']);
  });

  it('calls no two programs the same', () => {
    const paths = ['a/tool-linux-x64', 'b/tool-linux-arm64'];
    assert.deepEqual(commands(paths), ['tool-linux-x64', 'tool-linux-arm64']);
  });

  it('makes no command that is hidden or a path', () => {
    assert.deepEqual(commands(['.tool'], { tool: '../x' }), ['tool']);
    assert.deepEqual(commands(['linux-x64'], { tool: '../x' }), ['x']);
  });
});
