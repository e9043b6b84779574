import { isEngineError } from '../errors.ts';
import type { AssetRecord } from '../ports.ts';
import type { Installed, InstallRequest } from './installed.ts';
import type { Installer } from './installer.ts';

/** What to install of a file in the cache. */
export function installRequestOf({ record, path }: CachedFile): Pick<InstallRequest, 'asset' | 'file' | 'key'> {
  const { key, instance, source, version, name, upstreamId, sha256, evidence } = record;
  return { asset: { instance, source, version, name, upstreamId, sha256, evidence: evidence.kind }, file: path, key };
}

/** A `CachedAsset`, as far as it is looked at. */
interface CachedFile {
  readonly record: AssetRecord;
  readonly path: string;
}

/**
 * Installs what a workspace needs: it is there even where its commands belong to another tool, without a link then. Tasks
 * run it by its path; which tool has the command is for the person to say. @throws EngineError as `Installer.install`
 */
export async function installBeside(
  installer: Pick<Installer, 'install'>,
  request: InstallRequest,
): Promise<Installed> {
  try {
    return await installer.install(request);
  } catch (error) {
    if (!isEngineError(error, 'nameTaken')) throw error;
    return installer.install({ ...request, activate: false });
  }
}
