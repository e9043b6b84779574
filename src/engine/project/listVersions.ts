import { EngineError } from '../errors.ts';
import type { ForgejoAssetClient } from '../forgejo/client.ts';
import { sourceName } from '../model.ts';
import type { ArtifactSource, Package, Version } from '../model.ts';

export interface ListedVersions {
  /** Releases with their files; versions of a package without. Newest first, in the server's order. */
  readonly versions: readonly (Version | Package['versions'][number])[];
  /** How many of the newest releases were read, if there are more. */
  readonly cutAt?: number | undefined;
}

/**
 * The most releases to read. A server must not cause endless paging; older ones can be requested by tag, and the result says
 * that there are more.
 */
const MAX_PAGES = 40;

/**
 * The versions of a source. `pages`: how many pages of releases to read at most; packages list all their versions at once.
 * @throws EngineError `notFound` for a package that is not there, and what the client throws; the signal's reason
 */
export async function listVersions(
  client: Pick<ForgejoAssetClient, 'releases' | 'packages'>,
  { instance, source }: { readonly instance: string; readonly source: ArtifactSource },
  {
    pages = MAX_PAGES,
    signal,
  }: { readonly pages?: number | undefined; readonly signal?: AbortSignal | undefined } = {},
): Promise<ListedVersions> {
  if (source.kind === 'genericPackage') {
    const [found] = await client.packages(source.owner, { query: source.package, signal });
    if (found) return { versions: found.versions };
    const name = sourceName(source);
    const { host } = new URL(instance);
    throw new EngineError('notFound', `${host} has no package ${name}`, { host, what: 'package', name });
  }
  const versions: Version[] = [];
  for (let page = 1; page <= pages; page += 1) {
    const { items, hasMore } = await client.releases(source, { page, signal });
    versions.push(...items);
    if (!hasMore) return { versions };
  }
  return { versions, cutAt: versions.length };
}
