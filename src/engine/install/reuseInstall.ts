import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../ports.ts';
import type { KeptInstall } from './activation.ts';
import { checkInstall } from './checkInstall.ts';
import { listContent } from './contentFiles.ts';
import { describeExecutables } from './describeContent.ts';
import type { InstalledAsset, InstallRequest } from './installed.ts';
import { CONTENT } from './layout.ts';
import { assetFacts } from './makeInstall.ts';
import { changeManifest, programsOf, readManifest } from './manifest.ts';
import type { KeptCommands, Manifest } from './manifest.ts';
import { nominationFrom, nominationOf, nominationOfNamed } from './nomination.ts';
import type { Nomination } from './nomination.ts';

/** The install in a directory, if it is of that asset and intact. */
export async function intactInstall(
  directory: string,
  asset: InstalledAsset,
  signal?: AbortSignal,
): Promise<KeptInstall | undefined> {
  // An unreadable one is made again.
  const manifest = await readManifest(directory).catch(() => undefined);
  if (!manifest) return undefined;
  // The name of a directory contains only a part of a hash.
  if (manifest.asset.version !== asset.version || manifest.asset.sha256 !== asset.sha256) return undefined;
  const kept = { directory, manifest };
  return (await checkInstall(kept, signal)).state === 'intact' ? kept : undefined;
}

interface ReuseOptions {
  readonly clock: Clock;
  readonly decide: (nomination: Nomination) => Promise<KeptCommands>;
}

/**
 * Reuses an existing install, with the requested programs and the current facts about its asset; unpacks nothing.
 * `undefined` if it does not run here, so that a repeated install reports that again.
 */
export async function reuseInstall(
  { directory, manifest }: KeptInstall,
  request: InstallRequest,
  recalled: readonly string[] | undefined,
  { clock, decide }: ReuseOptions,
): Promise<KeptInstall | undefined> {
  const nomination = await nominationFor(directory, manifest, request, recalled);
  const isMisfit = nomination.nominated.some(({ program }) => program.proof.verdict === 'misfit');
  if (isMisfit && !request.allowMisfit) return undefined;
  const commands = await decide(nomination);
  return keepCommands({ directory, manifest }, { ...commands, asset: assetFacts(request.asset) }, clock);
}

/** The same commands as before, with programs that were found only now. */
export function withPrograms(manifest: Manifest, { nominated, rest }: Nomination): KeptCommands {
  const known = new Set(programsOf(manifest).map(({ path: at }) => at));
  const found = [...nominated.map(({ program }) => program), ...rest].filter(({ path: at }) => !known.has(at));
  return found.length === 0 ? manifest : { ...manifest, others: [...(manifest.others ?? []), ...found] };
}

/** The same install with other commands. */
export async function keepCommands(
  { directory, manifest }: KeptInstall,
  change: KeptCommands & Partial<Pick<Manifest, 'asset'>>,
  clock: Clock,
): Promise<KeptInstall> {
  const changed: Manifest = { ...manifest, ...change };
  if (!isDeepStrictEqual(changed, manifest)) await changeManifest(directory, change, clock);
  return { directory, manifest: changed };
}

async function nominationFor(
  directory: string,
  manifest: Manifest,
  request: InstallRequest,
  recalled: readonly string[] | undefined,
): Promise<Nomination> {
  if (request.executables === undefined) return nominationOf(manifest, recalled);
  const named = nominationOfNamed(manifest, request.executables);
  if (named) return named;
  const content = path.join(directory, CONTENT);
  const files = await listContent(content, request.signal);
  return nominationFrom(await describeExecutables(content, files, request, undefined));
}
