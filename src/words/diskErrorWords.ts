import type { ArchiveRule, ErrorFacts } from '../engine/index.ts';
import type { Description } from './describeError.ts';
import { formatSize, plain } from './format.ts';
import { withRetry } from './networkErrorWords.ts';
import { t } from './translate.ts';

/** Failures of disks and archives. All pure. */

export function tooLarge({ what, sizeBytes, limitBytes }: ErrorFacts['tooLarge']): Description {
  if (what === 'answer') return { message: t('The server sent far more than it should.'), remedy: 'showLog' };
  const message = t(
    'This file ({0}) is larger than the limit of the cache ({1}). Raise the setting "Cache: Max Size".',
    formatSize(sizeBytes),
    formatSize(limitBytes),
  );
  return { message, remedy: 'openSettings' };
}

const ARCHIVE_FAULTS: Readonly<Record<ArchiveRule, string>> = {
  unsupported: t('its format, or a feature it uses, is not supported'),
  corrupt: t('it is damaged'),
  ambiguous: t('it can be read in more than one way'),
  path: t('it contains a file whose path leads out of its directory'),
  link: t('it contains a link that leads out of its directory'),
  special: t('it contains a device, a pipe or another special file'),
  name: t('it contains a name that is not valid on this machine'),
  duplicate: t('it contains two different files with the same name'),
  tooMany: t('it contains more files than allowed'),
  tooLarge: t('it unpacks to more than allowed'),
  tooDense: t('it unpacks to far more than a genuine archive does'),
  tooLong: t('it contains a longer path than allowed'),
};

/** What to do about it. The limits are settings of the editor; the command line uses the defaults. */
function archiveRemedy(rule: ArchiveRule): Pick<Description, 'remedy'> & { readonly advice: string } {
  switch (rule) {
    case 'corrupt':
      return { advice: t('Ask the publisher for a new archive.'), remedy: 'showLog' };
    case 'path':
    case 'link':
      return {
        advice: t('This may be an attack. Ask its publisher before you unpack it with another program.'),
        remedy: 'showLog',
      };
    case 'tooMany':
      return {
        advice: t('If you trust its publisher, raise the setting "Install: Max Files".'),
        remedy: 'openSettings',
      };
    case 'tooLarge':
      return {
        advice: t('If you trust its publisher, raise the setting "Install: Max Size".'),
        remedy: 'openSettings',
      };
    case 'tooDense':
      return {
        advice: t('If you trust its publisher, raise the setting "Install: Max Ratio".'),
        remedy: 'openSettings',
      };
    default:
      return {
        advice: t('If you trust its publisher, save the file and unpack it with another program.'),
        remedy: 'saveAs',
      };
  }
}

export function unsafeArchive(facts: ErrorFacts['unsafeArchive']): Description {
  const { advice, remedy } = archiveRemedy(facts.rule);
  return { message: t('{0} was not unpacked: {1}. {2}', plain(facts.name, 80), archiveFault(facts), advice), remedy };
}

/** `it contains more files than allowed`, with the entry that is at fault, if it is one */
export function archiveFault({ rule, entry }: ErrorFacts['unsafeArchive']): string {
  return `${ARCHIVE_FAULTS[rule]}${entry === undefined ? '' : ` (${JSON.stringify(plain(entry, 80))})`}`;
}

export function storage({ reason, path, neededBytes }: ErrorFacts['storage']): Description {
  const cannotWrite = t('The cache directory is not writable ({0}). Choose another one in the settings.', path);
  const denied = t(
    'No permission to write to the cache directory ({0}). Change its permissions, or choose another one in the settings.',
    path,
  );
  const inTheWay = t('A file is in the way of a cache directory ({0}). Choose another one in the settings.', path);
  const messages: Readonly<Record<string, string>> = {
    ENOSPC:
      neededBytes === undefined
        ? t('The disk is full ({0}). Free some space, or empty the cache.', path)
        : t(
            'The disk has less than {0} left ({1}). Free some space, or empty the cache.',
            formatSize(neededBytes),
            path,
          ),
    EDQUOT: t('Your disk quota is used up ({0}). Free some space, or empty the cache.', path),
    EROFS: cannotWrite,
    EACCES: denied,
    EPERM: denied,
    ENOTDIR: inTheWay,
    EEXIST: inTheWay,
    ENOENT: t('{0} is not there, or was removed a moment ago. Check the path, then try again.', path),
    EBADMSG: damaged(path),
    EBUSY: t('Another program is using {0}, perhaps a virus scanner. Close it or wait a moment, then try again.', path),
    // Windows has more reasons than its programs have names for.
    UNKNOWN: t(
      '{0} could not be opened. A virus scanner may be blocking it, or a sync program such as OneDrive may not have downloaded it. Check both, then try again.',
      path,
    ),
    ENOTFILE: t('{0} is not a file, so it was not replaced. Choose another path.', path),
    EMFILE: t('Too many files are open on this machine ({0}). Close some programs and try again.', path),
  };
  const message = messages[reason] ?? t('The disk reported {0} at {1}. Check the cache directory.', reason, path);
  if (['ENOENT', 'EBUSY', 'UNKNOWN', 'EMFILE', 'ENOTFILE'].includes(reason)) return withRetry(message);
  if (reason === 'ENOSPC' || reason === 'EDQUOT') return { message, remedy: 'openCacheFolder', also: ['emptyCache'] };
  return { message, remedy: reason === 'EBADMSG' ? 'openCacheFolder' : 'openSettings' };
}

/** Records in the memory directory hold decisions of the user, which are lost with the file. */
function damaged(path: string): string {
  return /[/\\]memory-v\d+[/\\]/.test(path)
    ? t(
        '{0} is damaged, or was written by a newer version of Forgejo Artifacts. Update yours; if that does not help, move the file away, which forgets the pin, the accepted change or the earlier signature in it.',
        path,
      )
    : t(
        '{0} is damaged, or was written by a newer version of Forgejo Artifacts. Update yours; if that does not help, move the file away.',
        path,
      );
}
