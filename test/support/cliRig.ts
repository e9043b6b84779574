import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectPaths, readLock } from '../../src/engine/index.ts';
import type { CommandOffer, LockedTool } from '../../src/engine/index.ts';
import { DEMO_KEYS } from './forge/demo/keys.ts';
import { demoContent } from './forge/demoContent.ts';
import { startForge } from './forge/forge.ts';
import type { Forge } from './forge/forge.ts';
import type { ForgeOptions } from './forge/options.ts';
import { makeTempDir, useTempDir } from './tempDir.ts';

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The signal that ended the process. */
  readonly endedBy?: NodeJS.Signals;
}

/** The fields of any command's JSON that tests use. */
export interface CliAnswer {
  readonly ok: boolean;
  readonly binDirectory: string;
  readonly isCurrent: boolean;
  readonly folder: string;
  readonly from: string;
  readonly project: CliAnswer;
  readonly outdated: readonly string[];
  readonly omitted: readonly string[];
  readonly skipped: readonly { readonly version: string }[];
  readonly unreadable: readonly string[];
  readonly unreadableFiles: readonly string[];
  readonly newerFiles: number;
  readonly error: { readonly code: string; readonly message: string; readonly facts: Record<string, unknown> };
  readonly tools: readonly (CliAnswer & CliTool)[];
  readonly tool: CliTool;
  readonly pick: { readonly asset: string; readonly reason: string };
  readonly files: readonly { readonly name: string; readonly state: string; readonly forThisMachine: boolean }[];
  readonly path: string;
  readonly dryRun: boolean;
  readonly file: { readonly path: string; readonly sha256: string; readonly evidence: string };
  readonly versions: readonly { readonly version: string; readonly installed: boolean; readonly files?: number }[];
  readonly hasMore: boolean;
  readonly instances: readonly { readonly ok: boolean; readonly repositories: readonly { readonly name: string }[] }[];
}

export interface CliTool {
  readonly name: string;
  readonly asset: string;
  readonly version: string;
  readonly newer?: string;
  readonly sha256: string;
  readonly evidence: string;
  readonly fromCache: boolean;
  readonly state: string;
  readonly isRefused?: boolean;
  readonly refusal?: string;
  readonly assets: readonly { readonly name: string; readonly state: string }[];
  readonly executables: readonly { readonly command: string; readonly path: string; readonly linked: boolean }[];
  readonly notLinked: readonly CommandOffer[];
}

export interface CliCall {
  readonly args: readonly string[];
  /** The whole environment, apart from the variables that are needed to find programs. */
  readonly env?: Readonly<Record<string, string>>;
  /** Sends SIGINT when it aborts, like Ctrl+C. */
  readonly signal?: AbortSignal;
  /** Called with all of stderr so far, whenever there is more. */
  readonly onStderr?: (text: string) => void;
  /** Closes stdout before anything is written to it, like a reader that has ended. */
  readonly closesStdout?: boolean;
  /** The current directory. @default that of the tests */
  readonly cwd?: string;
  /** The text on stdin. @default nothing */
  readonly input?: string;
}

/** Runs the command line in a process of its own, as a person or a script does. */
export function runCli(
  program: string,
  { args, env = {}, signal, closesStdout = false, cwd, input, onStderr }: CliCall,
): Promise<CliResult> {
  return new Promise((done, reject) => {
    const { PATH = '', SystemRoot = '' } = process.env;
    const child = spawn(process.execPath, [program, ...args], {
      env: { PATH, SystemRoot, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
      cwd,
    });
    child.stdin.on('error', () => undefined).end(input);
    if (closesStdout) child.stdout.destroy();
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      onStderr?.(stderr);
    });
    signal?.addEventListener('abort', () => void child.kill('SIGINT'), { once: true });
    child.once('error', reject);
    child.once('close', (code, endedBy) => done({ code, stdout, stderr, ...(endedBy && { endedBy }) }));
  });
}

const FORGE_URL = '<forge>';

interface Program {
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
}

let built: Promise<Program> | undefined;

/**
 * The program as shipped, built once for all tests of this process, and an environment that keeps its compiled code for the
 * next call.
 */
export function builtProgram(): Promise<Program> {
  built ??= (async () => {
    const { path } = await makeTempDir();
    process.once('exit', () => rmSync(path, { recursive: true, force: true }));
    await promisify(execFile)(process.execPath, ['esbuild.js', '--program', path]);
    return { file: join(path, 'program.cjs'), env: { NODE_COMPILE_CACHE: join(path, 'compiled') } };
  })();
  return built;
}

/** A workspace directory, a demo forge, and the program that connects them. */
export interface CliRig {
  readonly forge: Forge;
  readonly directory: () => string;
  /** The environment that names the forge. */
  readonly env: () => Record<string, string>;
  /** The options for another cache, which simulates another machine. */
  readonly cacheAt: (name: string) => readonly string[];
  /** The option that trusts the demo's key for `workshop`. */
  readonly trusted: () => readonly string[];
  /** The program to run, and an environment in which it starts faster. */
  readonly program: Program;
  readonly run: (call: CliCall) => Promise<CliResult>;
  /** Runs a command in the workspace, with the forge named. */
  readonly call: (...args: readonly string[]) => Promise<CliResult>;
  /** Does the same with `--json`, and checks that stdout contains nothing else. */
  readonly ask: (...args: readonly string[]) => Promise<CliResult & { readonly answer: CliAnswer }>;
  /** Writes a workspace file that asks for a tool of an unchanged `workshop`, and its lock. */
  readonly lock: (repo: string, version: string) => Promise<LockedTool>;
}

/** For use inside `describe`. */
export function useCli(options: Partial<ForgeOptions> = {}): CliRig {
  const directory = useTempDir();
  let program: Program | undefined;
  /** The locks written so far, for any address of the forge. Another run would only write the same. */
  const locks = new Map<string, string>();
  let forge: Forge | undefined;
  const rig: CliRig = {
    get forge() {
      assert.ok(forge, 'available only while a test runs');
      return forge;
    },
    directory,
    env: () => ({ FORGEJO_ARTIFACTS_INSTANCES: rig.forge.url }),
    cacheAt: (name) => ['--cache', join(directory(), name)],
    trusted: () => ['--trusted-key', `${rig.forge.url}workshop=${join(directory(), 'minisign.pub')}`],
    get program() {
      assert.ok(program, 'available once the first test runs');
      return program;
    },
    run: (call) => runCli(rig.program.file, { ...call, env: { ...rig.program.env, ...call.env } }),
    call: (...args) => rig.run({ args: ['-C', directory(), ...args], env: rig.env() }),
    ask: async (...args) => {
      const result = await rig.call('--json', ...args);
      assert.match(result.stdout, /^\{/, result.stderr);
      return { ...result, answer: JSON.parse(result.stdout) as CliAnswer };
    },
    lock: async (repo, version) => {
      const paths = projectPaths(directory());
      const tools = { [repo]: { instance: rig.forge.url, release: `workshop/${repo}`, version } };
      await writeFile(paths.file, JSON.stringify({ tools }));
      const key = `${repo} ${version}`;
      const known = locks.get(key);
      if (known === undefined) {
        const { code, stderr } = await rig.call('update', ...rig.cacheAt('of who locks'), ...rig.trusted());
        assert.equal(code, 0, stderr);
        locks.set(key, (await readFile(paths.lock, 'utf8')).replaceAll(rig.forge.url, FORGE_URL));
      } else await writeFile(paths.lock, known.replaceAll(FORGE_URL, rig.forge.url));
      const tool = (await readLock(paths.lock))?.tools.get(repo);
      assert.ok(tool);
      return tool;
    },
  };
  before(async () => {
    program = await builtProgram();
  });
  beforeEach(async () => {
    forge = await startForge({ content: demoContent(), ...options });
    await writeFile(join(directory(), 'minisign.pub'), DEMO_KEYS.minisign.text);
  });
  afterEach(() => forge?.close());
  return rig;
}
