import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { syncDirectory } from '../../disk.ts';
import type { Clock } from '../../ports.ts';
import type { KeptInstall } from './activation.ts';
import { listContent } from './contentFiles.ts';
import type { ContentFile } from './contentFiles.ts';
import { describeExecutables } from './describeContent.ts';
import type { InstallRequest } from './installed.ts';
import { CONTENT, toolOf } from './layout.ts';
import { manifestPath, writeFiles, writeManifest } from './manifest.ts';
import type { KeptExecutable, Manifest } from './manifest.ts';
import { placeContent } from './placeContent.ts';

/**
 * Puts an install together in a directory that nobody sees yet. Its programs and what describes it are synced to disk,
 * the rest is not: a tool chain has ten thousands of files, and what a power cut takes of them shows in their sizes.
 * @throws EngineError `misfit`, `noExecutable`, `unsafeArchive`, `storage`; the signal's reason
 */
export async function makeInstall(
  stage: string,
  request: InstallRequest,
  recalled: readonly string[] | undefined,
  clock: Clock,
): Promise<Manifest> {
  const content = path.join(stage, CONTENT);
  await placeContent(request, content, clock);
  const files = await listContent(content);
  const executables = await describeExecutables(content, files, request, recalled);
  for (const { path: at } of executables) await syncFile(path.join(content, at));
  await writeFiles(
    stage,
    files.filter(({ isLink }) => !isLink).map((file) => [file.path, file.sizeBytes]),
  );
  const manifest = manifestOf(request, executables, files, clock.now());
  await writeManifest(manifestPath(stage), manifest);
  await syncDirectory(content);
  await syncDirectory(stage);
  return manifest;
}

/** Gives an install that is there other programs: those that were asked for. */
export async function remakeExecutables(
  { directory, manifest }: KeptInstall,
  request: InstallRequest,
): Promise<KeptInstall> {
  const content = path.join(directory, CONTENT);
  const executables = await describeExecutables(content, await listContent(content), request, undefined);
  const changed = { ...manifest, executables };
  const unfinished = `${manifestPath(directory)}.${process.pid}.tmp`;
  try {
    await rm(unfinished, { force: true });
    await writeManifest(unfinished, changed);
    await rename(unfinished, manifestPath(directory));
  } finally {
    await rm(unfinished, { force: true });
  }
  return { directory, manifest: changed };
}

function manifestOf(
  { asset, tool }: InstallRequest,
  executables: readonly KeptExecutable[],
  files: readonly ContentFile[],
  installedAt: number,
): Manifest {
  const { instance, source, version, name, upstreamId, sha256, evidence } = asset;
  return {
    layout: 1,
    tool: toolOf(asset, tool),
    asset: { instance, source, version, name, upstreamId, sha256, evidence },
    executables,
    sizeBytes: files.reduce((sum, file) => sum + file.sizeBytes, 0),
    installedAt,
  };
}

async function syncFile(file: string): Promise<void> {
  // Windows syncs only what is open for writing.
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
