import type { EngineError, MirrorAddress, MirrorAddressProblem } from '../engine/index.ts';
import { describeError } from './describeError.ts';
import { plain } from './format.ts';
import { isCertificateFault } from './networkErrorWords.ts';
import { quarantineSentence } from './quarantineWords.ts';
import { plural, t } from './translate.ts';

/** The end of a progress line. */
export function fromMirror(mirror: string): string {
  return t('from mirror {0}', plain(mirror, 60));
}

/** Where one file or the file of a tool came from. */
export function mirrorSentence(name: string, mirror: string): string {
  return t('{0} came from mirror {1}.', plain(name, 80), plain(mirror, 80));
}

/** The command line has messages of its own. */
type MessageOf = (error: EngineError) => string;

const editorMessage: MessageOf = (error) => describeError(error).message;

/** Why a mirror was skipped. The file comes from the next source that has it. */
export function mirrorSkippedSentence(
  mirror: Pick<MirrorAddress, 'name' | 'kind'>,
  error: EngineError,
  messageOf = editorMessage,
): string {
  const name = plain(mirror.name, 80);
  if (mirror.kind === 'file') return directorySentence(name, error);
  if (error.is('unauthorized') || error.is('forbidden')) {
    return error.facts.tokenSent
      ? t('The mirror {0} refused its credentials, so it was skipped.', name)
      : t('The mirror {0} asks for credentials, so it was skipped.', name);
  }
  if (error.is('badBody') && error.facts.rule === 'digest') {
    return [
      t('The mirror {0} sent a different file, so it was skipped. Tell its administrator.', name),
      ...quarantineSentence(error.facts.quarantinePath),
    ].join(' ');
  }
  if (error.is('htmlPage'))
    return t('The mirror {0} answered with a web page instead of a file, so it was skipped.', name);
  if (error.is('timeout')) return t('The mirror {0} did not answer in time, so it was skipped.', name);
  if (error.is('server'))
    return t('The mirror {0} answered with status {1}, so it was skipped.', name, error.facts.status);
  if (error.is('network') && !isCertificateFault(error.facts)) {
    return t('The mirror {0} cannot be reached ({1}), so it was skipped.', name, error.facts.reason ?? '?');
  }
  return t('The mirror {0} was skipped: {1}', name, messageOf(error));
}

/** The same for a directory, which may be a mirror or what is imported. */
function directorySentence(directory: string, error: EngineError): string {
  if (error.is('network'))
    return error.facts.reason === 'ENOENT'
      ? t('There is no directory {0}, so it was skipped.', directory)
      : t('A file in {0} cannot be read ({1}), so it was skipped.', directory, error.facts.reason ?? '?');
  const { quarantinePath } = error.is('badBody') ? error.facts : {};
  return [t('A file in {0} is damaged, so it was skipped.', directory), ...quarantineSentence(quarantinePath)].join(
    ' ',
  );
}

/** Why an address cannot be used as a mirror; continues "A mirror …". */
export function mirrorProblem(reason: MirrorAddressProblem): string {
  const words: Readonly<Record<MirrorAddressProblem, string>> = {
    notUrl: t('is not an address; write it as https://cache.example.org'),
    scheme: t('must begin with https:// or file://'),
    insecure: t('must begin with https://, because http:// is for private hosts only'),
    userinfo: t('must not contain a user name or a password'),
    query: t('must end with the path, without ? or #'),
    outsidePath: t('may contain {0} in its path only', '{sha256}'),
    midSegment: t('must have {0} directly after a slash', '{sha256}'),
  };
  return words[reason];
}

/** The files uploaded to a mirror. */
export function uploadedSentence(mirror: string, count: number): string {
  return plural(
    count,
    'Uploaded {0} file to the mirror {1}.',
    'Uploaded {0} files to the mirror {1}.',
    plain(mirror, 80),
  );
}

/** Files withheld from a mirror, because everyone who can read from it would see them. */
export function withheldSentence(mirror: string, count: number): string {
  return plural(
    count,
    '{0} file might not be public, so it was not uploaded to the mirror {1}.',
    '{0} files might not be public, so they were not uploaded to the mirror {1}.',
    plain(mirror, 80),
  );
}

/** How many files a mirror did not take, and why. */
export function notUploadedSentence(mirror: string, count: number, reason: string): string {
  return plural(
    count,
    '{0} file was not uploaded to the mirror {1}: {2}',
    '{0} files were not uploaded to the mirror {1}: {2}',
    plain(mirror, 80),
    reason,
  );
}
