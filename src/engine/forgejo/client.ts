import { isEngineError } from '../errors.ts';
import { foldCase } from '../model.ts';
import type {
  ArtifactSource,
  Asset,
  Feature,
  InstanceInfo,
  Owner,
  Package,
  Page,
  Repository,
  TokenFinding,
  Version,
} from '../model.ts';
import type { HttpClient } from '../http/httpClient.ts';
import type { OpenedBody } from '../ports.ts';
import { Api } from './api.ts';
import type { Call, Decoded } from './api.ts';
import { lastParts, assertRequestedName } from './requestedName.ts';
import type { Subject } from './answers.ts';
import type { Range } from './assetBody.ts';
import { openAsset } from './openAsset.ts';
import { groupPackages, toInstanceInfo, toOwner, toPackageVersion, toRelease, toRepository } from './decode.ts';
import type { Resolve } from './hops.ts';
import { allRows, toPage } from './pages.ts';
import { ORGANIZATIONS, PACKAGES, REPOSITORIES, readPage } from './readPage.ts';
import { releaseByTag } from './releaseByTag.ts';
import { loadPage } from './smallerPages.ts';
import { probeFeatures } from './probeFeatures.ts';
import * as schemas from './schemas.ts';
import type { ReleaseJson } from './schemas.ts';
import { TokenState } from './tokenState.ts';
import { PAGE_LIMIT, urls } from './urls.ts';
import type { ReleaseFilter } from './urls.ts';

export interface ClientOptions {
  /** Normalised (see `normaliseBase`). */
  readonly base: string;
  readonly http: HttpClient;
  /** Read at each call and never stored. `undefined`: send none. */
  readonly token: () => Promise<string | undefined>;
  readonly onTokenFinding?: ((finding: TokenFinding) => void) | undefined;
  /** Whether the user agreed to fetch external assets from this host. @default no host */
  readonly allowHost?: ((host: string) => boolean) | undefined;
  /** Resolves host names, because a release must not point into a private network. */
  readonly resolve: Resolve;
}

interface Options {
  readonly signal?: AbortSignal | undefined;
}

type ReleaseSource = Extract<ArtifactSource, { kind: 'release' }>;

/**
 * Both artifact APIs of one Forgejo or Gitea instance: releases with their attachments, and the generic package registry.
 * Only reads. Every call can be aborted and then rejects with the signal's reason; failures are `EngineError`s: `network`,
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
    this.#api = new Api({ ...options, state: this.#state });
  }

  /** What is known about the token so far, without a request. */
  get tokenFinding(): TokenFinding {
    return this.#state.finding;
  }

  /** Identifies the current account, without revealing the token. */
  async identity(options: Options = {}): Promise<string> {
    return (await this.#api.lookAtToken(options.signal)).fingerprint;
  }

  /**
   * The kind and version of the server. `notFound` with `unrouted`, `htmlPage` or `badResponse` mean that it is not a
   * Forgejo.
   */
  async instanceInfo(options: Options = {}): Promise<InstanceInfo> {
    const call = this.#call(urls.version(this.base), this.#itself(), options);
    return toInstanceInfo((await this.#api.json(call, schemas.versionSchema)).value);
  }

  /**
   * Whether a Forgejo or Gitea answers its health check here. Works even if everything else requires signing in, but not
   * behind every proxy: `false` proves nothing.
   */
  async reportsHealthy(options: Options = {}): Promise<boolean> {
    const call = this.#call(urls.health(this.base), this.#itself(), options);
    try {
      await this.#api.json(call, schemas.healthSchema);
      return true;
    } catch (error) {
      if (!isEngineError(error)) throw error;
      return false;
    }
  }

  /** The owner of the token. Needs the user scope. */
  async whoAmI(options: Options = {}): Promise<Owner> {
    const call = this.#ownCall(urls.user(this.base), 'user', options);
    return toOwner((await this.#api.json(call, schemas.userSchema)).value, 'user');
  }

  /** What the token may do: each feature is tried once and remembered until `refresh` or another token. */
  async features(options: Options & { refresh?: boolean } = {}): Promise<TokenFinding> {
    const { given, fingerprint } = await this.#api.lookAtToken(options.signal);
    if (!given || (this.#state.isComplete && !options.refresh)) return this.#state.finding;
    const finding = await probeFeatures(this.#api, this.base, options.signal);
    this.#state.probed(finding, fingerprint);
    return finding;
  }

  async searchRepositories(
    query: string,
    { page = 1, limit, ...options }: Options & { page?: number; limit?: number } = {},
  ): Promise<Page<Repository>> {
    const call = this.#call(urls.search(this.base, query, page, limit), this.#itself('repository'), options);
    const { value, header } = await this.#api.json(call, schemas.searchSchema);
    return toPage(value.data.map(toRepository), { page, limit, header });
  }

  async myOrganizations(options: Options = {}): Promise<readonly Owner[]> {
    const call = (page: number): Call =>
      this.#ownCall(urls.userOrganizations(this.base, page), 'organization', options);
    return allRows(call(1).url, (page) => readPage(this.#api, call(page), ORGANIZATIONS, { page }));
  }

  /**
   * A user or an organisation, in the server's spelling. If the token may read users but no organisations, a private
   * organisation is returned as a user, because the response does not distinguish them.
   */
  async owner(login: string, options: Options = {}): Promise<Owner> {
    const subject = { what: 'owner', name: login } as const;
    try {
      const call = this.#call(urls.organization(this.base, login), { ...subject, feature: 'organization' }, options);
      return this.#ownerAsked(await this.#api.json(call, schemas.organizationSchema), 'organization');
    } catch (error) {
      if (!isEngineError(error, 'notFound') && !isEngineError(error, 'forbidden')) throw error;
      const call = this.#call(urls.owner(this.base, login), { ...subject, feature: 'user' }, options);
      return this.#ownerAsked(await this.#api.json(call, schemas.userSchema), 'user');
    }
  }

  #ownerAsked({ value, url }: Decoded<{ login: string; full_name: string }>, kind: Owner['kind']): Owner {
    const [asked = ''] = lastParts(url, 1);
    assertRequestedName(url, '$.login', asked, value.login);
    return toOwner(value, kind);
  }

  /**
   * The repositories of a user or an organisation that the token may see. Needs the scopes user and repository, or for an
   * organisation the organisation scope; with neither it returns the public ones.
   */
  async repositories(
    login: string,
    { page = 1, ...options }: Options & { page?: number } = {},
  ): Promise<Page<Repository>> {
    const call = this.#call(
      urls.ownerRepositories(this.base, login, page),
      { what: 'owner', name: login, feature: 'repository' },
      options,
    );
    const alternative = urls.organizationRepositories(this.base, login, page);
    return readPage(this.#api, { ...call, alternative }, REPOSITORIES, { page });
  }

  async repository(owner: string, repo: string, options: Options = {}): Promise<Repository> {
    const url = urls.repository(this.base, owner, repo);
    const call = this.#call(url, { what: 'repository', name: `${owner}/${repo}`, feature: 'repository' }, options);
    const answer = await this.#api.json(call, schemas.repositorySchema);
    const found = toRepository(answer.value);
    assertRequestedName(answer.url, '$.full_name', lastParts(answer.url, 2).join('/'), `${found.owner}/${found.name}`);
    return found;
  }

  /** One page of releases with their assets, newest first. Absent filters include both. */
  async releases(
    source: { readonly owner: string; readonly repo: string },
    options: Options & ReleaseFilter = {},
  ): Promise<Page<Version>> {
    const { signal: _signal, ...filter } = options;
    const { page = 1, limit = PAGE_LIMIT } = filter;
    const name = `${source.owner}/${source.repo}`;
    const release: ReleaseSource = { kind: 'release', owner: source.owner, repo: source.repo };
    const rows = { schema: schemas.releaseSchema, toItem: (json: ReleaseJson) => toRelease(this.base, release, json) };
    const load = (at: { readonly page: number; readonly limit: number }): Promise<Page<Version>> => {
      const url = urls.releases(this.base, source, { ...filter, ...at });
      const call = this.#call(url, { what: 'repository', name, feature: 'repository' }, options);
      return readPage(this.#api, call, rows, at);
    };
    return loadPage({ page, limit }, load, () => this.#largestPage(options));
  }

  /** The largest page of the server, in rows. */
  async #largestPage(options: Options): Promise<number> {
    const call = this.#call(urls.apiSettings(this.base), { what: 'instance', name: this.base }, options);
    return (await this.#api.json(call, schemas.apiSettingsSchema)).value.max_response_items;
  }

  /** The generic packages of an owner, each with all its versions. `query` narrows the list to one exact name. */
  async packages(owner: string, options: Options & { query?: string } = {}): Promise<readonly Package[]> {
    const { query } = options;
    const subject: Subject = { what: 'owner', name: owner, feature: 'package' };
    const call = (page: number): Call => this.#call(urls.packages(this.base, owner, page, query), subject, options);
    const rows = await allRows(call(1).url, (page) => readPage(this.#api, call(page), PACKAGES, { page }));
    // The server's filter treats `_` and `%` as wildcards and finds parts of names.
    const exact = query === undefined ? undefined : foldCase(query);
    const wanted = rows.filter((row) => exact === undefined || foldCase(row.name) === exact);
    return groupPackages(this.base, wanted);
  }

  /** A release by its tag, or one version of a package, with its files. */
  async version(source: ArtifactSource, version: string, options: Options = {}): Promise<Version> {
    if (source.kind === 'release') {
      const list = (page: number): Promise<Page<Version>> => this.releases(source, { ...options, page });
      return releaseByTag({ api: this.#api, base: this.base, list }, source, version, options.signal);
    }
    const url = urls.packageFiles(this.base, source, version);
    const name = `${source.owner}/${source.package} ${version}`;
    const call = this.#call(url, { what: 'package', name, feature: 'package' }, options);
    const { value } = await this.#api.json(call, schemas.packageFilesSchema);
    return toPackageVersion(this.base, source, version, value);
  }

  /**
   * Opens an asset's bytes: the requested rest if the server still has the same file, else all of them. Every call counts as
   * a download on the server. The caller must read the body or discard it.
   *
   * @throws EngineError also `gone`, `badBody`, and for external assets `hostNotAllowed` and `redirect` (private address)
   */
  openAsset(asset: Asset, range: Range | undefined, signal: AbortSignal): Promise<OpenedBody> {
    return openAsset({ ...this.#options, api: this.#api }, asset, range, signal);
  }

  #itself(feature?: Feature): Subject {
    return { what: 'instance', name: this.base, ...(feature && { feature }) };
  }

  /** A call about the token's own user. */
  #ownCall(url: URL, feature: Feature, options: Options): Call {
    return { ...this.#call(url, { what: 'owner', name: 'user', feature }, options), personal: true };
  }

  #call(url: URL, subject: Subject, { signal }: Options): Call {
    return { url, subject, signal };
  }
}

/** A client for listing and searching only. Bytes that nothing has checked stay inside the engine. */
export type InstanceClient = Omit<ForgejoAssetClient, 'openAsset'>;
