import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { isEngineError, saveNew, saveOver } from '../../engine/index.ts';
import type { Asset, CachedAsset, CopyTo } from '../../engine/index.ts';
import { canRevealInOS, revealInOS } from '../desktop.ts';
import { showFailureOf } from '../inBackground.ts';
import type { Services } from '../services.ts';
import { assetOf } from '../choose/recordTargets.ts';
import { savedSentence } from './downloadWords.ts';
import { notSavedSentence } from './notSavedWords.ts';
import { distinctNames, withCopy } from './saveFiles.ts';
import { t } from '../../words/translate.ts';

/** Where the user wants files. */
interface Destination {
  readonly target: vscode.Uri;
  /** Whether `target` is a folder, and not the name of the only file. */
  readonly isFolder: boolean;
  /** Asks for another place and saves the files there. */
  readonly elsewhere: (assets: readonly Asset[]) => Promise<void>;
}

/**
 * Saves files and says where they are. If they cannot be written there, it says why, and offers to try again or to choose
 * another place for those that are left.
 *
 * @throws EngineError `integrity`, and what the file system says of files that can no longer be read from the cache
 */
export async function saveTo(
  services: Services,
  files: readonly CachedAsset[],
  destination: Destination,
): Promise<void> {
  const { target, isFolder } = destination;
  const left = new Set(files);
  try {
    if (isFolder) await saveMany(services, left, target);
    else for (const found of files) await saveOne(services, found, target);
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined || isAbout(services, left, error)) throw error;
    return showFailureOf(services, tellNotSaved(services, [...left], destination, code));
  }
  showFailureOf(services, tellSaved(services, files, target));
}

/** The code of an error of the system or of the editor's file systems; `undefined` for any other. */
function codeOf(error: unknown): string | undefined {
  if (isEngineError(error) || !(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Whether an error is about one of these files in the cache, and not about the place for its copy. */
function isAbout({ engine }: Services, files: ReadonlySet<CachedAsset>, error: unknown): boolean {
  const { cache } = engine.get();
  return (
    error instanceof Error && 'path' in error && [...files].some(({ record }) => cache.pathOf(record) === error.path)
  );
}

/** The copy is compared with the record as it is written. */
function copyOf({ engine }: Services, found: CachedAsset): CopyTo {
  return (to) => engine.get().cache.copyTo(found, to);
}

async function saveOne(services: Services, found: CachedAsset, target: vscode.Uri): Promise<void> {
  const copyTo = copyOf(services, found);
  if (target.scheme === 'file') await saveOver(copyTo, target.fsPath);
  else await saveElsewhere(copyTo, target, true);
}

/**
 * Takes each file out of `left` once it is saved. Nothing in the folder is overwritten: a name that is taken gets a number.
 */
async function saveMany(services: Services, left: Set<CachedAsset>, folder: vscode.Uri): Promise<void> {
  const local = folder.scheme === 'file';
  const taken = local
    ? await readdir(folder.fsPath)
    : (await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name);
  const files = [...left];
  const names = distinctNames(
    files.map(({ record }) => record.name),
    taken,
  );
  for (const [index, found] of files.entries()) {
    const name = names[index] ?? 'file';
    const copyTo = copyOf(services, found);
    if (local) await saveNew(copyTo, join(folder.fsPath, name));
    else await saveElsewhere(copyTo, vscode.Uri.joinPath(folder, name), false);
    left.delete(found);
  }
}

/** For a file system that only the editor can reach. */
async function saveElsewhere(copyTo: CopyTo, target: vscode.Uri, overwrite: boolean): Promise<void> {
  await withCopy(copyTo, async (path) => vscode.workspace.fs.copy(vscode.Uri.file(path), target, { overwrite }));
}

async function tellNotSaved(
  services: Services,
  left: readonly CachedAsset[],
  destination: Destination,
  code: string,
): Promise<void> {
  const [RETRY, ELSEWHERE] = [t('Retry'), t('Choose Another Place…')];
  const names = left.map(({ record }) => record.name);
  const chosen = await services.ui.error(notSavedSentence(names, pathOf(destination.target), code), RETRY, ELSEWHERE);
  if (chosen === RETRY) await saveTo(services, left, destination);
  if (chosen === ELSEWHERE) await destination.elsewhere(left.map(({ record }) => assetOf(record)));
}

async function tellSaved({ ui }: Services, files: readonly CachedAsset[], saved: vscode.Uri): Promise<void> {
  const actions = saved.scheme === 'file' && canRevealInOS() ? [t('Reveal')] : [];
  const sentence = savedSentence(
    files.map(({ record }) => record),
    pathOf(saved),
  );
  if ((await ui.inform(sentence, ...actions)) === t('Reveal')) await revealInOS(saved);
}

function pathOf(place: vscode.Uri): string {
  return place.scheme === 'file' ? place.fsPath : place.path;
}
