import type { CommandConsent, CommandOffer } from '../commandOffers.ts';
import { Attempts } from '../attempts.ts';
import { notUnderstood, onDisk } from '../disk.ts';
import { EngineError } from '../errors.ts';
import type { Clock, Log } from '../ports.ts';
import { Activation } from './activation.ts';
import type { StoredInstall } from './activation.ts';
import { checkInstall } from './checkInstall.ts';
import type { Check } from './checkInstall.ts';
import { ExecutableChoices } from './choices.ts';
import { CommandAnswers } from './commandAnswers.ts';
import { CommandCase } from './commandCase.ts';
import type { CommandParts, CommandSubject } from './commandCase.ts';
import { removeInstall, tidyDirectories } from './installDirectories.ts';
import { InstallCatalog, shown } from './installCatalog.ts';
import { InstallMaker } from './installMaker.ts';
import { InstallScrub } from './installScrub.ts';
import type { Installed, InstallOutcome, InstallRequest, Tool, UnreadableInstall } from './installed.ts';
import type { InstallerOptions } from './installerOptions.ts';
import { InstallLayout, toolOf } from './installLayout.ts';
import { linksFor } from './linksFor.ts';
import type { Links } from './links.ts';
import { manifestPath, readManifest } from './manifest.ts';
import { nominationOf } from './nomination.ts';
import type { Nomination } from './nomination.ts';
import { createPathLookup } from './pathLookup.ts';
import { keepCommands, withPrograms } from './reuseInstall.ts';

/**
 * Installs verified assets as tools. The disk is the truth: manifests say what is installed, links in `bin/` which version
 * is in use. Several windows may work at once; if two install the same, both succeed.
 */
export class Installer {
  /** The directory for the PATH. Missing until something is linked. */
  readonly binDirectory: string;
  readonly #layout: InstallLayout;
  readonly #links: Links;
  readonly #activation: Activation;
  readonly #catalog: InstallCatalog;
  readonly #choices: ExecutableChoices;
  readonly #commandParts: CommandParts;
  readonly #maker: InstallMaker;
  readonly #scrub: InstallScrub;
  readonly #isKept: (directory: string) => Promise<boolean>;
  readonly #clock: Clock;
  readonly #log: Log;

  /** Touches nothing on disk. */
  constructor(options: InstallerOptions) {
    const { directory, clock, log, choices, limits, onDamaged, platform = process.platform } = options;
    this.#layout = new InstallLayout(directory);
    this.binDirectory = this.#layout.bin;
    this.#links = linksFor(this.#layout.bin, { platform, clock });
    this.#activation = new Activation(this.#layout, this.#links, log);
    this.#catalog = new InstallCatalog(this.#layout, this.#activation, log);
    this.#scrub = new InstallScrub({ catalog: this.#catalog, clock, log });
    this.#choices = new ExecutableChoices(choices);
    const findOnPath = options.findOnPath ?? createPathLookup({ env: process.env, platform });
    const parts = { activation: this.#activation, catalog: this.#catalog, answers: new CommandAnswers(choices) };
    this.#commandParts = { ...parts, findOnPath, platform, log };
    this.#maker = new InstallMaker({
      choices: this.#choices,
      clock,
      limits: limits ?? (() => ({})),
      onDamaged: onDamaged ?? (() => Promise.resolve(undefined)),
    });
    this.#isKept = options.isKept ?? (() => Promise.resolve(false));
    this.#clock = clock;
    this.#log = log;
  }

  /**
   * Unpacks an asset, finds its programs, proves that they run here, and links them. An intact install is not unpacked
   * again. A failure leaves nothing behind; neither does an abort, once `close` has resolved.
   * @throws EngineError `misfit`, `noExecutable`, `commandsNeedConsent`, `nameTaken`, `unsafeArchive`, `integrity` if the file is not
   * the one that was checked, `storage`; the signal's reason
   */
  async install(request: InstallRequest): Promise<InstallOutcome> {
    const { asset, signal } = request;
    const tool = toolOf(asset, request.tool);
    const target = this.#layout.version(tool, asset);
    signal?.throwIfAborted();
    return onDisk(target, async () => {
      const before = await this.#catalog.of(tool, asset.version);
      const isInUse = (await this.#catalog.show(before)).some((one) => one.active);
      const commands = this.#caseOf({
        tool,
        directory: target,
        version: asset.version,
        isLinked: isInUse || (request.activate ?? true),
      });
      const { install, isNew } = await this.#maker.make(target, request, (nomination, same) =>
        commands.decide(nomination, request.consent ?? 'ask', same?.consents),
      );
      // A version without commands leaves another one in use, unless it replaces that one's files.
      const hasCommands = install.manifest.executables.length > 0;
      if (commands.isLinked && (hasCommands || isInUse)) await this.#link(install, isNew);
      // Other bytes of the same version replace those in use, unless a project has them locked.
      const replaced = before.filter(({ directory }) => directory !== target);
      for (const { directory } of replaced) if (!(await this.#isKept(directory))) await this.#clear(directory);
      if (request.remember ?? true) await this.#remember(install, request, commands);
      return this.#outcome(install, commands);
    });
  }

  /**
   * Unpacks an asset and finds its programs, as `install` does, but for environments: links nothing, removes nothing, and
   * leaves the commands of an install that exists already as they are.
   * @throws EngineError as `install`, without `commandsNeedConsent` and `nameTaken`; the signal's reason
   */
  async provide(request: Omit<InstallRequest, 'activate' | 'consent' | 'remember'>): Promise<StoredInstall> {
    const { asset, signal } = request;
    const tool = toolOf(asset, request.tool);
    const target = this.#layout.version(tool, asset);
    signal?.throwIfAborted();
    return onDisk(target, async () => {
      const commands = this.#caseOf({ tool, directory: target, version: asset.version, isLinked: false });
      const { install } = await this.#maker.make(target, request, (nomination, same) =>
        same ? Promise.resolve(withPrograms(same, nomination)) : commands.decide(nomination, 'leave'),
      );
      return install;
    });
  }

  /**
   * Switches to a version, with the commands that need no consent or get it.
   * @throws EngineError `notInstalled`, `commandsNeedConsent`, `nameTaken`, `storage`
   */
  async use(tool: Tool, version: string, consent: CommandConsent = 'ask'): Promise<InstallOutcome> {
    return onDisk(this.#layout.tool(tool), async () => {
      const install = await this.#demand(tool, version);
      const commands = this.#caseOf({ tool, directory: install.directory, version, isLinked: true });
      const decided = await commands.decide(await this.#nomination(install), consent, install.manifest.consents);
      const stored = await keepCommands(install, decided, this.#clock);
      await this.#activation.activate(stored);
      await commands.remember(consent);
      return this.#outcome(stored, commands);
    });
  }

  /**
   * All programs of a version that could be commands, with the reasons for needing consent; `isLinked` for current ones.
   * @throws EngineError `notInstalled`, `storage`
   */
  async offers(tool: Tool, version: string): Promise<readonly (CommandOffer & { readonly isLinked: boolean })[]> {
    return onDisk(this.#layout.tool(tool), async () => {
      const install = await this.#demand(tool, version);
      const { executables } = await this.#show(install);
      const linked = new Set(executables.filter((one) => one.linked).map(({ command }) => command));
      const commands = this.#caseOf({ tool, directory: install.directory, version, isLinked: true });
      const offers = await commands.offers(await this.#nomination(install), new Map());
      return offers.map((offer) => ({ ...offer, isLinked: linked.has(offer.command) }));
    });
  }

  /**
   * Removes a version, or all, with their commands, and returns what was removed. Removing all includes unreadable installs,
   * which are not named. A version that cannot be removed keeps its commands, and the others are still removed.
   * @throws EngineError `storage`: the first failure, or if an unreadable install may be the version
   */
  async uninstall(tool: Tool, version?: string): Promise<readonly Installed[]> {
    return onDisk(this.#layout.tool(tool), async () => {
      const { installs: doomed, unreadable } = await this.#catalog.lookFor(tool, version);
      const removed = await this.#catalog.show(doomed);
      if (version !== undefined && doomed.length === 0) assertReadable(unreadable);
      const attempts = new Attempts();
      const whole = version === undefined ? unreadable : [];
      for (const directory of [...doomed.map((one) => one.directory), ...whole]) {
        await attempts.try(() => this.#activation.deactivate(directory, () => removeInstall(directory)), undefined);
      }
      attempts.end();
      return removed;
    });
  }

  /** Everything installed, by tool, last installed first. @throws EngineError `storage` */
  async list(): Promise<readonly Installed[]> {
    return onDisk(this.#layout.installs, async () => this.#catalog.show(await this.#catalog.all()));
  }

  /**
   * The installs that `list` leaves out because they cannot be read. Installing such a version again repairs it.
   * @throws EngineError `storage`
   */
  async unreadable(): Promise<readonly UnreadableInstall[]> {
    return onDisk(this.#layout.installs, () => this.#catalog.unreadable());
  }

  /** Removes an install that still cannot be read, with its commands. Returns whether it did. @throws EngineError `storage` */
  async removeUnreadable(directory: string): Promise<boolean> {
    return onDisk(directory, async () => {
      const isThere = (await this.#catalog.unreadable()).some((one) => one.directory === directory);
      if (isThere) await this.#activation.deactivate(directory, () => removeInstall(directory));
      return isThere;
    });
  }

  /** One version of a tool; by default the one in use. @throws EngineError `storage` */
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

  /** Reads the programs of an install again, and tells whether it is unchanged. @throws EngineError `notInstalled`, `storage`; the signal's reason */
  async check({ tool, asset }: Installed, signal?: AbortSignal): Promise<Check> {
    const directory = this.#layout.version(tool, asset);
    return onDisk(directory, async () => {
      const manifest = await readManifest(directory);
      if (!manifest) throw notInstalled(tool, asset.version);
      return checkInstall({ directory, manifest }, { signal });
    });
  }

  /**
   * Removes what killed processes and running programs left behind, and reads programs again in the background from now on,
   * each once a week. Never throws.
   */
  async tidy(): Promise<void> {
    this.#scrub.start();
    await tidyDirectories(this.#layout.installs, this.#clock);
    await this.#links.sweep();
    await this.#activation.removeDead().catch((error: unknown) => this.#log.warn(`tidying links: ${String(error)}`));
  }

  /** Resolves once nothing of aborted installs is left, and nothing is read in the background. */
  async close(): Promise<void> {
    await Promise.all([this.#maker.close(), this.#scrub.close()]);
  }

  async #demand(tool: Tool, version: string): Promise<StoredInstall> {
    const { installs, unreadable } = await this.#catalog.lookFor(tool, version);
    const [install] = installs;
    if (install) return install;
    assertReadable(unreadable);
    throw notInstalled(tool, version);
  }

  async #nomination({ manifest }: StoredInstall): Promise<Nomination> {
    return nominationOf(manifest, await this.#choices.recall(manifest.tool, manifest.asset));
  }

  /** Switches to it; if that fails, removes what was just installed. */
  async #link(install: StoredInstall, isNew: boolean): Promise<void> {
    try {
      await this.#activation.activate(install);
    } catch (error) {
      if (isNew) await this.#clear(install.directory);
      throw error;
    }
  }

  /** Removes an install without links. A failure to remove it is ignored. */
  async #clear(directory: string): Promise<void> {
    await removeInstall(directory).catch((error: unknown) => {
      this.#log.warn(`${directory} could not be removed: ${String(error)}`);
    });
  }

  #caseOf(subject: CommandSubject): CommandCase {
    return new CommandCase(this.#commandParts, subject);
  }

  async #remember(
    { manifest: { tool, asset } }: StoredInstall,
    { consent = 'ask' }: InstallRequest,
    commands: CommandCase,
  ): Promise<void> {
    await commands.remember(consent);
    if (commands.chosen.length === 0) return;
    await this.#choices.remember(tool, asset, commands.chosen).catch((error: unknown) => {
      this.#log.warn(`the choice of programs is not remembered: ${String(error)}`);
    });
  }

  async #outcome(install: StoredInstall, { notLinked }: CommandCase): Promise<InstallOutcome> {
    return { ...(await this.#show(install)), notLinked };
  }

  async #show(install: StoredInstall): Promise<Installed> {
    return shown(install, await this.#activation.targets());
  }
}

/** An unreadable install may be the requested one, so it does not count as absent. @throws EngineError `storage` */
function assertReadable([directory]: readonly string[]): void {
  if (directory !== undefined) throw notUnderstood(manifestPath(directory));
}

function notInstalled({ name }: Tool, version: string): EngineError {
  return new EngineError('notInstalled', `${name} ${version} is not installed`, { tool: name, version });
}
