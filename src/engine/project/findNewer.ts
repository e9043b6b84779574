import type { ForgejoAssetClient } from '../forgejo/client.ts';
import { placeName, scopeId } from '../model.ts';
import type { ArtifactSource } from '../model.ts';
import type { KnownVersion } from '../versions/knownVersion.ts';
import { firstOldEnough } from '../versions/minimumAge.ts';
import type { MinimumAge, PassedOver } from '../versions/minimumAge.ts';
import { newerVersions } from '../versions/newerVersion.ts';

/** Something installed that there may be a newer version of. */
export interface InstalledVersion {
  readonly instance: string;
  readonly source: ArtifactSource;
  /** What the tool is called. */
  readonly name: string;
  readonly version: string;
}

export type NewerResult =
  | {
      readonly ok: true;
      /** Absent where there is none, or none that is old enough. */
      readonly newer: string | undefined;
      readonly passedOver: readonly PassedOver[];
    }
  | { readonly ok: false; readonly error: unknown };

interface NewerPorts {
  readonly client: (instance: string) => Pick<ForgejoAssetClient, 'releases' | 'packages'>;
  readonly minimumAge: () => MinimumAge;
}

/**
 * What updates each of these, by the newest page of releases or by all versions of a package. Each place is asked once.
 *
 * @returns a result for each, in order; rejects with the signal's reason on abort and with nothing else
 */
export async function findNewer(
  installed: readonly InstalledVersion[],
  { client, minimumAge }: NewerPorts,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<readonly NewerResult[]> {
  const asked = new Map<string, Promise<readonly KnownVersion[]>>();
  const results: NewerResult[] = [];
  for (const { instance, source, name, version } of installed) {
    const scope = scopeId(instance, source);
    const list = asked.get(scope) ?? recentVersions(client, { instance, source, signal });
    asked.set(scope, list);
    try {
      const newer = newerVersions(version, await list, { tool: name, names: [placeName(source)] });
      const { found, passedOver } = firstOldEnough(newer, minimumAge());
      results.push({ ok: true, newer: found?.version, passedOver });
    } catch (error) {
      signal?.throwIfAborted();
      results.push({ ok: false, error });
    }
  }
  return results;
}

interface Place {
  readonly instance: string;
  readonly source: ArtifactSource;
  readonly signal: AbortSignal | undefined;
}

async function recentVersions(
  client: NewerPorts['client'],
  { instance, source, signal }: Place,
): Promise<readonly KnownVersion[]> {
  const asked = client(instance);
  if (source.kind === 'release') return (await asked.releases(source, { signal })).items;
  const [found] = await asked.packages(source.owner, { query: source.package, signal });
  return found?.versions ?? [];
}
