import type { CachedAsset } from './cache/downloadRequest.ts';
import { EngineError } from './errors.ts';
import { groundsOf } from './evidence.ts';
import type { Environments } from './environments/environments.ts';
import type { EnvironmentState } from './environments/environmentState.ts';
import { outcomeIn } from './environments/outcomeIn.ts';
import type { InstallOutcome, InstallRequest } from './install/installed.ts';
import type { Installer } from './install/installer.ts';
import type { Machine } from './machine/platform.ts';
import { shortSourceName } from './model.ts';
import type { ArtifactSource, Asset } from './model.ts';
import { isNamedAsText } from './verify/fileGroup.ts';
import type { AllFileUseCases, FileUseCases, ObtainOptions } from './obtain.ts';
import { checkLockedTools } from './project/checkLock.ts';
import type { ToolCheck } from './project/checkLock.ts';
import { findNewer } from './project/findNewer.ts';
import type { InstalledVersion, NewerResult } from './project/findNewer.ts';
import { findVersion } from './project/findVersion.ts';
import type { FoundVersion } from './project/findVersion.ts';
import { lockPortsOf } from './project/lockTool.ts';
import type { LockEngine } from './project/lockTool.ts';
import { EMPTY_LOCK } from './project/projectModel.ts';
import type { Lock, Project } from './project/projectModel.ts';
import { restore } from './project/restore.ts';
import { withIntactCopy } from './project/intactCopy.ts';
import type { RestoreResult } from './project/restore.ts';
import type { RestoreProgress } from './project/restoreProgress.ts';
import { buildEnvironment } from './projectEnvironment.ts';
import type { LinkOptions } from './projectEnvironment.ts';
import { updateAll } from './project/updateTool.ts';
import type { UpdateResult } from './project/updateTool.ts';

type CachedProgram = Pick<InstallRequest, 'asset' | 'file' | 'key'>;

export interface InstallOptions
  extends Omit<ObtainOptions, 'toShow'>, Omit<InstallRequest, keyof CachedProgram | 'signal'> {}

export interface RestoreOptions {
  readonly machine: Machine;
  /** The folder that the lock belongs to. Its environment gets the tools. */
  readonly folder: string;
  /** @default all of the lock */
  readonly tools?: readonly string[] | undefined;
  /** What happens to commands that need consent: `leave` them out, or link the tools' `own`. @default 'leave' */
  readonly consent?: 'leave' | 'own' | undefined;
  /** Whether programs that are installed already are read again, see `InstallRequest`. @default false */
  readonly readAll?: boolean | undefined;
  readonly onProgress?: ((progress: RestoreProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

interface LockOptions {
  /** The current lock, to compare with. @default nothing */
  readonly lock?: Lock | undefined;
  /**
   * Tags or package versions to lock, by the tool's name, in place of what the ranges of the workspace file would select.
   * @default none
   */
  readonly chosen?: ReadonlyMap<string, string> | undefined;
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

/** Resolves, installs, restores, locks and checks tools. Reads and writes no file of a workspace. */
export interface Tools {
  /**
   * Resolves a range to a version of the source, among those on the instance now that are old enough. A version named
   * exactly may be of any age.
   * @throws EngineError `noVersion`, and what the client throws; the signal's reason
   */
  resolve(instance: string, source: ArtifactSource, range: string, options?: Abortable): Promise<FoundVersion>;
  /**
   * Obtains a file and makes its programs usable. Anything only the user can decide is an error, and nothing is installed.
   * @throws EngineError as `obtain` and `Installer.install`; the signal's reason
   */
  install(asset: Asset, options: InstallOptions): Promise<InstallOutcome>;
  /**
   * Installs everything in a lock, each file checked against its locked digest, and builds the folder's environment as
   * `link` does, also from tools that were not requested. A tool that is refused is left out, even if it is installed, and
   * one that fails for another reason stays only where the folder used it before. The user's own commands and other folders
   * are not changed. Commands that need consent are left out and named in the result. Cached files need no network. A failing
   * tool is its own result: `noPlatform`, `lockMismatch` if upstream has other bytes by now, and what `obtain` and
   * `Installer.provide` throw.
   * @returns a result for each tool, in the order of the lock; `linked` and `active` are those of the environment
   * @throws EngineError `storage` if the environment cannot be built; the signal's reason on abort. The earlier environment
   * stays
   */
  restore(lock: Lock, options: RestoreOptions): Promise<readonly Restored[]>;
  /**
   * Builds the folder's environment from every locked tool that is installed, without network. Left out are files that the
   * keys, pins and requirements of now refuse as far as this machine can tell, files that it cannot judge by them and that
   * the folder does not use yet, and files that a restore of this folder refused; only a restore brings those back.
   * @throws EngineError `storage`; then the earlier environment stays
   */
  link(lock: Lock, options: LinkOptions): Promise<EnvironmentState>;
  /**
   * Computes the lock of a workspace file, next to the current lock. Writes nothing; see `writeProjectFiles`. A file that the
   * user's settings would refuse is not locked: its tool fails with `untrusted`.
   * @returns a result for each tool; rejects only with the signal's reason on abort
   */
  lock(project: Project, options?: LockOptions): Promise<readonly UpdateResult[]>;
  /**
   * Checks by listings whether upstream still has the locked files; downloads nothing. A version that cannot be listed is an
   * error of its tool, never a list of missing files.
   * @returns a result for each tool; rejects only with the signal's reason on abort
   */
  check(lock: Lock, options?: CheckOptions): Promise<readonly ToolCheck[]>;
  /**
   * Finds updates for each tool, from the newest page of releases or all versions of a package; only versions that are old
   * enough.
   * @returns a result for each, in order; rejects only with the signal's reason on abort
   */
  newer(installed: readonly InstalledVersion[], options?: Abortable): Promise<readonly NewerResult[]>;
}

interface ToolParts {
  readonly files: FileUseCases;
  readonly verdictOn: AllFileUseCases['verdictOn'];
  readonly installer: Installer;
  readonly environments: Environments;
  readonly client: LockEngine['client'];
  /** Listed by the instance now. */
  readonly version: LockEngine['version'];
  readonly publishedDigest: LockEngine['publishedDigest'];
  readonly minimumAge: LockEngine['minimumAge'];
}

export function toolsOf(parts: ToolParts): Tools {
  const { files, publishedDigest, installer, client, version, minimumAge } = parts;
  const ports = lockPortsOf({ files, publishedDigest, client, version, minimumAge });
  return {
    resolve: (instance, source, range, options = {}) => findVersion({ instance, source, range }, ports, options),
    install: async (asset, { expected, onProgress, ...request }) => {
      const { signal } = request;
      const obtain = (): Promise<CachedAsset> => files.obtain(asset, { expected, onProgress, signal });
      const install = (found: CachedAsset): Promise<InstallOutcome> =>
        installer.install({ ...request, ...programOf(found) });
      return (await withIntactCopy(obtain, install, signal)).used;
    },
    restore: (lock, options) => restoreFolder(lock, options, parts),
    link: (lock, options) => buildEnvironment(lock, options, parts),
    lock: (project, { lock = EMPTY_LOCK, chosen, signal } = {}) => updateAll(project, { lock, chosen, ports, signal }),
    check: (lock, options = {}) => checkLockedTools(lock, { ...options, ports }),
    newer: (installed, options) => findNewer(installed, { client, minimumAge }, options),
  };
}

async function restoreFolder(
  lock: Lock,
  { folder, consent, ...options }: RestoreOptions,
  parts: ToolParts,
): Promise<readonly Restored[]> {
  const { files, version, installer, environments } = parts;
  const { machine, readAll, tools } = options;
  const results = await restore({
    ...options,
    lock,
    version,
    obtain: (asset, how) => files.obtain(asset, how),
    install: ({ name, tool: { executables } }, found: CachedAsset, { signal }) =>
      installer.provide({ machine, tool: name, executables, readAll, signal, ...programOf(found) }),
  });
  const environment = await buildEnvironment(lock, { folder, machine, consent, tools }, parts, results);
  await environments.sweep();
  return results.map((result) =>
    result.ok ? { ...result, installed: outcomeIn(environment, result.name, result.installed) } : result,
  );
}

/** The install request for a file in the cache. @throws EngineError `noExecutable` if its name is that of a text */
function programOf({ record, path }: CachedAsset): CachedProgram {
  const { key, instance, source, version, name, upstreamId, sha256 } = record;
  if (isNamedAsText(name, shortSourceName(source)))
    throw new EngineError('noExecutable', `${name} is named like a text file`, { name, candidates: [] });
  const asset = { instance, source, version, name, upstreamId, sha256, evidence: groundsOf(record) };
  return { asset, file: path, key };
}
