import { EngineError } from '../engine/errors.ts';
import type { ErrorFacts } from '../engine/index.ts';
import { enumerate, plain } from '../words/format.ts';
import { isUntrustedCertificate } from '../words/networkErrorWords.ts';
import { TOKEN_VARIABLE } from './instances.ts';

/** The reason of `network` errors in offline mode. */
const OFFLINE_REASON = 'OFFLINE';

/** The failure of every request in offline mode. */
export function offlineError(host: string): EngineError<'network'> {
  return new EngineError('network', `${host} may not be asked`, { host, reason: OFFLINE_REASON });
}

/** Where a token is read from; see `tokenVariable` for the name with a host. */
const TOKEN_PLACE = `${TOKEN_VARIABLE} (with several instances, or for one that only --instance names: ${TOKEN_VARIABLE}_<HOST>)`;

/** Failures of requests whose remedy is not the editor's. */
export const OWN_NETWORK_WORDS = { network, unauthorized, forbidden, notFound };

function network({ host, reason = '', proxy }: ErrorFacts['network']): string | undefined {
  if (reason === OFFLINE_REASON)
    return `${host} was not contacted because of --offline, and this machine does not have what is needed.`;
  return proxy === undefined && isUntrustedCertificate({ reason })
    ? `The certificate of ${host} is not trusted (${reason}). If your organization has its own certificate authority, name its file with --ca-file.`
    : undefined;
}

function unauthorized({ host, tokenSent, malformed }: ErrorFacts['unauthorized']): string {
  if (malformed)
    return `The token for ${host} contains a space or another character that no token has, so it was not sent. Correct ${TOKEN_PLACE}.`;
  return tokenSent
    ? `${host} refused the token. It may have been revoked or may lack permission; put a new one into ${TOKEN_PLACE}.`
    : `${host} shows this only with a token. Put one into ${TOKEN_PLACE}.`;
}

function forbidden({ host, tokenSent, missingScope, usualScope }: ErrorFacts['forbidden']): string | undefined {
  if (missingScope) {
    const scopes = enumerate(missingScope.split(' '), 'or');
    return `The token for ${host} lacks ${scopes}. Put one that has it into ${TOKEN_PLACE}.`;
  }
  return usualScope || tokenSent
    ? undefined
    : `This is not public on ${host}. If you have an account, put a token into ${TOKEN_PLACE}.`;
}

function notFound({ host, what, name, unrouted }: ErrorFacts['notFound']): string | undefined {
  if (what === 'instance' || unrouted) return undefined;
  const kind = what === 'asset' ? 'file' : what;
  return `${host} has no ${kind} ${plain(name)} that you can see. If it is private, put a token that can read it into ${TOKEN_PLACE}.`;
}
