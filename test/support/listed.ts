import { sourceKey } from '../../src/engine/index.ts';
import type { Asset, Engine, Version } from '../../src/engine/index.ts';

/** The asset, as if the engine had just seen it alone in a list, so that looking for evidence takes no request. */
export async function listed<T extends Asset>(engine: Engine, asset: T): Promise<T> {
  const { instance, source, version } = asset;
  const release = { title: '', notes: '', draft: false, prerelease: false, createdAt: undefined, author: undefined };
  const value: Version = { instance, source, version, ...release, webUrl: instance, assets: [asset] };
  await engine.releases.get({ instance, group: sourceKey(instance, source), version }, () => Promise.resolve(value));
  return asset;
}
