import type { Services } from '../services.ts';
import { t } from '../../words/translate.ts';

/** Shows only the rows whose names contain a text. */
export async function filter(services: Pick<Services, 'ui' | 'tree'>): Promise<void> {
  const text = await services.ui.input({
    title: t('Filter'),
    prompt: t('Shows only loaded rows with this text in their name'),
    placeholder: 'linux-amd64',
  });
  if (text !== undefined) services.tree.setFilter(text.trim() || undefined);
}
