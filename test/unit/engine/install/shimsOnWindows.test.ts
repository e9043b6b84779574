import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { Shims } from '../../../../src/engine/install/shims.ts';
import { systemClock } from '../../../../src/engine/systemClock.ts';
import { useTempDir } from '../../../support/tempDir.ts';
import { describeWith } from '../../../support/thisSystem.ts';

const SAY = 'JSON.stringify(process.argv.slice(1))';
const ARGUMENTS = ['a b', '', '100% 50%', 'x^y', 'ü ß 日本', 'a&b|c', "it's", 'C:\\dir with blank\\'];
/** Arguments that cmd itself interprets before any program starts. */
const SPECIAL = ['%PATH%', 'say "hi"', '"', '\\"'];

/** Quotes an argument the way Windows programs parse it. */
function quoted(argument: string): string {
  return `"${argument.replace(/(\\*)"/g, String.raw`$1$1\"`).replace(/(\\+)$/, '$1$1')}"`;
}

describeWith('windows', 'commands of Windows', function () {
  this.timeout(60_000);
  const place = useTempDir();
  const bin = (): string => path.join(place(), 'bin');
  const shims = (): Shims => new Shims(bin(), systemClock);

  /** Makes a command of Node itself, with other files next to it. */
  async function command(name: string, version = 'v1', neighbours: readonly string[] = []): Promise<void> {
    const content = path.join(place(), 'installs', name, version, 'content');
    await mkdir(content, { recursive: true });
    await copyFile(process.execPath, path.join(content, `${name}.exe`));
    for (const file of neighbours) await writeFile(path.join(content, file), '');
    await shims().write(name, path.join(content, `${name}.exe`));
  }

  /** Types a line in cmd, which looks for commands in `bin/` first. */
  async function type(line: string): Promise<{ readonly code: number | null; readonly stdout: string }> {
    const env = { ...process.env, PATH: `${bin()};${process.env['PATH']}` };
    const child = spawn('cmd.exe', ['/d', '/s', '/c', `"${line}"`], { env, windowsVerbatimArguments: true });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, stdout };
  }

  it('links the program itself if it needs no neighbours, so that all arguments arrive', async () => {
    await command('tool', 'v1', ['README.md', 'LICENSE', '_tool', 'tool.1']);
    assert.deepEqual((await readdir(bin())).toSorted(), ['tool', 'tool.cmd', 'tool.exe']);
    const all = [...ARGUMENTS, ...SPECIAL];
    const { stdout } = await promisify(execFile)(path.join(bin(), 'tool.exe'), ['-p', SAY, '--', ...all]);
    assert.deepEqual(JSON.parse(stdout), all);
    const typed = await type(`tool -e "process.exit(7)"`);
    assert.equal(typed.code, 7);
  });

  it('uses a batch file if the program has neighbours, and passes arguments and the exit code on', async () => {
    await command('kit', 'v1', ['kit.dll']);
    assert.deepEqual((await readdir(bin())).toSorted(), ['kit', 'kit.cmd']);
    for (const argument of ARGUMENTS) {
      const { stdout } = await type(`kit -p ${quoted(SAY)} -- ${quoted(argument)}`);
      assert.deepEqual(JSON.parse(stdout), [argument]);
    }
    assert.equal((await type('kit -e "process.exit(7)"')).code, 7);
  });

  it('switches and removes commands while their program runs', async () => {
    await command('tool');
    const running = spawn(path.join(bin(), 'tool.exe'), ['-e', 'process.stdin.resume()'], { stdio: 'pipe' });
    await once(running, 'spawn');
    await command('tool', 'v2');
    const version = path.join('v2', 'content', 'tool.exe');
    assert.ok((await shims().read('tool'))?.target?.endsWith(version));
    await shims().remove('tool');
    assert.equal(await shims().read('tool'), undefined);
    assert.deepEqual(await shims().commands(), []);
    running.kill();
    await once(running, 'close');
  });
});
