import type { ArtifactSource, Asset, Package, Repository, Version } from '../../engine/index.ts';

/**
 * The rows of the artifact tree. Nodes are plain and keep their identity: the provider returns the same object for an id as
 * long as it lives, because the editor finds rows by object. `id` is unique in the whole tree and stable over refreshes and
 * restarts.
 */
interface Base {
  readonly id: string;
  readonly parent: TreeNode | undefined;
}

/** "This Workspace": repositories of the open folders' git remotes. */
export interface WorkspaceNode extends Base {
  readonly kind: 'workspace';
}

export interface InstanceNode extends Base {
  readonly kind: 'instance';
  /** Normalised base. */
  readonly instance: string;
}

export interface OwnerNode extends Base {
  readonly kind: 'owner';
  readonly instance: string;
  readonly owner: string;
  /** Why it is shown: the user added it, or it is the signed-in user or one of their organizations. */
  readonly listing: 'added' | 'own';
  /** Whether it is known to be an organization. */
  readonly isOrganization: boolean;
}

export interface RepositoryNode extends Base {
  readonly kind: 'repository';
  readonly instance: string;
  readonly owner: string;
  readonly repo: string;
  /** Why it is shown: its remote is in the workspace, the user added it, or its owner is shown. */
  readonly listing: 'workspace' | 'added' | 'listed';
  /** Details from the list, if it came from one. */
  readonly repository: Repository | undefined;
}

/** "Packages" of an owner. */
export interface PackagesNode extends Base {
  readonly kind: 'packages';
  readonly instance: string;
  readonly owner: string;
}

export interface PackageNode extends Base {
  readonly kind: 'package';
  readonly instance: string;
  readonly package: Package;
}

export interface VersionNode extends Base {
  readonly kind: 'version';
  readonly instance: string;
  readonly source: ArtifactSource;
  readonly version: string;
  /** The files of a release, which are listed with it; those of a package are requested when it is opened. */
  readonly release: Version | undefined;
  /** Milliseconds since the epoch. */
  readonly createdAt: number | undefined;
  readonly latest: boolean;
}

export interface AssetNode extends Base {
  readonly kind: 'asset';
  readonly asset: Asset;
  /** Its label among the files of its version, by platform: see `fileLabels`. */
  readonly label: string;
  /** Key of its record and its download: `recordKey(asset)`. */
  readonly key: string;
  /** Why it is the file for this machine, if it is. */
  readonly fits?: string;
}

/** A file and its label among the files of its version. */
export type LabelledFile = Pick<AssetNode, 'asset' | 'label'>;

/** Checksums, signatures and SBOMs of a version, folded into one row. */
export interface EvidenceFilesNode extends Base {
  readonly kind: 'evidenceFiles';
  readonly parent: VersionNode;
  readonly files: readonly LabelledFile[];
}

/** "Load More": the next page of its parent. */
export interface MoreNode extends Base {
  readonly kind: 'more';
  /** How many entries of the list were read so far. Those without anything to download are not shown. */
  readonly shownCount: number;
  readonly totalCount: number | undefined;
}

/** A sentence in place of rows: loading, empty, forbidden, unreachable, not found, or an unusable setting. */
export interface MessageNode extends Base {
  readonly kind: 'message';
  readonly message: 'loading' | 'empty' | 'hint' | 'error' | 'stale' | 'badSetting';
  readonly text: string;
  readonly error?: unknown;
  /** Time of outdated rows that are still shown, milliseconds since the epoch. */
  readonly fetchedAt?: number | undefined;
  /** The command that helps, run by Enter and a button. */
  readonly action?: { readonly title: string; readonly command: string; readonly args: readonly unknown[] } | undefined;
}

export type TreeNode =
  | WorkspaceNode
  | InstanceNode
  | OwnerNode
  | RepositoryNode
  | PackagesNode
  | PackageNode
  | VersionNode
  | AssetNode
  | EvidenceFilesNode
  | MoreNode
  | MessageNode;
