import { count, plain } from './format.ts';

/** What to do about installs of which nobody can tell what they are; '' where there are none. */
export function unreadableSentence(directories: readonly string[]): string {
  const [first, ...more] = directories;
  if (first === undefined) return '';
  const others = more.length > 0 ? ` and ${count(more.length, 'other')}` : '';
  return `What is installed in ${plain(first, 300)}${others} cannot be read: it is damaged, or a newer version of this program wrote it. Install the tool again, or remove the directory.`;
}
