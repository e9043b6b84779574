import type { CachedAsset } from './cache/download.ts';
import { EngineError } from './errors.ts';
import { installRequestOf } from './install/fromCache.ts';
import type { InstallOutcome, InstallRequest } from './install/installed.ts';
import type { Installer } from './install/installer.ts';
import type { Machine } from './machine/platform.ts';
import { placeName } from './model.ts';
import type { ArtifactSource, Asset, Version } from './model.ts';
import { isNamedAsText } from './verify/fileSort.ts';
import type { Files, ObtainOptions } from './obtain.ts';
import { checkLockedTools } from './project/checkLock.ts';
import type { ToolCheck } from './project/checkLock.ts';
import { findNewer } from './project/findNewer.ts';
import type { InstalledVersion, NewerResult } from './project/findNewer.ts';
import { findVersion } from './project/findVersion.ts';
import type { FoundVersion } from './project/findVersion.ts';
import { lockPortsOf } from './project/lockPorts.ts';
import type { LockEngine } from './project/lockPorts.ts';
import { EMPTY_LOCK } from './project/projectModel.ts';
import type { Lock, Project } from './project/projectModel.ts';
import { restore } from './project/restore.ts';
import type { RestoreResult } from './project/restore.ts';
import type { RestoreProgress } from './project/restoreProgress.ts';
import { updateAll } from './project/updateTool.ts';
import type { UpdateResult } from './project/updateTool.ts';

type FromCache = keyof ReturnType<typeof installRequestOf>;

export interface InstallOptions extends Omit<ObtainOptions, 'toShow'>, Omit<InstallRequest, FromCache | 'signal'> {}

export interface RestoreOptions {
  readonly machine: Machine;
  /** @default all of the lock */
  readonly tools?: readonly string[] | undefined;
  /** Whether commands that need a yes are left out, or those linked that the lock names. @default 'leave' */
  readonly consent?: 'leave' | 'own' | undefined;
  readonly onProgress?: ((progress: RestoreProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

interface LockOptions {
  /** What is locked now, to compare with. @default nothing */
  readonly lock?: Lock | undefined;
  readonly signal?: AbortSignal | undefined;
}

interface CheckOptions {
  /** Says how old a newer version must be. */
  readonly project?: Project | undefined;
  readonly signal?: AbortSignal | undefined;
}

interface Abortable {
  readonly signal?: AbortSignal | undefined;
}

export type Restored = RestoreResult<InstallOutcome>;

/** Tools: which version, installed, and as a workspace has them. Reads and writes no file of a workspace. */
export interface Tools {
  /**
   * The version of a source that a range means, by what is there now, among those that are as old as the options demand. One
   * that is named exactly may be of any age.
   * @throws EngineError `noVersion`, and what the client throws; the signal's reason
   */
  resolve(instance: string, source: ArtifactSource, range: string, options?: Abortable): Promise<FoundVersion>;
  /**
   * Obtains a file and makes its programs usable. What only a person can tell is an error, and nothing is installed.
   * @throws EngineError as `obtain` and `Installer.install`; the signal's reason
   */
  install(asset: Asset, options: InstallOptions): Promise<InstallOutcome>;
  /**
   * Brings everything in a lock, each file compared with the digest that was locked, and installs it. Commands that need a
   * yes are left out, and the answer names them. What is in the cache needs no network. One tool's failure is its own result: `noPlatform`,
   * `lockMismatch` where upstream has other bytes by now, and what `obtain` and `Installer.install` throw.
   * @returns a result for each tool, in the order of the lock; rejects with the signal's reason on abort and nothing else
   */
  restore(lock: Lock, options: RestoreOptions): Promise<readonly Restored[]>;
  /**
   * What a workspace file would be locked to now, beside what is locked. Writes nothing, see `changeProject`. A file that the
   * user's settings would refuse to use is not locked: that is its tool's failure, `untrusted`.
   * @returns a result for each tool; rejects with the signal's reason on abort and nothing else
   */
  lock(project: Project, options?: LockOptions): Promise<readonly UpdateResult[]>;
  /**
   * Whether upstream still has what was locked, by what it lists: nothing is downloaded. A version that cannot be listed is
   * an error of its tool, never a list of missing files.
   * @returns a result for each tool; rejects with the signal's reason on abort and nothing else
   */
  check(lock: Lock, options?: CheckOptions): Promise<readonly ToolCheck[]>;
  /**
   * What updates each of these, by the newest page of releases or all versions of a package; only what is as old as the
   * options demand.
   * @returns a result for each, in order; rejects with the signal's reason on abort and nothing else
   */
  newer(installed: readonly InstalledVersion[], options?: Abortable): Promise<readonly NewerResult[]>;
}

interface ToolParts {
  readonly files: Files;
  readonly installer: Installer;
  readonly client: LockEngine['client'];
  /** As the instance has it now. */
  readonly version: (
    ...at: readonly [instance: string, source: ArtifactSource, version: string, options: Abortable]
  ) => Promise<Version>;
  readonly promised: LockEngine['promised'];
  readonly minimumAge: LockEngine['minimumAge'];
}

export function toolsOf({ files, promised, installer, client, version, minimumAge }: ToolParts): Tools {
  const ports = lockPortsOf({ files, promised, client, version, minimumAge });
  return {
    resolve: (instance, source, range, options = {}) => findVersion({ instance, source, range }, ports, options),
    install: async (asset, { expected, onProgress, ...request }) => {
      const found = await files.obtain(asset, { expected, onProgress, signal: request.signal });
      return installer.install({ ...request, ...programOf(found) });
    },
    restore: (lock, options) =>
      restore({
        ...options,
        lock,
        version,
        download: (asset, how) => files.obtain(asset, how),
        install: ({ name, tool: { executables } }, found: CachedAsset, { signal }) => {
          const { machine, consent = 'leave' } = options;
          // What a folder chooses is not what the person chose for the tool.
          const request = { machine, tool: name, executables, consent, remember: false, signal };
          return installer.install({ ...request, ...programOf(found) });
        },
      }),
    lock: (project, { lock = EMPTY_LOCK, signal } = {}) => updateAll(project, { lock, ports, signal }),
    check: (lock, options = {}) => checkLockedTools(lock, { ...options, ports }),
    newer: (installed, options) => findNewer(installed, { client, minimumAge }, options),
  };
}

/** What to install of a file. @throws EngineError `noExecutable` for one that is called as a text */
function programOf(found: CachedAsset): ReturnType<typeof installRequestOf> {
  const { name, source } = found.record;
  if (!isNamedAsText(name, placeName(source))) return installRequestOf(found);
  throw new EngineError('noExecutable', `${name} is called as a text`, { name, candidates: [] });
}
