import path from 'node:path';
import { listContent } from './contentFiles.ts';
import type { ContentFile } from './contentFiles.ts';
import { describeExecutables } from './describeContent.ts';
import type { Programs } from './describeContent.ts';
import type { InstallRequest } from './installed.ts';
import { CONTENT, toolOf } from './installLayout.ts';
import { assetFacts, manifestPath, writeFiles, writeManifest } from './manifest.ts';
import type { StoredCommands, Manifest } from './manifest.ts';
import { writeContent } from './writeContent.ts';
import type { WrittenFile } from './writeContent.ts';
import { syncTree } from './syncTree.ts';
import type { UnpackOptions } from '../unpack/unpack.ts';

interface MakeOptions extends Pick<UnpackOptions, 'clock' | 'onCleaning'> {
  /** Decides which programs are commands; if it throws, the install fails. */
  readonly decide: (programs: Programs) => Promise<StoredCommands>;
}

/**
 * Builds an install in a hidden directory. All of it is synced to disk, because nothing checks a command before it runs, and
 * a file that a power cut filled with zeros has the right size.
 * @throws EngineError `misfit`, `noExecutable`, `unsafeArchive`, `integrity`, `storage`; the signal's reason
 */
export async function makeInstall(
  stage: string,
  request: InstallRequest,
  recalled: readonly string[] | undefined,
  options: MakeOptions,
): Promise<Manifest> {
  const content = path.join(stage, CONTENT);
  const written = await writeContent(request, content, options);
  const files = digested(await listContent(content, request.signal), written);
  const programs = await describeExecutables(content, files, request, recalled);
  const commands = await options.decide(programs);
  request.signal?.throwIfAborted();
  await syncTree(content, request.signal);
  await writeFiles(
    stage,
    files.filter(({ isLink }) => !isLink).map((file) => [file.path, file.sizeBytes]),
  );
  const manifest = manifestOf(request, commands, files, options.clock.now());
  await writeManifest(manifestPath(stage), manifest);
  return manifest;
}

/** The files with the digests of those that were hashed while they were written; a link is another file by its name. */
function digested(files: readonly ContentFile[], written: ReadonlyMap<string, WrittenFile>): readonly ContentFile[] {
  return files.map((file) => {
    const found = file.isLink ? undefined : written.get(file.path);
    return found?.sizeBytes === file.sizeBytes ? { ...file, sha256: found.sha256 } : file;
  });
}

function manifestOf(
  { asset, tool }: InstallRequest,
  commands: StoredCommands,
  files: readonly ContentFile[],
  installedAt: number,
): Manifest {
  const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  return { layout: 1, tool: toolOf(asset, tool), asset: assetFacts(asset), ...commands, sizeBytes, installedAt };
}
