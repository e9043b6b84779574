import { writeFile } from 'node:fs/promises';
import type { EngineOptions, EnginePorts } from '../../src/engine/engine.ts';
import { MirrorSecrets } from '../../src/editor/account/mirrorSecrets.ts';
import { Downloads } from '../../src/editor/downloads/downloads.ts';
import type { CacheNode } from '../../src/editor/cacheView/cacheNodes.ts';
import type { RemoteRepository } from '../../src/engine/forgejo/gitRemotes.ts';
import { Extensions } from '../../src/editor/installs/extensions.ts';
import { readExtensionManifest } from '../../src/editor/installs/extensionManifest.ts';
import { Installs } from '../../src/editor/installs/installs.ts';
import type { InstallHost } from '../../src/editor/installs/installHost.ts';
import type { InstalledNode } from '../../src/editor/installs/installedNodes.ts';
import { Updates } from '../../src/editor/installs/updates.ts';
import { Projects } from '../../src/editor/project/projects.ts';
import { ProjectMemory } from '../../src/editor/project/projectMemory.ts';
import type { FolderCommands } from '../../src/editor/start/terminalPath.ts';
import type { ProjectFolder } from '../../src/editor/project/workspace.ts';
import type { Instance } from '../../src/editor/instances.ts';
import { SETTINGS } from '../../src/editor/ids.ts';
import { trustOf } from '../../src/editor/settings/trustOf.ts';
import type { Services } from '../../src/editor/services.ts';
import type { TreeNode } from '../../src/editor/tree/nodes.ts';
import { systemClock } from '../../src/engine/index.ts';
import type { Engine } from '../../src/engine/index.ts';
import { FakeEmitter } from './fakeEmitter.ts';
import type { FakeUi } from './fakeUi.ts';
import { MACHINES } from './machines.ts';
import { MemoryConfiguration, settingsOver } from './memoryConfiguration.ts';
import { MemoryMemento } from './memoryMemento.ts';
import { makeEngine } from './testEngine.ts';

export interface FakeServices extends AsyncDisposable {
  /** The services for commands: a real engine on a directory, and the editor's part in memory. */
  readonly services: Services;
  readonly engine: Engine;
  /** The failures that were shown, with their context. */
  readonly shown: { readonly error: unknown; readonly context: object }[];
  /** The buttons of other messages whose action was run. */
  readonly pressed: { readonly remedy: string; readonly error: unknown; readonly context: object }[];
  /** The selection in the two views. */
  readonly selected: {
    tree: readonly TreeNode[];
    cache: readonly CacheNode[];
    installed: readonly InstalledNode[];
  };
  /** The open folders, whether they are trusted, and the unsaved text of their files by path. */
  readonly workspace: {
    isTrusted: boolean;
    open: ProjectFolder[];
    readonly edits: Map<string, string>;
    canSave: boolean;
    /** How often a change of the lock was reported. */
    lockCount: number;
    /** The folder of the active editor. */
    active: string | undefined;
    /** The files that were opened in the editor. */
    readonly opened: string[];
  };
  /** The documents that were opened. */
  readonly reports: { readonly name: string; readonly markdown: string }[];
  /** A Linux machine on x64, with a record of what the editor was asked to do. */
  readonly host: FakeInstallHost;
  /** The user's tokens, by instance. */
  readonly tokens: Map<string, string>;
  /** The content of the secret storage. */
  readonly secrets: Map<string, string>;
  /** The repositories of the open folders. */
  remotes: readonly RemoteRepository[];
  /** The user's settings. */
  readonly configuration: MemoryConfiguration;
  /** The commands on the PATH of the folders' terminals, by the folder's path. */
  environments: ReadonlyMap<string, FolderCommands>;
}

/** Replaces the machine and the terminals of the editor. */
export class FakeInstallHost implements InstallHost {
  here: Awaited<ReturnType<InstallHost['machine']>> = MACHINES['linux-x64-gnu'];
  /** The output of system commands. */
  output: InstallHost['output'] = async () => undefined;
  shell = '/bin/bash';
  readonly typed: string[] = [];
  /** Where the terminals were opened. */
  readonly typedIn: (string | undefined)[] = [];
  /** The extension files that the editor installed, and the version of each extension that it has. */
  readonly extensions: string[] = [];
  readonly versions = new Map<string, string>();
  /** The versions of extensions that are installed but disabled, and the built-in extensions. */
  readonly disabled = new Map<string, string>();
  readonly builtins = new Set<string>();
  readonly ownId = 'forgejo-artifacts.forgejo-artifacts';
  /** The versions that run only after a restart. */
  readonly pending = new Map<string, string>();

  machine(): ReturnType<InstallHost['machine']> {
    return Promise.resolve(this.here);
  }

  typeInTerminal(_title: string, text: string, cwd?: string): void {
    this.typed.push(text);
    this.typedIn.push(cwd);
  }

  async installExtension(file: string): Promise<void> {
    this.extensions.push(file);
    const { id, version } = await readExtensionManifest(file, file);
    // A new version of a running extension takes effect only after a restart.
    if (!this.versions.has(id)) this.versions.set(id, version);
    else this.pending.set(id, version);
  }

  async uninstallExtension(id: string): Promise<void> {
    this.versions.delete(id);
  }

  restart(): void {
    for (const [id, version] of this.pending) this.versions.set(id, version);
    this.pending.clear();
  }

  extensionVersion(id: string): string | undefined {
    // Ignores case, like the editor.
    return [...this.versions].find(([one]) => one.toLowerCase() === id.toLowerCase())?.[1];
  }

  async findExtension(id: string): ReturnType<InstallHost['findExtension']> {
    const version = this.extensionVersion(id) ?? this.disabled.get(id);
    return version === undefined ? undefined : { version, isBuiltin: this.builtins.has(id) };
  }
}

/** The services that commands work with, outside the editor. `entries` are the instances in the settings. */
export async function makeServices(
  directory: string,
  ui: FakeUi,
  entries: readonly unknown[],
  options: Partial<EngineOptions> = {},
): Promise<FakeServices> {
  const configuration = new MemoryConfiguration();
  configuration.type(SETTINGS.instances, entries);
  const settings = settingsOver(configuration);
  const trust: EnginePorts['trust'] = (instance, owner) => trustOf(settings.current, instance, owner);
  const isConfigured = (instance: string): boolean => settings.current.instances.some(({ url }) => url === instance);
  const tokens = new Map<string, string>();
  const token: EnginePorts['token'] = (instance) => Promise.resolve(tokens.get(instance));
  const made = await makeEngine(directory, { trust, isConfigured, token }, options);
  const list = (): Instance[] =>
    settings.current.instances.map((setting) => ({
      setting,
      finding: { state: 'unknown', missing: [] },
      login: undefined,
      trouble: undefined,
    }));
  const get = (base: string): Instance | undefined => list().find(({ setting }) => setting.url === base);
  const engine = { get: () => made.engine, directory, userAgent: 'forgejo-artifacts/test' };
  const fake = {
    engine: made.engine,
    tokens,
    secrets: new Map<string, string>(),
    shown: [] as { error: unknown; context: object }[],
    pressed: [] as { remedy: string; error: unknown; context: object }[],
    selected: {
      tree: [] as readonly TreeNode[],
      cache: [] as readonly CacheNode[],
      installed: [] as readonly InstalledNode[],
    },
    host: new FakeInstallHost(),
    remotes: [] as readonly RemoteRepository[],
    workspace: {
      isTrusted: true,
      open: [] as ProjectFolder[],
      edits: new Map<string, string>(),
      canSave: true,
      lockCount: 0,
      active: undefined as string | undefined,
      opened: [] as string[],
    },
    reports: [] as { name: string; markdown: string }[],
    configuration,
    environments: new Map() as ReadonlyMap<string, FolderCommands>,
  };
  const emitter = (): ConstructorParameters<typeof Installs>[0]['changed'] =>
    new FakeEmitter<void>() as unknown as ConstructorParameters<typeof Installs>[0]['changed'];
  const workspace = {
    get isTrusted() {
      return fake.workspace.isTrusted;
    },
    folders: () => fake.workspace.open,
    activeFolder: () => fake.workspace.active,
    open: async (path: string) => void fake.workspace.opened.push(path),
    noteLock: () => void (fake.workspace.lockCount += 1),
    save: async (path: string) => {
      const text = fake.workspace.edits.get(path);
      if (text === undefined) return true;
      if (!fake.workspace.canSave) return false;
      await writeFile(path, text);
      return fake.workspace.edits.delete(path);
    },
  };
  const instances = { list, get, nameOf: (base: string) => get(base)?.setting.name ?? new URL(base).host };
  const projectMemory = new ProjectMemory(new MemoryMemento());
  const projects = new Projects({
    projectMemory,
    engine,
    instances,
    installHost: fake.host,
    workspace,
    terminalPath: {
      setEnvironments: async (environments: typeof fake.environments) => void (fake.environments = environments),
    },
    clock: systemClock,
    changed: emitter(),
  } as unknown as ConstructorParameters<typeof Projects>[0]);
  const services = {
    ui,
    settings,
    tokens: { get: token },
    mirrorSecrets: new MirrorSecrets({
      get: async (key) => fake.secrets.get(key),
      store: async (key, value) => void fake.secrets.set(key, value),
      delete: async (key) => void fake.secrets.delete(key),
    }),
    installHost: fake.host,
    installs: new Installs({ engine, changed: emitter() }),
    extensions: new Extensions({ host: fake.host, state: new MemoryMemento(), changed: emitter() }),
    updates: new Updates({
      engine,
      clock: systemClock,
      log: made.log,
      state: new MemoryMemento(),
      changed: emitter(),
    }),
    installedTree: {
      get selection() {
        return fake.selected.installed;
      },
      selected: async () => fake.selected.installed,
    },
    engine,
    instances,
    downloads: new Downloads({
      engine,
      clock: systemClock,
      changed: new FakeEmitter<readonly string[]>(),
    } as unknown as ConstructorParameters<typeof Downloads>[0]),
    errors: {
      show: async (error: unknown, context: object = {}) => void fake.shown.push({ error, context }),
      run: async (remedy: string, error: unknown, context: object) =>
        void fake.pressed.push({ remedy, error, context }),
      note: () => undefined,
    },
    terminalPath: { refresh: async () => undefined },
    workspace,
    projects,
    projectMemory,
    reports: { show: async (name: string, markdown: string) => void fake.reports.push({ name, markdown }) },
    records: { refresh: () => Promise.resolve() },
    tree: {
      get selection() {
        return fake.selected.tree;
      },
      chosenAt: 0,
      selected: async () => fake.selected.tree,
      workspaceRepositories: () => Promise.resolve(fake.remotes),
    },
    cacheTree: {
      get selection() {
        return fake.selected.cache;
      },
      chosenAt: 0,
      selected: async () => fake.selected.cache,
    },
  } as unknown as Services;
  return Object.assign(fake, { services, [Symbol.asyncDispose]: () => made[Symbol.asyncDispose]() });
}
