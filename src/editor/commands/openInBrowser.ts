import { urls } from '../../engine/index.ts';
import type { ArtifactSource } from '../../engine/index.ts';
import type { Services } from '../services.ts';
import type { Node } from '../choose/nodeSchemas.ts';
import { pickRelease } from '../choose/pickAsset.ts';
import { recordedAsset } from '../choose/recordTargets.ts';
import { nodesOf, requireConfigured } from '../choose/targets.ts';
import { t } from '../../words/translate.ts';

/** Opens the pages of the rows, always below the address that the user configured, not at an address the server names. */
export async function openInBrowser(services: Services, ...args: readonly unknown[]): Promise<void> {
  const found = await Promise.all(nodesOf(services, args).map((node) => pageOf(services, node)));
  const pages = new Set(found.flatMap((page) => page?.href ?? []));
  if (pages.size === 0) {
    const version = await pickRelease(services, t('Open in Browser'));
    if (version) await services.ui.openExternal(version.webUrl);
  }
  for (const page of pages) await services.ui.openExternal(page);
}

/** @throws EngineError `unsafeName`, `unknownInstance` */
async function pageOf(services: Services, node: Node): Promise<URL | undefined> {
  switch (node.kind) {
    case 'cacheVersion':
    case 'cacheFile':
    case 'cachePartial': {
      const asset = await recordedAsset(services, node);
      return asset && pageOf(services, { kind: 'asset', asset });
    }
    case 'asset':
      return pageOf(services, { kind: 'version', ...node.asset });
    case 'workspace':
    case 'evidenceFiles':
    case 'more':
    case 'message':
      return undefined;
    default:
      requireConfigured(services, node.instance);
      return pageBelow(node);
  }
}

type Addressed = Extract<
  Node,
  { kind: 'instance' | 'cacheInstance' | 'owner' | 'repository' | 'packages' | 'package' | 'version' }
>;

/** @throws EngineError `unsafeName` */
function pageBelow(node: Addressed): URL {
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
  }
}

function versionPage(instance: string, source: ArtifactSource, version: string): URL {
  return source.kind === 'release'
    ? urls.releasePage(instance, source, version)
    : urls.packagePage(instance, source, version);
}
