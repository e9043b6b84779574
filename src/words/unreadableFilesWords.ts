import type { RecordList } from '../engine/index.ts';
import { describeError } from './describeError.ts';
import { plural, t } from './translate.ts';

/** What the cache has, but this program cannot read. */
export type UnreadableFiles = Pick<RecordList, 'foreign' | 'unreadable'>;

/** Which files of the cache cannot be read, and what to do; '' if there are none. */
export function unreadableFilesSentence({ unreadable, foreign }: UnreadableFiles): string {
  const [first] = unreadable;
  const more = unreadable.length - 1;
  return [
    ...(first ? [describeError(first).message] : []),
    ...(more > 0
      ? [plural(more, '{0} more file in the cache cannot be read.', '{0} more files in the cache cannot be read.')]
      : []),
    ...newerFiles(foreign.length),
  ].join(' ');
}

/** What to say where there is no file to choose: there may be some that cannot be read. */
export function noFilesSentence(files: UnreadableFiles): string {
  return unreadableFilesSentence(files) || t('Nothing has been downloaded yet.');
}

/** The same for a file that was named, which may be among them. */
export function notInCacheSentence(files: UnreadableFiles): string {
  return [t('Not in the cache. Download it first.'), unreadableFilesSentence(files)].join(' ').trimEnd();
}

/** As one sentence, if there are any. */
export function newerFiles(count: number): readonly string[] {
  if (count === 0) return [];
  return [
    plural(
      count,
      '{0} file in the cache was stored by a newer version of Forgejo Artifacts, so it cannot be read. Update yours.',
      '{0} files in the cache were stored by a newer version of Forgejo Artifacts, so they cannot be read. Update yours.',
    ),
  ];
}
