import { access } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { errnoOf } from '../disk.ts';
import { EngineError, isEngineError } from '../errors.ts';
import type { HttpClientOptions } from '../http/httpClient.ts';
import type { MirrorAddress } from './mirrorAddress.ts';
import { isMiss } from './health.ts';
import { createMirrors, NO_MIRRORS } from './mirrors.ts';
import type { MirrorPorts } from './mirrors.ts';

/** No bytes have this digest. */
const NOBODYS = '0'.repeat(64);

interface ProbePorts extends Pick<MirrorPorts, 'list' | 'authorization' | 'only'> {
  readonly allowHost: (host: string) => boolean;
}

/**
 * Whether a mirror works, found out by asking for bytes that do not exist: `undefined` if it says that it does not have
 * them, else the failure. Redirects are followed as for a file. Rejects with the signal's reason on abort.
 */
export async function probeMirror(
  mirror: MirrorAddress,
  { allowHost, ...ports }: ProbePorts,
  http: HttpClientOptions,
  signal: AbortSignal,
): Promise<EngineError | undefined> {
  const { name: host, kind, base } = mirror;
  try {
    if (kind === 'file') await access(fileURLToPath(base));
    const list = (): readonly MirrorAddress[] => [mirror, ...ports.list()];
    const [source] = createMirrors({ ...NO_MIRRORS, ...ports, list }, http, { allowHost }).sourcesOf(NOBODYS);
    (await source?.open(undefined, signal))?.discard();
  } catch (error) {
    signal.throwIfAborted();
    const reason = errnoOf(error);
    if (reason !== undefined) return new EngineError('network', `${host} cannot be read: ${reason}`, { host, reason });
    if (!isEngineError(error)) throw error;
    return isMiss(error) ? undefined : error;
  }
  return new EngineError('badBody', `${host} has bytes for every digest`, { host, rule: 'digest' });
}
