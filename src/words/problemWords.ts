import type { ProjectProblem } from '../engine/index.ts';
import { plain } from './format.ts';
import { t } from './translate.ts';

/** What is wrong with an entry of a workspace file, and what to do. */
export function problemSentence({ kind, about }: ProjectProblem): string {
  const name = plain(about, 80);
  switch (kind) {
    case 'range':
      return t('"{0}" is neither a version nor a range. Write a tag, a range such as "^1.4", or "latest".', name);
    case 'instance':
      return t(
        '{0} is not one of your instances, so nothing is fetched from it. Choose Add Instance… to add it.',
        name,
      );
    case 'noInstance':
      return t('{0} names no instance, and the file has none for all tools. Add "instance".', name);
    case 'notLocked':
      return t('{0} is not in the lock yet. Update Workspace Tool locks it.', name);
    case 'outdated':
      return t('{0} was changed here after it was locked. Update Workspace Tool locks it again.', name);
    case 'onlyLocked':
      return t('The lock also has {0}. Update All Workspace Tools removes it.', name);
  }
}
