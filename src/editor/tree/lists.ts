import type {
  Engine,
  Fetched,
  InstanceClient,
  MetadataKey,
  InstanceInfo,
  Owner,
  Package,
  Page,
  Repository,
  TokenFinding,
  Version,
} from '../../engine/index.ts';
import { isCancelled } from '../../words/describeError.ts';

/** How to look something up. */
export interface ListOptions {
  /** Ask the instance, even if the answer is cached. */
  readonly refresh: boolean;
  readonly signal: AbortSignal;
}

export interface Account {
  readonly finding: TokenFinding;
  readonly login: string | undefined;
  readonly organizations: readonly Owner[];
}

interface ListsOptions {
  readonly engine: () => Engine;
  /** The outcome of a request: `undefined` if the instance answered. */
  readonly onOutcome: (instance: string, error: unknown) => void;
  /** The instance was asked who owns the token. */
  readonly onAccount: (instance: string, account: Account) => void;
}

/**
 * What the instances list, page by page, through the engine's metadata cache. Opening and folding rows makes no new
 * requests, and if an instance cannot be asked, older answers are returned with their age.
 */
export class Lists {
  readonly #options: ListsOptions;
  readonly #answeredAt = new Map<string, number>();
  /** Instances whose token changed since it was last tried. */
  readonly #untried = new Set<string>();

  constructor(options: ListsOptions) {
    this.#options = options;
  }

  /** When the instance last answered, milliseconds since the epoch. */
  answeredAt(instance: string): number | undefined {
    return this.#answeredAt.get(instance);
  }

  /** Forgets the lists of one instance, for example after the account changed. */
  async forget(instance: string): Promise<void> {
    this.#options.engine().releases.invalidate({ instance });
    this.#answeredAt.delete(instance);
    this.#untried.add(instance);
  }

  /** Who owns the token and what it allows; without a token, only that there is none. */
  account(instance: string, look: ListOptions): Promise<Fetched<Account>> {
    // Without a token no request is made, so nothing is learned about the instance.
    const wasAsked = ({ finding }: Account): boolean => finding.state !== 'none';
    const load = async (client: InstanceClient, signal: AbortSignal): Promise<Account> => {
      const refresh = this.#untried.delete(instance) || look.refresh;
      const finding = await client.features({ refresh, signal });
      const may = (feature: 'user' | 'organization'): boolean =>
        finding.state === 'accepted' && !finding.missing.includes(feature);
      const login = may('user') ? (await client.whoAmI({ signal })).login : undefined;
      const organizations = may('organization') && may('user') ? await client.myOrganizations({ signal }) : [];
      const account = { finding, login, organizations };
      this.#options.onAccount(instance, account);
      return account;
    };
    return this.#noted(instance, () => this.#cached(instance, ['account'], { load, look }), wasAsked);
  }

  /** Asks the instance for its version, to see whether it is there and answers without a token. */
  greet(instance: string, look: ListOptions): Promise<Fetched<InstanceInfo>> {
    return this.#get(instance, ['version'], look, (client, signal) => client.instanceInfo({ signal }));
  }

  repositories(
    at: { instance: string; owner: string },
    page: number,
    look: ListOptions,
  ): Promise<Fetched<Page<Repository>>> {
    return this.#get(at.instance, ['repositories', at.owner, page], look, (client, signal) =>
      client.repositories(at.owner, { page, signal }),
    );
  }

  /** `query` narrows to releases whose tag or title contains it. */
  releases(
    at: { instance: string; owner: string; repo: string; query?: string | undefined },
    page: number,
    look: ListOptions,
  ): Promise<Fetched<Page<Version>>> {
    const { instance, owner, repo, query } = at;
    return this.#get(instance, ['releases', owner, repo, page, query], look, (client, signal) =>
      client.releases({ owner, repo }, { page, signal, query }),
    );
  }

  packages(at: { instance: string; owner: string }, look: ListOptions): Promise<Fetched<readonly Package[]>> {
    return this.#get(at.instance, ['packages', at.owner], look, (client, signal) =>
      client.packages(at.owner, { signal }),
    );
  }

  /** The packages of an owner, if already loaded. */
  async knownPackages(at: { instance: string; owner: string }): Promise<readonly Package[]> {
    const { releases } = this.#options.engine();
    const known = await releases.peek<readonly Package[]>(metadataKey(at.instance, ['packages', at.owner]));
    return known?.value ?? [];
  }

  /** One version of a package with its files. */
  version(at: Pick<Version, 'instance' | 'source' | 'version'>, look: ListOptions): Promise<Fetched<Version>> {
    return this.#noted(at.instance, async () =>
      this.#options.engine().version(at.instance, at.source, at.version, look),
    );
  }

  #get<T>(instance: string, list: readonly unknown[], look: ListOptions, load: Load<T>): Promise<Fetched<T>> {
    return this.#noted(instance, () => this.#cached(instance, list, { load, look }));
  }

  async #cached<T>(
    instance: string,
    list: readonly unknown[],
    { load, look }: { load: Load<T>; look: ListOptions },
  ): Promise<Fetched<T>> {
    const engine = this.#options.engine();
    const client = engine.client(instance);
    return engine.releases.get(metadataKey(instance, list), (signal) => load(client, signal), look);
  }

  async #noted<T>(
    instance: string,
    get: () => Promise<Fetched<T>>,
    wasAsked: (value: T) => boolean = () => true,
  ): Promise<Fetched<T>> {
    try {
      const found = await get();
      if (!wasAsked(found.value)) return found;
      this.#answeredAt.set(instance, found.fetchedAt);
      this.#options.onOutcome(instance, found.staleBecause);
      return found;
    } catch (error) {
      if (!isCancelled(error)) this.#options.onOutcome(instance, error);
      throw error;
    }
  }
}

type Load<T> = (client: InstanceClient, signal: AbortSignal) => Promise<T>;

/** Differs from every group of versions, as those are JSON. */
function metadataKey(instance: string, list: readonly unknown[]): MetadataKey {
  return { instance, group: 'lists', version: JSON.stringify(list) };
}
