import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { editorBuild } from './serverBuild.ts';

export interface EditorServerOptions {
  /** User settings, in addition to those that keep the editor quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Whether folders must be trusted first, as on a desktop. @default false */
  readonly workspaceTrust?: boolean;
  /** @default a new one, removed at the end */
  readonly directory?: string;
  /** The folder of an extension to show as installed, for people, who want notifications to pop up. */
  readonly installed?: string;
}

export interface WindowOptions {
  /** A folder, or the file of a workspace with several folders. */
  readonly folder?: string;
  /** The extension to load from its sources. */
  readonly development?: string;
  /** The module to run as tests inside the extension host. */
  readonly tests?: string;
  /** The environment of the extension host. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A running editor without a window. */
export interface EditorServer {
  readonly directory: string;
  /** The directory with the user's settings and the storage of extensions. */
  readonly userDirectory: string;
  /** Installs a package as a person would from a file. */
  install(vsix: string): Promise<void>;
  /** The address that opens a window. */
  windowUrl(options: WindowOptions): string;
  stop(): Promise<void>;
}

const QUIET_SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  // It would keep listing the open files of all processes of the machine.
  'remote.autoForwardPorts': false,
};

/** The built-in extensions that ours or a test needs. Each of the other ninety would slow down every window. */
const BUILT_IN_EXTENSIONS = [
  'configuration-editing',
  'git',
  'git-base',
  'json',
  'json-language-features',
  'markdown-basics',
  'markdown-language-features',
  'shellscript',
  'theme-defaults',
  'theme-seti',
];

/** Starts VS Code's server on a free loopback port. Its extension hosts end two seconds after their window. */
export async function startEditorServer(options: EditorServerOptions = {}): Promise<EditorServer> {
  const vscode = await editorBuild();
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'forgejo-artifacts-editor-')));
  const user = join(directory, 'user');
  await mkdir(join(user, 'User'), { recursive: true });
  await mkdir(join(directory, 'home'), { recursive: true });
  const settings = { ...QUIET_SETTINGS, ...options.settings };
  await writeFile(join(user, 'User', 'settings.json'), JSON.stringify(settings, null, 2));
  if (options.installed) await pretendInstalled(options.installed, join(directory, 'extensions'));
  const builtIn = options.installed
    ? join(vscode, 'extensions')
    : await fewExtensions(vscode, join(directory, 'built-in'));
  const port = await freePort();
  const main = join(vscode, 'out', 'server-main.js');
  const places = [
    '--accept-server-license-terms',
    '--server-data-dir',
    join(directory, 'server'),
    '--user-data-dir',
    user,
    '--extensions-dir',
    join(directory, 'extensions'),
    '--builtin-extensions-dir',
    builtIn,
  ];
  const home = join(directory, 'home');
  const { stop } = await launch(
    [
      main,
      '--host',
      '127.0.0.1',
      '--port',
      String(port),
      ...places,
      '--without-connection-token',
      '--disable-telemetry',
      // Lets a window take an extension and tests from its address, and keeps notifications from popping up.
      ...(options.installed ? [] : ['--enable-smoke-test-driver']),
      '--reconnection-grace-time',
      '2',
      ...(options.workspaceTrust ? [] : ['--disable-workspace-trust']),
    ],
    home,
  );
  const authority = `127.0.0.1:${port}`;
  return {
    directory,
    userDirectory: user,
    windowUrl: (window) => windowUrl(authority, window),
    install: async (vsix) => {
      const env = editorEnv(home);
      await promisify(execFile)(process.execPath, [main, ...places, '--install-extension', resolve(vsix)], { env });
    },
    stop: async () => {
      await stop();
      if (!options.directory) await rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

async function fewExtensions(vscode: string, directory: string): Promise<string> {
  await mkdir(directory, { recursive: true });
  for (const name of BUILT_IN_EXTENSIONS) {
    const link = join(directory, name);
    if (!existsSync(link)) await symlink(join(vscode, 'extensions', name), link, 'junction');
  }
  return directory;
}

/** The editor loads whatever is in its extensions directory when it first looks. */
async function pretendInstalled(extension: string, extensions: string): Promise<void> {
  const { publisher, name, version } = JSON.parse(await readFile(join(extension, 'package.json'), 'utf8')) as Record<
    string,
    string
  >;
  await mkdir(extensions, { recursive: true });
  await symlink(extension, join(extensions, `${publisher}.${name}-${version}`), 'junction');
}

/** The server does not start if it believes that it is a child process. */
function editorEnv(home: string): NodeJS.ProcessEnv {
  const { CODE_SERVER_PARENT_PID: _inherited, ...env } = process.env;
  return { ...env, HOME: home };
}

/** Resolves when the server listens. */
async function launch(args: readonly string[], home: string): Promise<{ stop: () => Promise<void> }> {
  const child = spawn(process.execPath, args, { env: editorEnv(home), stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<void>((done) => void child.once('exit', () => done()));
  const killWithUs = (): void => void child.kill('SIGKILL');
  process.once('exit', killWithUs);
  let log = '';
  await new Promise<void>((listening, reject) => {
    const read = (data: Buffer): void => {
      log += data.toString();
      if (log.includes('Extension host agent listening')) listening();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => reject(new Error(`the editor's server ended with ${code}\n${log}`)));
  });
  return {
    stop: async () => {
      process.off('exit', killWithUs);
      child.kill();
      await ended;
    },
  };
}

function windowUrl(authority: string, { folder, development, tests, env }: WindowOptions): string {
  const remote = (path: string): string => `vscode-remote://${authority}${resolve(path)}`;
  const payload = [
    ...(development ? [['extensionDevelopmentPath', remote(development)]] : []),
    ...(tests ? [['extensionTestsPath', remote(tests)]] : []),
    ...(env ? [['extensionEnvironment', JSON.stringify(env)]] : []),
  ];
  const query = new URLSearchParams({
    ...(folder && { [folder.endsWith('.code-workspace') ? 'workspace' : 'folder']: resolve(folder) }),
    ...(payload.length > 0 && { payload: JSON.stringify(payload) }),
  });
  return `http://${authority}/?${query.toString()}`;
}

function freePort(): Promise<number> {
  return new Promise((done, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => done(port));
    });
  });
}
