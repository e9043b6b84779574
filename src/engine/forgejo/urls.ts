import { EngineError } from '../errors.ts';
import type { ArtifactSource, Asset } from '../model.ts';
import { isPrivateHost } from './privateHost.ts';

/** Why a text cannot be the address of an instance. */
export type BaseProblem = 'notUrl' | 'scheme' | 'insecure' | 'userinfo' | 'query';

/**
 * Normalises an instance's address: origin in lower case and punycode, path without doubled slashes, one slash at the end.
 * Adds `https://` if there is no scheme. Allows plain http only for local hosts, because a token could be read in transit.
 */
export function normaliseBase(
  text: string,
): { readonly ok: true; readonly value: string } | { readonly ok: false; readonly reason: BaseProblem } {
  const trimmed = text.trim();
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`;
  if (/\s/.test(trimmed) || trimmed.includes('\\') || !URL.canParse(full)) return { ok: false, reason: 'notUrl' };
  const url = new URL(full);
  const reason = baseProblem(url);
  if (reason) return { ok: false, reason };
  return { ok: true, value: `${url.origin}${`${url.pathname}/`.replace(/\/{2,}/g, '/')}` };
}

function baseProblem(url: URL): BaseProblem | undefined {
  if (url.username || url.password) return 'userinfo';
  if (!/^https?:$/.test(url.protocol)) return 'scheme';
  if (!url.hostname || /%2f/i.test(url.pathname)) return 'notUrl';
  if (url.search || url.hash) return 'query';
  return url.protocol === 'http:' && !isPrivateHost(url) ? 'insecure' : undefined;
}

/**
 * Encodes one path segment. `.` and `..` cannot be sent at all: the URL standard removes them, percent-encoded or not, so
 * the request would silently ask for something else.
 *
 * @throws EngineError `unsafeName`
 */
function segment(text: string): string {
  if (text === '' || text === '.' || text === '..') throw unsafe(text, 'noUrl');
  if (!text.isWellFormed()) throw unsafe(text, 'notUnicode');
  return encodeURIComponent(text);
}

function unsafe(name: string, rule: string): EngineError {
  return new EngineError('unsafeName', `${JSON.stringify(name)} cannot be part of a web address`, { name, rule });
}

type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * A URL below the base: literal and encoded segments, then the query without undefined values.
 *
 * @throws EngineError `unknownInstance` if the base is not an address
 */
function below(base: string, path: readonly string[], query: Query = {}): URL {
  if (!URL.canParse(base)) throw new EngineError('unknownInstance', 'not an address', { instance: base });
  const url = new URL(`${base}${path.join('/')}`);
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(key, String(value));
  }
  return url;
}

const api = (base: string, path: readonly string[], query?: Query): URL => below(base, ['api/v1', ...path], query);

/** The largest page that every server grants (MAX_RESPONSE_ITEMS); larger requests are silently reduced to it. */
export const PAGE_LIMIT = 50;

export interface ReleaseFilter {
  readonly page?: number | undefined;
  readonly limit?: number | undefined;
  readonly query?: string | undefined;
  readonly draft?: boolean | undefined;
  readonly prerelease?: boolean | undefined;
}

type ReleaseSource = Extract<ArtifactSource, { kind: 'release' }>;
type PackageSource = Extract<ArtifactSource, { kind: 'genericPackage' }>;

/** Every address that the client requests, built only from the configured base. @throws EngineError `unsafeName` */
export const urls = {
  version: (base: string) => api(base, ['version']),
  health: (base: string) => below(base, ['api/healthz']),
  apiSettings: (base: string) => api(base, ['settings/api']),
  user: (base: string) => api(base, ['user']),
  userOrganizations: (base: string, page: number) => api(base, ['user/orgs'], { page, limit: PAGE_LIMIT }),
  search: (base: string, query: string, page: number, limit = PAGE_LIMIT) =>
    api(base, ['repos/search'], { q: query, page, limit }),
  /** All visible organisations; unlike the user's own, this needs only one scope. */
  organizations: (base: string, limit: number) => api(base, ['orgs'], { limit }),
  owner: (base: string, login: string) => api(base, ['users', segment(login)]),
  organization: (base: string, login: string) => api(base, ['orgs', segment(login)]),
  ownerRepositories: (base: string, login: string, page: number) =>
    api(base, ['users', segment(login), 'repos'], { page, limit: PAGE_LIMIT }),
  organizationRepositories: (base: string, login: string, page: number) =>
    api(base, ['orgs', segment(login), 'repos'], { page, limit: PAGE_LIMIT }),
  repository: (base: string, owner: string, repo: string) => api(base, ['repos', segment(owner), segment(repo)]),
  releases: (base: string, { owner, repo }: Pick<ReleaseSource, 'owner' | 'repo'>, filter: ReleaseFilter = {}) =>
    api(base, ['repos', segment(owner), segment(repo), 'releases'], {
      page: filter.page ?? 1,
      limit: filter.limit ?? PAGE_LIMIT,
      q: filter.query,
      draft: filter.draft,
      'pre-release': filter.prerelease,
    }),
  releaseByTag: (base: string, { owner, repo }: ReleaseSource, tag: string) =>
    api(base, ['repos', segment(owner), segment(repo), 'releases/tags', segment(tag)]),
  packages: (base: string, owner: string, page: number, query?: string) =>
    api(base, ['packages', segment(owner)], { type: 'generic', q: query, page, limit: PAGE_LIMIT }),
  packageFiles: (base: string, source: PackageSource, version: string) =>
    api(base, ['packages', segment(source.owner), 'generic', segment(source.package), segment(version), 'files']),
  /** The web page, below the base whatever ROOT_URL is. */
  releasePage: (base: string, { owner, repo }: ReleaseSource, tag: string) =>
    below(base, [segment(owner), segment(repo), 'releases/tag', segment(tag)]),
  /** The web page of one version, or of the package. */
  packagePage: (base: string, source: PackageSource, version?: string) =>
    below(base, [
      segment(source.owner),
      '-/packages/generic',
      segment(source.package),
      ...(version === undefined ? [] : [segment(version)]),
    ]),
  ownerPage: (base: string, owner: string) => below(base, [segment(owner)]),
  packagesPage: (base: string, owner: string) => below(base, [segment(owner), '-/packages']),
  repositoryPage: (base: string, { owner, repo }: Pick<ReleaseSource, 'owner' | 'repo'>) =>
    below(base, [segment(owner), segment(repo)]),
  releasesPage: (base: string, { owner, repo }: Pick<ReleaseSource, 'owner' | 'repo'>) =>
    below(base, [segment(owner), segment(repo), 'releases']),
  /** The web page to create tokens. */
  tokenPage: (base: string) => below(base, ['user/settings/applications']),
} as const;

/**
 * The address of an asset's bytes: attachments by uuid, which works on every version and behind every proxy, and never
 * `browser_download_url`, which contains whatever host ROOT_URL names; package files by name.
 *
 * @throws EngineError `unsafeName`
 */
export function assetUrl(asset: Asset): URL {
  if (asset.storage === 'external') {
    const text = asset.externalUrl ?? '';
    const url = /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
    if (!url || url.username || url.password) throw unsafe(text, 'noUrl');
    return url;
  }
  if (asset.source.kind === 'release') return below(asset.instance, ['attachments', segment(asset.upstreamId)]);
  const { owner, package: name } = asset.source;
  return below(asset.instance, [
    'api/packages',
    segment(owner),
    'generic',
    segment(name),
    segment(asset.version),
    segment(asset.name),
  ]);
}
