import { describeError } from '../../words/describeError.ts';
import { plain } from '../../words/format.ts';
import type { NodeView } from '../tree/nodeView.ts';
import type { Tooltip } from '../tree/tooltipLines.ts';
import type { ProjectNode, ProjectRow, ProjectToolNode, UserToolsNode } from './projectNodes.ts';
import type { ProjectTool } from './projectStatus.ts';
import { othersIn, projectState, shortVersion, toolSentence, toolState } from './toolWords.ts';
import { t } from '../../words/translate.ts';

/** How a row of a folder with a lock looks. */
export function viewOfProject(node: ProjectRow): NodeView {
  switch (node.kind) {
    case 'project':
      return viewProject(node);
    case 'projectTool':
      return viewTool(node);
    case 'userTools':
      return viewUserTools(node);
  }
}

/** `This Workspace` · `1 missing` */
function viewProject({ status, isOnly }: ProjectNode): NodeView {
  const label = isOnly ? t('This Workspace') : plain(status.folder.name, 60);
  const state = projectState(status);
  const isRead = status.kind === 'read';
  const needsRestore = isRead && othersIn(status).length > 0;
  return {
    label,
    description: state,
    icon: isRead ? 'root-folder' : 'error',
    contextValue: ['project', ...(needsRestore ? ['restorable'] : [])].join(' '),
    accessibleLabel: [isOnly ? label : t('Workspace tools of {0}', label), state].join(', '),
    collapsible: isRead && status.tools.length > 0 ? 'expanded' : 'none',
  };
}

const ICONS: Readonly<Record<ProjectTool['state'], string>> = {
  ready: 'pass',
  unlinked: 'warning',
  otherVersion: 'warning',
  withheld: 'error',
  missing: 'cloud-download',
  noPlatform: 'circle-slash',
};

/** `greet` · `1.0.0 · restored` */
function viewTool({ state: tool }: ProjectToolNode): NodeView {
  const { name, version, state, isOutdated } = tool;
  const label = plain(name, 60);
  const words = [toolState(tool), ...(isOutdated ? [t('workspace file differs')] : [])];
  const isWarning = ['otherVersion', 'unlinked', 'withheld'].includes(state);
  return {
    label,
    description: [shortVersion(version), ...words].join(' · '),
    icon: ICONS[state],
    color: isWarning ? 'list.warningForeground' : undefined,
    contextValue: ['projectTool', state].join(' '),
    accessibleLabel: [label, shortVersion(version), ...words].join(', '),
    collapsible: 'none',
  };
}

function viewUserTools({ group, count }: UserToolsNode): NodeView {
  const label = userLabel(group);
  const description = countWords(count);
  return {
    label,
    description,
    icon: group === 'own' ? 'account' : 'archive',
    contextValue: 'userTools',
    accessibleLabel: `${label}, ${description}`,
    collapsible: !count ? 'none' : group === 'own' ? 'expanded' : 'collapsed',
  };
}

function countWords(count: number | undefined): string {
  if (count === undefined) return t('cannot be read');
  return count === 0 ? t('nothing installed') : t('{0} installed', count);
}

function userSentence(group: UserToolsNode['group']): string {
  return group === 'own'
    ? t('Tools whose commands you can run in the terminals of all windows.')
    : t('None of your commands runs these. They were installed for a folder, or you stopped using them.');
}

function userLabel(group: UserToolsNode['group']): string {
  return group === 'own' ? t('For You') : t('Other Tools');
}

export function tooltipOfProject(node: ProjectRow): Tooltip {
  switch (node.kind) {
    case 'project': {
      const { status } = node;
      const lines = status.kind === 'read' ? status.tools.map(toolSentence) : [describeError(status.error).message];
      return { title: plain(status.folder.name, 200), lines: [plain(status.folder.directory, 1000), ...lines] };
    }
    case 'projectTool':
      return toolTooltip(node);
    case 'userTools':
      return { title: userLabel(node.group), lines: [userSentence(node.group)] };
  }
}

function toolTooltip({ parent, state: tool }: ProjectToolNode): Tooltip {
  const locked = parent.status.kind === 'read' ? parent.status.lock.tools.get(tool.name) : undefined;
  return {
    title: plain(`${tool.name} ${tool.version}`, 500),
    lines: [
      toolSentence(tool),
      ...(tool.isRefused ? [t('The folder does not run it. Restore checks it again and reports the details.')] : []),
      ...(tool.commands.length > 0 ? [t('Commands: {0}', plain(tool.commands.join(', '), 500))] : []),
      ...(tool.notLinked.length > 0
        ? [t('Not commands: {0}', plain(tool.notLinked.map(({ command }) => command).join(', '), 500))]
        : []),
      ...(locked ? [t('From {0}, requested as {1}', plain(locked.instance, 300), plain(locked.requested, 100))] : []),
    ],
  };
}
