import type { Installed, Tool } from '../../engine/index.ts';

/** The rows of the view of installed tools: tools, and their versions. */
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

export type InstalledNode = InstalledToolNode | InstalledVersionNode;
