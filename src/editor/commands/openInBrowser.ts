import { urls } from '../../engine/index.ts';
import type { ArtifactSource } from '../../engine/index.ts';
import type { Services } from '../services.ts';
import type { Node } from '../choose/nodeSchemas.ts';
import { pickRelease } from '../choose/pickAsset.ts';
import { nodesOf } from '../choose/targets.ts';

/** Opens the pages of the rows, below the address that the user configured and never where the server says that it is. */
export async function openInBrowser(services: Services, ...args: readonly unknown[]): Promise<void> {
  const nodes = nodesOf(services, args);
  const pages = new Set(nodes.flatMap((node) => pageOf(node)?.href ?? []));
  if (pages.size === 0) {
    const version = await pickRelease(services, 'Open in Browser');
    if (version) await services.ui.openExternal(version.webUrl);
  }
  for (const page of pages) await services.ui.openExternal(page);
}

/** @throws EngineError `unsafeName` */
export function pageOf(node: Node): URL | undefined {
  switch (node.kind) {
    case 'instance':
    case 'cacheInstance':
      return new URL(node.instance);
    case 'owner':
      return urls.ownerPage(node.instance, node.owner);
    case 'repository':
      return urls.releasesPage(node.instance, node);
    case 'packages':
      return urls.packagesPage(node.instance, node.owner);
    case 'package': {
      const { owner, name } = node.package;
      return urls.packagePage(node.instance, { kind: 'genericPackage', owner, package: name });
    }
    case 'version':
      return versionPage(node.instance, node.source, node.version);
    case 'asset':
      return versionPage(node.asset.instance, node.asset.source, node.asset.version);
    case 'cacheVersion':
      return versionPage(node.parent.instance, node.source, node.version);
    case 'cacheFile':
      return versionPage(node.record.instance, node.record.source, node.record.version);
    case 'cachePartial':
      return versionPage(node.partial.asset.instance, node.partial.asset.source, node.partial.asset.version);
    default:
      return undefined;
  }
}

function versionPage(instance: string, source: ArtifactSource, version: string): URL {
  return source.kind === 'release'
    ? urls.releasePage(instance, source, version)
    : urls.packagePage(instance, source, version);
}
