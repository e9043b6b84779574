import { onDisk } from '../disk.ts';
import { EngineError, isEngineError } from '../errors.ts';
import type { Clock, Log, Memento } from '../ports.ts';
import { Activation } from './activation.ts';
import type { KeptInstall } from './activation.ts';
import { checkInstall } from './checkInstall.ts';
import type { Check } from './checkInstall.ts';
import { ExecutableChoices } from './choices.ts';
import { closeStage, openStage, publish, removeInstall, tidyDirectories } from './installDirectories.ts';
import { InstallCatalog, shown } from './installCatalog.ts';
import type { Installed, InstallRequest, Tool } from './installed.ts';
import type { UnpackLimits } from '../unpack/limits.ts';
import { Layout, toolOf } from './layout.ts';
import { SymbolicLinks } from './links.ts';
import type { Links } from './links.ts';
import { makeInstall } from './makeInstall.ts';
import { readManifest } from './manifest.ts';
import type { KeptExecutable } from './manifest.ts';
import { intactInstall, reuseInstall } from './reuseInstall.ts';
import { Shims } from './shims.ts';

export interface InstallerOptions {
  /** The engine's directory: works in `installs/` and `bin/` below it, which are made when missing. */
  readonly directory: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Remembers which executables somebody chose. May be lost: then it is asked again. */
  readonly choices: Memento;
  /** What archives may grow to, read at each install. @default those of `unpack` */
  readonly limits?: () => Partial<UnpackLimits>;
  /** @default process.platform */
  readonly platform?: NodeJS.Platform;
  /** Hears of a record whose file is not what it was, and sets that aside; may give an error that says more. */
  readonly onDamaged?: (key: string) => Promise<EngineError<'integrity'> | undefined>;
}

/**
 * Makes tools of verified assets. The disk is the truth: manifests say what is installed, links in `bin/` which version
 * is in use. Several windows may work at once; of two that install the same, both have it in the end.
 */
export class Installer {
  /** For the PATH. Not there before something is linked. */
  readonly binDirectory: string;
  readonly #layout: Layout;
  readonly #links: Links;
  readonly #activation: Activation;
  readonly #catalog: InstallCatalog;
  readonly #choices: ExecutableChoices;
  readonly #limits: () => Partial<UnpackLimits>;
  readonly #onDamaged: NonNullable<InstallerOptions['onDamaged']>;
  readonly #clock: Clock;
  readonly #log: Log;
  /** What aborts left is being removed. */
  readonly #removals = new Set<Promise<void>>();

  /** Touches nothing. */
  constructor(options: InstallerOptions) {
    const { directory, clock, log, choices, limits, onDamaged, platform = process.platform } = options;
    this.#layout = new Layout(directory);
    this.binDirectory = this.#layout.bin;
    this.#links =
      platform === 'win32' ? new Shims(this.#layout.bin, clock) : new SymbolicLinks(this.#layout.bin, clock);
    this.#activation = new Activation(this.#layout, this.#links, log);
    this.#catalog = new InstallCatalog(this.#layout, this.#activation, log);
    this.#choices = new ExecutableChoices(choices);
    this.#limits = limits ?? (() => ({}));
    this.#onDamaged = onDamaged ?? (() => Promise.resolve(undefined));
    this.#clock = clock;
    this.#log = log;
  }

  /**
   * Unpacks an asset, finds its programs, proves that they run here, and links them. What is installed already and intact
   * is not unpacked again. After a failure nothing of it is there; after an abort neither, once `close` has resolved.
   * @throws EngineError `misfit`, `noExecutable`, `nameTaken`, `unsafeArchive`, `integrity` where the file is not the one
   *   that was checked, `storage`; the signal's reason
   */
  async install(request: InstallRequest): Promise<Installed> {
    const { asset, executables, takeCommands = false, signal } = request;
    const tool = toolOf(asset, request.tool);
    const target = this.#layout.version(tool, asset);
    signal?.throwIfAborted();
    const install = await onDisk(target, async () => {
      const before = await this.#catalog.of(tool, asset.version);
      const isInUse = (await this.#catalog.show(before)).some((one) => one.active);
      const isLinked = isInUse || (request.activate ?? true);
      const demandFree = async (programs: readonly KeptExecutable[]): Promise<void> => {
        if (isLinked) await this.#activation.demandFree(tool, programs, takeCommands);
      };
      const { install, isNew } = await this.#reuseOrMake(target, request, demandFree);
      if (isLinked) await this.#link(install, isNew);
      // Other bytes of the same version: what was in use is this now.
      for (const { directory } of before) if (directory !== target) await this.#clear(directory);
      return install;
    });
    if (executables) await this.#remember(install);
    return this.#show(install);
  }

  /** Makes a version the one in use. @throws EngineError `notInstalled`, `nameTaken`, `storage` */
  async use(tool: Tool, version: string, { takeCommands = false } = {}): Promise<Installed> {
    return onDisk(this.#layout.tool(tool), async () => {
      const [install] = await this.#catalog.of(tool, version);
      if (!install) throw notInstalled(tool, version);
      await this.#activation.demandFree(tool, install.manifest.executables, takeCommands);
      await this.#activation.activate(install);
      return this.#show(install);
    });
  }

  /**
   * Removes a version, or all, with their commands. Gives what was removed. A version that cannot be removed keeps its
   * commands, and the others go all the same. @throws EngineError `storage`, the first there was
   */
  async uninstall(tool: Tool, version?: string): Promise<readonly Installed[]> {
    return onDisk(this.#layout.tool(tool), async () => {
      const doomed = await this.#catalog.of(tool, version);
      const removed = await this.#catalog.show(doomed);
      const failures: unknown[] = [];
      for (const { directory } of doomed) {
        const removing = this.#activation.deactivate(directory, () => removeInstall(directory));
        await removing.catch((error: unknown) => failures.push(error));
      }
      if (failures.length > 0) throw failures[0];
      return removed;
    });
  }

  /** All that is installed, by tool, what was installed last first. @throws EngineError `storage` */
  async list(): Promise<readonly Installed[]> {
    return onDisk(this.#layout.installs, async () => this.#catalog.show(await this.#catalog.all()));
  }

  /** One version of a tool; without a version the one in use. @throws EngineError `storage` */
  async find(tool: Tool, version?: string): Promise<Installed | undefined> {
    const found = await onDisk(this.#layout.installs, async () =>
      this.#catalog.show(await this.#catalog.of(tool, version)),
    );
    return version === undefined ? found.find((one) => one.active) : found[0];
  }

  /** The file that a command runs: never a link or a shim. @throws EngineError `storage` */
  which(command: string): Promise<string | undefined> {
    return onDisk(this.#layout.bin, () => this.#activation.which(command));
  }

  /** Whether an install is as it was made. @throws EngineError `notInstalled`, `storage`; the signal's reason */
  async check({ tool, asset }: Installed, signal?: AbortSignal): Promise<Check> {
    const directory = this.#layout.version(tool, asset);
    return onDisk(directory, async () => {
      const manifest = await readManifest(directory);
      if (!manifest) throw notInstalled(tool, asset.version);
      return checkInstall({ directory, manifest }, signal);
    });
  }

  /** Removes what killed processes and running programs left behind. Never throws. */
  async tidy(): Promise<void> {
    await tidyDirectories(this.#layout.installs, this.#clock);
    await this.#links.sweep();
    await this.#activation.removeDead().catch((error: unknown) => this.#log.warn(`tidying links: ${String(error)}`));
  }

  /** Resolves when nothing of stopped installs is left. */
  async close(): Promise<void> {
    await Promise.all(this.#removals);
  }

  async #reuseOrMake(
    target: string,
    request: InstallRequest,
    demandFree: (executables: readonly KeptExecutable[]) => Promise<void>,
  ): Promise<{ readonly install: KeptInstall; readonly isNew: boolean }> {
    const intact = await intactInstall(target, request.asset, request.signal);
    const reused = intact && (await reuseInstall(intact, request, this.#clock, demandFree));
    if (reused) return { install: reused, isNew: false };
    const recalled = await this.#choices.recall(toolOf(request.asset, request.tool), request.asset);
    const stage = await openStage(target);
    try {
      const options = { clock: this.#clock, onCleaning: (removal: Promise<void>) => this.#outlive(removal) };
      const manifest = await makeInstall(stage, { limits: this.#limits(), ...request }, recalled, options);
      await demandFree(manifest.executables);
      request.signal?.throwIfAborted();
      const existing = await publish(stage, target, this.#clock, () => intactInstall(target, request.asset));
      return existing ? { install: existing, isNew: false } : { install: { directory: target, manifest }, isNew: true };
    } catch (error) {
      throw await this.#explained(error, request);
    } finally {
      const removal = closeStage(stage);
      if (request.signal?.aborted) this.#outlive(removal);
      else await removal;
    }
  }

  /** Makes it the version in use; where that fails, what was just installed goes again. */
  async #link(install: KeptInstall, isNew: boolean): Promise<void> {
    try {
      await this.#activation.activate(install);
    } catch (error) {
      if (isNew) await this.#clear(install.directory);
      throw error;
    }
  }

  /** Removes an install that nothing leads to. What cannot be removed is no reason to fail. */
  async #clear(directory: string): Promise<void> {
    await removeInstall(directory).catch((error: unknown) => {
      this.#log.warn(`${directory} could not be removed: ${String(error)}`);
    });
  }

  #outlive(removal: Promise<void>): void {
    this.#removals.add(removal);
    const forget = (): void => {
      this.#removals.delete(removal);
    };
    removal.then(forget, forget);
  }

  /** Bytes that changed on disk are set aside, so that they are fetched again the next time. */
  async #explained(error: unknown, { key }: InstallRequest): Promise<unknown> {
    if (!isEngineError(error, 'integrity') || key === undefined) return error;
    return (await this.#onDamaged(key)) ?? error;
  }

  async #remember({ manifest: { tool, asset, executables } }: KeptInstall): Promise<void> {
    const paths = executables.map((one) => one.path);
    await this.#choices.remember(tool, asset, paths).catch((error: unknown) => {
      this.#log.warn(`the choice of programs is not remembered: ${String(error)}`);
    });
  }

  async #show(install: KeptInstall): Promise<Installed> {
    return shown(install, await this.#activation.targets());
  }
}

function notInstalled({ name }: Tool, version: string): EngineError {
  return new EngineError('notInstalled', `${name} ${version} is not installed`, { tool: name, version });
}
