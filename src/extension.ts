import './editor/ui/translated.ts';
import * as vscode from 'vscode';
import { createAgentTools } from './editor/agents/createAgentTools.ts';
import { createApi } from './editor/api/api.ts';
import { CacheTree } from './editor/cacheView/cacheTree.ts';
import { runCommand } from './editor/commands/runCommand.ts';
import { registerDecorations } from './editor/ui/treeItem.ts';
import { Reports } from './editor/diagnose/reports.ts';
import { Documents } from './editor/documents/documents.ts';
import { Downloads } from './editor/downloads/downloads.ts';
import { removeCopiesWithRecords } from './editor/downloads/namedFiles.ts';
import { showInStatusBar } from './editor/downloads/statusItem.ts';
import { showFailureOf, logFailureOf } from './editor/inBackground.ts';
import { EngineService } from './editor/engineService.ts';
import { ErrorActions } from './editor/errorActions.ts';
import { createInstallHost } from './editor/installs/editorInstallHost.ts';
import { Extensions } from './editor/installs/extensions.ts';
import { InstalledTree } from './editor/installs/installedTree.ts';
import { Installs } from './editor/installs/installs.ts';
import { Updates } from './editor/installs/updates.ts';
import { Instances } from './editor/instances.ts';
import { offerToMoveRequirements } from './editor/settings/moveRequirements.ts';
import { logProblems } from './editor/settings/problemLines.ts';
import { MisplacedTokens } from './editor/settings/misplacedTokens.ts';
import { createEditorWorkspace } from './editor/project/editorWorkspace.ts';
import { showProjectInStatusBar } from './editor/project/showInStatusBar.ts';
import { Projects } from './editor/project/projects.ts';
import { ProjectMemory } from './editor/project/projectMemory.ts';
import { followProblems } from './editor/project/followProblems.ts';
import { followProjects } from './editor/project/followProjects.ts';
import { createTaskProvider } from './editor/project/taskProvider.ts';
import type { ProjectWatch } from './editor/start/projectWatch.ts';
import type { TerminalPath } from './editor/start/terminalPath.ts';
import type { LoadedExtension } from './editor/loadedExtension.ts';
import { Records } from './editor/records.ts';
import type { Services } from './editor/services.ts';
import { followSteps } from './editor/walkthrough.ts';
import { createEditorSettings } from './editor/settings/editorSettings.ts';
import { MirrorSecrets } from './editor/account/mirrorSecrets.ts';
import { tellMirrorSkipped } from './editor/account/tellMirrorSkipped.ts';
import { Tokens } from './editor/account/tokens.ts';
import { ArtifactTree } from './editor/tree/artifactTree.ts';
import { HoldMessage } from './editor/tree/holdMessage.ts';
import { createLog } from './editor/ui/log.ts';
import { sayInStatusBar } from './editor/ui/statusMessage.ts';
import { createUi } from './editor/ui/ui.ts';
import { systemClock } from './engine/index.ts';

/** What runs at the start of every window, before this file is loaded. */
export interface FirstStage {
  readonly watch: ProjectWatch;
  readonly path: TerminalPath;
}

/** A window that has just opened is busy. */
const INSTALLS_AFTER_MS = 2000;

/** Hands a part to the editor, which disposes of it at the end, and gives it back. */
type Keep = <T extends vscode.Disposable>(disposable: T) => T;

/**
 * Joins everything. Of the disk, only the locks of the open folders are read at once, and their environments linked; the rest
 * is read when a view shows it or a command needs it. Nothing is requested here.
 */
export function compose(context: vscode.ExtensionContext, { path, watch }: FirstStage): LoadedExtension {
  const keep: Keep = (disposable) => {
    context.subscriptions.push(disposable);
    return disposable;
  };
  const services = createServices(context, keep, path);
  const { downloads, engine, settings, installs, log } = services;
  keep(new Documents(services));
  keep(showInStatusBar(downloads));
  keep(logProblems(settings, log));
  keep(settings.onDidChange(() => downloads.clearRefusals()));
  keep(removeCopiesWithRecords(services));
  keep(registerDecorations());
  keep(followSteps(services));
  keep(followProjects(services, watch));
  keep(followProblems(services));
  keep(showProjectInStatusBar(services.projects));
  keep(installs.onDidChange(() => logFailureOf(log, path.refresh())));
  keep({ dispose: systemClock.after(INSTALLS_AFTER_MS, () => logFailureOf(log, installs.start())) });
  keep(offerToMoveSettings(services));
  return {
    api: createApi(services),
    run: (command, args) => runCommand(services, command, args),
    tasks: createTaskProvider(services),
    agentTools: createAgentTools(services),
    shutDown: () => engine.shutDown(),
  };
}

function createServices(context: vscode.ExtensionContext, keep: Keep, terminalPath: TerminalPath): Services {
  const log = keep(createLog('Forgejo Artifacts'));
  const ui = createUi();
  const settings = keep(createEditorSettings(log));
  const tokens = keep(new Tokens(context.secrets, settings));
  const mirrorSecrets = new MirrorSecrets(context.secrets);
  const instances = keep(new Instances(settings));
  // The engine reports a hold only once it is in use, and the tree exists by then.
  const holds = keep(new HoldMessage({ clock: systemClock, log, say: (text) => tree.say(text), sayInStatusBar }));
  const engine = keep(
    new EngineService({
      settings,
      tokens,
      mirrorSecrets,
      log,
      storageDirectory: context.globalStorageUri.fsPath,
      userAgent: userAgent(context.extension.packageJSON as { version: string }),
      onTokenFinding: (instance, finding) => instances.setFinding(instance, finding),
      onMirrorSkipped: (mirror, error) =>
        logFailureOf(log, tellMirrorSkipped({ ui, log, sayInStatusBar }, mirror, error)),
      onHold: (hold) => holds.show(hold),
    }),
  );
  const errors = new ErrorActions(ui, settings, log, engine);
  const records = keep(new Records({ engine, log, changed: new vscode.EventEmitter<readonly string[]>() }));
  const downloads = keep(
    new Downloads({ engine, clock: systemClock, changed: new vscode.EventEmitter<readonly string[]>() }),
  );
  const installing = createInstalling(context, keep, { engine, log });
  const tree = keep(
    new ArtifactTree({ settings, tokens, instances, engine, records, downloads, installs: installing.installs, log }),
  );
  const cacheTree = keep(new CacheTree({ settings, instances, engine, records, downloads }));
  const projects = createProjects(context, { ...installing, engine, instances, terminalPath });
  keep(projects.projects);
  const installedTree = keep(new InstalledTree({ ...projects, ...installing, settings, instances, engine, log }));
  return {
    ui,
    settings,
    tokens,
    mirrorSecrets,
    instances,
    engine,
    errors,
    records,
    downloads,
    tree,
    cacheTree,
    log,
    installedTree,
    ...installing,
    ...projects,
    terminalPath,
    reports: keep(new Reports()),
  };
}

type Installing = Pick<Services, 'state' | 'installs' | 'updates' | 'installHost' | 'extensions'>;

/** The user's installed tools. */
function createInstalling(
  context: vscode.ExtensionContext,
  keep: Keep,
  { engine, log }: Pick<Services, 'engine' | 'log'>,
): Installing {
  const { globalState: state, extension } = context;
  const clock = systemClock;
  const installHost = createInstallHost(extension);
  return {
    state,
    installHost,
    installs: keep(new Installs({ engine, changed: new vscode.EventEmitter<void>() })),
    updates: keep(new Updates({ engine, clock, log, state, changed: new vscode.EventEmitter<void>() })),
    extensions: keep(new Extensions({ host: installHost, state, changed: new vscode.EventEmitter<void>() })),
  };
}

/** The open folders with a lock. */
function createProjects(
  { workspaceState }: vscode.ExtensionContext,
  parts: Pick<Services, 'engine' | 'instances' | 'installHost'> & { readonly terminalPath: TerminalPath },
): Pick<Services, 'workspace' | 'projects' | 'projectMemory'> {
  const workspace = createEditorWorkspace();
  const projectMemory = new ProjectMemory(workspaceState);
  const changed = new vscode.EventEmitter<void>();
  return {
    workspace,
    projectMemory,
    projects: new Projects({ ...parts, workspace, projectMemory, clock: systemClock, changed }),
  };
}

/** Offers to move tokens and requirements that are in the wrong setting. */
function offerToMoveSettings(services: Services): vscode.Disposable {
  const misplaced = new MisplacedTokens(services);
  const offer = (): void => showFailureOf(services, misplaced.offer());
  offer();
  showFailureOf(services, offerToMoveRequirements(services));
  return services.settings.onDidChange(offer);
}

function userAgent({ version }: { version: string }): string {
  return `forgejo-artifacts/${version} (vscode/${vscode.version})`;
}
