import type { ArtifactSource, Asset, Version } from '../../engine/index.ts';
import { versionOrDraft } from '../documents/versionOrDraft.ts';
import { chooseAsset, chosenAsset } from '../installs/chooseAsset.ts';
import type { ChosenAsset } from '../installs/chooseAsset.ts';
import { installAsset } from '../installs/installAsset.ts';
import type { InstallResult } from '../installs/installAsset.ts';
import { tellInstalled } from '../installs/tellInstalled.ts';
import { ASK } from '../ids.ts';
import type { Services } from '../services.ts';
import { showFailureOf } from '../inBackground.ts';
import type { Node } from '../choose/nodeSchemas.ts';
import { latestVersion } from '../choose/latestVersion.ts';
import { pickRelease } from '../choose/pickAsset.ts';
import { assetsOf, nodesOf } from '../choose/targets.ts';
import { t } from '../../words/translate.ts';

/**
 * Installs a file, the file of a version that is for this machine, or the latest version of a repository. Asks which if no
 * row is selected, and for `ASK`.
 */
export async function install(services: Services, ...args: readonly unknown[]): Promise<void> {
  const isAsked = args[0] === ASK;
  const nodes = isAsked ? [] : nodesOf(services, args).filter(({ kind }) => INSTALLABLE.has(kind));
  if (nodes.length === 0) {
    const picked = isAsked || args.length === 0 ? await pickRelease(services, t('Install')) : undefined;
    return picked && installVersion(services, picked);
  }
  for (const node of nodes) await installNode(services, node);
}

/** Rows that say unambiguously what to install. */
const INSTALLABLE: ReadonlySet<Node['kind']> = new Set(['asset', 'cacheFile', 'version', 'repository', 'package']);

async function installNode(services: Services, node: Node): Promise<void> {
  const version = await versionOf(services, node);
  if (version) return installVersion(services, version);
  const assets = await assetsOf(services, [node]);
  // Another window may have removed the file.
  if (assets.length === 0) await services.ui.inform(t('Not in the cache. Download it first.'));
  for (const asset of assets) await installFile(services, asset);
}

/** The version that a row stands for: the version itself, or the latest one. */
async function versionOf(services: Services, node: Node): Promise<Version | undefined> {
  const latest = (instance: string, source: ArtifactSource): Promise<Version | undefined> =>
    latestVersion(services, { instance, source }, t('Install'));
  switch (node.kind) {
    case 'version':
      return versionOrDraft(services.engine.get(), node);
    case 'repository':
      return latest(node.instance, { kind: 'release', owner: node.owner, repo: node.repo });
    case 'package': {
      const { owner, name } = node.package;
      return latest(node.instance, { kind: 'genericPackage', owner, package: name });
    }
    default:
      return undefined;
  }
}

/** `tool`: which of several tools in the release. */
export async function installVersion(services: Services, version: Version, tool?: string): Promise<void> {
  const choice = await chooseAsset(services, version, tool);
  if (choice) await installChoice(services, choice, () => installVersion(services, version, tool));
}

async function installFile(services: Services, asset: Asset): Promise<void> {
  await installChoice(services, await chosenAsset(services, asset), () => installFile(services, asset));
}

async function installChoice(
  services: Services,
  choice: ChosenAsset,
  retry: () => Promise<void>,
): Promise<InstallResult> {
  const made = await installAsset(services, choice, retry);
  if (made) showFailureOf(services, tellInstalled(services, made));
  return made;
}
