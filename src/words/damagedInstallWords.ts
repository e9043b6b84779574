import { plain } from './format.ts';
import { plural, t } from './translate.ts';

/** Which installs have unreadable records, and what to do about them; '' if there are none. */
export function unreadableSentence(directories: readonly string[]): string {
  const damage = damageSentence(directories);
  return damage === '' ? '' : `${damage} ${t('Install the tool again, or uninstall it.')}`;
}

/** The same without what to do. */
export function damageSentence([first, ...more]: readonly string[]): string {
  if (first === undefined) return '';
  if (more.length === 0) {
    return t(
      'The tool in {0} cannot be read: it is damaged, or a newer version of this program installed it.',
      plain(first, 300),
    );
  }
  return plural(
    more.length,
    'The tools in {1} and {0} other directory cannot be read: they are damaged, or a newer version of this program installed them.',
    'The tools in {1} and {0} other directories cannot be read: they are damaged, or a newer version of this program installed them.',
    plain(first, 300),
  );
}
