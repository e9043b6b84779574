import type { ArtifactSource, Asset, Package, Repository, Version } from '../../engine/index.ts';

/**
 * The rows of the artifact tree. Nodes are plain and keep their identity: the provider hands out the same object for the
 * same id as long as it lives, because the editor finds rows by it. `id` is unique in the whole tree and stable over
 * refreshes and restarts.
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
  readonly place: 'added' | 'own';
  /** Whether it is known to be an organization. */
  readonly isOrganization: boolean;
}

export interface RepositoryNode extends Base {
  readonly kind: 'repository';
  readonly instance: string;
  readonly owner: string;
  readonly repo: string;
  /** Why it is shown: its remote is in the workspace, the user added it, or it is one of its owner's. */
  readonly place: 'workspace' | 'added' | 'listed';
  /** What the list said, where there was one. */
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
  /** Of a release, as listed; a package's files are asked for when it is opened. */
  readonly release: Version | undefined;
  /** Milliseconds since the epoch. */
  readonly createdAt: number | undefined;
  readonly latest: boolean;
}

export interface AssetNode extends Base {
  readonly kind: 'asset';
  readonly asset: Asset;
  /** What it is called among the files of its version, by its platform: see `fileLabels`. */
  readonly label: string;
  /** Of its record and its download: `recordKey(asset)`. */
  readonly key: string;
  /** Why it is the file for this machine, where it is. */
  readonly fits?: string;
}

/** A file, and what it is called among the files of its version. */
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
  /** How many rows of the list were looked at so far. Those without anything to download are not shown. */
  readonly shownCount: number;
  readonly totalCount: number | undefined;
}

/** A sentence in place of rows: loading, empty, forbidden, unreachable, not found, or a setting that cannot be used. */
export interface MessageNode extends Base {
  readonly kind: 'message';
  readonly message: 'loading' | 'empty' | 'hint' | 'error' | 'stale' | 'badSetting';
  readonly text: string;
  readonly error?: unknown;
  /** Of what is shown though it is old, milliseconds since the epoch. */
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
