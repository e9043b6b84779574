import path from 'node:path';
import { listContent } from './contentFiles.ts';
import type { ContentFile } from './contentFiles.ts';
import { describeExecutables } from './describeContent.ts';
import type { Programs } from './describeContent.ts';
import type { InstalledAsset, InstallRequest } from './installed.ts';
import { CONTENT, toolOf } from './layout.ts';
import { assetFacts, manifestPath, writeFiles, writeManifest } from './manifest.ts';
import type { StoredCommands, Manifest } from './manifest.ts';
import { isPlainFile } from './singleFile.ts';
import { writeContent } from './writeContent.ts';
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
  await writeContent(request, content, options);
  const files = digested(await listContent(content, request.signal), request.asset);
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

/** A file that is the whole asset was hashed when it was copied. */
function digested(files: readonly ContentFile[], { name, sha256 }: InstalledAsset): readonly ContentFile[] {
  return isPlainFile(name) ? files.map((file) => ({ ...file, sha256 })) : files;
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
