import { MIRRORS_ONLY } from '../engine/index.ts';
import type { ErrorFacts } from '../engine/index.ts';
import type { Description } from './describeError.ts';
import { enumerate, plain } from './format.ts';
import { t } from './translate.ts';

/** Failures of requests and answers. All pure. */

export function withRetry(message: string): Description {
  return { message, remedy: 'retry' };
}

export function withSignIn(message: string): Description {
  return { message, remedy: 'signIn' };
}

/** The codes of OpenSSL's certificate checks as Node names them, and its own for TLS. */
const CERTIFICATE =
  /CERT|SELF_SIGNED|UNABLE_TO|TLS|SSL|ALTNAME|^CRL_|^INVALID_(CA|PURPOSE)$|^PATH_LENGTH_EXCEEDED$|^HOSTNAME_MISMATCH$/;

/** Whether the connection failed because of the server's certificate, or of TLS itself. */
export function isCertificateFault({ reason = '' }: Pick<ErrorFacts['network'], 'reason'>): boolean {
  return CERTIFICATE.test(reason) || reason === 'EPROTO';
}

const HANDSHAKE = /^ERR_SSL|^EPROTO$/;
const WITH_OWN_WORDS = ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH'];

/** Whether the server's certificate is valid but from an authority that is not trusted. */
export function isUntrustedCertificate({ reason = '' }: Pick<ErrorFacts['network'], 'reason'>): boolean {
  return isCertificateFault({ reason }) && !HANDSHAKE.test(reason) && !WITH_OWN_WORDS.includes(reason);
}

function certificate(host: string, reason: string): Description {
  const otherHost = t(
    'The certificate of {0} is for another host. Check the address; someone else may be answering.',
    host,
  );
  const faults: Readonly<Record<string, string>> = {
    CERT_HAS_EXPIRED: t(
      "The certificate of {0} has expired. Its administrator must renew it, unless this machine's clock is wrong.",
      host,
    ),
    CERT_NOT_YET_VALID: t("The certificate of {0} is not valid yet. Is this machine's clock right?", host),
    ERR_TLS_CERT_ALTNAME_INVALID: otherHost,
    HOSTNAME_MISMATCH: otherHost,
  };
  const fault = faults[reason];
  if (fault) return withRetry(fault);
  if (HANDSHAKE.test(reason))
    return withRetry(t('{0} did not complete a TLS handshake ({1}). Check the address and the port.', host, reason));
  const message = t(
    'The certificate of {0} is not trusted ({1}). If your organization has its own certificate authority, name its file in the setting "Network: Ca File".',
    host,
    reason,
  );
  return { message, remedy: 'openSettings' };
}

export function network({ host, reason = '', proxy, proxyStatus }: ErrorFacts['network']): Description {
  if (proxy !== undefined) return { message: proxyFault(host, proxy, proxyStatus ?? reason), remedy: 'retry' };
  if (isCertificateFault({ reason })) return certificate(host, reason);
  if (reason === MIRRORS_ONLY) {
    const message = t('{0} was not contacted, because only mirrors may be used.', host);
    return { message, remedy: 'openSettings' };
  }
  const dropped = t('The connection to {0} dropped. Check the connection and try again.', host);
  const causes: Readonly<Record<string, string>> = {
    ENOTFOUND: t('There is no host {0}. Check the address, the connection and the proxy settings.', host),
    EAI_AGAIN: t('The name {0} could not be looked up. Check the connection.', host),
    ECONNREFUSED: t('{0} refuses connections. Is the server running?', host),
    ECONNRESET: dropped,
    EPIPE: dropped,
    UND_ERR_SOCKET: dropped,
    '': t('The connection to {0} failed. Check the connection and the proxy settings.', host),
  };
  const failed = t('The connection to {0} failed ({1}). Check the connection and the proxy settings.', host, reason);
  return { message: causes[reason] ?? failed, remedy: 'retry' };
}

function proxyFault(host: string, proxy: string, fault: string | number): string {
  if (fault === 407)
    return t('The proxy {0} needs a user name and password, or did not accept the ones it was given.', proxy);
  if (typeof fault === 'number') return t('The proxy {0} refuses the connection to {1} ({2}).', proxy, host, fault);
  return t('The proxy {0} cannot be reached ({1}). Check the proxy settings.', proxy, fault);
}

export function forbidden({ host, missingScope, usualScope, tokenSent }: ErrorFacts['forbidden']): Description {
  if (missingScope) {
    const scopes = enumerate(missingScope.split(' '), 'or');
    return withSignIn(t('The token for {0} lacks {1}. Sign in with a token that has it.', host, scopes));
  }
  if (usualScope) {
    return withSignIn(
      t(
        '{0} refused this. The token probably lacks {1}; if not, your account is not allowed to see it.',
        host,
        usualScope,
      ),
    );
  }
  return withSignIn(
    tokenSent
      ? t('Your account on {0} is not allowed to see this.', host)
      : t('This is not public on {0}. Sign in if you have an account.', host),
  );
}

export function notFound({ host, what, name, unrouted }: ErrorFacts['notFound']): Description {
  const shown = plain(name);
  if (what === 'instance') {
    return {
      message: t('There is no Forgejo instance at {0}. Check the address and its path.', shown),
      remedy: 'openSettings',
    };
  }
  if (unrouted) {
    const message = t(
      '{0} has nothing at this address. A proxy in front of it may rewrite addresses; ask its administrator.',
      host,
    );
    return { message, remedy: 'showLog' };
  }
  const missing: Readonly<Record<typeof what, string>> = {
    owner: t('{0} has no owner {1} that you can see. If it is private, sign in.', host, shown),
    repository: t('{0} has no repository {1} that you can see. If it is private, sign in.', host, shown),
    release: t('{0} has no release {1} that you can see. If it is private, sign in.', host, shown),
    package: t('{0} has no package {1} that you can see. If it is private, sign in.', host, shown),
    asset: t('{0} has no file {1} that you can see. If it is private, sign in.', host, shown),
  };
  return withSignIn(missing[what]);
}

export function htmlPage({ host, page }: ErrorFacts['htmlPage']): Description {
  const messages = {
    login: t(
      '{0} answered with a sign-in page. If the whole server is behind a login, its /api must be open to programs.',
      host,
    ),
    botWall: t('{0} answered with a bot-protection page. Its administrator must let programs through.', host),
    proxy: t('A proxy answered in place of {0}. Check the connection and the proxy settings.', host),
    unknown: t('{0} answered with a web page instead of data. Is this the address of a Forgejo instance?', host),
  };
  const remedies = { login: 'signIn', botWall: 'showLog', proxy: 'retry', unknown: 'openSettings' } as const;
  return { message: messages[page], remedy: remedies[page] };
}

export function redirect({ host, rule, origin }: ErrorFacts['redirect']): Description {
  const messages: Readonly<Record<typeof rule, string>> = {
    tooMany: t('{0} redirects endlessly.', host),
    downgrade: t('{0} redirects to an unencrypted address, which was not followed.', host),
    badLocation: t('{0} redirects to an invalid address.', host),
    privateAddress: t('The release points to {0}, an address inside a private network, which was not followed.', host),
    api: t(
      'The server redirects requests to {0}, which was not contacted. If the instance is there now, add that address. If the whole server is behind a login, its /api must be open to programs.',
      plain(origin ?? host),
    ),
    instance: t(
      'The mirror redirects to {0}, which was not contacted, because only mirrors and hosts that you allow may be used.',
      host,
    ),
    privateRedirect: t(
      'The server redirects to {0}, an address inside its private network, which was not followed. If its files are stored there, its administrator must serve them through Forgejo or give the storage a public address.',
      host,
    ),
  };
  return { message: messages[rule], remedy: rule === 'api' ? 'addInstance' : 'showLog' };
}

export function badBody({ host, rule }: ErrorFacts['badBody']): Description {
  const messages = {
    encoding: t('{0}, or a proxy in front of it, changed the file in transit (compression).', host),
    range: t('{0} sent a different part of the file than requested.', host),
    tooLong: t("{0} sent more than the file's listed size.", host),
    tooShort: t("{0} sent less than the file's listed size.", host),
    digest: t('{0} sent a different file.', host),
  };
  return withRetry(`${messages[rule]} ${t('Nothing was stored; try again.')}`);
}
