import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** VS Code's own server build as npm has it; this version holds VS Code 1.139.1. */
const VERSION = '4.139.1';

/** Git-ignored; what is fetched for tests lives here and nowhere else. */
export const EDITOR_DIRECTORY = resolve(import.meta.dirname, '../../../.vscode-test');

/**
 * The directory of VS Code's server build, fetched on first use. It is built beside its place and renamed into it, so an
 * interrupted fetch leaves nothing half done. No install script runs and nothing is compiled.
 */
export async function editorBuild(): Promise<string> {
  const home = join(EDITOR_DIRECTORY, `code-server-${VERSION}`);
  const vscode = join('node_modules', 'code-server', 'lib', 'vscode');
  if (existsSync(home)) return join(home, vscode);
  console.log(`Fetching VS Code's server build from npm into .vscode-test (once, about 620 MB)`);
  await mkdir(EDITOR_DIRECTORY, { recursive: true });
  const workshop = await mkdtemp(join(EDITOR_DIRECTORY, 'fetching-'));
  try {
    await writeFile(join(workshop, 'package.json'), '{"private":true}');
    await npm(workshop, 'install', `code-server@${VERSION}`);
    // Its shrinkwrap pins everything, but `npm ci` finds it incomplete.
    await npm(join(workshop, vscode), 'install', '--omit=dev');
    await npm(join(workshop, vscode, 'extensions'), 'install', '--omit=dev');
    await rename(workshop, home);
  } catch (error) {
    await rm(workshop, { recursive: true, force: true });
    if (!existsSync(home)) throw error;
  }
  return join(home, vscode);
}

async function npm(cwd: string, ...args: readonly string[]): Promise<void> {
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await run('npm', [...args, ...quiet], { cwd, shell: process.platform === 'win32', maxBuffer: 64 * 1024 * 1024 });
}
