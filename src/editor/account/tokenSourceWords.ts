import type { TokenSource } from '../settings/settingsModel.ts';
import { t } from '../../words/translate.ts';

/** Where the token of an instance comes from, for use after "from". */
export function tokenSourceWords(source: TokenSource): string {
  switch (source.kind) {
    case 'secret':
      return t('the secret storage');
    case 'env':
      return t('the environment variable {0}', source.name);
    case 'gitCredential':
      return t('git’s credential helpers');
  }
}
