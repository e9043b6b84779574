import { EMPTY_LOCK, updateTool } from '../../engine/index.ts';
import type { ToolSpec, ToolUpdate } from '../../engine/index.ts';
import { openAny } from '../project/openProject.ts';
import type { OpenProject } from '../project/openProject.ts';
import { lockPorts, reviewAndWrite } from '../project/writeLocked.ts';
import { askForRange, askForToolName, toolSubject } from '../project/wantedTool.ts';
import type { ToolSubject } from '../project/wantedTool.ts';
import { plain } from '../../words/format.ts';
import type { Services } from '../services.ts';
import { nodesOf } from '../choose/targets.ts';
import { tellWritten } from './updateWorkspaceTools.ts';

/** Writes down a tool that the workspace needs, and locks its files for all platforms, once the person has seen them. */
export async function addToWorkspace(services: Services, ...args: readonly unknown[]): Promise<void> {
  const open = await openAny(services, 'Add to Workspace');
  if (!open) return;
  const subject = await toolSubject(services, nodesOf(services, args)[0]);
  if (!subject) return;
  const range = await askForRange(services, subject);
  if (range === undefined) return;
  const { instance, source } = subject;
  const spec: ToolSpec = { instance, source, version: range };
  const name = await askForToolName(services, subject, open.project);
  if (name === undefined) return;
  const { wanted, update } = await lockWanted(services, open, { name, spec, subject });
  const planned = { updates: [update], failures: [], dropped: [] };
  if (!(await reviewAndWrite(services, open, planned, { name, spec: wanted }))) return;
  tellWritten(services, open.folder.directory, [update]);
}

interface Wanted {
  readonly name: string;
  readonly spec: ToolSpec;
  readonly subject: ToolSubject;
}

/** Locks by what the matcher picks; with a pattern for the file that was chosen, where the matcher would not pick that. */
async function lockWanted(
  services: Services,
  open: OpenProject,
  { name, spec, subject }: Wanted,
): Promise<{ readonly wanted: ToolSpec; readonly update: ToolUpdate }> {
  const ports = lockPorts(services, services.engine.get());
  const lock = open.lock ?? EMPTY_LOCK;
  return services.ui.progress(`Locking ${plain(name, 60)}`, async (_, signal) => {
    const plainly = await settled(updateTool(name, spec, { lock, ports, signal }));
    const { pattern, file } = subject;
    const isPicked = plainly.ok && (file === undefined || plainly.value.after.assets.has(file));
    if (plainly.ok && (isPicked || pattern === undefined)) return { wanted: spec, update: plainly.value };
    signal.throwIfAborted();
    if (pattern === undefined) throw plainly.ok ? new TypeError('nothing was locked') : plainly.error;
    const wanted = { ...spec, asset: pattern };
    return { wanted, update: await updateTool(name, wanted, { lock, ports, signal }) };
  });
}

async function settled<T>(
  work: Promise<T>,
): Promise<{ readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown }> {
  try {
    return { ok: true, value: await work };
  } catch (error) {
    return { ok: false, error };
  }
}
