import { execFile } from 'node:child_process';
import { access, cp, mkdtemp, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Setting } from '../bench.ts';
import type { Params } from '../contenders/contender.ts';
import { isThere } from '../contenders/programs.ts';
import { startServerProcess } from '../serverProcess.ts';
import { TOOL_OWNER, TOOL_VERSION, toolNames } from './names.ts';
import { THIS_SYSTEM } from '../../support/thisSystem.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const run = promisify(execFile);

type Command = Pick<Params, 'command' | 'env'>;

/** A program that installs tools: how to call it, and how to fill its directory first. */
export interface ToolUser {
  readonly name: string;
  readonly install: Command;
  readonly lock: Command;
  /** Writes the workspace file into a directory, and its lock if wanted. */
  readonly fill: (directory: string, options: { readonly isLocked: boolean }) => Promise<void>;
}

/** Throws with the reason if the rows about tools cannot run on this machine. */
export async function demandToolRows(): Promise<void> {
  if (!THIS_SYSTEM.linux) throw new Error('the tools are programs for Linux');
  await access(join(ROOT, 'dist/cli.cjs')).catch(() => Promise.reject(new Error('dist/ is missing: npm run build')));
}

/** Runs a server with tools and the programs that install them, for as long as `use` runs. */
export async function withTools<T>(
  { sizes, directory }: Setting,
  use: (users: { ours: ToolUser; mise: ToolUser | undefined; url: string }) => Promise<T>,
): Promise<T> {
  await demandToolRows();
  using server = await startServerProcess('tools/server.ts', [sizes.tools, sizes.programBytes].map(String));
  const names = toolNames(sizes.tools);
  const templates = await mkdtemp(join(directory, 'templates-'));
  const ours = await withLock(oursOf(server.url, names), join(templates, 'ours'));
  const program = await findMise();
  const mise =
    program === undefined ? undefined : await withLock(miseOf(program, server.url, names), join(templates, 'mise'));
  return await use({ ours, mise, url: server.url });
}

interface Unlocked extends Omit<ToolUser, 'fill'> {
  readonly files: Readonly<Record<string, string>>;
  readonly lockFile: string;
}

/** Creates the lock once, with the program itself. */
async function withLock({ files, lockFile, ...user }: Unlocked, template: string): Promise<ToolUser> {
  const fill: ToolUser['fill'] = async (directory, { isLocked }) => {
    for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
    if (isLocked) await cp(join(template, lockFile), join(directory, lockFile));
  };
  await run('mkdir', ['-p', template]);
  await fill(template, { isLocked: false });
  const [file = '', ...args] = user.lock.command.map((text) => text.replaceAll('{directory}', template));
  const env = Object.entries(user.lock.env).map(([name, text]) => [name, text.replaceAll('{directory}', template)]);
  await run(file, args, { cwd: template, env: { ...process.env, ...Object.fromEntries(env) } });
  return { ...user, fill };
}

/** The built command line. Its compiled code is kept below its own home, as after its first call. */
export const cli = (...args: readonly string[]): readonly string[] => [
  process.execPath,
  join(ROOT, 'dist/cli.cjs'),
  ...args,
];

function oursOf(url: string, names: readonly string[]): Unlocked {
  const tools = names.map((name) => [name, { release: `${TOOL_OWNER}/${name}`, version: TOOL_VERSION }]);
  const project = JSON.stringify({ instance: url, tools: Object.fromEntries(tools) as object });
  const env = { FORGEJO_ARTIFACTS_INSTANCES: url };
  const at = ['--cache', '{directory}/cache'];
  return {
    name: 'ours',
    install: { command: cli('restore', ...at), env },
    lock: { command: cli('update', ...at), env },
    files: { 'forgejo-artifacts.json': project },
    lockFile: 'forgejo-artifacts.lock.json',
  };
}

function miseOf(program: string, url: string, names: readonly string[]): Unlocked {
  const line = (name: string): string =>
    `"forgejo:${TOOL_OWNER}/${name}" = { version = "${TOOL_VERSION}", api_url = "${url}api/v1" }\n`;
  const directories = ['DATA', 'CACHE', 'STATE', 'CONFIG'].map((what) => [
    `MISE_${what}_DIR`,
    `{directory}/mise-${what.toLowerCase()}`,
  ]);
  const env = {
    ...Object.fromEntries(directories),
    MISE_TRUSTED_CONFIG_PATHS: '{directory}',
    MISE_YES: '1',
  } as Command['env'];
  return {
    name: 'mise',
    install: { command: [program, 'install'], env },
    lock: { command: [program, 'lock', '--platform', `linux-${process.arch}`], env },
    files: { 'mise.toml': `[tools]\n${names.map(line).join('')}`, 'mise.lock': '' },
    lockFile: 'mise.lock',
  };
}

export const NO_MISE = 'mise is neither on the PATH nor in node_modules: npm install --no-save @jdxcode/mise-linux-x64';

async function findMise(): Promise<string | undefined> {
  const own = join(ROOT, `node_modules/@jdxcode/mise-linux-${process.arch}/bin/mise`);
  const candidates = [process.env['MISE'] ?? 'mise', own];
  for (const program of candidates) if (await isThere(program)) return program;
  return undefined;
}

/** The script that people write by hand: four downloads at once, each checked against its checksum file. */
export function curlScript(url: string, count: number): Command {
  const one = [
    'f=$0-1.0.0-linux-$ARCH.tar.gz; mkdir $0',
    'curl -sf -o $f $URL$0/releases/download/v1.0.0/$f -o $0.sums $URL$0/releases/download/v1.0.0/SHA256SUMS',
    'sha256sum --quiet -c $0.sums',
    'tar -xzf $f -C $0',
  ].join(' && ');
  const script = `printf '%s\\n' ${toolNames(count).join(' ')} | xargs -P4 -n1 bash -c '${one}'`;
  return { command: ['bash', '-c', script], env: { URL: `${url}${TOOL_OWNER}/`, ARCH: process.arch } };
}
