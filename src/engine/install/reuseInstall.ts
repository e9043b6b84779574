import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { replaceFile } from '../disk.ts';
import type { Clock } from '../ports.ts';
import type { KeptInstall } from './activation.ts';
import { checkInstall } from './checkInstall.ts';
import { baseName } from './commandName.ts';
import { listContent } from './contentFiles.ts';
import { describeExecutables } from './describeContent.ts';
import type { InstalledAsset, InstallRequest } from './installed.ts';
import { CONTENT } from './layout.ts';
import { assetFacts } from './makeInstall.ts';
import { manifestPath, readManifest, writeManifest } from './manifest.ts';
import type { KeptExecutable, Manifest } from './manifest.ts';

/** What is in a directory, if it is an install of that asset and as it was made. */
export async function intactInstall(
  directory: string,
  asset: InstalledAsset,
  signal?: AbortSignal,
): Promise<KeptInstall | undefined> {
  const manifest = await readManifest(directory);
  if (!manifest) return undefined;
  // The name of a directory is only a part of a hash.
  if (manifest.asset.version !== asset.version || manifest.asset.sha256 !== asset.sha256) return undefined;
  const kept = { directory, manifest };
  return (await checkInstall(kept, signal)).state === 'intact' ? kept : undefined;
}

/**
 * An install that is there, with the programs that are asked for and what is known of its asset now; nothing is unpacked.
 * `undefined` where it does not run here: whoever installs it again without saying so is told again.
 */
export async function reuseInstall(
  { directory, manifest }: KeptInstall,
  request: InstallRequest,
  clock: Clock,
  demandFree: (executables: readonly KeptExecutable[]) => Promise<void>,
): Promise<KeptInstall | undefined> {
  const executables = await programsOf(directory, manifest, request);
  if (executables.some(({ proof }) => proof.verdict === 'misfit') && !request.allowMisfit) return undefined;
  await demandFree(executables);
  const changed: Manifest = { ...manifest, asset: assetFacts(request.asset), executables };
  if (!isDeepStrictEqual(changed, manifest)) await replaceManifest(directory, changed, clock);
  return { directory, manifest: changed };
}

async function programsOf(
  directory: string,
  { executables }: Manifest,
  request: InstallRequest,
): Promise<readonly KeptExecutable[]> {
  const wanted = request.executables;
  if (wanted === undefined || areAll(executables, wanted)) return executables;
  const content = path.join(directory, CONTENT);
  return describeExecutables(content, await listContent(content, request.signal), request, undefined);
}

function areAll(executables: readonly KeptExecutable[], wanted: readonly string[]): boolean {
  const isOne = (name: string): boolean =>
    executables.some((one) => [one.path, baseName(one.path), one.command].includes(name));
  return wanted.length === executables.length && wanted.every(isOne);
}

async function replaceManifest(directory: string, manifest: Manifest, clock: Clock): Promise<void> {
  const unfinished = `${manifestPath(directory)}.${randomUUID()}.tmp`;
  try {
    await writeManifest(unfinished, manifest);
    await replaceFile(unfinished, manifestPath(directory), clock);
  } finally {
    await rm(unfinished, { force: true }).catch(() => undefined);
  }
}
