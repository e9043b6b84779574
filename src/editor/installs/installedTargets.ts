import * as v from 'valibot';
import type { Installed, UnreadableInstall } from '../../engine/index.ts';
import { safeParsed } from '../choose/safeParsed.ts';
import { formatAge, plain } from '../../words/format.ts';
import { unreadableSentence } from '../../words/damagedInstallWords.ts';
import { kindWord } from '../../words/evidenceWords.ts';
import type { Services } from '../services.ts';
import type { PickItem } from '../ui/ui.ts';
import { currentOf, groupByTool, groupExtensions, unreadableNodes, versionsOf } from './groupInstalled.ts';
import type { InstalledExtensionNode, InstalledToolNode } from './installedNodes.ts';
import { t } from '../../words/translate.ts';

/** What a row of the view stands for, as it is on disk now: a tool, and one version of it if the row is a version. */
export interface InstalledTarget {
  readonly node: InstalledToolNode;
  readonly version: Installed | undefined;
}

/**
 * What a command acts on: the rows of a menu, a key or the selection, or what the user picks. Arguments may come from any
 * extension, so only their ids are used. If nothing is installed, says so and returns none.
 */
export async function installedTargets(
  services: Services,
  args: readonly unknown[],
  title: string,
): Promise<readonly InstalledTarget[]> {
  const nodes = await toolNodes(services);
  if (nodes.length === 0) {
    const damage = unreadableSentence(services.installs.unreadable.map(({ directory }) => directory));
    await services.ui.inform(damage === '' ? t('No tools are installed yet.') : damage);
    return [];
  }
  const ids = rowIds(services, args);
  if (ids.length > 0) return targetsOf(services, nodes, ids);
  if (args[0] !== undefined) return [];
  const picked = await pickTool(services, nodes, title);
  return picked ? [{ node: picked, version: undefined }] : [];
}

/** The tools as they are on disk now. @throws EngineError `storage` */
export async function toolNodes({ installs, updates }: Services): Promise<readonly InstalledToolNode[]> {
  return groupByTool(await installs.refresh(), (id, installed) => updates.newer(id, installed));
}

/** The editor extensions among the rows of a command. */
export function extensionTargets(services: Services, args: readonly unknown[]): readonly InstalledExtensionNode[] {
  const ids = rowIds(services, args);
  return extensionNodes(services).filter(({ id }) => ids.includes(id));
}

export function extensionNodes({ extensions, updates }: Services): readonly InstalledExtensionNode[] {
  return groupExtensions(extensions.list(), (id, installed) => updates.newer(id, installed));
}

/** The unreadable installs among the rows of a command. @throws EngineError `storage` */
export async function unreadableTargets(
  services: Services,
  args: readonly unknown[],
): Promise<readonly UnreadableInstall[]> {
  const ids = rowIds(services, args);
  await services.installs.refresh();
  const nodes = unreadableNodes(services.installs.unreadable);
  return nodes.filter(({ id }) => ids.includes(id)).map(({ install }) => install);
}

const rowSchema = v.object({ id: v.string() });

/** The ids of the rows that a command acts on. Without a row, as in the palette, those of the selection. */
export function rowIds({ installedTree }: Services, [first, selected]: readonly unknown[]): readonly string[] {
  const rows = first === undefined ? installedTree.selection : [first];
  const many: readonly unknown[] = Array.isArray(selected) && selected.includes(first) ? selected : rows;
  return many.flatMap((row) => safeParsed(rowSchema, row)?.id ?? []);
}

/** Says so if none is left: another window may have removed what a row shows. */
async function targetsOf(
  { ui }: Services,
  nodes: readonly InstalledToolNode[],
  ids: readonly string[],
): Promise<readonly InstalledTarget[]> {
  const targets = ids.flatMap((id) => targetOf(nodes, id) ?? []);
  if (targets.length === 0) await ui.inform(t('It is no longer installed.'));
  return targets;
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

/** One of a tool's versions; asks only if there are several. */
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
