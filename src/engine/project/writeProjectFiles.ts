import { isDeepStrictEqual } from 'node:util';
import { EngineError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import { putTool, removeTool } from './editProject.ts';
import { rewriteLock } from './lockText.ts';
import { projectPaths, readWithTexts, replaceText } from './projectFiles.ts';
import type { ProjectFiles } from './projectFiles.ts';
import { EMPTY_LOCK } from './projectModel.ts';
import type { Lock, ToolSpec } from './projectModel.ts';
import { withTool, withoutTool } from './updateTool.ts';
import type { ToolUpdate } from './updateTool.ts';

/** An edit to the files of a workspace folder. */
export interface ProjectEdit {
  /** The contents of the files when the edit was prepared. */
  readonly from: ProjectFiles;
  /** Tools to put into the workspace file. */
  readonly put?: { readonly name: string; readonly spec: ToolSpec } | undefined;
  /** Names to remove from the workspace file. */
  readonly removed?: readonly string[] | undefined;
  /** Tools to put into the lock. */
  readonly updates: readonly ToolUpdate[];
  /** Names to remove from the lock. */
  readonly dropped: readonly string[];
}

/**
 * Applies an edit to the current files: what others wrote since `from` was read stays. If others changed a tool that the
 * edit is about, nothing is written. Where no tool could be locked, no lock is created.
 *
 * @throws EngineError `changedMeanwhile`, `badProjectFile`, `storage`
 */
export async function writeProjectFiles(directory: string, change: ProjectEdit, clock: Clock): Promise<void> {
  const paths = projectPaths(directory);
  const { files, texts } = await readWithTexts(directory);
  refuseOverlap(paths, change, files);
  const { updates, dropped } = change;
  const lock = changedLock(files.lock ?? EMPTY_LOCK, change);
  const touched = new Set([...updates.map(({ name }) => name), ...dropped]);
  const lockText = rewriteLock(texts.lock, lock, touched);
  const fileText = changedFile(texts.file, change);
  if (fileText !== undefined) await replaceText(paths.file, { before: texts.file, after: fileText }, clock);
  // A lock without any of the tools would pass for a restored project.
  if (texts.lock === undefined && lock.tools.size === 0 && files.project?.tools.size) return;
  await replaceText(paths.lock, { before: texts.lock, after: lockText }, clock);
}

function changedFile(text: string | undefined, { put, removed = [] }: ProjectEdit): string | undefined {
  const after = put ? putTool(text, put.name, put.spec) : text;
  return after === undefined ? undefined : removed.reduce(removeTool, after);
}

function changedLock(lock: Lock, { updates, dropped }: ProjectEdit): Lock {
  const updated = updates.reduce((next, { name, after }) => withTool(next, name, after), lock);
  return dropped.reduce(withoutTool, updated);
}

/** @throws EngineError `changedMeanwhile` */
function refuseOverlap(
  paths: ReturnType<typeof projectPaths>,
  { from, put, removed = [], updates, dropped }: ProjectEdit,
  now: ProjectFiles,
): void {
  const names = new Set([...updates.map(({ name }) => name), ...dropped, ...removed, ...(put ? [put.name] : [])]);
  for (const tool of names) {
    if (!isDeepStrictEqual(from.project?.tools.get(tool), now.project?.tools.get(tool)))
      throw overlap(paths.file, tool);
    if (!isDeepStrictEqual(from.lock?.tools.get(tool), now.lock?.tools.get(tool))) throw overlap(paths.lock, tool);
  }
}

function overlap(path: string, tool: string): EngineError<'changedMeanwhile'> {
  return new EngineError('changedMeanwhile', `${tool} was changed in ${path} too`, { path, tool });
}
