import { ForgejoAssetClient, HttpClient, createUndiciTransport, systemClock } from '../../src/engine/index.ts';
import type { Engine, TokenFinding } from '../../src/engine/index.ts';
import type { Flow } from '../../src/editor/flow.ts';
import type { Instance } from '../../src/editor/instances.ts';
import { parseSettings } from '../../src/editor/settings/parseSettings.ts';
import { SETTINGS } from '../../src/editor/ids.ts';
import type { TreeNode } from '../../src/editor/tree/nodes.ts';
import type { FakeUi } from './fakeUi.ts';
import { MemoryLog } from './memoryLog.ts';

/** The editor's part of a flow in memory, over a real client: settings as the user wrote them, secrets, and what was shown. */
export class FakeFlow implements Flow, AsyncDisposable {
  readonly ui: FakeUi;
  /** What stands in the settings. */
  entries: readonly unknown[];
  readonly secrets = new Map<string, string>();
  readonly findings = new Map<string, TokenFinding>();
  readonly logins = new Map<string, string | undefined>();
  readonly shown: unknown[] = [];
  /** Instances whose token is to be asked for anew. */
  readonly askedAgain: string[] = [];
  /** Calls to the tree, oldest first. */
  readonly treeCalls: string[] = [];
  selection: readonly TreeNode[] = [];
  /** Rows that the tree has. */
  rows: readonly TreeNode[] = [];
  readonly #transport = createUndiciTransport();
  readonly #http = new HttpClient({
    transport: this.#transport,
    clock: systemClock,
    log: new MemoryLog(),
    userAgent: () => 'test',
    retry: { attempts: 1 },
  });

  constructor(ui: FakeUi, entries: readonly unknown[] = []) {
    this.ui = ui;
    this.entries = entries;
  }

  readonly settings = ((flow: FakeFlow): Flow['settings'] => ({
    get current() {
      return flow.#parse().settings;
    },
    get problems() {
      return flow.#parse().problems;
    },
    updateInstances: async (change) => {
      flow.entries = change(flow.entries);
    },
  }))(this);

  readonly tokens: Flow['tokens'] = {
    get: async (instance) => this.secrets.get(instance),
    askAgain: (instance) => void this.askedAgain.push(instance),
    store: async (instance, token) => void this.secrets.set(instance, token),
    delete: async (instance) => void this.secrets.delete(instance),
  };

  readonly instances: Flow['instances'] = {
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

  readonly engine: Flow['engine'] = {
    get: () => ({
      client: (base) => this.#client(base, () => Promise.resolve(this.secrets.get(base))),
      clientWith: (base, token) => this.#client(base, () => Promise.resolve(token)),
    }),
  };

  readonly errors: Flow['errors'] = { show: async (error) => void this.shown.push(error) };

  readonly tree: Flow['tree'] = ((flow: FakeFlow): Flow['tree'] => ({
    get selection() {
      return flow.selection;
    },
    refresh: async (node) => void flow.treeCalls.push(`refresh ${node?.id ?? 'all'}`),
    loadMore: async (node) => void flow.treeCalls.push(`more ${node.id}`),
    show: async (instance, isWanted) => {
      const found = flow.rows.filter(isWanted).map(({ id }) => id);
      flow.treeCalls.push(`show ${instance} ${found.join()}`);
    },
    setFilter: (text) => void flow.treeCalls.push(`filter ${text ?? 'nothing'}`),
  }))(this);

  #parse(): ReturnType<typeof parseSettings> {
    return parseSettings((key) => (key === SETTINGS.instances ? this.entries : undefined));
  }

  #instance(setting: Instance['setting']): Instance {
    const finding = this.findings.get(setting.url) ?? { state: 'unknown', missing: [] };
    return { setting, finding, login: this.logins.get(setting.url), trouble: undefined };
  }

  #client(base: string, token: () => Promise<string | undefined>): ReturnType<Engine['client']> {
    return new ForgejoAssetClient({ base, token, http: this.#http, resolve: () => Promise.resolve([]) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#transport.close();
  }
}
