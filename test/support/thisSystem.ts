import { mkdtempSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * What the system that runs the tests promises, where systems differ. A test that needs a promise names it (`itWith`), and is
 * pending, with that name, where it is not kept. Nothing else may skip a test because of the system.
 */
const isWindows = process.platform === 'win32';

export const THIS_SYSTEM = {
  /** Who may read, write and run a file, as POSIX has it. Windows has only "read-only", which binds no directory. */
  permissions: !isWindows,
  /** A file says in its first line what runs it, and its name needs no ending to be a program. */
  scripts: !isWindows,
  /** Programs that were built for Linux, and `/proc`. */
  linux: process.platform === 'linux',
  /** Pipes and sockets that have a place in the file system. */
  pipes: !isWindows,
  windows: isWindows,
  /** Anybody may make symbolic links. On Windows that is a privilege; Wine says that it made one and did not. */
  links: canLink('file'),
  /** Anybody may make a link to a directory, which is a junction on Windows. Wine has none. */
  junctions: canLink('junction'),
} as const;

type Promised = keyof typeof THIS_SYSTEM;

/** A test of what needs a promise of the system. */
export function itWith(promised: Promised, title: string, test: Mocha.Func | Mocha.AsyncFunc): Mocha.Test {
  return THIS_SYSTEM[promised] ? it(title, test) : it(`${title} (needs ${promised})`);
}

/** A group of such tests. */
export function describeWith(promised: Promised, title: string, tests: (this: Mocha.Suite) => void): void {
  if (THIS_SYSTEM[promised]) describe(title, tests);
  else describe.skip(`${title} (needs ${promised})`, tests);
}

/** What the file system says of a path that leads through a file. */
export const THROUGH_A_FILE = isWindows ? 'EEXIST' : 'ENOTDIR';

function canLink(type: 'file' | 'junction'): boolean {
  const directory = mkdtempSync(join(tmpdir(), 'forgejo-artifacts-'));
  try {
    const target = join(directory, 'somewhere');
    symlinkSync(target, join(directory, 'link'), type);
    return readlinkSync(join(directory, 'link')).startsWith(target);
  } catch {
    return false;
  } finally {
    rmSync(directory, { recursive: true });
  }
}
