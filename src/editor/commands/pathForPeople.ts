import type { AssetRecord } from '../../engine/index.ts';
import { namedFile } from '../downloads/namedFiles.ts';
import type { Services } from '../services.ts';

/** A copy with the file's own name; see `namedFile`. */
export async function pathForPeople({ engine }: Pick<Services, 'engine'>, record: AssetRecord): Promise<string> {
  return namedFile(engine.directory, record, (await engine.get()).cache.pathOf(record));
}
