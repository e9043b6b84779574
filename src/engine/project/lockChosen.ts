import { openVersion } from '../versions/versionInName.ts';
import type { ToolSpec } from './projectModel.ts';
import type { ToolUpdate, UpdateResult } from './updateTool.ts';

/** A tool to lock, and the file of it that somebody chose. */
interface ChosenTool {
  readonly spec: ToolSpec;
  readonly file?: string | undefined;
  /** A glob for that file, also in other versions; see `patternOf`. */
  readonly pattern?: string | undefined;
}

/**
 * Locks by what the matcher picks; with a pattern for the file that was chosen, where the matcher would not pick that.
 * Rejects with what locking failed with.
 */
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

/** A glob for a file's name with places for the version. Pure. */
export function patternOf(name: string, tag: string): string {
  // What means more in a pattern stands for itself and any other.
  return openVersion(name.replace(/[*{}]/g, '?'), tag);
}
