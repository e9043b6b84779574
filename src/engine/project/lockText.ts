import * as v from 'valibot';
import { JsonFile } from './jsonFile.ts';
import { LOCK_VERSION, lockSchema } from './lockSchema.ts';
import type { AssetJson, ToolJson } from './lockSchema.ts';
import { PLATFORM_KEYS } from './platforms.ts';
import { LOCK_FILE } from './projectModel.ts';
import type { Lock, LockedAsset, LockedTool } from './projectModel.ts';
import { sourceFields, toSource } from './projectSchema.ts';
import { isToolName } from './toolName.ts';

/**
 * Reads a lock. Every contributor to the repository can change it, so its texts are as hostile as a server's.
 *
 * @throws EngineError `badProjectFile`: `lockVersion` for one of a newer program
 */
export function decodeLock(text: string, path: string): Lock {
  const file = new JsonFile(text, path);
  const version = file.root.members?.find(({ key }) => key === 'lockVersion')?.node.value;
  if (typeof version === 'number' && version > LOCK_VERSION) throw file.fault('lockVersion', ['lockVersion']);
  const result = v.safeParse(lockSchema, file.root.value, { abortEarly: true });
  if (!result.success) {
    throw file.fault(
      'lock',
      (result.issues[0].path ?? []).map(({ key }) => key as string),
    );
  }
  return {
    tools: new Map([...result.output.tools].map(([name, tool]) => [name, toTool(file, name, tool)])),
  };
}

function toTool(file: JsonFile, name: string, json: ToolJson): LockedTool {
  if (!isToolName(name)) throw file.fault('lock', ['tools', name]);
  const source = toSource(json);
  if (typeof source === 'string') throw file.fault('lock', ['tools', name, 'release']);
  const { instance, version, requested, asset, executables, only } = json;
  const assets = new Map([...json.assets].map(([asset, fields]) => [asset, toAsset(fields)]));
  const { platforms } = json;
  for (const [platform, asset] of platforms) {
    if (!assets.has(asset)) throw file.fault('lock', ['tools', name, 'platforms', platform]);
  }
  const request = {
    requested,
    ...(asset !== undefined && { asset }),
    ...(executables && { executables }),
    ...(only && { only }),
  };
  return { instance, source, version, ...request, assets, platforms };
}

function toAsset({ upstreamId, storage, sizeBytes, sha256, evidence, externalUrl }: AssetJson): LockedAsset {
  const { kind, from, file, keyId } = evidence;
  return {
    upstreamId,
    storage,
    ...(sizeBytes !== undefined && { sizeBytes }),
    sha256,
    evidence: { kind, from, ...(file !== undefined && { file }), ...(keyId !== undefined && { keyId }) },
    ...(externalUrl !== undefined && { externalUrl }),
  };
}

/** The text of a lock. Names are sorted and keys have a fixed order, so that diffs show only real changes. */
export function formatLock({ tools }: Lock): string {
  const lock = { lockVersion: LOCK_VERSION, tools: toObject(sorted(tools), toolJson) };
  return `${JSON.stringify(lock, undefined, 2)}\n`;
}

/**
 * The text of a changed lock that was read from `text`. Untouched tools keep all their fields, including those of newer
 * versions of this program.
 */
export function rewriteLock(text: string | undefined, { tools }: Lock, touched: ReadonlySet<string>): string {
  const before =
    text === undefined ? {} : (new JsonFile(text, LOCK_FILE).root.value as Readonly<Record<string, unknown>>);
  const stored = new Map(Object.entries((before['tools'] ?? {}) as Readonly<Record<string, object>>));
  const toJson = (name: string, tool: LockedTool): object =>
    (touched.has(name) ? undefined : stored.get(name)) ?? toolJson(tool);
  const written = Object.fromEntries(sorted(tools).map(([name, tool]) => [name, toJson(name, tool)]));
  return `${JSON.stringify({ lockVersion: LOCK_VERSION, ...before, tools: written }, undefined, 2)}\n`;
}

function toolJson(tool: LockedTool): object {
  const { instance, source, version, requested, asset: pattern, executables, only, assets, platforms } = tool;
  const inOrder = PLATFORM_KEYS.flatMap((key) => {
    const asset = platforms.get(key);
    return asset === undefined ? [] : [[key, asset] as const];
  });
  return {
    instance,
    ...sourceFields(source),
    version,
    requested,
    ...(pattern !== undefined && { asset: pattern }),
    ...(executables && { executables }),
    ...(only && { only }),
    assets: toObject(sorted(assets), assetJson),
    platforms: Object.fromEntries(inOrder),
  };
}

function assetJson({ upstreamId, storage, sizeBytes, sha256, evidence, externalUrl }: LockedAsset): object {
  const { kind, from, file, keyId } = evidence;
  return { upstreamId, storage, sizeBytes, sha256, evidence: { kind, from, file, keyId }, externalUrl };
}

function sorted<T>(map: ReadonlyMap<string, T>): readonly (readonly [string, T])[] {
  // Compares code units, which gives the same order on every machine and in every language.
  return [...map].toSorted(([one], [other]) => (one < other ? -1 : 1));
}

function toObject<T>(entries: readonly (readonly [string, T])[], toJson: (value: T) => object): object {
  return Object.fromEntries(entries.map(([key, value]) => [key, toJson(value)]));
}
