import { EngineError } from './errors.ts';
import { sourceName } from './model.ts';
import type { Version } from './model.ts';

/**
 * For whoever would take a file that is not listed for one that is not there, or choose among those that are.
 *
 * @throws EngineError `incomplete` where the version has files besides those that are listed
 */
export function demandWhole({
  source,
  version,
  unlisted,
}: Pick<Version, 'source' | 'version'> & { readonly unlisted?: number | undefined }): void {
  if (!unlisted) return;
  const name = `${sourceName(source)} ${version}`;
  throw new EngineError('incomplete', `${unlisted} files of ${name} are not listed`, { name, unlisted });
}
