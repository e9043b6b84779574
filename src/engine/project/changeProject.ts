import { isDeepStrictEqual } from 'node:util';
import { EngineError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import { decodeProject } from './decodeProject.ts';
import { putTool, removeTool } from './editProject.ts';
import { decodeLock, rewriteLock } from './lockText.ts';
import { projectPaths, readProjectText, replaceText } from './projectFiles.ts';
import { EMPTY_LOCK } from './projectModel.ts';
import type { Lock, Project, ToolSpec } from './projectModel.ts';
import { withTool, withoutTool } from './updateTool.ts';
import type { ToolUpdate } from './updateTool.ts';

/** Both files of a workspace folder; `undefined` for one that is not there. */
export interface ProjectFiles {
  readonly project: Project | undefined;
  readonly lock: Lock | undefined;
}

/** What is to be different in the files of a workspace folder. */
export interface ProjectChange {
  /** What the files said when this was worked out. */
  readonly from: ProjectFiles;
  /** Put into the workspace file. */
  readonly put?: { readonly name: string; readonly spec: ToolSpec } | undefined;
  /** Names that leave the workspace file. */
  readonly removed?: readonly string[] | undefined;
  /** Put into the lock. */
  readonly updates: readonly ToolUpdate[];
  /** Names that leave the lock. */
  readonly dropped: readonly string[];
}

/** Both files of a workspace folder. @throws EngineError `badProjectFile`, `storage` */
export async function readProjectFiles(directory: string): Promise<ProjectFiles> {
  return (await readTexts(directory)).files;
}

/**
 * Writes a change into the files as they are now: what others wrote since `from` was read stays. A tool that the change is
 * about and that others changed too is refused, and then nothing is written.
 *
 * @throws EngineError `changedMeanwhile`, `badProjectFile`, `storage`
 */
export async function changeProject(directory: string, change: ProjectChange, clock: Clock): Promise<void> {
  const paths = projectPaths(directory);
  const { files, texts } = await readTexts(directory);
  refuseOverlap(paths, change, files);
  const { updates, dropped } = change;
  const lock = changedLock(files.lock ?? EMPTY_LOCK, change);
  const touched = new Set([...updates.map(({ name }) => name), ...dropped]);
  const lockText = rewriteLock(texts.lock, lock, touched);
  const fileText = changedFile(texts.file, change);
  if (fileText !== undefined) await replaceText(paths.file, { before: texts.file, after: fileText }, clock);
  await replaceText(paths.lock, { before: texts.lock, after: lockText }, clock);
}

function changedFile(text: string | undefined, { put, removed = [] }: ProjectChange): string | undefined {
  const after = put ? putTool(text, put.name, put.spec) : text;
  return after === undefined ? undefined : removed.reduce(removeTool, after);
}

interface Texts {
  readonly file: string | undefined;
  readonly lock: string | undefined;
}

async function readTexts(directory: string): Promise<{ readonly files: ProjectFiles; readonly texts: Texts }> {
  const paths = projectPaths(directory);
  const [file, lock] = await Promise.all([readProjectText(paths.file), readProjectText(paths.lock)]);
  const project = file === undefined ? undefined : decodeProject(file, paths.file);
  return {
    files: { project, lock: lock === undefined ? undefined : decodeLock(lock, paths.lock) },
    texts: { file, lock },
  };
}

function changedLock(lock: Lock, { updates, dropped }: ProjectChange): Lock {
  const updated = updates.reduce((next, { name, after }) => withTool(next, name, after), lock);
  return dropped.reduce(withoutTool, updated);
}

/** @throws EngineError `changedMeanwhile` */
function refuseOverlap(
  paths: ReturnType<typeof projectPaths>,
  { from, put, removed = [], updates, dropped }: ProjectChange,
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
