import { readlink, stat } from 'node:fs/promises';
import { EngineError } from './errors.ts';

/** A name of the system for something that is open, such as `/dev/stdout`. */
const OF_SYSTEM = /^\/(?:dev|proc)\//;

/**
 * Checks a path that the user named for a new file. A rename would take the place even of a device or a pipe, and of
 * `/dev/null` as well for root in a container.
 * @throws EngineError `storage`
 */
export async function assertReplaceable(path: string): Promise<void> {
  const link = await readlink(path).catch(() => '');
  const found = await stat(path).catch(() => undefined);
  const isOther = found !== undefined && !found.isFile() && !found.isDirectory();
  if (isOther || OF_SYSTEM.test(link))
    throw new EngineError('storage', `${path} is not a file`, { reason: 'ENOTFILE', path });
}
