import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { systemClock } from '../../engine/index.ts';
import type { WhichPlatforms } from '../../engine/index.ts';
import { t } from '../../words/translate.ts';
import { canRevealInOS, revealInOS } from '../desktop.ts';
import { showFailureOf } from '../inBackground.ts';
import { filesProgressReporter, exportedSentence } from '../project/exportWords.ts';
import { choosePlatforms } from '../project/choosePlatforms.ts';
import { showFileResults } from '../project/showFileResults.ts';
import { localPath } from '../project/localPath.ts';
import { openLocked } from '../project/openProject.ts';
import type { LockedProject } from '../project/openProject.ts';
import { projectTarget } from '../project/projectTargets.ts';
import type { Services } from '../services.ts';

const TITLE = t('Export Workspace Tools');
const OPEN = t('Open Folder');
const COPY = t('Copy Path');
const REPORT = t('Show Report');

type To = { readonly directory: string } | { readonly tar: string };

/** Writes what a folder's lock names into a directory or a tar file, for machines without a network. */
export async function exportTools(services: Services, ...args: readonly unknown[]): Promise<void> {
  const directory = (await projectTarget(services, args))?.status.folder.directory;
  const open = await openLocked(services, TITLE, directory);
  if (!open) return;
  const which = await choosePlatforms(services, open.lock, TITLE);
  const to = which && (await choosePlace(services));
  if (to) await runExport(services, { open, which, to });
}

interface Asked {
  readonly open: LockedProject;
  readonly which: WhichPlatforms;
  readonly to: To;
}

async function runExport(services: Services, asked: Asked): Promise<void> {
  const { open, which, to } = asked;
  const { ui, engine, records } = services;
  const exporting = ui.progress(t('Exporting tools'), (report, signal) =>
    engine.get().exportTools(open.lock, {
      to,
      ...which,
      onProgress: filesProgressReporter(report, { phases: 2, clock: systemClock }),
      signal,
    }),
  );
  // A stopped export may have fetched some files already.
  const exported = await exporting.finally(() => showFailureOf(services, records.refresh()));
  const sentence = exportedSentence(exported, pathOf(to), exported.lacking.length);
  showFileResults(services, {
    name: t('Exported Tools'),
    title: t('Exported tools'),
    sentence,
    files: exported,
    retry: () => runExport(services, asked),
    tell: (report) => tell(services, sentence, to, report),
  });
}

async function tell({ ui }: Services, sentence: string, to: To, report: () => Promise<void>): Promise<void> {
  const show = canRevealInOS() ? OPEN : COPY;
  const pressed = await ui.inform(sentence, show, REPORT);
  if (pressed === REPORT) await report();
  if (pressed === COPY) await ui.copy(pathOf(to));
  // The file manager shows the folder that contains the given path.
  if (pressed === OPEN) await revealInOS(vscode.Uri.file('tar' in to ? to.tar : join(to.directory, 'index.json')));
}

function pathOf(to: To): string {
  return 'tar' in to ? to.tar : to.directory;
}

async function choosePlace({ ui }: Services): Promise<To | undefined> {
  const rows = [
    {
      label: t('To a Folder…'),
      detail: t('Tools can be restored straight from it, for example from a USB stick or a network share'),
      icon: 'folder',
      value: 'directory',
    },
    { label: t('To One Tar File…'), detail: t('One file to copy or send'), icon: 'archive', value: 'tar' },
  ] as const;
  const kind = await ui.pick(rows, { title: TITLE, placeholder: t('Where the files go') });
  if (kind === undefined) return undefined;
  const chosen =
    kind === 'tar'
      ? await ui.saveAs('forgejo-artifacts-tools.tar', TITLE)
      : await ui.chooseFolder(TITLE, t('Export Here'));
  const path = chosen && (await localPath(ui, chosen));
  if (path === undefined) return undefined;
  return kind === 'tar' ? { tar: path } : { directory: await folderIn(path) };
}

/** A folder that holds other things gets one of its own for the export. */
async function folderIn(path: string): Promise<string> {
  const names = await readdir(path).catch((): readonly string[] => []);
  return names.length === 0 || names.includes('cas') ? path : join(path, 'forgejo-artifacts-tools');
}
