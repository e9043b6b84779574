import { EngineError } from '../errors.ts';
import type { ForgejoAssetClient } from '../forgejo/client.ts';
import type { ArtifactSource, Version } from '../model.ts';
import { createDigestOf } from './createDigestOf.ts';
import type { DigestSources } from './createDigestOf.ts';
import type { KnownVersions, LockPorts } from './lockTool.ts';

/** The parts of an engine that locking needs. */
export interface LockEngine extends Pick<LockPorts, 'version' | 'minimumAge'>, DigestSources {
  readonly client: (instance: string) => Pick<ForgejoAssetClient, 'releases' | 'packages'>;
}

/**
 * The most releases to read. A server must not cause endless paging; older ones can be requested by tag, and the result says
 * that there are more.
 */
const MAX_PAGES = 40;

export function lockPortsOf(engine: LockEngine): LockPorts {
  return {
    version: engine.version,
    minimumAge: engine.minimumAge,
    versions: (instance, source, options) => listVersions(engine.client(instance), source, { instance, ...options }),
    digestOf: createDigestOf(engine),
  };
}

async function listVersions(
  client: ReturnType<LockEngine['client']>,
  source: ArtifactSource,
  { instance, signal }: { readonly instance: string; readonly signal?: AbortSignal | undefined },
): Promise<KnownVersions> {
  if (source.kind === 'genericPackage') {
    const [found] = await client.packages(source.owner, { query: source.package, signal });
    if (found) return { versions: found.versions };
    const name = `${source.owner}/${source.package}`;
    const { host } = new URL(instance);
    throw new EngineError('notFound', `${host} has no package ${name}`, { host, what: 'package', name });
  }
  const versions: Version[] = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const { items, hasMore } = await client.releases(source, { page, signal });
    versions.push(...items);
    if (!hasMore) return { versions };
  }
  return { versions, cutAt: versions.length };
}
