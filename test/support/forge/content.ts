import { createHash } from 'node:crypto';

/** The content of a forge. It is plain data, so tests can change it while the server runs. */
export interface ForgeContent {
  readonly accounts: Account[];
  readonly repositories: RepositoryContent[];
  readonly packages: PackageVersionContent[];
  readonly tokens: TokenContent[];
}

export interface Account {
  readonly id: number;
  readonly login: string;
  readonly kind: 'user' | 'organization';
  readonly private: boolean;
  /** The logins that may see it and everything it owns. */
  readonly members: readonly string[];
}

export interface RepositoryContent {
  readonly id: number;
  readonly owner: string;
  name: string;
  /** Its former names. */
  readonly oldNames: readonly string[];
  readonly description: string;
  private: boolean;
  readonly releasesUnit: boolean;
  /** Newest first. */
  readonly releases: ReleaseContent[];
}

export interface ReleaseContent {
  readonly id: number;
  readonly tag: string;
  readonly title: string;
  readonly notes: string;
  readonly draft: boolean;
  readonly prerelease: boolean;
  readonly createdAt: Date;
  readonly author: string;
  assets: AssetContent[];
}

export interface AssetContent {
  readonly id: number;
  readonly name: string;
  readonly uuid: string;
  readonly createdAt: Date;
  /** The bytes, or the address of an external asset. */
  readonly body: Buffer | string;
  /** The digest in its JSON, right or wrong. No Forgejo lists one yet. */
  sha256?: string;
  downloads: number;
}

/** The bytes, an address, or a function that returns the same bytes on every call. */
type SingleBody = Buffer | string | (() => Buffer);

/** The body of an asset. An array stands for several assets of the same name. */
export type GivenBody = SingleBody | readonly Buffer[];

export interface PackageVersionContent {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly version: string;
  readonly createdAt: Date;
  /** `owner/name` of the repository that it is linked to. */
  readonly repository?: string;
  /** The uploader. @default the owner */
  readonly creator?: string;
  files: PackageFileContent[];
}

export interface PackageFileContent {
  readonly id: number;
  readonly name: string;
  readonly body: Buffer;
}

export interface TokenContent {
  readonly value: string;
  readonly user: string;
  /** `repository`, `package`, `user`, `organization`, or `all`. */
  readonly scopes: readonly string[];
  readonly publicOnly: boolean;
}

/** A uuid that is the same in every run, so that stored facts about a forge hold for the next one. */
export function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

function withBody(asset: Omit<AssetContent, 'body'>, body: SingleBody): AssetContent {
  if (typeof body !== 'function') return { ...asset, body };
  return {
    ...asset,
    get body() {
      return body();
    },
  };
}

/** A copy of objects and lists. Bytes, dates, and functions that make bytes on demand are shared. */
export function copyOf<T>(value: T): T {
  if (Array.isArray(value)) return value.map((item: unknown) => copyOf(item)) as T;
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const copy = {};
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(value)))
    Object.defineProperty(
      copy,
      name,
      property.get ? property : { ...property, value: copyOf<unknown>(property.value) },
    );
  return copy as T;
}

/** Assigns ids and fills in fields that most tests do not care about. */
export class ContentBuilder {
  readonly content: ForgeContent = { accounts: [], repositories: [], packages: [], tokens: [] };
  #id = 0;

  account(login: string, options: Partial<Omit<Account, 'id' | 'login'>> = {}): this {
    this.content.accounts.push({ id: this.#next(), login, kind: 'user', private: false, members: [], ...options });
    return this;
  }

  token(value: string, user: string, scopes: readonly string[], publicOnly = false): this {
    this.content.tokens.push({ value, user, scopes, publicOnly });
    return this;
  }

  repository(owner: string, name: string, options: Partial<Omit<RepositoryContent, 'id'>> = {}): RepositoryContent {
    const defaults = { oldNames: [], description: '', private: false, releasesUnit: true, releases: [] };
    const repository = { id: this.#next(), owner, name, ...defaults, ...options };
    this.content.repositories.push(repository);
    return repository;
  }

  /** Adds a release at the top of the list. Assets are given by name. */
  release(
    repository: RepositoryContent,
    tag: string,
    assets: Readonly<Record<string, GivenBody>> = {},
    options: Partial<Omit<ReleaseContent, 'id' | 'tag' | 'assets'>> = {},
  ): ReleaseContent {
    const createdAt = options.createdAt ?? new Date(Date.UTC(2026, 8, 1) + repository.releases.length * 36e5);
    const defaults = { title: '', notes: '', draft: false, prerelease: false, author: repository.owner };
    const release = { id: this.#next(), tag, ...defaults, ...options, createdAt, assets: [] as AssetContent[] };
    for (const [name, given] of Object.entries(assets)) {
      for (const one of Array.isArray(given) ? (given as readonly Buffer[]) : [given as SingleBody]) {
        const id = this.#next();
        const uuid = uuidOf(`${repository.owner}/${repository.name} ${tag} ${name} ${id}`);
        release.assets.push(withBody({ id, name, uuid, createdAt, downloads: 0 }, one));
      }
    }
    repository.releases.unshift(release);
    return release;
  }

  packageVersion(
    owner: string,
    name: string,
    version: string,
    files: Readonly<Record<string, Buffer>>,
    options: { repository?: string; creator?: string; createdAt?: Date } = {},
  ): PackageVersionContent {
    const createdAt = options.createdAt ?? new Date(Date.UTC(2026, 8, 1) + this.content.packages.length * 36e5);
    const rows = Object.entries(files).map(([file, body]) => ({ id: this.#next(), name: file, body }));
    const added = { id: this.#next(), owner, name, version, files: rows, ...options, createdAt };
    this.content.packages.unshift(added);
    return added;
  }

  #next(): number {
    this.#id += 1;
    return this.#id;
  }
}
