import { isEngineError } from '../engine/index.ts';
import type { CachedAsset, Installed, Installer, InstallRequest } from '../engine/index.ts';

type Wish = Omit<InstallRequest, 'asset' | 'file'>;

/** Makes a tool of a cached file. @throws EngineError as `Installer.install` */
export function installCached(installer: Installer, { record, path }: CachedAsset, wish: Wish): Promise<Installed> {
  const { instance, source, version, name, upstreamId, sha256, evidence } = record;
  const asset = { instance, source, version, name, upstreamId, sha256, evidence: evidence.kind };
  return installer.install({ asset, file: path, ...wish });
}

/** The same for what a workspace needs: it is there even where its commands belong to another tool, without a link then. */
export async function installBeside(installer: Installer, cached: CachedAsset, wish: Wish): Promise<Installed> {
  try {
    return await installCached(installer, cached, wish);
  } catch (error) {
    if (!isEngineError(error, 'nameTaken')) throw error;
    return installCached(installer, cached, { ...wish, activate: false });
  }
}
