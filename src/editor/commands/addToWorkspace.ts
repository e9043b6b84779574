import { lockChosen } from '../../engine/index.ts';
import type { ToolSpec, ToolUpdate, UpdateResult } from '../../engine/index.ts';
import { openAny } from '../project/openProject.ts';
import type { OpenProject } from '../project/openProject.ts';
import { reviewAndWrite } from '../project/writeLocked.ts';
import { askForRange, askForToolName, toolSubject } from '../project/wantedTool.ts';
import type { ToolSubject } from '../project/wantedTool.ts';
import { plain } from '../../words/format.ts';
import type { Services } from '../services.ts';
import { nodesOf } from '../choose/targets.ts';
import { tellWritten } from './updateWorkspaceTools.ts';
import { t } from '../../words/translate.ts';

/** Adds a tool to the workspace file and locks the chosen version for all platforms, once the user has reviewed them. */
export async function addToWorkspace(services: Services, ...args: readonly unknown[]): Promise<void> {
  const open = await openAny(services, t('Add to Workspace'));
  if (!open) return;
  const subject = await toolSubject(services, nodesOf(services, args)[0]);
  if (!subject) return;
  const range = await askForRange(services, subject);
  if (range === undefined) return;
  const { instance, source } = subject;
  const spec: ToolSpec = { instance, source, version: range };
  const name = await askForToolName(services, subject, open.project);
  if (name === undefined) return;
  const { spec: wanted, update } = await lockWanted(services, open, { name, spec, subject });
  const planned = { updates: [update], failures: [], dropped: [] };
  if (!(await reviewAndWrite(services, open, planned, { name, spec: wanted }))) return;
  tellWritten(services, open.folder.directory, { changed: [update] });
}

interface Wanted {
  readonly name: string;
  readonly spec: ToolSpec;
  readonly subject: ToolSubject;
}

function lockWanted(
  services: Services,
  open: OpenProject,
  { name, spec, subject }: Wanted,
): Promise<{ readonly spec: ToolSpec; readonly update: ToolUpdate }> {
  const engine = services.engine.get();
  // The range is for updates. What is locked now is the version that was chosen.
  const chosen = new Map([[name, subject.version]]);
  return services.ui.progress(t('Locking {0}', plain(name, 60)), async (_, signal) => {
    const lockAs = async (wanted: ToolSpec): Promise<UpdateResult> => {
      const [result] = await engine.lock({ tools: new Map([[name, wanted]]) }, { lock: open.lock, chosen, signal });
      if (!result) throw new TypeError('nothing was locked');
      return result;
    };
    return lockChosen({ spec, file: subject.file, pattern: subject.pattern }, lockAs);
  });
}
