import type { ErrorFacts } from '../engine/index.ts';
import type { Description } from './describeError.ts';
import { t } from './translate.ts';

/** Why a mirror does not take a file, and what to do about it. */
export function uploadRefused(facts: ErrorFacts['uploadRefused']): Description {
  return { message: messageOf(facts), remedy: 'showLog' };
}

function messageOf({ status, credentialSent }: ErrorFacts['uploadRefused']): string {
  if (status < 400) return t('The mirror redirects uploads. Name the address that it redirects to.');
  switch (status) {
    case 401:
    case 403:
      return credentialSent
        ? t('The mirror refused the credentials, or they do not allow uploads.')
        : t('The mirror asks for credentials.');
    case 404:
    case 410:
      return t('The mirror has no place for files at this address (status {0}). Check its path.', status);
    case 405:
    case 501:
      return t(
        'The mirror does not accept uploads at this address (status {0}). Check its path, or ask its administrator to allow PUT.',
        status,
      );
    case 409:
    case 412:
      return t(
        'The mirror did not store the file (status {0}). Either a directory is missing there, or it has a different file of that name. Ask its administrator.',
        status,
      );
    case 413:
      return t(
        'The mirror does not accept files of this size (status {0}). Ask its administrator to raise the limit.',
        status,
      );
    case 507:
      return t('The mirror has no space left (status {0}). Ask its administrator to make room.', status);
    default:
      return t('The mirror refused the upload (status {0}). Check its address, or ask its administrator.', status);
  }
}
