import type { ForgejoAssetClient } from '../forgejo/client.ts';
import { shortSourceName, sourceKey } from '../model.ts';
import type { ArtifactSource } from '../model.ts';
import type { KnownVersion } from '../versions/knownVersion.ts';
import { firstOldEnough } from '../versions/minimumAge.ts';
import type { MinimumAge, SkippedVersion } from '../versions/minimumAge.ts';
import { newerVersions } from '../versions/newerVersion.ts';

/** An installed tool to look for updates of. */
export interface InstalledVersion {
  readonly instance: string;
  readonly source: ArtifactSource;
  /** The name of the tool. */
  readonly name: string;
  readonly version: string;
}

export type NewerResult =
  | {
      readonly ok: true;
      /** Absent if there is none, or none old enough. */
      readonly newer: string | undefined;
      readonly skipped: readonly SkippedVersion[];
    }
  | { readonly ok: false; readonly error: unknown };

interface NewerPorts {
  readonly client: (instance: string) => Pick<ForgejoAssetClient, 'releases' | 'packages'>;
  readonly minimumAge: () => MinimumAge;
}

/**
 * Finds updates, from the newest page of releases or all versions of a package. Each source is listed once.
 *
 * @returns a result for each, in order; rejects only with the signal's reason on abort
 */
export async function findNewer(
  installed: readonly InstalledVersion[],
  { client, minimumAge }: NewerPorts,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<readonly NewerResult[]> {
  const asked = new Map<string, Promise<readonly KnownVersion[]>>();
  const results: NewerResult[] = [];
  for (const { instance, source, name, version } of installed) {
    const key = sourceKey(instance, source);
    const list = asked.get(key) ?? recentVersions(client, { instance, source, signal });
    asked.set(key, list);
    try {
      const newer = newerVersions(version, await list, { tool: name, names: [shortSourceName(source)] });
      const { found, skipped } = firstOldEnough(newer, minimumAge());
      results.push({ ok: true, newer: found?.version, skipped });
    } catch (error) {
      signal?.throwIfAborted();
      results.push({ ok: false, error });
    }
  }
  return results;
}

interface SourceRequest {
  readonly instance: string;
  readonly source: ArtifactSource;
  readonly signal: AbortSignal | undefined;
}

async function recentVersions(
  client: NewerPorts['client'],
  { instance, source, signal }: SourceRequest,
): Promise<readonly KnownVersion[]> {
  const asked = client(instance);
  if (source.kind === 'release') return (await asked.releases(source, { signal })).items;
  const [found] = await asked.packages(source.owner, { query: source.package, signal });
  return found?.versions ?? [];
}
