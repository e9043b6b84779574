import { planRestore } from '../../engine/index.ts';
import type { Executable, Installed, Lock } from '../../engine/index.ts';
import { plain } from '../../words/format.ts';
import { WorkspaceError } from '../../words/workspaceError.ts';
import type { Services } from '../services.ts';
import { lockedFolders, pickFolder, readFolder, trustedFolders } from './openProject.ts';
import type { LockedProject } from './openProject.ts';
import { installedFrom, thisMachine } from './restoreLock.ts';
import { showRestore } from './showRestore.ts';
import { t } from '../../words/translate.ts';

/** The spelling that tasks and launch configurations use. */
interface ProgramRequest {
  /** Name in the lock. */
  readonly tool?: string | undefined;
  /** A command or file name of the tool. */
  readonly executable?: string | undefined;
}

const TITLE = t('Path of a Workspace Tool');

/**
 * The path of a locked tool's program, restored first if it is missing or was changed. `undefined` if the user dismissed a
 * question or was told what went wrong.
 * @throws WorkspaceError, EngineError `badProjectFile`, `storage`
 */
export async function lockedProgram(services: Services, request: ProgramRequest): Promise<string | undefined> {
  const open = await openFor(services, request.tool);
  const tool = open && (request.tool ?? (await pickTool(services, open.lock)));
  if (!open || tool === undefined) return undefined;
  const installed = (await usable(services, open, tool)) ?? (await restoreTool(services, open, tool));
  const program = installed && (await programOf(services, installed, request.executable));
  return program?.path;
}

/** The folder whose lock has the tool; the user picks if there are several. */
async function openFor(services: Services, tool: string | undefined): Promise<LockedProject | undefined> {
  const locked = await lockedFolders(trustedFolders(services));
  if (locked.length === 0) throw new WorkspaceError({ reason: 'noLock' });
  const having = locked.filter(({ lock }) => (tool === undefined ? lock.tools.size > 0 : lock.tools.has(tool)));
  if (having.length === 0) {
    if (tool === undefined) throw new WorkspaceError({ reason: 'emptyLock' });
    const available = [...new Set(locked.flatMap(({ lock }) => [...lock.tools.keys()]))];
    throw new WorkspaceError({ reason: 'noTool', tool, available });
  }
  const folder = await pickFolder(services, having, TITLE);
  return folder && { ...(await readFolder(folder)), lock: folder.lock };
}

async function pickTool({ ui }: Services, { tools }: Lock): Promise<string | undefined> {
  const [only, ...others] = tools.keys();
  if (others.length === 0) return only;
  const items = [...tools].map(([name, { version }]) => ({
    label: plain(name),
    description: plain(version, 60),
    icon: 'tools',
    value: name,
  }));
  return ui.pick(items, { title: TITLE, placeholder: t('Locked tools') });
}

/**
 * The install, if the folder uses it and it is still intact: programs are read again because one of them is about to run.
 */
async function usable(
  services: Services,
  { lock, folder }: LockedProject,
  tool: string,
): Promise<Installed | undefined> {
  const engine = services.engine.get();
  const machine = await thisMachine(services);
  const { tools } = await engine.environments.state(folder.directory, lock, machine);
  const isReady = tools.some(({ name, state }) => name === tool && state === 'ready');
  const [planned] = planRestore(lock, machine, [tool]);
  const installed = isReady && planned?.ok ? await installedFrom(engine, planned) : undefined;
  if (!installed) return undefined;
  return (await engine.installer.check(installed)).state === 'intact' ? installed : undefined;
}

async function restoreTool(services: Services, open: LockedProject, tool: string): Promise<Installed | undefined> {
  const [result] = await showRestore(services, open, [tool]);
  return result?.ok ? result.installed : undefined;
}

/** @throws WorkspaceError `noExecutable` */
async function programOf(
  { ui }: Services,
  { tool, executables }: Installed,
  wanted: string | undefined,
): Promise<Executable | undefined> {
  const called = (name: string): Executable | undefined =>
    executables.find(({ command }) => bare(command) === bare(name));
  if (wanted !== undefined) {
    const found = called(wanted);
    if (found) return found;
    throw new WorkspaceError({
      reason: 'noExecutable',
      tool: tool.name,
      executable: wanted,
      available: executables.map(({ command }) => command),
    });
  }
  const [only] = executables;
  if (executables.length === 1) return only;
  const named = called(tool.name);
  if (named) return named;
  const items = executables.map((value) => ({ label: plain(value.command), icon: 'terminal', value }));
  return ui.pick(items, { title: TITLE, placeholder: t('Programs of {0}', plain(tool.name, 60)) });
}

/** A workspace file is written once for all systems. */
function bare(command: string): string {
  return command.toLowerCase().replace(/\.exe$/, '');
}
