import type { LinkedVersion } from '../../engine/index.ts';
import type { TreeNode } from '../tree/nodes.ts';

/** What can be added to an instance's list, in the server's spelling. */
export interface Listable {
  readonly instance: string;
  readonly list: 'owners' | 'repositories';
  /** `owner/name`, or the owner. */
  readonly name: string;
  /** The version that a link named, to be revealed. */
  readonly version?: LinkedVersion | undefined;
}

export type IsRow = (node: TreeNode) => boolean;

/** The rows from an instance down to it, each below the previous one. Pure. */
export function rowsTo({ list, name, version }: Listable): readonly IsRow[] {
  const wanted = name.toLowerCase();
  const isHome: IsRow = (node) =>
    list === 'owners'
      ? node.kind === 'owner' && node.owner.toLowerCase() === wanted
      : node.kind === 'repository' && `${node.owner}/${node.repo}`.toLowerCase() === wanted;
  return version ? [isHome, ...rowsBelow(version)] : [isHome];
}

function rowsBelow({ source, version, file }: LinkedVersion): readonly IsRow[] {
  const isVersion: IsRow = (node) => node.kind === 'version' && node.version === version;
  const isFile: IsRow = (node) => node.kind === 'asset' && node.asset.name === file;
  const below = file === undefined ? [isVersion] : [isVersion, isFile];
  if (source.kind === 'release') return below;
  const isPackages: IsRow = (node) => node.kind === 'packages';
  const isPackage: IsRow = (node) => node.kind === 'package' && node.package.name === source.package;
  return [isPackages, isPackage, ...below];
}
