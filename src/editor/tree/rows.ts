import type { Machine, RemoteRepository } from '../../engine/index.ts';
import type { Parsed } from '../settings/parseSettings.ts';
import type { InstanceSetting } from '../settings/settingsModel.ts';
import type { Parent } from './branches.ts';
import type { Lists, ListOptions } from './lists.ts';
import type { TreeNode } from './nodes.ts';
import { evidenceFileRows } from './fileRows.ts';
import { ownerRows, packageRows, packagesRows } from './ownerRows.ts';
import { repositoryRows, versionRows } from './releaseRows.ts';
import { addedRows, instanceRows, rootRows, workspaceRows } from './rootRows.ts';

export interface RowSources {
  readonly lists: Lists;
  readonly settings: () => Parsed;
  readonly workspace: () => readonly RemoteRepository[];
  readonly filter: () => string | undefined;
  /** The machine; `undefined` until it is detected. */
  readonly machine: () => Promise<Machine | undefined>;
  /** The view shows only its welcome, which says to sign in. */
  readonly needsToken: () => boolean;
  readonly onInstanceRows: (instance: string, rows: readonly TreeNode[]) => void;
}

/** The rows below a node. */
export async function loadRows(
  node: Parent,
  steps: number,
  { sources, look }: { sources: RowSources; look: ListOptions },
): Promise<readonly TreeNode[]> {
  const { lists } = sources;
  switch (node?.kind) {
    case undefined: {
      const { problems, settings } = sources.settings();
      return sources.needsToken() ? [] : rootRows(problems, settings.instances, sources.workspace());
    }
    case 'workspace':
      return workspaceRows(node, sources.workspace());
    case 'instance': {
      const rows = await instanceRows(node, { lists, setting: settingOf(sources, node.instance) }, look);
      sources.onInstanceRows(node.instance, rows);
      return rows;
    }
    case 'owner':
      return ownerRows(node, { lists, steps }, look);
    case 'repository':
      return repositoryRows(node, { lists, steps, filter: sources.filter() }, look);
    case 'packages':
      return packagesRows(node, lists, look);
    case 'package':
      return packageRows(node, steps);
    case 'version':
      return versionRows(node, { lists, machine: await sources.machine() }, look);
    case 'evidenceFiles':
      return evidenceFileRows(node);
    case 'asset':
    case 'more':
    case 'message':
      return [];
  }
}

/** The rows of a node that need no request. */
export function previewRows(node: Parent, sources: RowSources): readonly TreeNode[] {
  return node?.kind === 'instance' ? addedRows(node, settingOf(sources, node.instance)) : [];
}

function settingOf(sources: RowSources, instance: string): InstanceSetting | undefined {
  return sources.settings().settings.instances.find(({ url }) => url === instance);
}
