import type { Services } from '../services.ts';
import { t } from '../../words/translate.ts';

/** Shows only versions and files whose names contain a text, including releases that the server finds by it. */
export async function filter(services: Pick<Services, 'ui' | 'tree'>): Promise<void> {
  const text = await services.ui.input({
    title: t('Filter'),
    prompt: t('Part of a name. Servers also search their releases that are not loaded.'),
    placeholder: 'linux-amd64',
  });
  if (text !== undefined) services.tree.setFilter(text.trim() || undefined);
}
