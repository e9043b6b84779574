import { plain } from './format.ts';
import { plural, t } from './translate.ts';

/** What to do about installs with unreadable records; '' if there are none. */
export function unreadableSentence(directories: readonly string[]): string {
  const [first, ...more] = directories;
  if (first === undefined) return '';
  const damage =
    more.length === 0
      ? t(
          'The tool in {0} cannot be read: it is damaged, or a newer version of this program installed it.',
          plain(first, 300),
        )
      : plural(
          more.length,
          'The tools in {1} and {0} other directory cannot be read: they are damaged, or a newer version of this program installed them.',
          'The tools in {1} and {0} other directories cannot be read: they are damaged, or a newer version of this program installed them.',
          plain(first, 300),
        );
  return `${damage} ${t('Install the tool again, or remove the directory.')}`;
}
