import { EngineError } from '../errors.ts';
import type { Arch, Machine } from '../machine/platform.ts';
import type { Asset } from '../model.ts';
import { choicesFor, platformOf } from './platforms.ts';
import type { PlatformKey } from './platforms.ts';
import type { Lock, LockedAsset, LockedTool } from './projectModel.ts';

/** What a lock has for one tool on one machine. */
export type PlannedTool =
  | PlannedFile
  | {
      readonly ok: false;
      readonly name: string;
      readonly tool: LockedTool;
      readonly error: EngineError<'noPlatform'>;
    };

/** A file to restore. */
export interface PlannedFile {
  readonly ok: true;
  readonly name: string;
  readonly tool: LockedTool;
  /** The asset to download if it is not in the cache. */
  readonly asset: Asset;
  /** The locked digest, which identifies the file but is not evidence for it. */
  readonly locked: { readonly sha256: string };
  /** The architecture that this machine emulates to run it. */
  readonly emulated?: Arch | undefined;
}

/** Plans each tool once, in the order of the lock or of the names. Uses no network. */
export function planRestore(lock: Lock, machine: Machine, names?: readonly string[]): readonly PlannedTool[] {
  const wanted = new Set(names ?? lock.tools.keys());
  return [...wanted].flatMap((name) => {
    const tool = lock.tools.get(name);
    return tool ? [planTool(name, tool, machine)] : [];
  });
}

function planTool(name: string, tool: LockedTool, machine: Machine): PlannedTool {
  const choice = choicesFor(machine).find(({ key }) => tool.platforms.has(key as PlatformKey));
  const assetName = choice && tool.platforms.get(choice.key as PlatformKey);
  const locked = assetName === undefined ? undefined : tool.assets.get(assetName);
  if (!choice || assetName === undefined || !locked)
    return { ok: false, name, tool, error: missing(name, tool, machine) };
  const { emulated } = choice;
  return {
    ok: true,
    name,
    tool,
    asset: toAsset(tool, assetName, locked),
    locked: { sha256: locked.sha256 },
    emulated,
  };
}

function missing(name: string, tool: LockedTool, machine: Machine): EngineError<'noPlatform'> {
  const platform = platformOf(machine);
  const facts = { tool: name, platform, available: [...tool.platforms.keys()] };
  return new EngineError('noPlatform', `the lock has no ${name} for ${platform}`, facts);
}

/** A locked file as an asset, without network. @throws {TypeError} if the lock has none of that name */
export function assetOfLock(tool: LockedTool, name: string): Asset {
  const locked = tool.assets.get(name);
  if (!locked) throw new TypeError(`the lock has no file ${name}`);
  return toAsset(tool, name, locked);
}

function toAsset(tool: LockedTool, name: string, locked: LockedAsset): Asset {
  const { instance, source, version } = tool;
  const { upstreamId, storage, sizeBytes, externalUrl } = locked;
  return {
    instance,
    source,
    version,
    name,
    upstreamId,
    storage,
    sizeBytes,
    digests: { sha256: locked.sha256 },
    ...(externalUrl !== undefined && { externalUrl }),
  };
}
