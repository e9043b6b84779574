import { enumerateFirst, plain } from '../../words/format.ts';
import { t } from '../../words/translate.ts';

/** `tool.zip could not be saved to /media/stick: there is no space left.` Pure. */
export function notSavedSentence(names: readonly string[], place: string, code: string): string {
  const shown = names.map((name) => plain(name, 80));
  return t('{0} could not be saved to {1}: {2}.', enumerateFirst(shown, 3), plain(place), reason(code));
}

/** The codes of the system, and those of the editor's file systems. */
function reason(code: string): string {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return t('there is no space left');
    case 'EACCES':
    case 'EPERM':
    case 'NoPermissions':
      return t('you have no permission to write there');
    case 'EROFS':
      return t('the disk is read-only');
    case 'ENOENT':
    case 'ENOTDIR':
    case 'FileNotFound':
      return t('there is no such folder');
    default:
      return t('the system reported {0}', plain(code, 40));
  }
}
