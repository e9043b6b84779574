import type { ArchiveRule, ErrorCode, ErrorFacts } from '../engine/index.ts';
import { offersWords } from './commandWords.ts';
import type { Description } from './describeError.ts';
import { count, formatDate, formatDuration, formatSize, plain } from './format.ts';
import { PROJECT_WORDS } from './projectWords.ts';
import { TRUST_WORDS } from './trustErrorWords.ts';

/** One entry a code: a new code does not compile until it has words. */
export const WORDS: { readonly [C in ErrorCode]: (facts: Readonly<ErrorFacts[C]>) => Description } = {
  network,
  timeout: ({ host, timeoutMs }) =>
    retry(`${host} sent nothing for ${formatDuration(timeoutMs)}. Try again, or check the connection.`),
  unauthorized: ({ host, tokenSent }) =>
    signIn(
      tokenSent
        ? `${host} refused the token. It may be revoked or lack the right; sign in again with a new one.`
        : `${host} shows this only after you sign in.`,
    ),
  forbidden,
  notFound,
  incomplete: ({ name, unlisted }) => ({
    message: `${plain(name)} has ${count(unlisted, 'file')} more than can be listed here, and what was looked for may be one of them. Choose a file yourself, or open the release in the browser.`,
    remedy: 'showLog',
  }),
  gone: ({ host, name }) => ({
    message: `${plain(name)} is no longer on ${host}; it was removed or replaced. Refresh to see what is there now.`,
    remedy: 'refresh',
  }),
  rateLimited: ({ host, retryAfterMs }) => {
    const when =
      retryAfterMs === undefined ? 'wait a while' : `it will answer again in ${formatDuration(retryAfterMs)}`;
    return retry(`${host} asks for fewer requests; ${when}.`);
  },
  server: ({ host, status }) =>
    retry(`${host} could not answer (status ${status}). That is a fault of the server; try again later.`),
  badResponse: ({ host, endpoint, path }) => ({
    message: `${host} sent a response that Forgejo would not send (${plain(endpoint)}, at ${plain(path)}). Is the address right?`,
    remedy: 'showLog',
  }),
  htmlPage,
  redirect,
  badBody,
  tooLarge,
  limited: ({ limit, resetsAt }) => ({
    message: `Your limit of ${limit} downloads a day is used up. It resets at ${formatDate(resetsAt)}; the setting is yours to change.`,
    remedy: 'openSettings',
  }),
  needsConsent: ({ host }) => ({
    message: `This file is on another host, ${host}, which the instance does not control. Fetch it only if you trust that host.`,
    remedy: 'allowHost',
  }),
  unsafeName: ({ name }) => ({
    message: `The name ${JSON.stringify(plain(name, 80))} cannot be requested or written to disk safely. Its publisher has to rename it.`,
    remedy: 'showLog',
  }),
  unsafeArchive,
  misfit: ({ name, reason }) => ({
    message: `${plain(name, 80)} does not run on this machine (${plain(reason)}), so it was not installed. Choose another file of this version.`,
    remedy: 'showLog',
  }),
  noExecutable: ({ name, candidates }) => ({
    message:
      candidates.length > 0
        ? `Could not tell which file in ${plain(name, 80)} is the program, so nothing was installed. Install it again and choose one.`
        : `${plain(name, 80)} contains no program, so nothing was installed.`,
    remedy: 'showLog',
  }),
  needsYes: ({ tool, version, commands }) => ({
    message: `${plain(tool, 80)} ${plain(version, 80)} has programs that become commands only if you agree: ${offersWords(commands.filter(({ reasons }) => reasons.length > 0))}. Nothing was changed.`,
    remedy: 'showLog',
  }),
  nameTaken: ({ command }) => ({
    message: `The command ${plain(command, 80)} is taken by a file that this program did not make, so nothing was changed. Remove that file first.`,
    remedy: 'showLog',
  }),
  notInstalled: ({ tool, version }) => ({
    message: `${plain(tool, 80)}${version === undefined ? '' : ` ${plain(version, 80)}`} is not installed on this machine. Install it first.`,
    remedy: 'showLog',
  }),
  storage,
  badSetting: ({ key, reason, notChanged }) => ({
    message: `The setting ${key} ${notChanged ? 'was not changed' : 'cannot be used'}: ${plain(reason).replace(/\.$/, '')}.`,
    remedy: 'openSettings',
  }),
  unknownInstance: ({ instance }) => ({
    message: `${plain(instance)} is not one of your instances, so it was not asked. If you trust it, add it.`,
    remedy: 'addInstance',
  }),
  ...PROJECT_WORDS,
  ...TRUST_WORDS,
};

function retry(message: string): Description {
  return { message, remedy: 'retry' };
}

function signIn(message: string): Description {
  return { message, remedy: 'signIn' };
}

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO|TLS|SSL|ALTNAME/;

function certificate(host: string, reason: string): Description {
  const faults: Readonly<Record<string, string>> = {
    CERT_HAS_EXPIRED: 'has expired. Its administrator has to renew it, unless the clock of this machine is wrong.',
    CERT_NOT_YET_VALID: 'is not valid yet. Is the clock of this machine right?',
    ERR_TLS_CERT_ALTNAME_INVALID: 'is for another host. Check the address; somebody else may be answering.',
  };
  const fault = faults[reason];
  if (fault) return retry(`The certificate of ${host} ${fault}`);
  if (/^ERR_SSL|^EPROTO$/.test(reason))
    return retry(`${host} does not speak https as it should (${reason}). Check the address and its port.`);
  const message = `The certificate of ${host} is not trusted (${reason}). If your organisation has an authority of its own, name its file in the setting "Ca File".`;
  return { message, remedy: 'openSettings' };
}

function network({ host, reason = '' }: ErrorFacts['network']): Description {
  if (CERTIFICATE.test(reason) || reason === 'EPROTO') return certificate(host, reason);
  const brokeOff = `The connection to ${host} dropped. Check the connection and try again.`;
  const causes: Readonly<Record<string, string>> = {
    ENOTFOUND: `There is no host ${host}. Check the address, the connection and the proxy settings.`,
    EAI_AGAIN: `The name ${host} could not be looked up. Check the connection.`,
    ECONNREFUSED: `${host} refuses connections. Is the server running?`,
    ECONNRESET: brokeOff,
    EPIPE: brokeOff,
    UND_ERR_SOCKET: brokeOff,
  };
  const broken = `The connection to ${host} failed${reason ? ` (${reason})` : ''}. Check the connection and the proxy settings.`;
  return { message: causes[reason] ?? broken, remedy: 'retry' };
}

function forbidden({ host, missingScope, tokenSent }: ErrorFacts['forbidden']): Description {
  if (missingScope) {
    const message = `The token for ${host} may not read this: it lacks ${missingScope.split(' ').join(' or ')}. Sign in with a token that has it.`;
    return { message, remedy: 'signIn' };
  }
  return tokenSent
    ? { message: `Your account on ${host} may not see this.`, remedy: 'signIn' }
    : { message: `${host} does not show this to everybody. Sign in, if you have an account.`, remedy: 'signIn' };
}

function notFound({ host, what, name, unrouted }: ErrorFacts['notFound']): Description {
  if (what === 'instance') {
    return {
      message: `There is no Forgejo at ${plain(name)}. Check the address and its path.`,
      remedy: 'openSettings',
    };
  }
  if (unrouted) {
    const message = `${host} does not know this address. A proxy in front of it may change addresses; ask its administrator.`;
    return { message, remedy: 'showLog' };
  }
  const message = `${host} has no ${what} ${plain(name)}, or shows it only to some. If it is private, sign in.`;
  return { message, remedy: 'signIn' };
}

function htmlPage({ host, page }: ErrorFacts['htmlPage']): Description {
  const messages = {
    login: `${host} answered with a sign-in page. If a login stands in front of the whole server, its /api has to be open to programs.`,
    botWall: `${host} answered with a page that blocks robots. Its administrator has to allow programs.`,
    proxy: `A proxy answered in place of ${host}. Check the connection and the proxy settings.`,
    unknown: `${host} answered with a web page instead of data. Is this the address of a Forgejo?`,
  };
  return { message: messages[page], remedy: page === 'login' ? 'signIn' : 'showLog' };
}

function redirect({ host, rule }: ErrorFacts['redirect']): Description {
  const messages = {
    tooMany: `${host} redirects without end.`,
    downgrade: `${host} redirects to an address without encryption, which was not followed.`,
    badLocation: `${host} redirects to an invalid address.`,
    privateAddress: `The release points to ${host}, an address inside a private network, which was not followed.`,
    privateRedirect: `The server redirects to ${host}, an address inside its private network, which was not followed. If its files are stored there, its administrator has to serve them through Forgejo or give the storage a public address.`,
  };
  return { message: messages[rule], remedy: 'showLog' };
}

function badBody({ host, rule }: ErrorFacts['badBody']): Description {
  const messages = {
    encoding: `${host}, or a proxy in front of it, changed the file in transit (compression).`,
    range: `${host} sent a different part of the file than requested.`,
    tooLong: `${host} sent more than the file's listed size.`,
    tooShort: `${host} sent less than the file's listed size.`,
  };
  return { message: `${messages[rule]} Nothing was kept; try again.`, remedy: 'retry' };
}

function tooLarge({ what, sizeBytes, limitBytes }: ErrorFacts['tooLarge']): Description {
  if (what === 'answer') return { message: 'The server sent far more than it should.', remedy: 'showLog' };
  const message = `This file (${formatSize(sizeBytes)}) does not fit into the cache, which may hold ${formatSize(limitBytes)}. Raise the setting "Max Size".`;
  return { message, remedy: 'openSettings' };
}

function unsafeArchive({ name, rule, entry }: ErrorFacts['unsafeArchive']): Description {
  const unsafe = 'contains an entry that could do harm here';
  const reasons: Readonly<Record<ArchiveRule, string>> = {
    unsupported: 'is in a format, or uses a feature, that cannot be unpacked',
    corrupt: 'is damaged',
    ambiguous: 'can be read in more than one way',
    path: unsafe,
    link: unsafe,
    special: unsafe,
    name: 'contains a name that is not valid here',
    duplicate: 'contains two different files of one name',
    tooMany: 'contains more files than allowed',
    tooLarge: 'unpacks to more than allowed',
    tooDense: 'unpacks to far more than a genuine archive does',
    tooLong: 'contains a longer path than allowed',
  };
  const where = entry === undefined ? '' : ` (${JSON.stringify(plain(entry, 80))})`;
  return { message: `${plain(name, 80)} ${reasons[rule]}${where}, so nothing was unpacked.`, remedy: 'showLog' };
}

function storage({ reason, path, neededBytes }: ErrorFacts['storage']): Description {
  const full = neededBytes === undefined ? 'The disk is full' : `The disk has no ${formatSize(neededBytes)} left`;
  const isMemory = /[/\\]memory-v\d+[/\\]/.test(path);
  const lost = isMemory ? ', which forgets the pin, the accepted change or the earlier signature in it' : '';
  const inTheWay = `A file is in the way of a cache directory (${path}). Choose another one in the settings.`;
  const messages: Readonly<Record<string, string>> = {
    ENOSPC: `${full} (${path}). Free some space, or empty the cache.`,
    EDQUOT: `Your disk quota is used up (${path}). Free some space, or empty the cache.`,
    EROFS: `The cache directory cannot be written to (${path}). Choose another one in the settings.`,
    EACCES: `There is no permission to write to the cache directory (${path}). Change its permissions, or choose another one in the settings.`,
    EPERM: `There is no permission to write to the cache directory (${path}). Change its permissions, or choose another one in the settings.`,
    ENOTDIR: inTheWay,
    EEXIST: inTheWay,
    ENOENT: `A part of the cache was removed while it was in use (${path}). Try again.`,
    EBADMSG: `${path} is damaged, or was written by a newer version of this extension. Update the extension; if that does not help, move the file away${lost}.`,
    EMFILE: `Too many files are open on this machine (${path}). Close some programs and try again.`,
  };
  const message = messages[reason] ?? `The disk answered ${reason} at ${path}. Check the cache directory.`;
  if (reason === 'ENOENT') return retry(message);
  const isInFolder = ['ENOSPC', 'EDQUOT', 'EBADMSG'].includes(reason);
  return { message, remedy: isInFolder ? 'openCacheFolder' : 'openSettings' };
}
