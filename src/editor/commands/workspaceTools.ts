import { projectPaths } from '../../engine/index.ts';
import { plain } from '../../words/format.ts';
import { missingOf } from '../project/projectStatus.ts';
import type { ProjectStatus } from '../project/projectStatus.ts';
import { lockedProjects, pickProject } from '../project/projectTargets.ts';
import { projectShown } from '../project/statusView.ts';
import { toolAndVersion, toolState } from '../project/toolWords.ts';
import type { Services } from '../services.ts';
import type { PickItem } from '../ui/ui.ts';
import { checkLock } from './checkLock.ts';
import { exportTools } from './exportTools.ts';
import { forgetEnvironment } from './forgetEnvironment.ts';
import { importTools } from './importTools.ts';
import { restoreTools } from './restoreTools.ts';
import { updateAllWorkspaceTools, updateWorkspaceTool } from './updateWorkspaceTools.ts';
import { t } from '../../words/translate.ts';

type Choice = PickItem<() => Promise<void>>;

/** Offers what can be done with the tools of a folder: that of the active editor, or one that is picked. */
export async function workspaceTools(services: Services): Promise<void> {
  const title = t('Workspace Tools');
  const all = await lockedProjects(services);
  const status = projectShown(all, services.workspace.activeFolder()) ?? (await pickProject(services, [], title));
  if (!status) return;
  const placeholder = plain(status.folder.name, 60);
  const chosen = await services.ui.pick(choices(services, status), { title, placeholder });
  await chosen?.();
}

function choices(services: Services, status: ProjectStatus): readonly Choice[] {
  const { directory } = status.folder;
  const row = { kind: 'project', folder: directory };
  const restore: Choice = {
    label: t('Restore'),
    description: restoreWords(status),
    icon: 'cloud-download',
    value: () => restoreTools(services, directory),
  };
  return [
    restore,
    { label: t('Show in Installed'), icon: 'list-tree', value: () => services.installedTree.show(directory) },
    { label: t('Update One…'), icon: 'arrow-circle-up', value: () => updateWorkspaceTool(services, row) },
    { label: t('Update All…'), icon: 'arrow-circle-up', value: () => updateAllWorkspaceTools(services, row) },
    { label: t('Check Lock'), icon: 'search', value: () => checkLock(services, row) },
    {
      label: t('Open forgejo-artifacts.json'),
      icon: 'go-to-file',
      value: () => services.workspace.open(projectPaths(directory).file),
    },
    { label: t('Export…'), icon: 'export', value: () => exportTools(services, row) },
    { label: t('Import…'), icon: 'desktop-download', value: () => importTools(services, row) },
    { label: t('Forget Environment'), icon: 'trash', value: () => forgetEnvironment(services, row) },
  ];
}

/** `greet 1.0.0: missing, saw 1.4.2: restored` */
function restoreWords(status: ProjectStatus): string {
  if (status.kind === 'unreadable') return '';
  const missing = missingOf(status);
  const shown = missing.length > 0 ? missing : status.tools;
  const words = shown.slice(0, 4).map((tool) => `${toolAndVersion(tool)}: ${toolState(tool)}`);
  return [...words, ...(shown.length > 4 ? ['…'] : [])].join(', ');
}
