import { EngineError, sourceName } from '../engine/index.ts';
import type { ArtifactSource, Engine } from '../engine/index.ts';

export interface ListedVersion {
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number | undefined;
  readonly prerelease: boolean;
  readonly draft: boolean;
  /** The number of files; `undefined` for packages, whose list lacks it. */
  readonly files: number | undefined;
}

interface VersionList {
  /** Newest first, in the server's order. */
  readonly versions: readonly ListedVersion[];
  readonly hasMore: boolean;
}

interface Place {
  readonly instance: string;
  readonly source: ArtifactSource;
}

/** How many are listed unless all are requested. */
const NEWEST = 20;

/** A server must not cause endless paging. */
const MAX_PAGES = 40;

/** @throws EngineError as the client does; the signal's reason */
export async function listVersions(
  { client }: Pick<Engine, 'client'>,
  place: Place,
  { all, signal }: { readonly all: boolean; readonly signal: AbortSignal },
): Promise<VersionList> {
  const { versions, hasMore } = await (place.source.kind === 'release'
    ? releases(client, place, { pages: all ? MAX_PAGES : 1, signal })
    : packageVersions(client, place, signal));
  if (all || versions.length <= NEWEST) return { versions, hasMore };
  return { versions: versions.slice(0, NEWEST), hasMore: true };
}

async function releases(
  client: Engine['client'],
  { instance, source }: Place,
  { pages, signal }: { readonly pages: number; readonly signal: AbortSignal },
): Promise<VersionList> {
  if (source.kind !== 'release') return { versions: [], hasMore: false };
  const versions: ListedVersion[] = [];
  for (let page = 1; ; page += 1) {
    const { items, hasMore } = await client(instance).releases(source, { page, signal });
    for (const { version, createdAt, prerelease, draft, assets, unlisted = 0 } of items) {
      versions.push({ version, createdAt, prerelease, draft, files: assets.length + unlisted });
    }
    if (!hasMore || page >= pages) return { versions, hasMore };
  }
}

async function packageVersions(
  client: Engine['client'],
  { instance, source }: Place,
  signal: AbortSignal,
): Promise<VersionList> {
  const query = source.kind === 'genericPackage' ? source.package : '';
  const [found] = await client(instance).packages(source.owner, { query, signal });
  if (!found) {
    const { host } = new URL(instance);
    const name = sourceName(source);
    throw new EngineError('notFound', `${host} has no package ${name}`, { host, what: 'package', name });
  }
  const versions = found.versions.map((one) => ({ ...one, prerelease: false, draft: false, files: undefined }));
  return { versions, hasMore: false };
}
