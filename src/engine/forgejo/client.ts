import * as v from 'valibot';
import { EngineError, isEngineError } from '../errors.ts';
import type { HttpClient } from '../http/httpClient.ts';
import type {
  ArtifactSource,
  Asset,
  InstanceInfo,
  Owner,
  Package,
  Page,
  Repository,
  TokenFinding,
  Version,
} from '../model.ts';
import type { OpenedBody } from '../ports.ts';
import { Api } from './api.ts';
import type { Call } from './api.ts';
import type { Subject } from './answers.ts';
import { openAsset } from './assetSource.ts';
import type { Resolve } from './hops.ts';
import { groupPackages, toInstanceInfo, toOwner, toPackageVersion, toRelease, toRepository } from './decode.ts';
import { allRows, pagesOf, toPage } from './pages.ts';
import { probeFeatures } from './probe.ts';
import * as schemas from './schemas.ts';
import { TokenState } from './tokenState.ts';
import { urls } from './urls.ts';
import type { ReleaseFilter } from './urls.ts';

export interface ClientOptions {
  /** Normalised (see `normaliseBase`). */
  readonly base: string;
  readonly http: HttpClient;
  /** Asked for at each call and never kept. `undefined`: go without. */
  readonly token: () => Promise<string | undefined>;
  readonly onTokenFinding?: (finding: TokenFinding) => void;
  /** Whether the user agreed to fetch external assets from this host. @default nobody did */
  readonly allowHost?: (host: string) => boolean;
  /** How names become addresses, for the rule that a release may not point into a private network. */
  readonly resolve: Resolve;
}

interface Options {
  readonly signal?: AbortSignal;
}

type ReleaseSource = Extract<ArtifactSource, { kind: 'release' }>;

/**
 * Both artifact APIs of one Forgejo or Gitea instance: releases with their attachments, and the generic package registry.
 * Reads only. Every call is abortable and then rejects with the signal's reason; failures are `EngineError`s: `network`,
 * `timeout`, `redirect`, `unauthorized`, `forbidden`, `notFound`, `rateLimited`, `server`, `htmlPage`, `badResponse`,
 * `tooLarge`, and `unsafeName` for names that no URL can carry.
 */
export class ForgejoAssetClient {
  readonly base: string;
  readonly #api: Api;
  readonly #options: ClientOptions;
  readonly #state: TokenState;

  constructor(options: ClientOptions) {
    this.base = options.base;
    this.#options = options;
    this.#state = new TokenState((finding) => options.onTokenFinding?.(finding));
    this.#api = new Api({ base: options.base, http: options.http, token: options.token, state: this.#state });
  }

  /** What is known of the token so far, without asking. */
  get tokenFinding(): TokenFinding {
    return this.#state.finding;
  }

  /** Tells who looks at the instance now from anybody else, without giving the token away. */
  async identity(options: Options = {}): Promise<string> {
    return (await this.#api.lookAtToken(options.signal)).fingerprint;
  }

  /** Kind and version. `notFound` with `unrouted`, `htmlPage` or `badResponse` mean that this is no Forgejo. */
  async instanceInfo(options: Options = {}): Promise<InstanceInfo> {
    const call = this.#call(urls.version(this.base), { what: 'instance', name: this.base }, options);
    return toInstanceInfo((await this.#api.json(call, schemas.versionSchema)).value);
  }

  /**
   * Whether a Forgejo or Gitea says that it is here. Answered also where everything else wants people to be signed in, but
   * not behind every proxy: `false` proves nothing.
   */
  async saysItIsThere(options: Options = {}): Promise<boolean> {
    const call = this.#call(urls.health(this.base), { what: 'instance', name: this.base }, options);
    try {
      await this.#api.json(call, schemas.healthSchema);
      return true;
    } catch (error) {
      if (!isEngineError(error)) throw error;
      return false;
    }
  }

  /** Whose token it is. Needs the user scope. */
  async whoAmI(options: Options = {}): Promise<Owner> {
    const call = this.#call(urls.user(this.base), { what: 'owner', name: 'user', feature: 'user' }, options);
    return toOwner((await this.#api.json({ ...call, personal: true }, schemas.userSchema)).value, 'user');
  }

  /** What the token may be used for: each feature is tried once and remembered until `refresh` or another token. */
  async features(options: Options & { refresh?: boolean } = {}): Promise<TokenFinding> {
    const { given, fingerprint } = await this.#api.lookAtToken(options.signal);
    if (!given || (this.#state.isComplete && !options.refresh)) return this.#state.finding;
    const finding = await probeFeatures(this.#api, this.base, options.signal);
    this.#state.probed(finding, fingerprint);
    return finding;
  }

  async searchRepositories(
    query: string,
    options: Options & { page?: number; limit?: number } = {},
  ): Promise<Page<Repository>> {
    const { page = 1, limit } = options;
    const url = urls.search(this.base, query, page, limit);
    const call = this.#call(url, { what: 'instance', name: this.base, feature: 'repository' }, options);
    const { value, header } = await this.#api.json(call, schemas.searchSchema);
    return toPage(value.data.map(toRepository), { page, limit, header });
  }

  /** Repositories that the token's user owns or works on, private ones too. */
  async myRepositories(options: Options & { page?: number } = {}): Promise<Page<Repository>> {
    const { page = 1 } = options;
    const call = this.#call(
      urls.userRepositories(this.base, page),
      { what: 'owner', name: 'user', feature: 'user' },
      options,
    );
    return this.#repositoryPage({ ...call, personal: true }, page);
  }

  async myOrganizations(options: Options = {}): Promise<readonly Owner[]> {
    return allRows(urls.userOrganizations(this.base, 1), async (page) => {
      const call = this.#call(
        urls.userOrganizations(this.base, page),
        { what: 'owner', name: 'user', feature: 'organization' },
        options,
      );
      const { value, header } = await this.#api.json({ ...call, personal: true }, v.array(schemas.organizationSchema));
      return toPage(
        value.map((json) => toOwner(json, 'organization')),
        { page, header },
      );
    });
  }

  /**
   * A user or an organisation, in the server's spelling. A private organisation is given as a user to a token that may read
   * users but no organisations, because nothing in what it may read tells the two apart.
   */
  async owner(login: string, options: Options = {}): Promise<Owner> {
    try {
      const call = this.#call(
        urls.organization(this.base, login),
        { what: 'owner', name: login, feature: 'organization' },
        options,
      );
      return toOwner((await this.#api.json(call, schemas.organizationSchema)).value, 'organization');
    } catch (error) {
      if (!isEngineError(error, 'notFound') && !isEngineError(error, 'forbidden')) throw error;
      const call = this.#call(urls.owner(this.base, login), { what: 'owner', name: login, feature: 'user' }, options);
      return toOwner((await this.#api.json(call, schemas.userSchema)).value, 'user');
    }
  }

  /**
   * Repositories of a user or an organisation, as far as the token may see them. Takes the scopes user and repository, or
   * for an organisation that of organisations; with neither there are the public ones.
   */
  async repositories(login: string, options: Options & { page?: number } = {}): Promise<Page<Repository>> {
    const { page = 1 } = options;
    const url = urls.ownerRepositories(this.base, login, page);
    const call = this.#call(url, { what: 'owner', name: login, feature: 'repository' }, options);
    return this.#repositoryPage({ ...call, alternative: urls.organizationRepositories(this.base, login, page) }, page);
  }

  async repository(owner: string, repo: string, options: Options = {}): Promise<Repository> {
    const url = urls.repository(this.base, owner, repo);
    const call = this.#call(url, { what: 'repository', name: `${owner}/${repo}`, feature: 'repository' }, options);
    return toRepository((await this.#api.json(call, schemas.repositorySchema)).value);
  }

  /** One page of releases with their assets, newest first. Absent filters mean both. */
  async releases(
    source: { readonly owner: string; readonly repo: string },
    options: Options & ReleaseFilter = {},
  ): Promise<Page<Version>> {
    const { signal: _signal, ...filter } = options;
    const url = urls.releases(this.base, source, filter);
    const name = `${source.owner}/${source.repo}`;
    const call = this.#call(url, { what: 'repository', name, feature: 'repository' }, options);
    const { value, header } = await this.#api.json(call, v.array(schemas.releaseSchema));
    const release: ReleaseSource = { kind: 'release', owner: source.owner, repo: source.repo };
    const items = value.map((json) => toRelease(this.base, release, json));
    return toPage(items, { page: filter.page ?? 1, limit: filter.limit, header });
  }

  /** The generic packages of an owner, each with all its versions. `query` narrows to one exact name. */
  async packages(owner: string, options: Options & { query?: string } = {}): Promise<readonly Package[]> {
    const { query } = options;
    const rows = await allRows(urls.packages(this.base, owner, 1, query), async (page) => {
      const url = urls.packages(this.base, owner, page, query);
      const call = this.#call(url, { what: 'owner', name: owner, feature: 'package' }, options);
      const { value, header } = await this.#api.json(call, v.array(schemas.packageSchema));
      return toPage(value, { page, header });
    });
    // The server's filter takes `_` and `%` for wildcards and finds parts of names.
    const exact = query?.toLowerCase();
    return groupPackages(
      this.base,
      rows.filter((row) => exact === undefined || row.name.toLowerCase() === exact),
    );
  }

  /** A release by its tag, or one version of a package, with its files. */
  async version(source: ArtifactSource, version: string, options: Options = {}): Promise<Version> {
    if (source.kind === 'release') return this.#release(source, version, options);
    const url = urls.packageFiles(this.base, source, version);
    const name = `${source.owner}/${source.package} ${version}`;
    const call = this.#call(url, { what: 'package', name, feature: 'package' }, options);
    const { value } = await this.#api.json(call, v.array(schemas.packageFileSchema));
    return toPackageVersion(this.base, source, version, value);
  }

  /**
   * The release that the instance calls latest: newest by the date of its tag, neither draft nor pre-release. For a
   * package the version uploaded last.
   */
  async latest(source: ArtifactSource, options: Options = {}): Promise<Version> {
    if (source.kind === 'genericPackage') {
      const [found] = await this.packages(source.owner, { ...options, query: source.package });
      const newest = found?.versions[0];
      if (!newest) throw this.#missing('package', `${source.owner}/${source.package}`);
      return this.version(source, newest.version, options);
    }
    const url = urls.latestRelease(this.base, source);
    const name = `${source.owner}/${source.repo} latest`;
    const call = this.#call(url, { what: 'release', name, feature: 'repository' }, options);
    return toRelease(this.base, source, (await this.#api.json(call, schemas.releaseSchema)).value);
  }

  /**
   * Opens an asset's bytes, from `offsetBytes` where that is given and the server still has the same file; else from the
   * start. Every call counts as a download on the server. The caller reads the body or discards it.
   *
   * @throws EngineError also `gone`, `badBody`, and for external assets `needsConsent` and `redirect` (private address)
   */
  openAsset(
    asset: Asset,
    options: { offsetBytes?: number; validator?: string | undefined; signal: AbortSignal },
  ): Promise<OpenedBody> {
    const { offsetBytes = 0, validator, signal } = options;
    const range = offsetBytes > 0 ? { offsetBytes, validator } : undefined;
    return openAsset({ ...this.#options, api: this.#api }, asset, range, signal);
  }

  async #release(source: ReleaseSource, tag: string, options: Options): Promise<Version> {
    const name = `${source.owner}/${source.repo} ${tag}`;
    const call = this.#call(
      urls.releaseByTag(this.base, source, tag),
      { what: 'release', name, feature: 'repository' },
      options,
    );
    try {
      return toRelease(this.base, source, (await this.#api.json(call, schemas.releaseSchema)).value);
    } catch (error) {
      // A proxy that decodes %2F loses the route: the answer is not the API's. The list needs no tag in its address.
      if (!isEngineError(error, 'notFound') || !error.facts.unrouted || !tag.includes('/')) throw error;
      return this.#releaseFromList(source, tag, options, error);
    }
  }

  async #releaseFromList(source: ReleaseSource, tag: string, options: Options, cause: unknown): Promise<Version> {
    const list = urls.releases(this.base, source);
    for await (const { items } of pagesOf(list, (page) => this.releases(source, { ...options, page }))) {
      const folded = items.find((item) => item.version.toLowerCase() === tag.toLowerCase());
      const release = items.find((item) => item.version === tag) ?? folded;
      if (release) return release;
    }
    throw this.#missing('release', `${source.owner}/${source.repo} ${tag}`, cause);
  }

  async #repositoryPage(call: Call, page: number): Promise<Page<Repository>> {
    const { value, header } = await this.#api.json(call, v.array(schemas.repositorySchema));
    return toPage(value.map(toRepository), { page, header });
  }

  #call(url: URL, subject: Subject, { signal }: Options): Call {
    return { url, subject, ...(signal && { signal }) };
  }

  #missing(what: Subject['what'], name: string, cause?: unknown): EngineError {
    const { host } = new URL(this.base);
    return new EngineError('notFound', `${host} has no ${what} ${name}`, { host, what, name }, { cause });
  }
}
