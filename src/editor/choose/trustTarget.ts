import { sourceName } from '../../engine/index.ts';
import type { ArtifactSource, Asset, Version } from '../../engine/index.ts';
import { pickRelease } from './pickAsset.ts';
import { recordedAsset } from './recordTargets.ts';
import { assetsOf, nodesOf, requireConfigured } from './targets.ts';
import type { Node } from './nodeSchemas.ts';
import { plain } from '../../words/format.ts';
import type { Services } from '../services.ts';
import { t } from '../../words/translate.ts';

/** Whose files a key is trusted for, and where such a key may be found. */
export interface TrustTarget {
  readonly instance: string;
  readonly owner: string;
  readonly release?: ReleaseRef | undefined;
  /** The file that the command started from. */
  readonly asset?: Asset | undefined;
}

export interface ReleaseRef extends Pick<Version, 'instance' | 'source' | 'version'> {
  /** Its files, if known. */
  readonly assets?: readonly Asset[] | undefined;
}

/** The target of the row, or one that the user picks. `undefined` when dismissed. @throws EngineError `unknownInstance` */
export async function chooseTrustTarget(
  services: Services,
  args: readonly unknown[],
  title: string,
): Promise<TrustTarget | undefined> {
  const [node] = nodesOf(services, args);
  const named = node && (await targetOfNode(services, node));
  // A file on disk has a target even if its instance was removed from the settings.
  if (named && !(await recordedAsset(services, node))) requireConfigured(services, named.instance);
  if (named || args.length > 0) return named;
  const picked = await pickRelease(services, title);
  return picked && targetOf(picked);
}

async function targetOfNode(services: Services, node: Node): Promise<TrustTarget | undefined> {
  switch (node.kind) {
    case 'owner':
    case 'repository':
    case 'packages':
      return { instance: node.instance, owner: node.owner };
    case 'package':
      return { instance: node.instance, owner: node.package.owner };
    case 'version':
      // A draft has no address of its own, so only the listed files are known.
      return targetOf({ ...node, assets: node.release ? await assetsOf(services, [node]) : undefined });
    case 'asset':
    case 'cacheFile':
    case 'cachePartial':
    case 'cacheVersion': {
      const [asset] = await assetsOf(services, [node]);
      if (!asset) return undefined;
      const target = targetOf(asset);
      return node.kind === 'cacheVersion' ? target : { ...target, asset };
    }
    default:
      return undefined;
  }
}

function targetOf({ instance, source, version, assets }: ReleaseRef): TrustTarget {
  return { instance, owner: source.owner, release: { instance, source, version, assets } };
}

/** `forgejo on Codeberg` */
export function trustTargetName(
  { instances }: Pick<Services, 'instances'>,
  target: Pick<TrustTarget, 'instance' | 'owner'>,
): string {
  return t('{0} on {1}', plain(target.owner, 80), plain(instances.nameOf(target.instance), 80));
}

/** `forgejo/runner v3.0.0` */
export function releaseName({
  source,
  version,
}: {
  readonly source: ArtifactSource;
  readonly version: string;
}): string {
  return plain(`${sourceName(source)} ${version}`);
}
