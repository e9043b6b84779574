import * as v from 'valibot';
import type { Installed } from '../../engine/index.ts';
import { safeParsed } from '../choose/safeParsed.ts';
import { formatAge, plain } from '../../words/format.ts';
import { kindWord } from '../../words/kindWords.ts';
import { VIEWS } from '../ids.ts';
import type { Services } from '../services.ts';
import type { PickItem } from '../ui/ui.ts';
import { currentOf, groupByTool, groupExtensions, versionsOf } from './groupInstalled.ts';
import type { InstalledExtensionNode, InstalledToolNode } from './installedNodes.ts';
import { t } from '../../words/translate.ts';

/** What a row of the view stands for, as the disk has it now: a tool, and one version of it where the row is that. */
export interface InstalledTarget {
  readonly node: InstalledToolNode;
  readonly version: Installed | undefined;
}

/**
 * What a command is about: the rows of a menu, a key or the selection, else what is picked. Arguments come from anybody: only their ids
 * are believed. Says so when nothing is installed, and gives none then.
 */
export async function installedTargets(
  services: Services,
  args: readonly unknown[],
  title: string,
): Promise<readonly InstalledTarget[]> {
  const nodes = await toolNodes(services);
  if (nodes.length === 0) {
    await services.ui.inform(t('No tools are installed yet.'));
    return [];
  }
  const ids = rowIds(services, args);
  if (ids.length > 0 || args[0] !== undefined) return ids.flatMap((id) => targetOf(nodes, id) ?? []);
  const picked = await pickTool(services, nodes, title);
  return picked ? [{ node: picked, version: undefined }] : [];
}

/** As the disk has them now. @throws EngineError `storage` */
export async function toolNodes({ installs, updates }: Services): Promise<readonly InstalledToolNode[]> {
  return groupByTool(await installs.refresh(), (id, installed) => updates.newer(id, installed));
}

/** Extensions of the editor among the rows of a command. */
export function extensionTargets(services: Services, args: readonly unknown[]): readonly InstalledExtensionNode[] {
  const ids = rowIds(services, args);
  return extensionNodes(services).filter(({ id }) => ids.includes(id));
}

export function extensionNodes({ extensions, updates }: Services): readonly InstalledExtensionNode[] {
  return groupExtensions(extensions.list(), (id, installed) => updates.newer(id, installed));
}

const rowSchema = v.object({ id: v.string() });

/** The ids of the rows that a command is about. Without a row, as in the palette, it is what is selected. */
export function rowIds({ installedTree }: Services, [first, selected]: readonly unknown[]): readonly string[] {
  const rows = first === undefined || first === VIEWS.installed ? installedTree.selection : [first];
  const many: readonly unknown[] = Array.isArray(selected) && selected.includes(first) ? selected : rows;
  return many.flatMap((row) => safeParsed(rowSchema, row)?.id ?? []);
}

function targetOf(nodes: readonly InstalledToolNode[], id: string): InstalledTarget | undefined {
  for (const node of nodes) {
    if (node.id === id) return { node, version: undefined };
    const version = versionsOf(node).find((one) => one.id === id);
    if (version) return { node, version: version.installed };
  }
  return undefined;
}

function pickTool(
  { ui, instances }: Services,
  nodes: readonly InstalledToolNode[],
  title: string,
): Promise<InstalledToolNode | undefined> {
  const items = nodes.map((node): PickItem<InstalledToolNode> => {
    const { asset } = currentOf(node);
    return {
      label: plain(node.tool.name),
      description: `${plain(asset.version, 60)} · ${instances.nameOf(node.tool.instance)}`,
      icon: 'tools',
      value: node,
    };
  });
  return ui.pick(items, { title, placeholder: t('Tools on this machine') });
}

/** One of a tool's versions; the only one is not asked for. */
export async function pickInstalledVersion(
  { ui }: Services,
  { versions, tool }: InstalledToolNode,
  title: string,
): Promise<Installed | undefined> {
  const items = versions.map((value): PickItem<Installed> => {
    const { asset, active, installedAt } = value;
    const words = [...(active ? [t('in use')] : []), kindWord(asset.evidence), formatAge(installedAt, Date.now())];
    return { label: plain(asset.version), description: words.join(' · '), icon: active ? 'pass-filled' : 'tag', value };
  });
  return ui.pick(items, {
    title: `${title}: ${plain(tool.name, 60)}`,
    placeholder: t('Versions, installed last first'),
  });
}
