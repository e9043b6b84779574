import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, openSync, closeSync, ftruncateSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system that people keep their home on, and how to create one here. */
export interface FileSystem {
  readonly name: string;
  /** The Debian package with the programs. */
  readonly from?: string;
  /** The command that formats an image. */
  readonly make?: readonly string[];
  readonly mount: (parts: {
    readonly device: string;
    readonly at: string;
    readonly workDirectory: string;
  }) => readonly string[];
}

const mountAs =
  (type: string): FileSystem['mount'] =>
  ({ device, at }) => ['mount', '-t', type, device, at];

export const FILE_SYSTEMS: readonly FileSystem[] = [
  { name: 'ext4', from: 'e2fsprogs', make: ['mkfs.ext4', '-q', '-F'], mount: mountAs('ext4') },
  { name: 'xfs', from: 'xfsprogs', make: ['mkfs.xfs', '-q', '-f', '-m', 'reflink=1'], mount: mountAs('xfs') },
  { name: 'btrfs', from: 'btrfs-progs', make: ['mkfs.btrfs', '-q', '-f'], mount: mountAs('btrfs') },
  {
    name: 'overlay',
    mount: ({ at, workDirectory }) => {
      const [lower, upper, work] = ['lower', 'upper', 'work'].map((name) => join(workDirectory, name));
      for (const one of [lower, upper, work]) mkdirSync(one as string);
      return ['mount', '-t', 'overlay', 'overlay', '-o', `lowerdir=${lower},upperdir=${upper},workdir=${work}`, at];
    },
  },
  { name: 'tmpfs', mount: ({ at }) => ['mount', '-t', 'tmpfs', 'tmpfs', at] },
  {
    name: 'ntfs',
    from: 'ntfs-3g',
    make: ['mkntfs', '-q', '-F', '-f'],
    mount: ({ device, at }) => ['ntfs-3g', device, at],
  },
  {
    name: 'exfat',
    from: 'exfat-fuse exfatprogs',
    make: ['mkfs.exfat'],
    mount: ({ device, at }) => ['mount.exfat-fuse', device, at],
  },
];

const IMAGE_BYTES = 2 * 1024 ** 3;

export interface Mounted {
  readonly path: string;
  readonly remove: () => void;
}

/** Mounts a new, empty file system. Throws with the system's message if that is not possible. */
export function mountNew({ make, mount }: FileSystem): Mounted {
  const workDirectory = mkdtempSync(join(tmpdir(), 'file-system-'));
  const undo: (() => void)[] = [() => rmSync(workDirectory, { recursive: true, force: true })];
  const remove = (): void => {
    for (const one of undo.toReversed()) one();
  };
  try {
    const at = join(workDirectory, 'mounted');
    mkdirSync(at);
    const device = make ? deviceIn(join(workDirectory, 'image'), undo) : '';
    if (make) run([...make, device]);
    run(mount({ device, at, workDirectory }));
    undo.push(() => run(['umount', at]));
    // Some tests give up root.
    for (const one of [workDirectory, at]) chmodSync(one, 0o777);
    return { path: at, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

function deviceIn(image: string, undo: (() => void)[]): string {
  const file = openSync(image, 'w');
  ftruncateSync(file, IMAGE_BYTES);
  closeSync(file);
  const device = run(['losetup', '--find', '--show', image]).trim();
  undo.push(() => run(['losetup', '--detach', device]));
  return device;
}

function run([command = '', ...args]: readonly string[]): string {
  return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
