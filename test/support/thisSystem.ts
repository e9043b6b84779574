import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  ftruncateSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readlinkSync,
  rmSync,
  rmdirSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * What the system that runs the tests supports, where systems differ. A test that needs such a feature names it (`itWith`),
 * and is pending, with that name, where it is missing. Nothing else may skip a test because of the system.
 */
const isWindows = process.platform === 'win32';

const FEATURES = {
  /**
   * POSIX rights to read, write and run a file. Windows has only "read-only", which does not apply to directories, and NTFS
   * and exFAT have no more where Linux mounts them.
   */
  permissions: () => !isWindows && fileSystemCan(keepsModes),
  /** The first line of a file says what runs it, and a program's name needs no extension. */
  scripts: () => !isWindows,
  /** The commands of every Unix: sh, tar, sha256sum, diff. */
  commandsOfUnix: () => !isWindows,
  /** Programs built for Linux, and `/proc`. */
  linux: () => process.platform === 'linux',
  /** A signal asks a process to end, and the process may refuse. */
  signals: () => !isWindows,
  /** Pipes and sockets that have a place in the file system. */
  pipes: () => !isWindows,
  /** The TypeScript compiler, a program of its system. Node for Windows finds the packages of Linux here. */
  compiler: () => !isWindows,
  windows: () => isWindows,
  /** All addresses that start with 127 belong to this machine. macOS has only one. */
  loopbacks: () => process.platform !== 'darwin',
  zsh: () => isThere('zsh'),
  fish: () => isThere('fish'),
  /** Anybody may create symbolic links. On Windows that takes a privilege; Wine claims to create one and does not. */
  links: () => fileSystemCan((directory) => hasLinks(directory, 'file')),
  /** Anybody may create a link to a directory, which is a junction on Windows. Wine has none. */
  junctions: () => fileSystemCan((directory) => hasLinks(directory, 'junction')),
  hardLinks: () => fileSystemCan(hasHardLinks),
  /** Times have milliseconds, and every change of names gives a directory a new time. exFAT counts in seconds. */
  fineTimes: () => fileSystemCan(hasFineTimes),
  /** The processor time of a thread is counted in microseconds. Windows counts in ticks of 16 ms. */
  fineThreadTimes: () => !isWindows,
  /** A file has a time of its last change that cannot be set. */
  changeTimes: () => fileSystemCan(hasChangeTimes),
  /** A file has one inode number for every spelling of its name. With exFAT through FUSE, each spelling has its own. */
  oneNumber: () => fileSystemCan(hasOneNumber),
  /** Parts that were never written take no space. */
  holes: () => fileSystemCan(hasHoles),
  /** An open file can be removed, and its directory after it. FUSE only hides it until it is closed. */
  removalOfOpenFiles: () => fileSystemCan(removesOpenFiles),
} as const;

type Feature = keyof typeof FEATURES;

/** Which features this system has. Each is tried when it is first needed. */
export const THIS_SYSTEM = lazily(FEATURES);

/** The file extension of programs for this system. */
export const EXE = isWindows ? '.exe' : '';

/** The file extension of our commands and of npm's. On Windows, Node starts them only through a shell. */
export const CMD = isWindows ? '.cmd' : '';

/** A test that needs a feature of the system. */
export function itWith(feature: Feature, title: string, test: Mocha.Func | Mocha.AsyncFunc): Mocha.Test {
  return THIS_SYSTEM[feature] ? it(title, test) : it(`${title} (needs ${feature})`);
}

/** A group of such tests. */
export function describeWith(feature: Feature, title: string, tests: (this: Mocha.Suite) => void): void {
  if (THIS_SYSTEM[feature]) describe(title, tests);
  else describe.skip(`${title} (needs ${feature})`, tests);
}

/** The file system's error for a path that leads through a file. */
export const THROUGH_A_FILE = isWindows ? 'EEXIST' : 'ENOTDIR';

function lazily<T extends Readonly<Record<string, () => boolean>>>(questions: T): { readonly [K in keyof T]: boolean } {
  const answers = {} as { [K in keyof T]: boolean };
  for (const [name, ask] of Object.entries(questions)) {
    let answer: boolean | undefined;
    Object.defineProperty(answers, name, { enumerable: true, get: () => (answer ??= ask()) });
  }
  return answers;
}

function isThere(program: string): boolean {
  return spawnSync(program, ['--version']).status === 0;
}

/** Tries something in a directory of its own, on the file system that tests use. */
function fileSystemCan(work: (directory: string) => boolean): boolean {
  const directory = mkdtempSync(join(tmpdir(), 'forgejo-artifacts-'));
  try {
    return work(directory);
  } catch {
    return false;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function keepsModes(directory: string): boolean {
  const file = join(directory, 'file');
  writeFileSync(file, '', { mode: 0o644 });
  chmodSync(file, 0o600);
  return (statSync(file).mode & 0o777) === 0o600;
}

function hasLinks(directory: string, type: 'file' | 'junction'): boolean {
  const target = join(directory, 'somewhere');
  symlinkSync(target, join(directory, 'link'), type);
  return readlinkSync(join(directory, 'link')).startsWith(target);
}

function hasHardLinks(directory: string): boolean {
  writeFileSync(join(directory, 'file'), '');
  linkSync(join(directory, 'file'), join(directory, 'other'));
  return true;
}

function hasFineTimes(directory: string): boolean {
  const file = join(directory, 'file');
  writeFileSync(file, '');
  utimesSync(file, 1_700_000_001.123, 1_700_000_001.123);
  return Math.abs(statSync(file).mtimeMs - 1_700_000_001_123) < 2;
}

function hasChangeTimes(directory: string): boolean {
  const file = join(directory, 'file');
  writeFileSync(file, '');
  utimesSync(file, 1_700_000_000, 1_700_000_000);
  return statSync(file).ctimeMs !== statSync(file).mtimeMs;
}

function hasOneNumber(directory: string): boolean {
  const file = join(directory, 'file');
  writeFileSync(file, '');
  const other = statSync(join(directory, 'FILE'), { throwIfNoEntry: false });
  return other === undefined || other.ino === statSync(file).ino;
}

function hasHoles(directory: string): boolean {
  const file = openSync(join(directory, 'file'), 'w');
  ftruncateSync(file, 4_000_000);
  closeSync(file);
  return statSync(join(directory, 'file')).blocks * 512 < 1_000_000;
}

function removesOpenFiles(directory: string): boolean {
  const below = join(directory, 'below');
  mkdirSync(below);
  const file = openSync(join(below, 'file'), 'w');
  try {
    unlinkSync(join(below, 'file'));
    rmdirSync(below);
    return true;
  } finally {
    closeSync(file);
  }
}

/** A system for which files exist, and which is not this one. */
export const OTHER_SYSTEM = process.platform === 'darwin' ? 'linux' : 'darwin';
