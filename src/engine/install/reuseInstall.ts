import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../ports.ts';
import type { StoredInstall } from './activation.ts';
import { checkInstall } from './checkInstall.ts';
import { listContent } from './contentFiles.ts';
import type { InstalledAsset, InstallRequest } from './installed.ts';
import { CONTENT } from './installLayout.ts';
import { assetFacts, changeManifest, programsOf, readManifest } from './manifest.ts';
import type { StoredCommands, StoredProgram, Manifest } from './manifest.ts';
import { nominationFrom, nominationOf, nominationOfNamed } from './nomination.ts';
import type { Nomination } from './nomination.ts';
import { withStamps } from './programStamps.ts';

interface IntactOptions {
  readonly clock: Clock;
  /** Reads all programs, also those whose files were not touched since they were last read. @default false */
  readonly readAll?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The install in a directory, if it is of that asset and intact. A program whose file was not touched since it was last read
 * is trusted, as the cache trusts its blobs; other programs are read, and the result is stored for the next time.
 */
export async function intactInstall(
  directory: string,
  asset: InstalledAsset,
  { clock, readAll = false, signal }: IntactOptions,
): Promise<StoredInstall | undefined> {
  // An unreadable one is made again.
  const manifest = await readManifest(directory).catch(() => undefined);
  if (!manifest) return undefined;
  // The name of a directory contains only a part of a hash.
  if (manifest.asset.version !== asset.version || manifest.asset.sha256 !== asset.sha256) return undefined;
  const found = { directory, manifest };
  // Before anything is read: what changes from then on shows.
  const stamped = await withStamps(found);
  const untouched = programsOf(manifest).filter(
    ({ stamp }, index) => stamp !== undefined && stamp === stamped[index]?.stamp,
  );
  const believed = new Set(readAll ? [] : untouched);
  if ((await checkInstall(found, { believed, signal })).state !== 'intact') return undefined;
  return untouched.length === stamped.length ? found : keepStamps(found, stamped, clock);
}

/** If it cannot be written, the programs are read again next time. */
async function keepStamps(
  { directory, manifest }: StoredInstall,
  stamped: readonly StoredProgram[],
  clock: Clock,
): Promise<StoredInstall> {
  const { executables, others } = manifest;
  const count = executables.length;
  const change = {
    executables: stamped.slice(0, count),
    // A record without `others` comes from an older version; later calls need to see that.
    ...(others && { others: stamped.slice(count) }),
  };
  await changeManifest(directory, change, clock).catch(() => undefined);
  return { directory, manifest: { ...manifest, ...change } };
}

interface ReuseOptions {
  readonly clock: Clock;
  readonly decide: (nomination: Nomination) => Promise<StoredCommands>;
}

/**
 * Reuses an existing install, with the requested programs and the current facts about its asset; unpacks nothing.
 * `undefined` if it does not run here, so that a repeated install reports that again.
 */
export async function reuseInstall(
  { directory, manifest }: StoredInstall,
  request: InstallRequest,
  recalled: readonly string[] | undefined,
  { clock, decide }: ReuseOptions,
): Promise<StoredInstall | undefined> {
  const nomination = await nominationFor(directory, manifest, request, recalled);
  const isMisfit = nomination.nominated.some(({ program }) => program.proof.verdict === 'misfit');
  if (isMisfit && !request.allowMisfit) return undefined;
  const commands = await decide(nomination);
  return keepCommands({ directory, manifest }, { ...commands, asset: assetFacts(request.asset) }, clock);
}

/** The same commands as before, with programs that were found only now. */
export function withPrograms(manifest: Manifest, { nominated, rest }: Nomination): StoredCommands {
  const known = new Set(programsOf(manifest).map(({ path: at }) => at));
  const found = [...nominated.map(({ program }) => program), ...rest].filter(({ path: at }) => !known.has(at));
  return found.length === 0 ? manifest : { ...manifest, others: [...(manifest.others ?? []), ...found] };
}

/** The same install with other commands. */
export async function keepCommands(
  { directory, manifest }: StoredInstall,
  change: StoredCommands & Partial<Pick<Manifest, 'asset'>>,
  clock: Clock,
): Promise<StoredInstall> {
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
  const { describeExecutables } = await import('./describeContent.ts');
  return nominationFrom(await describeExecutables(content, files, request, undefined));
}
