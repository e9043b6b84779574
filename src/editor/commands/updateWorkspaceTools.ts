import { toolsOnlyLocked } from '../../engine/index.ts';
import type { Project, ToolUpdate } from '../../engine/index.ts';
import { openWithFile } from '../project/openProject.ts';
import { projectTarget } from '../project/projectTargets.ts';
import type { PlannedLock } from '../project/lockReport.ts';
import { reviewAndWrite } from '../project/writeLocked.ts';
import { skippedSentences } from '../../words/projectWords.ts';
import { plain } from '../../words/format.ts';
import type { Services } from '../services.ts';
import { showFailureOf } from '../inBackground.ts';
import { restoreTools } from './restoreTools.ts';
import { plural, t } from '../../words/translate.ts';

type OpenFile = NonNullable<Awaited<ReturnType<typeof openWithFile>>>;

/** Locks the newest version of one tool that the workspace file allows, once the user has reviewed the changes. */
export async function updateWorkspaceTool(services: Services, ...args: readonly unknown[]): Promise<void> {
  const title = t('Update Workspace Tool');
  const row = await projectTarget(services, args);
  const open = await openWithFile(services, title, row?.status.folder.directory);
  if (!open) return;
  const name = row?.tool?.name ?? (await pickTool(services, open, title));
  if (name === undefined) return;
  const spec = open.project.tools.get(name);
  if (!spec) {
    await services.ui.inform(
      t('forgejo-artifacts.json no longer has {0}. Update All removes it from the lock.', plain(name, 60)),
    );
    return;
  }
  const project = { tools: new Map([[name, spec]]) };
  await lockAndOffer(services, open, { project, title: t('Looking for versions of {0}', plain(name, 60)) });
}

/** One of the tools of the file. `undefined` when dismissed, and if there is none, which it says. */
async function pickTool({ ui }: Services, open: OpenFile, title: string): Promise<string | undefined> {
  const { tools } = open.project;
  if (tools.size === 0) {
    await ui.inform(t('forgejo-artifacts.json lists no tools.'));
    return undefined;
  }
  const items = [...tools].map(([name, { version }]) => {
    const locked = open.lock?.tools.get(name)?.version;
    const description = `${plain(version, 40)} · ${locked === undefined ? t('not locked') : t('locked {0}', plain(locked, 40))}`;
    return { label: plain(name), description, icon: 'tools', value: name };
  });
  return ui.pick(items, { title, placeholder: t('Tools of forgejo-artifacts.json') });
}

/** The same for all tools of the workspace file; tools no longer in it leave the lock. */
export async function updateAllWorkspaceTools(services: Services, ...args: readonly unknown[]): Promise<void> {
  const directory = (await projectTarget(services, args))?.status.folder.directory;
  const open = await openWithFile(services, t('Update All Workspace Tools'), directory);
  if (!open) return;
  const { project, lock } = open;
  const dropped = lock ? toolsOnlyLocked(project.tools, lock) : [];
  await lockAndOffer(services, open, { project, title: t('Looking for versions'), dropped });
}

async function lockAndOffer(
  services: Services,
  open: OpenFile,
  {
    project,
    title,
    dropped = [],
  }: { readonly project: Project; readonly title: string; readonly dropped?: readonly string[] },
): Promise<void> {
  const results = await services.ui.progress(title, (_, signal) =>
    services.engine.get().lock(project, { lock: open.lock, signal }),
  );
  const updates = results.flatMap((result) => (result.ok ? [result.update] : []));
  const failures = results.flatMap((result) => (result.ok ? [] : [result]));
  await offer(services, open, { updates, failures, dropped });
}

async function offer(services: Services, open: OpenFile, planned: PlannedLock): Promise<void> {
  const changed = planned.updates.filter(({ isChanged }) => isChanged);
  if (changed.length === 0 && planned.dropped.length === 0) {
    const [failed, ...more] = planned.failures;
    if (!failed) {
      const over = planned.updates.flatMap(({ name, skipped }) =>
        skippedSentences(skipped).map((line) => `${plain(name, 60)}: ${line}`),
      );
      await services.ui.inform([t('The lock is up to date.'), ...over].join(' '));
      return;
    }
    const name = more.length === 0 ? failed.name : t('{0} and {1} more', plain(failed.name, 60), more.length);
    return showFailureOf(services, services.errors.show(failed.error, { name }));
  }
  if (await reviewAndWrite(services, open, planned))
    tellWritten(services, open.folder.directory, { changed, dropped: planned.dropped });
}

interface Written {
  readonly changed: readonly ToolUpdate[];
  /** Names of the tools that left the lock. */
  readonly dropped?: readonly string[] | undefined;
}

/** Says what was written to the lock, and offers to restore it. */
export function tellWritten(services: Services, directory: string, written: Written): void {
  const RESTORE = t('Restore');
  const answer = services.ui.inform(writtenSentences(written).join(' '), RESTORE);
  showFailureOf(
    services,
    answer.then((pressed) => (pressed === RESTORE ? restoreTools(services, directory) : undefined)),
  );
}

function writtenSentences({ changed, dropped = [] }: Written): readonly string[] {
  return [
    ...(changed.length > 0 ? [lockedSentence(changed)] : []),
    ...(dropped.length > 0
      ? [plural(dropped.length, '{0} tool was removed from the lock.', '{0} tools were removed from the lock.')]
      : []),
  ];
}

function lockedSentence(changed: readonly ToolUpdate[]): string {
  const [only, ...others] = changed;
  if (!only || others.length > 0) return plural(changed.length, '{0} tool is locked.', '{0} tools are locked.');
  const name = `${plain(only.name, 60)} ${plain(only.after.version, 60)}`;
  return plural(only.after.platforms.size, '{1} is locked for {0} platform.', '{1} is locked for {0} platforms.', name);
}
