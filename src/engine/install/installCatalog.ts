import path from 'node:path';
import type { Log } from '../ports.ts';
import type { Activation, StoredInstall } from './activation.ts';
import { versionDirectories } from './installDirectories.ts';
import type { Installed, Tool, UnreadableInstall } from './installed.ts';
import { CONTENT, isSameTool, spellingIn } from './installLayout.ts';
import type { InstallLayout } from './installLayout.ts';
import { programsOf, readManifest } from './manifest.ts';

interface Looked {
  readonly directory: string;
  /** A manifest exists but cannot be read. */
  readonly isBroken: boolean;
  readonly install?: StoredInstall | undefined;
}

/** The result of reading the disk once. */
interface Found {
  readonly installs: readonly StoredInstall[];
  readonly unreadable: readonly string[];
}

/** What is installed, read from disk at each call. */
export class InstallCatalog {
  readonly #layout: InstallLayout;
  readonly #activation: Activation;
  readonly #log: Log;

  constructor(layout: InstallLayout, activation: Activation, log: Log) {
    this.#layout = layout;
    this.#activation = activation;
    this.#log = log;
  }

  /** All readable installs by tool, last installed first. */
  async all(): Promise<readonly StoredInstall[]> {
    return (await this.#look()).installs;
  }

  /** The installs whose manifest cannot be read; they do not hide the others. */
  async unreadable(): Promise<readonly UnreadableInstall[]> {
    const { unreadable } = await this.#look();
    const targets = unreadable.length > 0 ? [...(await this.#activation.targets())] : [];
    return unreadable.map((directory) => ({
      directory,
      tool: spellingIn(path.dirname(directory)),
      version: spellingIn(directory),
      commands: targets.flatMap(([command, to]) => (this.#layout.versionOf(to) === directory ? [command] : [])),
    }));
  }

  async of(tool: Tool, version?: string): Promise<readonly StoredInstall[]> {
    return (await this.lookFor(tool, version)).installs;
  }

  /** A tool's versions, or one of them, and its unreadable directories, each of which may be any version. */
  async lookFor(tool: Tool, version?: string): Promise<Found> {
    const { installs, unreadable } = await this.#look((directory) => this.#layout.isOfTool(directory, tool));
    const parent = this.#layout.tool(tool);
    return {
      installs: installs.filter(
        ({ manifest }) =>
          isSameTool(manifest.tool, tool) && (version === undefined || manifest.asset.version === version),
      ),
      unreadable: unreadable.filter((directory) => path.dirname(directory) === parent),
    };
  }

  async #look(isWanted?: (toolDirectory: string) => boolean): Promise<Found> {
    const directories = await versionDirectories(this.#layout.installs, isWanted);
    const looked = await Promise.all(directories.map((directory) => this.#lookAt(directory)));
    return {
      installs: looked.flatMap(({ install }) => (install ? [install] : [])).toSorted(byToolAndTime),
      unreadable: looked.flatMap(({ isBroken, directory }) => (isBroken ? [directory] : [])).toSorted(),
    };
  }

  async #lookAt(directory: string): Promise<Looked> {
    try {
      const manifest = await readManifest(directory);
      if (!manifest) this.#log.warn(`${directory} is not an install`);
      return { directory, isBroken: false, install: manifest && { directory, manifest } };
    } catch (error) {
      this.#log.warn(`the install in ${directory} cannot be read: ${String(error)}`);
      return { directory, isBroken: true };
    }
  }

  /** The same in public form, with the current links. */
  async show(installs: readonly StoredInstall[]): Promise<readonly Installed[]> {
    const targets = await this.#activation.targets();
    return installs.map((install) => shown(install, targets));
  }
}

function byToolAndTime({ manifest: one }: StoredInstall, { manifest: other }: StoredInstall): number {
  return one.tool.name.localeCompare(other.tool.name) || other.installedAt - one.installedAt;
}

/** The public form of an install; `targets` are those of the links. */
export function shown({ directory, manifest }: StoredInstall, targets: ReadonlyMap<string, string>): Installed {
  const content = path.join(directory, CONTENT);
  const linked = new Set(targets.values());
  const executables = programsOf(manifest).map(({ command, path: at, sizeBytes, sha256, proof }, index) => {
    const full = path.join(content, at);
    const isCommand = index < manifest.executables.length;
    return { command, path: full, sizeBytes, sha256, proof, isCommand, linked: linked.has(full) };
  });
  const { tool, asset, sizeBytes, installedAt } = manifest;
  const active = executables.some((one) => one.linked);
  return { tool, asset, active, executables, directory: content, sizeBytes, installedAt };
}
