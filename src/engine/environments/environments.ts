import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { isNotUnderstood, onDisk } from '../disk.ts';
import type { Installed, UnreadableInstall } from '../install/installed.ts';
import type { InstallLayout } from '../install/installLayout.ts';
import { forEachConcurrently } from '../forEachConcurrently.ts';
import type { Machine } from '../machine/platform.ts';
import type { Clock } from '../ports.ts';
import { planRestore } from '../project/planRestore.ts';
import type { PlannedTool } from '../project/planRestore.ts';
import type { Lock } from '../project/projectModel.ts';
import { consentFor, recordOf } from './buildRecord.ts';
import type { BuildOptions } from './buildRecord.ts';
import { currentGeneration } from './currentGeneration.ts';
import { decideEnvironment } from './environmentCommands.ts';
import type { CommandSources } from './environmentCommands.ts';
import { listEnvironments, usersAmong } from './environmentList.ts';
import type { EnvironmentList, EnvironmentUsers } from './environmentList.ts';
import { pathsOfFolder } from './environmentPaths.ts';
import type { EnvironmentPaths } from './environmentPaths.ts';
import type { EnvironmentRecord } from './environmentRecord.ts';
import { DAMAGED, stateOf } from './environmentState.ts';
import type { EnvironmentState } from './environmentState.ts';
import { makeGeneration, removeEnvironment, replaceGeneration } from './generations.ts';
import { findLocked } from './lockedInstall.ts';
import type { LockedInstall } from './lockedInstall.ts';
import { readSnapshot } from './snapshot.ts';
import type { Snapshot } from './snapshot.ts';
import { sweepEnvironments } from './sweepEnvironments.ts';
import { removeGeneration, undoHalfSwitch } from './switchGeneration.ts';
import { withheldByName, withheldFrom } from './withheld.ts';

interface EnvironmentsOptions extends CommandSources {
  /** The engine's directory: uses `environments/` below it, and reads `installs/`. */
  readonly directory: string;
  readonly layout: InstallLayout;
  readonly clock: Clock;
}

/** A snapshot of an environment; `undefined` if there is none. */
type Found = Snapshot | typeof DAMAGED | undefined;

interface Compared {
  readonly plan: readonly PlannedTool[];
  readonly installs: readonly LockedInstall[];
  readonly snapshot: Found;
}

const CONCURRENCY = 16;
/** How often a build starts again because another window was faster. */
const BUILDS = 4;

/**
 * The tools of each project folder: links to exactly the versions that its lock has, complete or absent. The user's own
 * commands are elsewhere, and no folder changes anything for another one. Several windows may work at once.
 */
export class Environments {
  readonly #options: EnvironmentsOptions;

  /** Touches nothing on disk. */
  constructor(options: EnvironmentsOptions) {
    this.#options = options;
  }

  /**
   * The directory for the PATH of a folder, whether it exists or not. It stays the same when the lock changes, and for every
   * spelling of the folder's path.
   */
  binDirectory(folder: string): string {
    return this.#pathsOf(folder).bin;
  }

  /**
   * Compares a folder's environment with a lock. Uses no network and reads no programs. Nothing of a damaged environment
   * counts as linked, so it is never current; building repairs it, and links what was just restored.
   * @throws EngineError `storage` if something cannot be read
   */
  async state(folder: string, lock: Lock, machine: Machine): Promise<EnvironmentState> {
    const paths = this.#pathsOf(folder);
    return onDisk(paths.root, async () => {
      const plan = planRestore(lock, machine);
      const installs = await this.#findInstalls(plan);
      return this.#stateOf(paths, { plan, installs, snapshot: await this.#snapshotOf(paths) });
    });
  }

  /**
   * Links everything of a lock that is installed and not withheld, see `Verdict`, and nothing else, and switches to it in one
   * step. Commands that need consent are left out unless it was given now or before for this folder. Changes nothing if
   * everything is linked already. If another window builds meanwhile, it starts again from what that one remembers.
   * @throws EngineError `storage`; then the earlier environment stays
   */
  async build(folder: string, lock: Lock, machine: Machine, options: BuildOptions = {}): Promise<EnvironmentState> {
    const paths = this.#pathsOf(folder);
    const plan = planRestore(lock, machine);
    return onDisk(paths.root, async () => {
      for (let attempt = 1; ; attempt += 1) {
        const built = await this.#tryBuild(paths, plan, { ...options, isLast: attempt === BUILDS });
        if (built) return built;
      }
    });
  }

  /** Unless `isLast`, `undefined` if another window replaced the environment meanwhile. */
  async #tryBuild(
    paths: EnvironmentPaths,
    plan: readonly PlannedTool[],
    { isLast, verdicts = new Map(), ...options }: BuildOptions & { readonly isLast: boolean },
  ): Promise<EnvironmentState | undefined> {
    const { layout } = this.#options;
    const installs = await this.#findInstalls(plan);
    const found = await this.#snapshotToReplace(paths);
    const before = found === DAMAGED ? undefined : found;
    const isForgotten = found === DAMAGED;
    const withheld = withheldFrom(before?.record, { plan, verdicts, isForgotten, layout });
    const left = withheldByName(withheld, plan, layout);
    const usable = installs.filter(({ planned }) => !left.has(planned.name));
    const decided = await decideEnvironment(usable, consentFor(before?.record, options), this.#options);
    const record = recordOf(paths.folder, { decided, withheld }, before?.record);
    const targets = new Map(decided.flatMap((one) => [...one.targets]));
    const isNeeded = before ? !isSame(before, record, targets) : isForgotten || !isEmpty(record);
    if (!isNeeded) return this.#stateOf(paths, { plan, installs, snapshot: found });
    const generation = await makeGeneration(paths, record, targets, this.#options);
    if (!isLast && !isForgotten && (await currentId(paths)) !== before?.id) {
      await removeGeneration(generation);
      return undefined;
    }
    await replaceGeneration(paths, generation, this.#options);
    return this.#stateOf(paths, { plan, installs, snapshot: await this.#snapshotOf(paths) });
  }

  /**
   * The file that a command of a folder's environment runs, whether the lock still has it or not. Nothing of a damaged
   * environment counts.
   * @throws EngineError `storage`
   */
  async which(folder: string, command: string): Promise<string | undefined> {
    const paths = this.#pathsOf(folder);
    const snapshot = await onDisk(paths.root, () => this.#snapshotOf(paths));
    const target = snapshot === DAMAGED ? undefined : snapshot?.targets.get(command);
    return target !== undefined && this.#options.layout.versionOf(target) !== undefined ? target : undefined;
  }

  /** Removes a folder's environment; the tools remain installed. @throws EngineError `storage` */
  async forget(folder: string): Promise<void> {
    const paths = this.#pathsOf(folder);
    await onDisk(paths.root, () => removeEnvironment(paths));
  }

  /** All environments on this machine. @throws EngineError `storage` */
  async list(): Promise<EnvironmentList> {
    return listEnvironments(this.#options.directory);
  }

  /** The folders whose environments use any of these installs. @throws EngineError `storage` */
  async usersOf(
    installs: readonly Installed[],
    unreadable: readonly UnreadableInstall[] = [],
  ): Promise<EnvironmentUsers> {
    const readable = installs.map((one) => path.dirname(one.directory));
    const directories = new Set([...readable, ...unreadable.map(({ directory }) => directory)]);
    return usersAmong(await this.list(), directories, this.#options.layout);
  }

  /** Whether an environment uses, or may use, the install in a directory. @throws EngineError `storage` */
  async isUsed(directory: string): Promise<boolean> {
    const { folders, unreadable } = usersAmong(await this.list(), new Set([directory]), this.#options.layout);
    return folders.length + unreadable.length > 0;
  }

  /** Removes environments whose folder has been gone for long, and unfinished builds. Never throws. */
  async sweep(): Promise<void> {
    const { directory, clock } = this.#options;
    await sweepEnvironments(directory, clock);
  }

  #pathsOf(folder: string): EnvironmentPaths {
    return pathsOfFolder(this.#options.directory, folder);
  }

  async #findInstalls(plan: readonly PlannedTool[]): Promise<readonly LockedInstall[]> {
    const { layout } = this.#options;
    const found = new Map<string, LockedInstall>();
    await forEachConcurrently(plan, CONCURRENCY, async (planned) => {
      const install = planned.ok ? await findLocked(layout, planned) : undefined;
      if (install) found.set(planned.name, install);
    });
    return plan.flatMap(({ name }) => found.get(name) ?? []);
  }

  #snapshotOf(paths: EnvironmentPaths): Promise<Found> {
    return readSnapshot(paths, this.#options).catch(ifDamaged);
  }

  /**
   * Only a build restores the generation that an interrupted switch left aside. For all others the environment is absent,
   * as it is on the PATH.
   */
  async #snapshotToReplace(paths: EnvironmentPaths): Promise<Found> {
    const found = await this.#snapshotOf(paths);
    return found === undefined && (await undoHalfSwitch(paths)) ? this.#snapshotOf(paths) : found;
  }

  #stateOf(paths: EnvironmentPaths, { plan, installs, snapshot }: Compared): EnvironmentState {
    const installed = new Set(installs.map(({ planned }) => planned.name));
    return stateOf({ paths, plan, installed, snapshot, layout: this.#options.layout });
  }
}

async function currentId(paths: EnvironmentPaths): Promise<string | undefined> {
  return (await currentGeneration(paths).catch(() => undefined))?.id;
}

function isEmpty({ tools, withheld }: EnvironmentRecord): boolean {
  return tools.length === 0 && withheld.length === 0;
}

function isSame(before: Snapshot, record: EnvironmentRecord, targets: ReadonlyMap<string, string>): boolean {
  return isDeepStrictEqual(before.record, record) && isDeepStrictEqual(before.targets, targets);
}

/** A damaged environment is built again. The answers in it are lost, and its tools wait for a restore, see `withheldFrom`. */
function ifDamaged(error: unknown): typeof DAMAGED {
  if (isNotUnderstood(error)) return DAMAGED;
  throw error;
}
