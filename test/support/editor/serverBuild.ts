import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { madeOnce } from './fetched.ts';
import { CMD } from '../thisSystem.ts';

const run = promisify(execFile);

/** The npm package of VS Code's own server build; this version contains VS Code 1.139.1. */
const VERSION = '4.139.1';

const VSCODE = join('node_modules', 'code-server', 'lib', 'vscode');

/** The directory of VS Code's server build, fetched on first use. No install script runs and nothing is compiled. */
export async function editorBuild(): Promise<string> {
  const saying = `Fetching VS Code's server build from npm into .vscode-test (once, about 620 MB)`;
  const home = await madeOnce(`code-server-${VERSION}`, saying, async (workshop) => {
    await writeFile(join(workshop, 'package.json'), '{"private":true}');
    await npm(workshop, 'install', `code-server@${VERSION}`);
    // Its shrinkwrap pins everything, but `npm ci` considers it incomplete.
    await npm(join(workshop, VSCODE), 'install', '--omit=dev');
    await npm(join(workshop, VSCODE, 'extensions'), 'install', '--omit=dev');
  });
  return join(home, VSCODE);
}

async function npm(cwd: string, ...args: readonly string[]): Promise<void> {
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await run('npm', [...args, ...quiet], { cwd, shell: CMD !== '', maxBuffer: 64 * 1024 * 1024 });
}
