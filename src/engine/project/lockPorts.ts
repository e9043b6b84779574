import type { CachedAsset } from '../cache/download.ts';
import { EngineError } from '../errors.ts';
import type { ForgejoAssetClient } from '../forgejo/client.ts';
import type { ArtifactSource, Asset, Version } from '../model.ts';
import type { TrustedKeys } from '../verify/signatureSchemes.ts';
import { createDigestOf } from './createDigestOf.ts';
import type { LockPorts } from './lockTool.ts';
import type { KnownVersion } from '../versions/knownVersion.ts';

/** As much of an `Engine` as locking takes. */
export interface LockEngine {
  client(instance: string): Pick<ForgejoAssetClient, 'releases' | 'packages'>;
  version(
    instance: string,
    source: ArtifactSource,
    version: string,
    options: { refresh?: boolean; signal?: AbortSignal },
  ): Promise<{ readonly value: Version }>;
  download(asset: Asset, options: { readonly signal?: AbortSignal }): Promise<CachedAsset>;
  readSmall(asset: Asset, signal: AbortSignal): Promise<Uint8Array>;
}

export interface LockPortsOptions {
  /** Whose signatures over checksum files count. @default nobody's */
  readonly keys?: (instance: string, owner: string) => TrustedKeys;
}

/** Nobody has more releases of one tool; a server must not make its reader page without end. */
const MAX_PAGES = 40;

/** What locking asks of the outside, on an engine. Lists afresh: a lock is of what is there now. One for each lock or update. */
export function lockPortsOf(engine: LockEngine, { keys }: LockPortsOptions = {}): LockPorts {
  return {
    versions: (instance, source, options) => listVersions(engine.client(instance), source, { instance, ...options }),
    version: async (instance, source, version, options) =>
      (await engine.version(instance, source, version, { refresh: true, ...options })).value,
    digestOf: createDigestOf({
      download: (asset, options) => engine.download(asset, options),
      readSmall: (asset, signal) => engine.readSmall(asset, signal),
      ...(keys && { keys }),
    }),
  };
}

async function listVersions(
  client: ReturnType<LockEngine['client']>,
  source: ArtifactSource,
  { instance, signal }: { readonly instance: string; readonly signal?: AbortSignal },
): Promise<readonly KnownVersion[]> {
  const only = { ...(signal && { signal }) };
  if (source.kind === 'genericPackage') {
    const [found] = await client.packages(source.owner, { query: source.package, ...only });
    if (found) return found.versions;
    const name = `${source.owner}/${source.package}`;
    const { host } = new URL(instance);
    throw new EngineError('notFound', `${host} has no package ${name}`, { host, what: 'package', name });
  }
  const versions: Version[] = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const { items, hasMore } = await client.releases(source, { page, ...only });
    versions.push(...items);
    if (!hasMore) break;
  }
  return versions;
}
