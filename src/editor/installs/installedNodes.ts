import type { Installed, Tool } from '../../engine/index.ts';
import type { InstalledExtension } from './extensions.ts';

/** The rows of the view of what is installed: tools with their versions, and extensions of the editor. */
export interface InstalledToolNode {
  readonly kind: 'installedTool';
  readonly id: string;
  readonly tool: Tool;
  /** What was installed last first; at least one. */
  readonly versions: readonly [Installed, ...Installed[]];
  /** A newer version that there is upstream, as its publisher spells it. */
  readonly newer: string | undefined;
}

export interface InstalledVersionNode {
  readonly kind: 'installedVersion';
  readonly id: string;
  readonly parent: InstalledToolNode;
  readonly installed: Installed;
}

/** An extension of the editor, of which there is one version only. */
export interface InstalledExtensionNode {
  readonly kind: 'installedExtension';
  readonly id: string;
  readonly extension: InstalledExtension;
  readonly newer: string | undefined;
}

export type InstalledNode = InstalledToolNode | InstalledVersionNode | InstalledExtensionNode;
