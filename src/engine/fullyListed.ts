import { EngineError } from './errors.ts';
import { sourceName } from './model.ts';
import type { Version } from './model.ts';

/**
 * For code that would take an unlisted file for a missing one, or chooses among the listed files.
 *
 * @throws EngineError `incomplete` if the version has files that are not listed
 */
export function assertFullyListed({
  source,
  version,
  unlisted,
}: Pick<Version, 'source' | 'version'> & { readonly unlisted?: number | undefined }): void {
  if (!unlisted) return;
  const name = `${sourceName(source)} ${version}`;
  throw new EngineError('incomplete', `${unlisted} files of ${name} are not listed`, { name, unlisted });
}
