import type { Asset, Version } from '../model.ts';
import { findTag } from './findVersion.ts';
import type { LockPorts } from './lockTool.ts';
import { assertFullyListed } from '../fullyListed.ts';
import { assetOfLock } from './planRestore.ts';
import type { SkippedVersion } from '../versions/minimumAge.ts';
import type { PlatformKey } from './platforms.ts';
import type { Lock, LockedTool, Project } from './projectModel.ts';

/** Identifies an upload. */
export interface AssetFacts {
  readonly upstreamId: string;
  readonly sizeBytes?: number;
  readonly sha256?: string;
}

export type AssetCheck = {
  readonly name: string;
  readonly platforms: readonly PlatformKey[];
} & (
  | { readonly state: 'same' | 'missing' }
  | { readonly state: 'replaced'; readonly before: AssetFacts; readonly now: AssetFacts }
);

export type ToolCheck =
  | {
      readonly ok: true;
      readonly name: string;
      readonly tool: LockedTool;
      readonly assets: readonly AssetCheck[];
      /** The version that would be locked now, if it differs. */
      readonly newer?: string;
      /** Versions that would be locked now if they were older, best first. */
      readonly skipped: readonly SkippedVersion[];
    }
  | { readonly ok: false; readonly name: string; readonly tool: LockedTool; readonly error: unknown };

interface CheckParts {
  readonly ports: Pick<LockPorts, 'versions' | 'version' | 'minimumAge'>;
  /** Gives the minimum age of newer versions. */
  readonly project?: Project | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Checks by listings whether upstream still has the locked files; downloads nothing. A version that cannot be listed is an
 * error of its tool, never a list of missing files.
 *
 * @returns a result for each tool; rejects only with the signal's reason on abort
 */
export async function checkLockedTools(lock: Lock, options: CheckParts): Promise<readonly ToolCheck[]> {
  const { signal } = options;
  signal?.throwIfAborted();
  const checks = await Promise.all(
    [...lock.tools].map(async ([name, tool]): Promise<ToolCheck> => {
      try {
        return await checkTool(name, tool, options);
      } catch (error) {
        return { ok: false, name, tool, error };
      }
    }),
  );
  signal?.throwIfAborted();
  return checks;
}

async function checkTool(name: string, tool: LockedTool, options: CheckParts): Promise<ToolCheck> {
  const { ports, project, signal } = options;
  const { instance, source, version, requested: range } = tool;
  const listed = await ports.version(instance, source, version, { signal });
  const assets = [...tool.assets.keys()].map((asset) => checkAsset(asset, tool, listed));
  const minimumAgeMs = project?.tools.get(name)?.minimumAgeMs;
  const wanted = { instance, source, range, tool: name, minimumAgeMs, held: version };
  const { tag, skipped } = await findTag(wanted, ports, { signal });
  return { ok: true, name, tool, assets, ...(tag !== version && { newer: tag }), skipped };
}

function checkAsset(name: string, tool: LockedTool, listed: Version): AssetCheck {
  const platforms = [...tool.platforms].flatMap(([platform, asset]) => (asset === name ? [platform] : []));
  const locked = assetOfLock(tool, name);
  const named = listed.assets.filter((asset) => asset.name === name);
  const same = named.find(({ upstreamId }) => upstreamId === locked.upstreamId);
  if (!same) assertFullyListed(listed);
  const now = same ?? named[0];
  if (!now) return { name, platforms, state: 'missing' };
  const before = { ...factsOf(locked), sha256: tool.assets.get(name)?.sha256 ?? '' };
  if (isSame(before, factsOf(now))) return { name, platforms, state: 'same' };
  return { name, platforms, state: 'replaced', before, now: factsOf(now) };
}

/** Fields that both sides know must agree. */
function isSame(before: AssetFacts, now: AssetFacts): boolean {
  const agree = <T>(one: T | undefined, other: T | undefined): boolean =>
    one === undefined || other === undefined || one === other;
  return (
    before.upstreamId === now.upstreamId &&
    agree(before.sizeBytes, now.sizeBytes) &&
    agree(before.sha256, now.sha256?.toLowerCase())
  );
}

function factsOf({ upstreamId, sizeBytes, digests: { sha256 } }: Asset): AssetFacts {
  return { upstreamId, ...(sizeBytes !== undefined && { sizeBytes }), ...(sha256 !== undefined && { sha256 }) };
}
