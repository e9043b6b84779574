import { lstat, stat } from 'node:fs/promises';
import path from 'node:path';
import { ifThere } from '../disk.ts';
import { sourceName } from '../model.ts';
import type { Log } from '../ports.ts';
import type { Holder } from './commandRules.ts';
import type { Tool } from './installed.ts';
import { CONTENT, isSameTool } from './installLayout.ts';
import type { InstallLayout } from './installLayout.ts';
import { LinkChanges } from './linkChanges.ts';
import type { FoundLink, Links } from './links.ts';
import { readManifest } from './manifest.ts';
import type { Manifest } from './manifest.ts';

/** An install and its directory. */
export interface StoredInstall {
  readonly directory: string;
  readonly manifest: Manifest;
}

const UNREADABLE = 'unreadable';

/** Reports and changes which version a command runs; only the links record it. */
export class Activation {
  readonly #layout: InstallLayout;
  readonly #links: Links;
  readonly #log: Log;

  constructor(layout: InstallLayout, links: Links, log: Log) {
    this.#layout = layout;
    this.#links = links;
    this.#log = log;
  }

  /** The target of each of our commands, including dead ones. */
  async targets(): Promise<ReadonlyMap<string, string>> {
    const targets = new Map<string, string>();
    for (const command of await this.#links.commands()) {
      const target = (await this.#links.read(command))?.target;
      if (target !== undefined && this.#layout.versionOf(target) !== undefined) targets.set(command, target);
    }
    return targets;
  }

  /** The file that a command runs. */
  async which(command: string): Promise<string | undefined> {
    if (/^\.|[/\\\0]/.test(command) || command === '') return undefined;
    const target = (await this.#links.read(command))?.target;
    if (target === undefined || this.#layout.versionOf(target) === undefined) return undefined;
    return (await ifThere(() => stat(target)))?.isFile() ? target : undefined;
  }

  /** The current owner of each command; absent for free ones, such as a command whose version is no longer installed. */
  async holders(tool: Tool, commands: readonly string[]): Promise<ReadonlyMap<string, Holder>> {
    const holders = new Map<string, Holder>();
    for (const command of commands) {
      const found = await this.#links.read(command);
      const holder = found && (await this.#holder(tool, found));
      if (holder) holders.set(command, holder);
    }
    return holders;
  }

  async #holder(tool: Tool, { target }: FoundLink): Promise<Holder | undefined> {
    const version = target === undefined ? undefined : this.#layout.versionOf(target);
    if (version === undefined) return { kind: 'other' };
    const toolDirectory = path.dirname(version);
    // An unreadable install still has an owner, named by its directory.
    const owner = await readManifest(version).catch((): typeof UNREADABLE => UNREADABLE);
    if (owner === UNREADABLE) {
      return toolDirectory === this.#layout.tool(tool)
        ? undefined
        : { kind: 'other', by: path.basename(toolDirectory) };
    }
    if (!owner) return undefined;
    if (!isSameTool(owner.tool, tool)) {
      return { kind: 'other', by: `${sourceName(owner.tool.source)} ${owner.asset.version}` };
    }
    // Versions up to 0.1 linked every program without asking.
    return owner.others === undefined ? undefined : { kind: 'sameTool' };
  }

  /**
   * Links the commands to this version and removes those that only another version of the tool has. If a step fails, all of
   * them lead where they did before.
   */
  async activate({ directory, manifest: { executables } }: StoredInstall): Promise<void> {
    const wanted = new Map(executables.map(({ command, path: at }) => [command, path.join(directory, CONTENT, at)]));
    const isWanted = new Set(wanted.values());
    await this.#together(async (changes) => {
      for (const [command, target] of wanted) await changes.set(command, target);
      await this.#removeWhere((target, version) => !isWanted.has(target) && isSibling(version, directory), changes);
    });
  }

  /** Removes the commands that lead into this version, then runs `rest`; if that fails, puts them back. */
  async deactivate(directory: string, rest: () => Promise<void>): Promise<void> {
    await this.#together(async (changes) => {
      await this.#removeWhere((_, version) => version === directory, changes);
      await rest();
    });
  }

  /** Removes links whose file is gone. */
  async removeDead(): Promise<void> {
    const targets = [...new Set((await this.targets()).values())];
    const found = await Promise.all(targets.map((target) => ifThere(() => lstat(target))));
    const dead = new Set(targets.filter((_, index) => found[index] === undefined));
    await this.#removeWhere((target) => dead.has(target), new LinkChanges(this.#links, this.#log));
  }

  async #together(work: (changes: LinkChanges) => Promise<void>): Promise<void> {
    const changes = new LinkChanges(this.#links, this.#log);
    try {
      await work(changes);
      await changes.sync();
    } catch (error) {
      await changes.undo();
      throw error;
    }
  }

  async #removeWhere(isDoomed: (target: string, version: string) => boolean, changes: LinkChanges): Promise<void> {
    for (const [command, target] of await this.targets()) {
      const version = this.#layout.versionOf(target);
      if (version !== undefined && isDoomed(target, version)) await changes.set(command, undefined);
    }
  }
}

/** Whether two are versions of the same tool. */
function isSibling(version: string, other: string): boolean {
  return path.dirname(version) === path.dirname(other);
}
