import { hash } from 'node:crypto';

/**
 * The types of the engine. Everything from a server (names, titles, bodies, URLs) is text that others chose: show it
 * escaped, and never use it as a path.
 */

/** Where artifacts come from: the releases of a repository, or one package of the generic registry. */
export type ArtifactSource =
  | { readonly kind: 'release'; readonly owner: string; readonly repo: string }
  | { readonly kind: 'genericPackage'; readonly owner: string; readonly package: string };

/** Hex digests by algorithm, lower case. */
export interface Digests {
  readonly sha256?: string;
  readonly sha384?: string;
  readonly sha512?: string;
}

/** How many hex digits each of them has. */
export const DIGEST_DIGITS: Readonly<Record<keyof Digests, number>> = { sha256: 64, sha384: 96, sha512: 128 };

/** One downloadable file of a version. */
export interface Asset {
  /** The base URL of its instance, normalised, with a trailing slash (see `normaliseBase`). */
  readonly instance: string;
  readonly source: ArtifactSource;
  /** The tag, or the package version, exactly as the server spells it. */
  readonly version: string;
  /** The name as the server spells it: not a safe file name, and not unique within a version. */
  readonly name: string;
  /**
   * Changes whenever the bytes change: the attachment's uuid, with its address if it is external; a package file's SHA-256,
   * or without one whatever else distinguishes two uploads.
   */
  readonly upstreamId: string;
  /** `attachment`: served by uuid. `packageFile`: served by name. `external`: lives on another host, see `externalUrl`. */
  readonly storage: 'attachment' | 'packageFile' | 'external';
  /**
   * The size from the listing; `undefined` if the server does not know (external assets, rows of size 0 on old servers).
   */
  readonly sizeBytes: number | undefined;
  /**
   * Digests from the listing, or from the caller that passes the asset in: they identify the file. Only the engine's own
   * listing counts as the server's statement. Forgejo gives no digests for attachments.
   */
  readonly digests: Digests;
  /** Milliseconds since the epoch. */
  readonly createdAt?: number;
  readonly downloadCount?: number;
  readonly externalUrl?: string;
}

/** A version with its files: a release, or one version of a package. */
export interface Version {
  readonly instance: string;
  readonly source: ArtifactSource;
  /** The tag, or the package version. */
  readonly version: string;
  /** The release's title if it says more than the tag, else ''. */
  readonly title: string;
  /** Release notes: untrusted markdown, '' for packages. */
  readonly notes: string;
  readonly draft: boolean;
  readonly prerelease: boolean;
  /** Milliseconds since the epoch. */
  readonly createdAt: number | undefined;
  readonly author: string | undefined;
  /** A page for people below the instance's own base, whatever ROOT_URL says. */
  readonly webUrl: string;
  readonly assets: readonly Asset[];
  /**
   * How many more files it has, if any: beyond the first 5,000, or with names that are too long. Code that decides by which
   * files exist calls `assertFullyListed` first.
   */
  readonly unlisted?: number;
}

/** A package of the generic registry and its versions, newest first. */
export interface Package {
  readonly instance: string;
  readonly owner: string;
  readonly name: string;
  /** `owner/repo` if the package is linked to a repository that the token may see. */
  readonly repository: string | undefined;
  readonly versions: readonly { readonly version: string; readonly createdAt: number | undefined }[];
}

export interface Repository {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  /** The name as the server spells it: `owner/name`. */
  readonly fullName: string;
  readonly description: string;
  readonly private: boolean;
  readonly archived: boolean;
  readonly hasReleases: boolean;
  /** Releases without drafts and bare tags. */
  readonly releaseCount: number;
  /** Milliseconds since the epoch. */
  readonly updatedAt: number | undefined;
}

/** A user or an organization. */
export interface Owner {
  readonly login: string;
  readonly fullName: string;
  readonly kind: 'user' | 'organization';
}

export interface InstanceInfo {
  readonly kind: 'forgejo' | 'gitea';
  /** The version as the server reports it, such as `12.0.4+gitea-1.22.0`. */
  readonly version: string;
}

/** What a token may do; each is probed separately. */
export type Feature = 'repository' | 'package' | 'user' | 'organization';

/**
 * `refused`: the instance does not know the token (401). `malformed`: it has characters that no token has, so it is never
 * sent. `missing`: scopes it lacks, as far as known.
 */
export interface TokenFinding {
  readonly state: 'none' | 'unknown' | 'accepted' | 'refused' | 'malformed';
  readonly missing: readonly Feature[];
}

/** One page of a list. `hasMore` comes from the links or the total in the response, never from a short page. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly page: number;
  readonly totalCount: number | undefined;
  readonly hasMore: boolean;
}

/** Most names are, and they have only one lower case. */
const ASCII = /^[ -~]*$/;

/**
 * A name as a server looks it up. Forgejo and Gitea find owners, repositories, tags, package versions and package files by
 * their lower case, character by character as Go lowers them: they find `alice` under `alİce`.
 */
export function foldCase(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  return Array.from(text, (character) => String.fromCodePoint(character.toLowerCase().codePointAt(0) ?? 0)).join('');
}

/** The key of a source of versions: two sources have the same key only if they are the same place. */
export function sourceKey(instance: string, source: ArtifactSource): string {
  return JSON.stringify([instance, source.kind, foldCase(source.owner), foldCase(shortSourceName(source))]);
}

/**
 * The key of an asset's record: 64 hex digits, safe as a file name. An attachment is identified by its uuid; a package file
 * by its name, ignoring case, because an upload under that name replaces it (`upstreamId` tells the two apart).
 */
export function recordKey(asset: KeyParts): string {
  const isPackage = asset.storage === 'packageFile';
  return keyOf(asset, isPackage ? foldCase(asset.version) : asset.version);
}

/** The key used up to version 0.1, which distinguished versions of packages by case. */
export function earlierRecordKey(asset: KeyParts): string {
  return keyOf(asset, asset.version);
}

type KeyParts = Pick<Asset, 'instance' | 'source' | 'version' | 'name' | 'storage' | 'upstreamId'>;

function keyOf({ instance, source, storage, name, upstreamId }: KeyParts, version: string): string {
  const identity = storage === 'packageFile' ? foldCase(name) : upstreamId;
  return hash('sha256', JSON.stringify([sourceKey(instance, source), version, storage, identity]));
}

/**
 * Whether one upstream id always stands for the same bytes: an attachment's uuid does, and a package file's digest. A
 * package file without one, and other hosts, guarantee nothing.
 */
export function isImmutable({ storage, digests }: Pick<Asset, 'storage' | 'digests'>): boolean {
  return storage === 'attachment' || (storage === 'packageFile' && Object.keys(digests).length > 0);
}

/** The name of the repository or package, without its owner's. */
export function shortSourceName(source: ArtifactSource): string {
  return source.kind === 'release' ? source.repo : source.package;
}

/** `owner/repo` or `owner/package`, for people. */
export function sourceName(source: ArtifactSource): string {
  return `${source.owner}/${shortSourceName(source)}`;
}
