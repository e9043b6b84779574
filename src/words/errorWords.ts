import { fitWords } from './fitWords.ts';
import type { ErrorCode, ErrorFacts } from '../engine/index.ts';
import { offersWords } from './commandWords.ts';
import type { Description } from './describeError.ts';
import { storage, tooLarge, unsafeArchive } from './diskErrorWords.ts';
import { enumerateFirst, formatDate, formatDuration, formatTime, plain } from './format.ts';
import {
  badBody,
  forbidden,
  htmlPage,
  network,
  notFound,
  redirect,
  withRetry,
  withSignIn,
} from './networkErrorWords.ts';
import { PROJECT_WORDS, availableSentence } from './projectWords.ts';
import { plural, t } from './translate.ts';
import { TRUST_WORDS } from './trustErrorWords.ts';
import { uploadRefused } from './uploadErrorWords.ts';

const MINUTE_MS = 60_000;

/** One entry for each code: a new code does not compile until it has words. */
export const WORDS: { readonly [C in ErrorCode]: (facts: Readonly<ErrorFacts[C]>) => Description } = {
  network,
  timeout: ({ host, timeoutMs }) =>
    withRetry(t('{0} sent nothing for {1}. Try again, or check the connection.', host, formatDuration(timeoutMs))),
  unauthorized: ({ host, tokenSent, malformed }) =>
    withSignIn(
      malformed
        ? t(
            'The token for {0} contains a space or another character that no token has, so it was not sent. Sign in again.',
            host,
          )
        : tokenSent
          ? t(
              '{0} refused the token. It may have been revoked or may lack permission; sign in again with a new one.',
              host,
            )
          : t('{0} shows this only after you sign in.', host),
    ),
  forbidden,
  notFound,
  incomplete: ({ name, unlisted }) => ({
    message: plural(
      unlisted,
      '{1} has {0} more file than can be listed here; the file you want may be that one. Choose a file yourself, or open the release in the browser.',
      '{1} has {0} more files than can be listed here; the file you want may be one of them. Choose a file yourself, or open the release in the browser.',
      plain(name),
    ),
    remedy: 'openInBrowser',
  }),
  gone: ({ host, name }) => ({
    message: t(
      '{0} is no longer on {1}; it was removed or replaced. Refresh to see the current files.',
      plain(name),
      host,
    ),
    remedy: 'refresh',
  }),
  notMirrored: ({ name, sha256 }) => ({
    message:
      sha256 === undefined
        ? t('{0} was not fetched: only mirrors may be used, and no lock, pin or list gives its digest.', plain(name))
        : t('{0} was not fetched: only mirrors may be used, and none has {1}.', plain(name), sha256),
    remedy: 'openSettings',
  }),
  evidenceNotExported: ({ name }) => ({
    message: t(
      '{0} is not used: neither this machine nor the export has its checksum and signature files, and only mirrors may be used. Import the export again if it has them; otherwise, export it again on a machine that can reach its instance.',
      plain(name),
    ),
    remedy: 'showLog',
  }),
  notExport: ({ path }) => ({
    message: t('{0} is not an export: it lacks the directory cas or a lock.', plain(path, 200)),
    remedy: 'showLog',
  }),
  damagedExport: ({ name, path }) => ({
    message: t(
      '{0} is damaged in {1}: its bytes do not match the lock. Copy the export again.',
      plain(name),
      plain(path, 200),
    ),
    remedy: 'showLog',
  }),
  missingInExport: ({ name, path }) => ({
    message: t(
      '{0} is not in {1}. Copy the export again; if it was made without this file, export it again.',
      plain(name),
      plain(path, 200),
    ),
    remedy: 'showLog',
  }),
  rateLimited: ({ host, retryAt }) =>
    withRetry(
      retryAt === undefined
        ? t('{0} is limiting requests. Try again later.', host)
        : t(
            '{0} is limiting requests. Try again at {1}.',
            host,
            formatTime(Math.ceil(retryAt / MINUTE_MS) * MINUTE_MS),
          ),
    ),
  server: ({ host, status }) =>
    withRetry(
      status < 400
        ? t(
            '{0} sent an unexpected answer (status {1}). A proxy in front of it may be at fault; try again later.',
            host,
            status,
          )
        : t('{0} could not answer (status {1}). The fault is on the server; try again later.', host, status),
    ),
  uploadRefused,
  badResponse: ({ host, endpoint, path }) => ({
    message: t(
      "{0} sent a response that does not look like Forgejo's ({1}, at {2}). Is the address right?",
      host,
      plain(endpoint),
      plain(path),
    ),
    remedy: 'openSettings',
  }),
  htmlPage,
  redirect,
  badBody,
  tooLarge,
  limited: ({ limit, resetsAt }) => ({
    message: plural(
      limit,
      'Your limit of {0} download a day is used up. It resets at {1}; you can raise it in the settings.',
      'Your limit of {0} downloads a day is used up. It resets at {1}; you can raise it in the settings.',
      formatDate(resetsAt),
    ),
    remedy: 'openSettings',
  }),
  hostNotAllowed: ({ host }) => ({
    message: t(
      'This file is on another host, {0}, which the instance does not control. Download it only if you trust that host.',
      host,
    ),
    remedy: 'allowHost',
  }),
  unsafeName: ({ name }) => ({
    message: t(
      'The name {0} cannot be requested or written to disk safely. Its publisher must rename the file.',
      JSON.stringify(plain(name, 80)),
    ),
    remedy: 'showLog',
  }),
  unsafeArchive,
  misfit: ({ name, reasons }) => ({
    message: t(
      '{0} does not run on this machine ({1}), so it was not installed. Choose another file of this version.',
      plain(name, 80),
      fitWords(reasons),
    ),
    remedy: 'install',
  }),
  noExecutable: (facts) => ({
    message: noExecutable(facts),
    remedy: facts.candidates.length > 0 ? 'install' : 'showLog',
  }),
  commandsNeedConsent: ({ tool, version, commands }) => ({
    message: t(
      '{0} {1} has programs that become commands only if you agree: {2}. Nothing was changed.',
      plain(tool, 80),
      plain(version, 80),
      offersWords(commands.filter(({ reasons }) => reasons.length > 0)),
    ),
    remedy: 'showLog',
  }),
  nameTaken: ({ command }) => ({
    message: t(
      'A file that this program did not create already has the command name {0}, so nothing was changed. Remove that file first.',
      plain(command, 80),
    ),
    remedy: 'openCacheFolder',
  }),
  notInstalled: ({ tool, version }) => ({
    message: t(
      '{0} is not installed on this machine. Install it first.',
      [tool, ...(version === undefined ? [] : [version])].map((part) => plain(part, 80)).join(' '),
    ),
    remedy: 'install',
  }),
  storage,
  badSetting: ({ key, reason, notChanged }) => {
    const why = plain(reason).replace(/\.$/, '');
    const message = notChanged
      ? t('The setting {0} was not changed: {1}.', key, why)
      : t('The setting {0} is not valid: {1}.', key, why);
    return { message, remedy: 'openSettings' };
  },
  unknownInstance: ({ instance }) => ({
    message: t('{0} is not one of your instances, so it was not contacted. If you trust it, add it.', plain(instance)),
    remedy: 'addInstance',
  }),
  ...PROJECT_WORDS,
  ...TRUST_WORDS,
};

function noExecutable({ name, candidates, unknown = [] }: ErrorFacts['noExecutable']): string {
  if (candidates.length === 0) return t('{0} contains no program, so nothing was installed.', plain(name, 80));
  if (unknown.length === 0) {
    return t(
      'Could not tell which file in {0} is the program, so nothing was installed. Install it again and choose one.',
      plain(name, 80),
    );
  }
  const missing = enumerateFirst(
    unknown.map((one) => plain(one, 80)),
    3,
  );
  const message = t('{0} contains no program {1}, so nothing was installed.', plain(name, 80), missing);
  return [message, ...availableSentence(candidates)].join(' ');
}
