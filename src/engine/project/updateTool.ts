import { isDeepStrictEqual } from 'node:util';
import { forEachConcurrently } from '../forEachConcurrently.ts';
import { sourceKey } from '../model.ts';
import { lockTool } from './lockTool.ts';
import type { LockPorts } from './lockTool.ts';
import type { SkippedVersion } from '../versions/minimumAge.ts';
import { mayAnswer } from '../versions/resolveVersion.ts';
import type { LockNote } from './pickAssets.ts';
import { PLATFORM_KEYS } from './platforms.ts';
import type { PlatformKey } from './platforms.ts';
import type { Lock, LockedAsset, LockedTool, Project, ToolSpec } from './projectModel.ts';

interface UpdateOptions {
  /** The lock as it is now. */
  readonly lock: Lock;
  /** Versions to lock by the tool's name, in place of what their ranges would select. */
  readonly chosen?: ReadonlyMap<string, string> | undefined;
  readonly ports: LockPorts;
  readonly signal?: AbortSignal | undefined;
}

/** A file that is locked for a platform. */
export interface PlatformFile {
  readonly name: string;
  readonly asset: LockedAsset;
}

/** What differs for one platform; `before` is absent for a new file, `after` for a removed one. */
export interface AssetChange {
  readonly platform: PlatformKey;
  readonly before?: PlatformFile | undefined;
  readonly after?: PlatformFile | undefined;
}

/** A tool as it would be locked now, to show before it is. */
export interface ToolUpdate {
  readonly name: string;
  /** Absent if it was not locked. */
  readonly before?: LockedTool | undefined;
  readonly after: LockedTool;
  readonly changes: readonly AssetChange[];
  readonly notes: readonly LockNote[];
  /** Set if only that many of the newest versions were read, and there are more. */
  readonly cutAt?: number | undefined;
  /** Versions that would have been taken if they were older, best first. */
  readonly skipped: readonly SkippedVersion[];
  /** Whether writing it would change the lock. */
  readonly isChanged: boolean;
}

/**
 * Locks a tool again and compares the result with the current lock. Writes nothing, see `withTool`.
 * @throws EngineError as `lockTool`
 */
export async function updateTool(name: string, spec: ToolSpec, options: UpdateOptions): Promise<ToolUpdate> {
  const { lock, chosen, ports, signal } = options;
  const before = lock.tools.get(name);
  const how = { signal, before, chosen: chosen?.get(name) };
  const { tool: after, ...found } = await lockTool(name, spec, ports, how);
  const changes = changesBetween(before, after);
  const isChanged = changes.length > 0 || !before || before.version !== after.version || !isLockOf(before, spec);
  return { name, before, after, changes, ...found, isChanged };
}

export type UpdateResult =
  | { readonly ok: true; readonly name: string; readonly update: ToolUpdate }
  | { readonly ok: false; readonly name: string; readonly error: unknown };

/** Each waits for a few small answers, one after another. Its files are fetched and checked in parallel in any case. */
const TOOLS_AT_ONCE = 8;

/**
 * `updateTool` for each tool of a workspace file, several at a time; results are in its order. A failure is part of the
 * results. Rejects with the signal's reason on abort and with nothing else.
 */
export async function updateAll(project: Project, options: UpdateOptions): Promise<readonly UpdateResult[]> {
  const results = new Map<string, UpdateResult>();
  await forEachConcurrently(project.tools, TOOLS_AT_ONCE, async ([name, spec]) => {
    results.set(name, await tryUpdate(name, spec, options));
  });
  return [...project.tools.keys()].flatMap((name) => results.get(name) ?? []);
}

async function tryUpdate(name: string, spec: ToolSpec, options: UpdateOptions): Promise<UpdateResult> {
  options.signal?.throwIfAborted();
  try {
    return { ok: true, name, update: await updateTool(name, spec, options) };
  } catch (error) {
    options.signal?.throwIfAborted();
    return { ok: false, name, error };
  }
}

/** A lock with one tool put in. */
export function withTool({ tools }: Lock, name: string, tool: LockedTool): Lock {
  return { tools: new Map([...tools, [name, tool]]) };
}

/** A lock without one tool. */
export function withoutTool({ tools }: Lock, name: string): Lock {
  return { tools: new Map([...tools].filter(([one]) => one !== name)) };
}

/**
 * The tools about which a workspace file and its lock disagree: not locked, from another source, with another request or
 * another version than the one named; then those that only the lock has.
 */
export function outdatedTools({ tools }: Project, lock: Lock): readonly string[] {
  const differing = [...tools].flatMap(([name, spec]) => {
    const locked = lock.tools.get(name);
    return locked && isLockOf(locked, spec) ? [] : [name];
  });
  return [...differing, ...toolsOnlyLocked(tools, lock)];
}

/** The tools that only the lock has. */
export function toolsOnlyLocked(tools: Project['tools'], lock: Lock): readonly string[] {
  return [...lock.tools.keys()].filter((name) => !tools.has(name));
}

function isLockOf(locked: LockedTool, { instance, source, version, asset, executables, platforms }: ToolSpec): boolean {
  return (
    locked.requested === version &&
    mayAnswer(version, locked.version) &&
    sourceKey(locked.instance, locked.source) === sourceKey(instance, source) &&
    isDeepStrictEqual([locked.asset, locked.executables, locked.only], [asset, executables, platforms])
  );
}

function changesBetween(before: LockedTool | undefined, after: LockedTool): readonly AssetChange[] {
  return PLATFORM_KEYS.flatMap((platform) => {
    const [old, now] = [before && fileFor(before, platform), fileFor(after, platform)];
    if (old?.name === now?.name && sameFile(old?.asset, now?.asset)) return [];
    return [{ platform, before: old, after: now }];
  });
}

function fileFor(tool: LockedTool, platform: PlatformKey): PlatformFile | undefined {
  const name = tool.platforms.get(platform);
  const asset = name === undefined ? undefined : tool.assets.get(name);
  return name === undefined || !asset ? undefined : { name, asset };
}

function sameFile(one: LockedAsset | undefined, other: LockedAsset | undefined): boolean {
  return (
    one?.sha256 === other?.sha256 &&
    one?.upstreamId === other?.upstreamId &&
    one?.evidence.kind === other?.evidence.kind &&
    one?.evidence.keyId === other?.evidence.keyId
  );
}
