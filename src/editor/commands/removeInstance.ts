import { chooseInstance } from '../account/chooseInstance.ts';
import type { Services } from '../services.ts';
import { withoutInstance } from '../settings/instanceEntries.ts';
import { t } from '../../words/translate.ts';

const KEPT = t('Its cached files stay; its settings are removed.');

/** Removes an instance from the list, with or without its token. */
export async function removeInstance(services: Services, target?: unknown): Promise<void> {
  const instance = await chooseInstance(services, target, t('Remove Instance'));
  if (!instance) return;
  const { url, name, token } = instance.setting;
  const hasSecret = token.kind === 'secret' && (await services.tokens.get(url)) !== undefined;
  const choice = hasSecret ? await askAboutToken(services, name) : await askPlainly(services, name);
  if (choice === undefined) return;
  // Comes first because it may fail; then the token is still there.
  await services.settings.updateInstances((entries) => withoutInstance(entries, url));
  if (choice === 'withToken') await services.tokens.delete(url);
  services.instances.forgetToken(url);
}

async function askPlainly(services: Services, name: string): Promise<'plain' | undefined> {
  return (await services.ui.confirm(t('Remove {0} from the list?', name), KEPT, t('Remove'))) ? 'plain' : undefined;
}

function askAboutToken(services: Services, name: string): Promise<'withToken' | 'plain' | undefined> {
  return services.ui.pick(
    [
      {
        label: t('Remove, and forget the token'),
        detail: t('You need a token to add it again'),
        icon: 'trash',
        value: 'withToken' as const,
      },
      {
        label: t('Remove, but keep the token'),
        detail: t('Adding it again signs you in'),
        icon: 'key',
        value: 'plain' as const,
      },
    ],
    { title: t('Remove {0}', name), placeholder: KEPT },
  );
}
