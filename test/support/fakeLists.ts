import { ReleaseCache } from '../../src/engine/cache/releaseCache.ts';
import type { Engine, InstanceClient, Page, TokenFinding } from '../../src/engine/index.ts';
import { Lists } from '../../src/editor/tree/lists.ts';
import type { Account, ListOptions } from '../../src/editor/tree/lists.ts';
import { FakeClock } from './fakeClock.ts';

/** The answers of an instance. A test fails if it asks for one that is missing. */
export type FakeClient = Partial<
  Pick<
    InstanceClient,
    'features' | 'whoAmI' | 'myOrganizations' | 'instanceInfo' | 'repositories' | 'releases' | 'packages' | 'version'
  >
>;

export const LOOK: ListOptions = { refresh: false, signal: new AbortController().signal };

export function pageOf<T>(items: readonly T[], rest: Partial<Page<T>> = {}): Page<T> {
  return { items, page: 1, totalCount: items.length, hasMore: false, ...rest };
}

/** The real lists over the real metadata cache, with a scripted client. */
export class ListsRig {
  readonly clock = new FakeClock();
  readonly outcomes: unknown[] = [];
  readonly accounts: Account[] = [];
  /** The names of the calls, in order. */
  readonly calls: string[] = [];
  readonly lists: Lists;
  readonly #client: FakeClient;

  constructor(client: FakeClient) {
    this.#client = client;
    const releases = new ReleaseCache({ clock: this.clock, ttlMs: () => 60_000 });
    const version: Engine['version'] = (instance, source, name, options = {}) =>
      releases.get(
        { instance, group: JSON.stringify(source), version: name },
        () => this.#asked().version(source, name),
        options,
      );
    const engine = { releases, client: () => this.#asked(), version } as unknown as Engine;
    this.lists = new Lists({
      engine: () => engine,
      onOutcome: (_instance, error) => void this.outcomes.push(error),
      onAccount: (_instance, account) => void this.accounts.push(account),
    });
  }

  #asked(): InstanceClient {
    const { calls } = this;
    return new Proxy(this.#client as InstanceClient, {
      get: (client, name: keyof InstanceClient) => {
        calls.push(name);
        return Reflect.get(client, name) as unknown;
      },
    });
  }
}

/** A caller without a token, or with one that has all rights except the missing ones. */
export function signedIn(login: string | undefined, rest: Partial<TokenFinding> = {}): FakeClient {
  const state = login === undefined ? 'none' : 'accepted';
  return {
    features: () => Promise.resolve({ state, missing: [], ...rest }),
    whoAmI: () => Promise.resolve({ login: login ?? '', fullName: '', kind: 'user' }),
    myOrganizations: () => Promise.resolve([{ login: 'tools', fullName: '', kind: 'organization' }]),
    instanceInfo: () => Promise.resolve({ kind: 'forgejo', version: '12.0.4' }),
  };
}
