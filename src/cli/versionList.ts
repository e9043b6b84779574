import { listVersions } from '../engine/index.ts';
import type { ArtifactSource, Engine, ListedVersions } from '../engine/index.ts';

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

/** How many are listed unless all are requested. */
const NEWEST = 20;

/** @throws EngineError as `listVersions`; the signal's reason */
export async function newestVersions(
  { client }: Pick<Engine, 'client'>,
  wanted: { readonly instance: string; readonly source: ArtifactSource },
  { all, signal }: { readonly all: boolean; readonly signal: AbortSignal },
): Promise<VersionList> {
  const { versions, cutAt } = await listVersions(client(wanted.instance), wanted, {
    pages: all ? undefined : 1,
    signal,
  });
  const listed = versions.map(toListed);
  if (all || listed.length <= NEWEST) return { versions: listed, hasMore: cutAt !== undefined };
  return { versions: listed.slice(0, NEWEST), hasMore: true };
}

function toListed(one: ListedVersions['versions'][number]): ListedVersion {
  const { version, createdAt } = one;
  if (!('assets' in one)) return { version, createdAt, prerelease: false, draft: false, files: undefined };
  const { prerelease, draft, assets, unlisted = 0 } = one;
  return { version, createdAt, prerelease, draft, files: assets.length + unlisted };
}
