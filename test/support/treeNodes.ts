import { recordKey } from '../../src/engine/index.ts';
import type { Asset, Repository, Version } from '../../src/engine/index.ts';
import { childId } from '../../src/editor/tree/nodeIds.ts';
import type { AssetNode, InstanceNode, RepositoryNode, TreeNode, VersionNode } from '../../src/editor/tree/nodes.ts';
import { makeAsset } from './makeAsset.ts';

/** Rows of the artifact tree with default fields, apart from those given. */

export const BASE = 'https://git.example.org/';

export function instanceNode(instance = BASE): InstanceNode {
  return { kind: 'instance', id: childId(undefined, 'instance', instance), parent: undefined, instance };
}

export function repositoryNode(rest: Partial<RepositoryNode> = {}): RepositoryNode {
  const parent = rest.parent ?? instanceNode();
  const { owner = 'alice', repo = 'tool' } = rest;
  const id = childId(parent, 'repository', owner, repo);
  return {
    kind: 'repository',
    id,
    parent,
    instance: BASE,
    owner,
    repo,
    listing: 'added',
    repository: undefined,
    ...rest,
  };
}

export function makeVersion(rest: Partial<Version> = {}): Version {
  return {
    instance: BASE,
    source: { kind: 'release', owner: 'alice', repo: 'tool' },
    version: 'v1',
    title: '',
    notes: '',
    draft: false,
    prerelease: false,
    createdAt: undefined,
    author: undefined,
    webUrl: `${BASE}alice/tool/releases/tag/v1`,
    assets: [],
    ...rest,
  };
}

export function makeRepository(rest: Partial<Repository> = {}): Repository {
  const { owner = 'alice', name = 'tool' } = rest;
  return {
    id: 1,
    owner,
    name,
    fullName: `${owner}/${name}`,
    description: '',
    private: false,
    archived: false,
    hasReleases: true,
    releaseCount: 1,
    updatedAt: undefined,
    ...rest,
  };
}

export function versionNode(release: Version, rest: Partial<VersionNode> = {}): VersionNode {
  const parent: TreeNode = rest.parent ?? repositoryNode();
  const { instance, source, version, createdAt } = release;
  const id = childId(parent, 'version', version);
  return { kind: 'version', id, parent, instance, source, version, release, createdAt, latest: false, ...rest };
}

export function assetNode(rest: Partial<Asset> = {}, parent?: TreeNode): AssetNode {
  const asset = makeAsset(rest);
  const id = childId(parent, 'asset', asset.upstreamId, asset.name);
  return { kind: 'asset', id, parent, asset, label: asset.name, key: recordKey(asset) };
}
