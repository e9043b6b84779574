import type * as vscode from 'vscode';
import type { MirrorSecrets } from './account/mirrorSecrets.ts';
import type { CacheTree } from './cacheView/cacheTree.ts';
import type { Reports } from './diagnose/reports.ts';
import type { Downloads } from './downloads/downloads.ts';
import type { EngineService } from './engineService.ts';
import type { ErrorActions } from './errorActions.ts';
import type { Extensions } from './installs/extensions.ts';
import type { InstalledTree } from './installs/installedTree.ts';
import type { InstallHost } from './installs/installHost.ts';
import type { Installs } from './installs/installs.ts';
import type { Updates } from './installs/updates.ts';
import type { Instances } from './instances.ts';
import type { Projects } from './project/projects.ts';
import type { ProjectMemory } from './project/projectMemory.ts';
import type { Workspace } from './project/workspace.ts';
import type { Records } from './records.ts';
import type { TerminalPath } from './start/terminalPath.ts';
import type { SettingsStore } from './settings/settings.ts';
import type { Tokens } from './account/tokens.ts';
import type { ArtifactTree } from './tree/artifactTree.ts';
import type { VisibleLog } from './ui/log.ts';
import type { Ui } from './ui/ui.ts';

/** The services that commands use, created once when the extension starts. */
export interface Services {
  readonly ui: Ui;
  readonly settings: SettingsStore;
  readonly tokens: Tokens;
  readonly mirrorSecrets: MirrorSecrets;
  readonly instances: Instances;
  readonly engine: EngineService;
  readonly records: Records;
  readonly downloads: Downloads;
  readonly errors: ErrorActions;
  readonly tree: ArtifactTree;
  readonly cacheTree: CacheTree;
  readonly installs: Installs;
  readonly extensions: Extensions;
  readonly updates: Updates;
  readonly installedTree: InstalledTree;
  readonly installHost: InstallHost;
  readonly workspace: Workspace;
  readonly projects: Projects;
  readonly projectMemory: ProjectMemory;
  readonly terminalPath: Pick<TerminalPath, 'refresh'>;
  readonly reports: Reports;
  readonly log: VisibleLog;
  /** The editor's per-user state: only for data that may be lost. */
  readonly state: vscode.Memento;
}
