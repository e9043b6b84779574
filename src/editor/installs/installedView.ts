import { fitWords } from '../../words/fitWords.ts';
import { sourceName } from '../../engine/index.ts';
import type { Executable } from '../../engine/index.ts';
import { formatAge, formatDate, formatSize, plain, spokenSize } from '../../words/format.ts';
import { kindWord } from '../../words/evidenceWords.ts';
import type { NodeView } from '../tree/nodeView.ts';
import type { Tooltip } from '../tree/tooltipLines.ts';
import { isProjectRow } from '../project/projectNodes.ts';
import { tooltipOfProject, viewOfProject } from '../project/projectView.ts';
import { currentOf } from './groupInstalled.ts';
import type {
  InstalledExtensionNode,
  InstalledNode,
  InstalledToolNode,
  InstalledVersionNode,
  UnreadableInstallNode,
} from './installedNodes.ts';
import { unreadableSentence } from '../../words/damagedInstallWords.ts';
import { plural, t } from '../../words/translate.ts';

export interface InstalledFacts {
  /** Milliseconds since the epoch. */
  readonly now: number;
  nameOf(base: string): string;
}

/** How a row of the Installed view looks. */
export function viewOfInstalled(node: InstalledNode, facts: InstalledFacts): NodeView {
  switch (node.kind) {
    case 'installedTool':
      return viewTool(node, facts);
    case 'installedVersion':
      return viewVersion(node, facts);
    case 'installedExtension':
      return viewExtension(node, facts);
    case 'unreadableInstall':
      return viewUnreadable(node);
    case 'project':
    case 'projectTool':
    case 'userTools':
      return viewOfProject(node);
  }
}

/** `v1.4.0 → v1.5.2 · signed · Codeberg` */
function viewTool(node: InstalledToolNode, facts: InstalledFacts): NodeView {
  const { tool, newer } = node;
  const { asset, active } = currentOf(node);
  const label = plain(tool.name);
  const version = plain(asset.version, 60);
  const words = [
    ...(active ? [] : [t('not one of your commands')]),
    kindWord(asset.evidence),
    plain(facts.nameOf(tool.instance)),
    ...(node.versions.length > 1 ? [plural(node.versions.length, '{0} version', '{0} versions')] : []),
  ];
  return {
    ...versionsSaid(label, { version, newer, words }),
    icon: newer === undefined ? 'tools' : 'arrow-circle-up',
    contextValue: ['installedTool', ...(active ? ['active'] : []), ...(newer === undefined ? [] : ['outdated'])].join(
      ' ',
    ),
    collapsible: 'collapsed',
  };
}

/** `v1.0.0 → v1.1.0 · signed · extension · Codeberg` */
function viewExtension({ extension, newer }: InstalledExtensionNode, facts: InstalledFacts): NodeView {
  const label = plain(extension.id);
  const version = plain(extension.tag, 60);
  const words = [kindWord(extension.evidence), t('extension'), plain(facts.nameOf(extension.instance))];
  return {
    ...versionsSaid(label, { version, newer, words }),
    icon: 'extensions',
    contextValue: ['installedExtension', ...(newer === undefined ? [] : ['outdated'])].join(' '),
    collapsible: 'none',
  };
}

/** `v1.4.0 · cannot be read` */
function viewUnreadable({ install: { tool, version } }: UnreadableInstallNode): NodeView {
  const state = t('cannot be read');
  return {
    label: plain(tool),
    description: `${plain(version, 60)} · ${state}`,
    icon: 'warning',
    color: 'list.warningForeground',
    contextValue: 'unreadableInstall',
    accessibleLabel: [plain(tool), plain(version), state].join(', '),
    collapsible: 'none',
  };
}

/** The version, any newer one, and further words, for display and for screen readers. */
function versionsSaid(
  label: string,
  row: { readonly version: string; readonly newer: string | undefined; readonly words: readonly string[] },
): Pick<NodeView, 'label' | 'description' | 'accessibleLabel' | 'color'> {
  const { version, words } = row;
  const newer = row.newer === undefined ? undefined : plain(row.newer, 60);
  return {
    label,
    description: [newer === undefined ? version : `${version} → ${newer}`, ...words].join(' · '),
    accessibleLabel: [label, version, ...(newer === undefined ? [] : [t('{0} is available', newer)]), ...words].join(
      ', ',
    ),
    color: newer === undefined ? undefined : 'notificationsInfoIcon.foreground',
  };
}

/** `in use · signed · 18.2 MB · installed 2 days ago` */
function viewVersion({ installed }: InstalledVersionNode, facts: InstalledFacts): NodeView {
  const { asset, active, sizeBytes, installedAt } = installed;
  const label = plain(asset.version);
  const state = active ? [t('in use')] : [];
  const evidence = kindWord(asset.evidence);
  const age = t('installed {0}', formatAge(installedAt, facts.now));
  return {
    label,
    description: [...state, evidence, formatSize(sizeBytes), age].join(' · '),
    icon: active ? 'pass-filled' : 'circle-large-outline',
    contextValue: ['installedVersion', ...(active ? ['active'] : [])].join(' '),
    accessibleLabel: [label, ...state, evidence, spokenSize(sizeBytes), age].join(', '),
    collapsible: 'none',
  };
}

/** Everything known about the version, or about the version in use of a tool. */
export function tooltipOfInstalled(node: InstalledNode, facts: InstalledFacts): Tooltip {
  if (isProjectRow(node)) return tooltipOfProject(node);
  if (node.kind === 'installedExtension') return extensionTooltip(node, facts);
  if (node.kind === 'unreadableInstall') return unreadableTooltip(node);
  const installed = node.kind === 'installedTool' ? currentOf(node) : node.installed;
  const { tool, asset, executables, directory, sizeBytes, installedAt } = installed;
  const newer = node.kind === 'installedTool' ? node.newer : undefined;
  return {
    title: plain(`${tool.name} ${asset.version}`, 500),
    lines: [
      ...newerLine(newer),
      ...executables.map(commandLine),
      t('Installed {0}; evidence then: {1}', formatDate(installedAt), kindWord(asset.evidence)),
      t('{0} in {1}', formatSize(sizeBytes), directory),
      t('From {0}, SHA-256 {1}', plain(asset.name, 300), asset.sha256),
      t('From {0} on {1}', plain(sourceName(tool.source)), plain(facts.nameOf(tool.instance))),
    ],
  };
}

function extensionTooltip({ extension, newer }: InstalledExtensionNode, facts: InstalledFacts): Tooltip {
  const { id, version, instance, source, evidence } = extension;
  return {
    title: plain(`${id} ${version}`, 500),
    lines: [
      ...newerLine(newer),
      t('An extension of the editor, {0} when it was installed', kindWord(evidence)),
      t('From {0} on {1}', plain(sourceName(source)), plain(facts.nameOf(instance))),
    ],
  };
}

function unreadableTooltip({ install: { tool, version, directory, commands } }: UnreadableInstallNode): Tooltip {
  return {
    title: plain(`${tool} ${version}`, 500),
    lines: [...commands.map((command) => plain(command, 80)), unreadableSentence([directory])],
  };
}

function newerLine(newer: string | undefined): readonly string[] {
  return newer === undefined ? [] : [t('{0} is available: Update installs it.', plain(newer, 200))];
}

function commandLine({ command, isCommand, linked, proof }: Executable): string {
  const state = isCommand ? t('not in use') : t('not a command');
  return `${plain(command, 80)}${linked ? '' : ` (${state})`}: ${fitWords(proof.reasons)}`;
}
