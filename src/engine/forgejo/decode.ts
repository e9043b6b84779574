import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { EngineError } from '../errors.ts';
import type { ArtifactSource, Asset, InstanceInfo, Owner, Package, Repository, Version, Digests } from '../model.ts';
import type {
  AttachmentJson,
  PackageFileJson,
  PackageFilesJson,
  PackageJson,
  ReleaseJson,
  RepositoryJson,
} from './schemas.ts';
import { urls } from './urls.ts';

type ReleaseSource = Extract<ArtifactSource, { kind: 'release' }>;
type PackageSource = Extract<ArtifactSource, { kind: 'genericPackage' }>;

/**
 * Decodes unknown JSON by a schema. `path` is the position of the value in the response.
 *
 * @throws EngineError `badResponse` with the endpoint and the path of the first value that does not match
 */
export function decode<S extends v.GenericSchema>(schema: S, value: unknown, url: URL, path = '$'): v.InferOutput<S> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw badResponse(url, `${path}${issue.path ? `.${v.getDotPath(issue) ?? ''}` : ''}`, issue.message);
}

/** @returns the error for a response that does not match the API */
export function badResponse(url: URL, path: string, detail: string): EngineError {
  const message = `${url.host}${url.pathname} sent an unexpected response at ${path}: ${detail.slice(0, 200)}`;
  return new EngineError('badResponse', message, { host: url.host, endpoint: url.pathname, path });
}

/** `+gitea-1.22.0` in Forgejo's version names the Gitea API that it is compatible with. */
export function toInstanceInfo({ version }: { version: string }): InstanceInfo {
  const forgejo = version.includes('+gitea') || /forgejo/i.test(version);
  return { kind: forgejo ? 'forgejo' : 'gitea', version };
}

export function toOwner(json: { login: string; full_name: string }, kind: Owner['kind']): Owner {
  return { login: json.login, fullName: json.full_name, kind };
}

export function toRepository(json: RepositoryJson): Repository {
  return {
    id: json.id,
    owner: json.owner.login,
    name: json.name,
    fullName: json.full_name,
    description: json.description,
    private: json.private,
    archived: json.archived,
    hasReleases: json.has_releases,
    releaseCount: json.release_counter,
    updatedAt: json.updated_at,
  };
}

export function toRelease(base: string, source: ReleaseSource, json: ReleaseJson): Version {
  const version = json.tag_name;
  return {
    instance: base,
    source,
    version,
    title: json.name === version ? '' : json.name,
    notes: json.body,
    draft: json.draft,
    prerelease: json.prerelease,
    createdAt: json.created_at,
    author: json.author?.login,
    webUrl: pageOrBase(base, () => urls.releasePage(base, source, version)),
    assets: json.assets.files.map((asset) => toAttachment(base, source, version, asset)),
    ...unlistedIn(json.assets),
  };
}

function toAttachment(base: string, source: ReleaseSource, version: string, json: AttachmentJson): Asset {
  const external = json.type === 'external';
  return {
    instance: base,
    source,
    version,
    name: json.name,
    upstreamId: external ? externalId(json) : json.uuid,
    storage: external ? 'external' : 'attachment',
    // Very old rows and external assets use 0 for "unknown". A file that is really empty is noticed at the end of its body.
    sizeBytes: external || json.size === 0 ? undefined : json.size,
    digests: { ...json.digest, ...digestsIn(json) },
    ...(json.created_at !== undefined && { createdAt: json.created_at }),
    ...(typeof json.download_count === 'number' && { downloadCount: json.download_count }),
    ...(external && { externalUrl: json.browser_download_url }),
  };
}

function digestsIn({ sha256, sha384, sha512 }: Pick<PackageFileJson, keyof Digests>): Digests {
  return { ...(sha256 && { sha256 }), ...(sha384 && { sha384 }), ...(sha512 && { sha512 }) };
}

/**
 * The server allows an external asset to be redirected under its uuid. The address may contain a secret, its hash does not.
 */
function externalId({ uuid, browser_download_url: url }: AttachmentJson): string {
  return `${uuid} ${createHash('sha256').update(url).digest('hex').slice(0, 16)}`;
}

export function toPackageVersion(
  base: string,
  source: PackageSource,
  version: string,
  listed: PackageFilesJson,
): Version {
  return {
    instance: base,
    source,
    version,
    title: '',
    notes: '',
    draft: false,
    prerelease: false,
    createdAt: undefined,
    author: undefined,
    webUrl: pageOrBase(base, () => urls.packagePage(base, source, version)),
    assets: listed.files.map((file) => toPackageFile(base, source, version, file)),
    ...unlistedIn(listed),
  };
}

function unlistedIn({ unlisted }: { readonly unlisted: number }): Pick<Version, 'unlisted'> {
  return unlisted > 0 ? { unlisted } : {};
}

function toPackageFile(base: string, source: PackageSource, version: string, json: PackageFileJson): Asset {
  const { sha256, sha384, sha512 } = json;
  const sizeBytes = json.Size ?? json.size;
  return {
    instance: base,
    source,
    version,
    name: json.name,
    // Without a digest, all other fields that an upload changes.
    upstreamId: sha256 ?? sha512 ?? sha384 ?? JSON.stringify([json.name, json.id, sizeBytes, json.created_at]),
    storage: 'packageFile',
    sizeBytes,
    digests: digestsIn(json),
    ...(json.created_at !== undefined && { createdAt: json.created_at }),
  };
}

/** The list has one row per version; this returns one package per name, in the order of their newest versions. */
export function groupPackages(base: string, rows: readonly PackageJson[]): Package[] {
  const byName = Map.groupBy(rows, (row) => row.name.toLowerCase());
  return [...byName.values()].map((versions) => {
    const [newest] = versions as [PackageJson, ...PackageJson[]];
    return {
      instance: base,
      owner: newest.owner.login,
      name: newest.name,
      repository: newest.repository?.full_name,
      versions: versions.map((row) => ({ version: row.version, createdAt: row.created_at })),
    };
  });
}

/** A tag that no URL can carry is still listed; its web page is the instance itself. */
function pageOrBase(base: string, build: () => URL): string {
  try {
    return build().href;
  } catch {
    return base;
  }
}
