import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { typedCommand } from '../../../../src/editor/installs/typedCommand.ts';
import { HOSTILE_NAMES } from '../../../support/hostileText.ts';
import { itWith } from '../../../support/thisSystem.ts';
import { useTempDir } from '../../../support/tempDir.ts';

const BASH = '/bin/bash';
const POWERSHELL = String.raw`C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe`;
const CMD = String.raw`C:\WINDOWS\System32\cmd.exe`;
const GIT_BASH = String.raw`C:\Program Files\Git\bin\bash.exe`;

const TOOL = { command: 'tool', linked: true, path: '/installs/tool' };
const typed = (program: Partial<typeof TOOL>, shell = BASH, isOnPath = true): string | undefined =>
  typedCommand({ ...TOOL, ...program }, { isOnPath, shell });
const typedPath = (path: string, shell: string): string | undefined => typed({ linked: false, path }, shell);

describe('the command typed into a terminal', () => {
  it('is the name if it is on the PATH, else the path', () => {
    assert.equal(typed({}), 'tool');
    assert.equal(typed({ linked: false }), '/installs/tool');
    assert.equal(typed({}, BASH, false), '/installs/tool');
  });

  it('is the path if a shell could read more than a name into the name', () => {
    for (const command of [
      'a b',
      'a;b',
      '$(b)',
      '`b`',
      'a&b',
      'a|b',
      'a>b',
      '-a',
      'a\nb',
      "a'b",
      'a"b',
      '~a',
      'a*',
      '%a%',
      'ä',
      '',
    ])
      assert.equal(typed({ command }), '/installs/tool', command);
  });

  it('has a path in quotes if needed', () => {
    const mac = '/Users/a/Library/Application Support/tool';
    const windows = String.raw`C:\Users\a b\tool.exe`;
    for (const shell of ['/bin/sh', '/bin/zsh', '/usr/bin/fish']) assert.equal(typedPath(mac, shell), `'${mac}'`);
    assert.equal(typedPath(mac, '/opt/microsoft/powershell/7/pwsh'), `& '${mac}'`);
    assert.equal(typedPath(windows, POWERSHELL), `& '${windows}'`);
    assert.equal(typedPath(windows, CMD), `"${windows}"`);
    assert.equal(typedPath(windows, GIT_BASH), `'${windows}'`);
  });

  it('has a plain path as it is', () => {
    assert.equal(typedPath('/a/tool-1.0_x64+b', '/usr/bin/nu'), '/a/tool-1.0_x64+b');
    for (const shell of [POWERSHELL, CMD])
      assert.equal(typedPath(String.raw`C:\a\tool.exe`, shell), String.raw`C:\a\tool.exe`);
    assert.equal(typedPath(String.raw`C:\a\tool.exe`, GIT_BASH), String.raw`'C:\a\tool.exe'`);
  });

  it('has quotes that the path cannot end', () => {
    assert.equal(typedPath("/it's", '/bin/zsh'), String.raw`'/it'\''s'`);
    assert.equal(typedPath(String.raw`/it's\me`, '/usr/bin/fish'), String.raw`'/it\'s\\me'`);
    assert.equal(typedPath("/it's Anna’s ‚ ‛", POWERSHELL), "& '/it''s Anna’’s ‚‚ ‛‛'");
    assert.equal(typedPath('/$a `b` %c% !d ü', POWERSHELL), "& '/$a `b` %c% !d ü'");
  });

  it('is nothing if the shell might not take the path literally', () => {
    for (const path of ['C:\\100%\\a b', 'C:\\a!\\b', 'C:\\a"b']) assert.equal(typedPath(path, CMD), undefined, path);
    for (const shell of ['', '/usr/bin/nu', '/bin/tcsh', String.raw`C:\Windows\System32\wsl.exe`])
      assert.equal(typedPath('/a b/tool', shell), undefined, shell);
    assert.equal(typedPath(String.raw`C:\a\tool.exe`, String.raw`C:\Windows\System32\bash.exe`), undefined);
    for (const shell of [BASH, '/usr/bin/fish', POWERSHELL, CMD, ''])
      for (const path of ['', '/a\nb', '/a\rb', '/a\u001b[2J', '/a\u0003', '/a\tb', '/a\ud800'])
        assert.equal(typedPath(path, shell), undefined, JSON.stringify([shell, path]));
  });

  describe('starts the program and nothing else', () => {
    const directory = useTempDir();
    const NAMES = [
      ...HOSTILE_NAMES,
      'a b',
      "it's",
      "''",
      '$HOME',
      '$(id)',
      '`id`',
      '%PATH%',
      '!!',
      'grün 日本',
      'a\\b',
      "\\'",
      '~',
      '*',
      '-x',
    ];

    const run = async (shell: string): Promise<void> => {
      for (const [index, name] of NAMES.entries()) {
        const path = join(directory(), `${index}`, name.replaceAll('/', '_').slice(0, 80));
        const text = typedPath(path, shell);
        if (text === undefined) continue;
        await mkdir(join(directory(), `${index}`));
        await writeFile(path, `#!/bin/sh\necho started ${index}\n`, { mode: 0o755 });
        const { stdout } = await promisify(execFile)(shell, ['-c', text]);
        assert.equal(stdout, `started ${index}\n`, path);
      }
    };

    itWith('scripts', 'in sh', () => run('/bin/sh'));
    itWith('zsh', 'in zsh', () => run('zsh'));
    itWith('fish', 'in fish', () => run('fish'));
  });
});
