import { createHash } from 'node:crypto';
import type {
  Account,
  AssetContent,
  PackageFileContent,
  PackageVersionContent,
  ReleaseContent,
  RepositoryContent,
} from './content.ts';

/** JSON as Forgejo writes it. `root` is what the server believes its own address to be, with a trailing slash. */

const seconds = (date: Date): string => date.toISOString().replace(/\.\d{3}Z$/, 'Z');

export function userJson(root: string, account: Account): Record<string, unknown> {
  return {
    id: account.id,
    login: account.login,
    login_name: '',
    full_name: '',
    email: `${account.login}@noreply.example.test`,
    avatar_url: `${root}avatars/${account.id}`,
    html_url: `${root}${account.login}`,
    visibility: account.private ? 'private' : 'public',
    username: account.login,
  };
}

export function organizationJson(root: string, account: Account): Record<string, unknown> {
  return {
    id: account.id,
    name: account.login,
    full_name: '',
    description: '',
    avatar_url: `${root}avatars/${account.id}`,
    visibility: account.private ? 'private' : 'public',
    username: account.login,
  };
}

export function repositoryJson(root: string, owner: Account, repository: RepositoryContent): Record<string, unknown> {
  const name = `${repository.owner}/${repository.name}`;
  const listed = repository.releases.filter((release) => !release.draft);
  return {
    id: repository.id,
    owner: userJson(root, owner),
    name: repository.name,
    full_name: name,
    description: repository.description,
    empty: false,
    private: repository.private,
    fork: false,
    archived: false,
    mirror: false,
    html_url: `${root}${name}`,
    url: `${root}api/v1/repos/${name}`,
    default_branch: 'main',
    has_releases: repository.releasesUnit,
    has_packages: true,
    release_counter: listed.length,
    stars_count: 0,
    updated_at: seconds(repository.releases[0]?.createdAt ?? new Date(Date.UTC(2026, 0, 1))),
  };
}

export function releaseJson(
  root: string,
  author: Account | undefined,
  repository: RepositoryContent,
  release: ReleaseContent,
): Record<string, unknown> {
  const name = `${repository.owner}/${repository.name}`;
  const tag = encodeURIComponent(release.tag);
  return {
    id: release.id,
    tag_name: release.tag,
    target_commitish: 'main',
    name: release.title || release.tag,
    body: release.notes,
    url: `${root}api/v1/repos/${name}/releases/${release.id}`,
    html_url: `${root}${name}/releases/tag/${tag}`,
    tarball_url: `${root}${name}/archive/${tag}.tar.gz`,
    zipball_url: `${root}${name}/archive/${tag}.zip`,
    hide_archive_links: false,
    upload_url: `${root}api/v1/repos/${name}/releases/${release.id}/assets`,
    draft: release.draft,
    prerelease: release.prerelease,
    created_at: seconds(release.createdAt),
    published_at: seconds(release.createdAt),
    author: author ? userJson(root, author) : null,
    assets: sortedAssets(release).map((asset) => assetJson(root, repository, release, asset)),
    archive_download_count: { zip: 0, tar_gz: 0 },
  };
}

export function sortedAssets(release: ReleaseContent): AssetContent[] {
  return [...release.assets].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id - b.id));
}

export function assetJson(
  root: string,
  repository: RepositoryContent,
  release: ReleaseContent,
  asset: AssetContent,
): Record<string, unknown> {
  const external = typeof asset.body === 'string';
  const names = new Set(release.assets.map(({ name }) => name));
  const byName = `${repository.owner}/${repository.name}/releases/download/${encodeURIComponent(release.tag)}/${encodeURIComponent(asset.name)}`;
  const path = names.size === release.assets.length ? byName : `attachments/${asset.uuid}`;
  return {
    id: asset.id,
    name: asset.name,
    size: external ? 0 : asset.body.length,
    download_count: asset.downloads,
    created_at: seconds(asset.createdAt),
    uuid: asset.uuid,
    browser_download_url: external ? asset.body : `${root}${path}`,
    type: external ? 'external' : 'attachment',
  };
}

export function packageJson(
  root: string,
  owner: Account,
  linked: Record<string, unknown> | null,
  found: PackageVersionContent,
): Record<string, unknown> {
  return {
    id: found.id,
    owner: userJson(root, owner),
    repository: linked,
    creator: userJson(root, owner),
    type: 'generic',
    name: found.name,
    version: found.version,
    html_url: `${root}${found.owner}/-/packages/generic/${found.name}/${encodeURIComponent(found.version)}`,
    created_at: seconds(found.createdAt),
  };
}

export function packageFileJson(file: PackageFileContent): Record<string, unknown> {
  const digest = (algorithm: string): string => createHash(algorithm).update(file.body).digest('hex');
  return {
    id: file.id,
    Size: file.body.length,
    name: file.name,
    md5: digest('md5'),
    sha1: digest('sha1'),
    sha256: digest('sha256'),
    sha512: digest('sha512'),
  };
}
