import { clientsOf } from '../../src/engine/clients.ts';
import type { Clients } from '../../src/engine/clients.ts';
import { createUndiciTransport, systemClock } from '../../src/engine/index.ts';
import type { Engine, TokenFinding } from '../../src/engine/index.ts';
import type { Services } from '../../src/editor/services.ts';
import type { Instance } from '../../src/editor/instances.ts';
import { SETTINGS } from '../../src/editor/ids.ts';
import type { TreeNode } from '../../src/editor/tree/nodes.ts';
import type { FakeUi } from './fakeUi.ts';
import { MemoryConfiguration, settingsOver } from './memoryConfiguration.ts';
import { MemoryLog } from './memoryLog.ts';

/**
 * The user's settings and secrets, and what was shown, in memory over a real client. It has only the services that commands
 * for accounts and lists call.
 */
export class MemoryServices implements AsyncDisposable {
  readonly ui: FakeUi;
  readonly secrets = new Map<string, string>();
  readonly findings = new Map<string, TokenFinding>();
  readonly logins = new Map<string, string | undefined>();
  readonly shown: unknown[] = [];
  /** Instances whose token is to be requested again. */
  readonly askedAgain: string[] = [];
  /** Calls to the tree, oldest first. */
  readonly treeCalls: string[] = [];
  selection: readonly TreeNode[] = [];
  /** The rows of the tree. */
  rows: readonly TreeNode[] = [];
  readonly #transport = createUndiciTransport();
  readonly #clients = clientsOf(
    {
      log: new MemoryLog(),
      isConfigured: (base) => this.instances.get(base) !== undefined,
      token: (base) => Promise.resolve(this.secrets.get(base)),
    },
    {
      transport: this.#transport,
      clock: systemClock,
      log: new MemoryLog(),
      userAgent: () => 'test',
      retry: { attempts: 1 },
    },
    { mirrorsOnly: () => false },
  );

  constructor(ui: FakeUi, entries: readonly unknown[] = []) {
    this.ui = ui;
    this.entries = entries;
  }

  /** The instances in the settings. */
  get entries(): readonly unknown[] {
    return this.configuration.userValue(SETTINGS.instances) as readonly unknown[];
  }

  set entries(value: readonly unknown[]) {
    this.configuration.type(SETTINGS.instances, value);
  }

  get services(): Services {
    return this as unknown as Services;
  }

  readonly configuration = new MemoryConfiguration();
  readonly settings = settingsOver(this.configuration);

  readonly tokens: Pick<Services['tokens'], 'get' | 'stored' | 'forgetGitAnswer' | 'store' | 'delete'> = {
    get: async (instance) => this.secrets.get(instance),
    stored: async (instance) => this.secrets.get(instance),
    forgetGitAnswer: (instance) => void this.askedAgain.push(instance),
    store: async (instance, token) => void this.secrets.set(instance, token),
    delete: async (instance) => void this.secrets.delete(instance),
  };

  readonly instances: Pick<
    Services['instances'],
    'list' | 'get' | 'nameOf' | 'setFinding' | 'setLogin' | 'forgetToken'
  > = {
    list: () => this.settings.current.instances.map((setting) => this.#instance(setting)),
    get: (base) => this.instances.list().find(({ setting }) => setting.url === base),
    nameOf: (base) => this.instances.get(base)?.setting.name ?? new URL(base).host,
    setFinding: (base, finding) => void this.findings.set(base, finding),
    setLogin: (base, login) => void this.logins.set(base, login),
    forgetToken: (base) => {
      this.findings.delete(base);
      this.logins.delete(base);
    },
  };

  readonly engine: { get(): Clients & Pick<Engine, 'liftHold'> } = {
    get: () => ({ ...this.#clients, liftHold: () => Promise.resolve() }),
  };

  readonly errors: Pick<Services['errors'], 'show' | 'run'> = {
    show: async (error) => void this.shown.push(error),
    run: async (remedy) => void this.shown.push(remedy),
  };

  readonly tree = ((
    memory: MemoryServices,
  ): Pick<Services['tree'], 'selection' | 'refresh' | 'loadMore' | 'setFilter' | 'show'> => ({
    get selection() {
      return memory.selection;
    },
    refresh: async (node) => void memory.treeCalls.push(`refresh ${node?.id ?? 'all'}`),
    loadMore: async (node) => void memory.treeCalls.push(`more ${node.id}`),
    show: async (instance, path) => {
      const found = path.map((isWanted) => memory.rows.find(isWanted)?.id);
      memory.treeCalls.push(['show', instance, ...found.filter(Boolean)].join(' '));
      return !found.includes(undefined);
    },
    setFilter: (text) => void memory.treeCalls.push(`filter ${text ?? 'nothing'}`),
  }))(this);

  #instance(setting: Instance['setting']): Instance {
    const finding = this.findings.get(setting.url) ?? { state: 'unknown', missing: [] };
    return { setting, finding, login: this.logins.get(setting.url), trouble: undefined };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#transport.close();
  }
}
