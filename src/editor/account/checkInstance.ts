import { isEngineError } from '../../engine/index.ts';
import type { EngineError, InstanceClient, InstanceInfo, RepositoryPath } from '../../engine/index.ts';
import type { Candidate } from '../find/typedAddress.ts';
import { isCancelled } from '../../words/describeError.ts';
import { t } from '../../words/translate.ts';

/** The server found at an address. `info` is missing where the server tells nothing before sign-in. */
export interface FoundInstance {
  readonly base: string;
  readonly repositoryPath: RepositoryPath | undefined;
  readonly info: InstanceInfo | undefined;
}

export type Checked =
  | { readonly ok: true; readonly instance: FoundInstance }
  /** `maybe`: something answers but lets nobody in, so it could still be an instance. */
  | { readonly ok: false; readonly error: EngineError; readonly base: string; readonly maybe: boolean };

type ClientFor = (base: string) => Pick<InstanceClient, 'instanceInfo' | 'reportsHealthy'>;

/**
 * Asks each candidate in turn, without a token, whether it is an instance. If none is, returns the answer of the first, the
 * likeliest one.
 *
 * @throws the reason of an aborted signal, and anything that is not an `EngineError`
 */
export async function checkInstance(
  candidates: readonly Candidate[],
  clientFor: ClientFor,
  signal: AbortSignal,
): Promise<Checked> {
  const failures: Extract<Checked, { ok: false }>[] = [];
  for (const { base, repositoryPath } of candidates) {
    const client = clientFor(base);
    try {
      return { ok: true, instance: { base, repositoryPath, info: await client.instanceInfo({ signal }) } };
    } catch (error) {
      signal.throwIfAborted();
      if (isCancelled(error) || !isEngineError(error)) throw error;
      const closed = isEngineError(error, 'unauthorized') || isEngineError(error, 'forbidden');
      if (closed && (await client.reportsHealthy({ signal })))
        return { ok: true, instance: { base, repositoryPath, info: undefined } };
      failures.push({ ok: false, error, base, maybe: closed || isOutOfReach(error) });
      // The host is the same for all of them.
      if (isOutOfReach(error)) break;
    }
  }
  const likeliest = failures.find(({ maybe }) => maybe) ?? failures[0];
  if (!likeliest) throw new TypeError('no candidates');
  return likeliest;
}

function isOutOfReach(error: EngineError): boolean {
  return ['network', 'timeout', 'rateLimited', 'server'].includes(error.code);
}

/** `Forgejo 12.0.4`, without the Gitea version that it is compatible with. */
export function instanceTitle(info: InstanceInfo | undefined): string {
  if (!info) return t('A Forgejo instance that requires sign-in');
  const { kind, version } = info;
  return `${kind === 'forgejo' ? 'Forgejo' : 'Gitea'} ${version.split('+')[0] ?? version}`;
}
