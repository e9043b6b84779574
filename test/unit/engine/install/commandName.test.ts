import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import {
  beginsAs,
  commandNames,
  isCalledAs,
  isCommandName,
  namingContext,
} from '../../../../src/engine/install/commandName.ts';
import type { Naming } from '../../../../src/engine/install/commandName.ts';

async function commands(paths: readonly string[], rest: Partial<Naming> = {}) {
  const context = { names: ['tool'], version: 'v1.2.3', isWholeAsset: paths.length === 1, ...rest } as const;
  const names = await commandNames(paths, namingContext(context));
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
    ['tool 1.2.3 linux x64', 'tool'],
    ['tool (Linux x86_64)', 'tool'],
    ['tool+linux+x64', 'tool'],
    ['tool@1.2.3-linux', 'tool'],
    ['My Tool for Linux', 'tool'],
  ] as const) {
    it(`calls ${path} ${expected}`, async () => assert.deepEqual(await commands([path]), [expected]));
  }

  for (const [path, names, expected] of [
    ['tool-1.2.3.pyz', ['tool'], 'tool'],
    ['tool_v1.2.3.sh', ['tool'], 'tool'],
    ['tool.py', ['tool'], 'tool'],
    ['acme.sh', ['acme.sh'], 'acme.sh'],
    ['install-tool.sh', ['tool'], 'install-tool.sh'],
  ] as const) {
    it(`calls the script ${path} of ${names[0]} ${expected}`, async () =>
      assert.deepEqual(await commands([path], { names }), [expected]));
  }

  it("keeps a script's extension in an archive", async () => {
    assert.deepEqual(await commands(['bin/tool.sh'], { isWholeAsset: false }), ['tool.sh']);
  });

  it("strips only the tool's own version", async () => {
    assert.deepEqual(await commands(['python3.11'], { version: 'v9' }), ['python3.11']);
  });

  it('leaves names of further programs in an archive as they are', async () => {
    assert.deepEqual(await commands(['tool-linux-x64', 'helper-linux-x64']), ['tool', 'helper-linux-x64']);
  });

  it('accepts the name of the repository as one of the tool', async () => {
    const paths = ['saw-linux-x64', 'helper-linux-x64'];
    assert.deepEqual(await commands(paths, { names: ['mine', 'saw'] }), ['saw', 'helper-linux-x64']);
  });

  it('gives no two programs the same name', async () => {
    const paths = ['a/tool-linux-x64', 'b/tool-linux-arm64'];
    assert.deepEqual(await commands(paths), ['tool-linux-x64', 'tool-linux-arm64']);
  });

  it('yields to other work, and stops at an abort', async () => {
    const paths = Array.from({ length: 2000 }, (_, index) => `x/tool-linux-unknown-${index}`);
    const stop = new AbortController();
    const naming = commandNames(
      paths,
      namingContext({ names: ['tool'], version: 'v1', isWholeAsset: false }),
      stop.signal,
    );
    await setImmediate();
    stop.abort(new Error('enough'));
    await assert.rejects(naming, /enough/);
  });
});

describe('isCalledAs', () => {
  const context = namingContext({ names: ['tool', 'Repo'], version: 'v1.2.3', isWholeAsset: false });

  for (const path of ['tool', 'bin/TOOL.exe', 'tool-1.2.3-linux-amd64', 'repo', 'x/tool.linux-arm64']) {
    it(`recognises ${path}`, () => assert.ok(isCalledAs(path, context) && beginsAs(path, context)));
  }
  for (const path of ['tools', 'tool/other', 'my-tool', 'tool-helper', 'tool-1.2.3-part', '.tool']) {
    it(`rejects ${path}`, () => assert.ok(!isCalledAs(path, context)));
  }
});

describe('isCommandName', () => {
  for (const name of ['git', 'g++', '7z', 'python3.11', 'llvm-ar', '_x', 'A.B']) {
    it(`accepts ${name}`, () => assert.ok(isCommandName(name)));
  }
  for (const name of [
    '',
    '.exe',
    '-',
    '-rf',
    '.',
    '..',
    '[',
    'a b',
    'a;b',
    '$(id)',
    'x`id`',
    'a|b',
    'a&b',
    'a>b',
    'a*',
    '~',
    '%PATH%',
    'a/b',
    'a\\b',
    'a\0b',
    'a\nb',
    'с',
    'sudo\u200b',
    'ｇｉｔ',
    'con',
    'NUL.txt',
    'x'.repeat(65),
    "it's",
    '#',
    '!',
  ]) {
    it(`rejects ${JSON.stringify(name)}`, () => assert.ok(!isCommandName(name)));
  }
});
