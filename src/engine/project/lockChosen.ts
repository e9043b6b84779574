import { openVersion } from '../versions/versionInName.ts';
import type { ToolSpec } from './projectModel.ts';
import type { ToolUpdate, UpdateResult } from './updateTool.ts';

/** A tool to lock, and the chosen file. */
interface ChosenTool {
  readonly spec: ToolSpec;
  readonly file?: string | undefined;
  /** A glob for that file, including in other versions; see `patternOf`. */
  readonly pattern?: string | undefined;
}

/** Locks what the matcher picks; if that is not the chosen file, adds a pattern for it. Rejects as locking does. */
export async function lockChosen(
  { spec, file, pattern }: ChosenTool,
  lockAs: (spec: ToolSpec) => Promise<UpdateResult>,
): Promise<{ readonly spec: ToolSpec; readonly update: ToolUpdate }> {
  const plainly = await lockAs(spec);
  const isPicked = plainly.ok && (file === undefined || plainly.update.after.assets.has(file));
  const wanted = isPicked || pattern === undefined ? spec : { ...spec, asset: pattern };
  const result = wanted === spec ? plainly : await lockAs(wanted);
  if (!result.ok) throw result.error;
  return { spec: wanted, update: result.update };
}

/** A glob for a file's name with placeholders for the version. Pure. */
export function patternOf(name: string, tag: string): string {
  // A special character in the name is replaced by `?`, which matches it.
  return openVersion(name.replace(/[*{}]/g, '?'), tag);
}
