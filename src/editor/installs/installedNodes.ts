import type { Installed, Tool, UnreadableInstall } from '../../engine/index.ts';
import type { ProjectRow } from '../project/projectNodes.ts';
import type { InstalledExtension } from './extensions.ts';

/** The rows of the Installed view: tools with their versions, and editor extensions. */
export interface InstalledToolNode {
  readonly kind: 'installedTool';
  readonly id: string;
  readonly tool: Tool;
  /** The latest install first; at least one. */
  readonly versions: readonly [Installed, ...Installed[]];
  /** A newer version upstream, as its publisher spells it. */
  readonly newer: string | undefined;
}

export interface InstalledVersionNode {
  readonly kind: 'installedVersion';
  readonly id: string;
  readonly parent: InstalledToolNode;
  readonly installed: Installed;
}

/** An editor extension, which has only one version. */
export interface InstalledExtensionNode {
  readonly kind: 'installedExtension';
  readonly id: string;
  readonly extension: InstalledExtension;
  readonly newer: string | undefined;
}

/** An install whose record cannot be read. */
export interface UnreadableInstallNode {
  readonly kind: 'unreadableInstall';
  readonly id: string;
  readonly install: UnreadableInstall;
}

export type UserNode = InstalledToolNode | InstalledVersionNode | InstalledExtensionNode | UnreadableInstallNode;

export type InstalledNode = UserNode | ProjectRow;
