import { createHash } from 'node:crypto';
import { findAccount, findRepository, seesRepository } from './access.ts';
import type { Ask } from './answer.ts';
import type {
  AssetContent,
  PackageFileContent,
  PackageVersionContent,
  ReleaseContent,
  RepositoryContent,
} from './content.ts';
import { pathEscape, pathEscapeSegments } from './goEscape.ts';
import type { ForgeOptions } from './options.ts';
import { repositoryJson, seconds, userJson } from './shapes.ts';

/** Releases and packages as JSON, as Forgejo writes it. */

export function releaseJson(ask: Ask, repository: RepositoryContent, release: ReleaseContent): Record<string, unknown> {
  const { root, manners } = ask;
  const name = `${repository.owner}/${repository.name}`;
  const tag = pathEscapeSegments(release.tag);
  return {
    id: release.id,
    tag_name: release.tag,
    target_commitish: 'main',
    name: release.title,
    body: release.notes,
    url: `${root}api/v1/repos/${name}/releases/${release.id}`,
    html_url: `${root}${name}/releases/tag/${tag}`,
    tarball_url: `${root}${name}/archive/${tag}.tar.gz`,
    zipball_url: `${root}${name}/archive/${tag}.zip`,
    ...(manners.isForgejo && { hide_archive_links: false, archive_download_count: { zip: 0, tar_gz: 0 } }),
    upload_url: `${root}api/v1/repos/${name}/releases/${release.id}/assets`,
    draft: release.draft,
    prerelease: release.prerelease,
    created_at: seconds(release.createdAt),
    published_at: seconds(release.createdAt),
    author: accountJson(ask, release.author),
    assets: sortedAssets(release).map((asset) => assetJson(ask, repository, release, asset)),
  };
}

function accountJson(ask: Ask, login: string): Record<string, unknown> | null {
  const account = findAccount(ask.content, login);
  return account ? userJson(ask.root, account) : null;
}

export function sortedAssets(release: ReleaseContent): AssetContent[] {
  return [...release.assets].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id - b.id));
}

export function assetJson(
  { root, options, manners }: Ask,
  repository: RepositoryContent,
  release: ReleaseContent,
  asset: AssetContent,
): Record<string, unknown> {
  const external = typeof asset.body === 'string';
  const names = new Set(release.assets.map(({ name }) => name));
  const byName = `${repository.owner}/${repository.name}/releases/download/${pathEscape(release.tag)}/${pathEscape(asset.name)}`;
  const path = names.size === release.assets.length ? byName : `attachments/${asset.uuid}`;
  return {
    id: asset.id,
    name: asset.name,
    size: external ? 0 : asset.body.length,
    download_count: asset.downloads,
    created_at: seconds(asset.createdAt),
    uuid: asset.uuid,
    browser_download_url: external ? asset.body : `${root}${path}`,
    ...(manners.isForgejo && { type: external ? 'external' : 'attachment' }),
    ...(typeof asset.body !== 'string' && givenDigest(asset.body, options.assetDigests)),
    ...(asset.sha256 !== undefined && { sha256: asset.sha256 }),
  };
}

export function packageJson(ask: Ask, found: PackageVersionContent): Record<string, unknown> {
  return {
    id: found.id,
    owner: accountJson(ask, found.owner),
    repository: linkedRepository(ask, found),
    creator: accountJson(ask, found.creator ?? found.owner),
    type: 'generic',
    name: found.name,
    version: found.version,
    html_url: `${ask.root}${found.owner}/-/packages/generic/${pathEscape(found.name)}/${pathEscape(found.version)}`,
    created_at: seconds(found.createdAt),
  };
}

/** The repository that the package is linked to, if the caller may see it. */
function linkedRepository(ask: Ask, { repository: fullName }: PackageVersionContent): Record<string, unknown> | null {
  const [owner = '', name = ''] = fullName?.split('/') ?? [];
  const found = findRepository(ask.content, owner, name)?.repository;
  return found && seesRepository(ask.content, ask.caller, found) ? repositoryJson(ask, found) : null;
}

export function packageFileJson({ manners }: Ask, file: PackageFileContent): Record<string, unknown> {
  const size = manners.isForgejo ? { Size: file.body.length } : { size: file.body.length };
  return { id: file.id, ...size, name: file.name, ...digestsOf(file.body) };
}

function givenDigest(body: Buffer, key: ForgeOptions['assetDigests']): Record<string, string> {
  if (!key) return {};
  const { sha256 } = digestsOf(body);
  return key === 'sha256' ? { sha256 } : { digest: `sha256:${sha256}` };
}

interface Digests {
  readonly md5: string;
  readonly sha1: string;
  readonly sha256: string;
  readonly sha512: string;
}

/** Stored by the bytes, because files are listed more often than they change. */
const known = new WeakMap<Buffer, Digests>();

function digestsOf(body: Buffer): Digests {
  const digest = (algorithm: string): string => createHash(algorithm).update(body).digest('hex');
  const digests = known.get(body) ?? {
    md5: digest('md5'),
    sha1: digest('sha1'),
    sha256: digest('sha256'),
    sha512: digest('sha512'),
  };
  known.set(body, digests);
  return digests;
}
