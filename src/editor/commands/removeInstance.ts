import { chooseInstance } from '../account/chooseInstance.ts';
import type { Instance } from '../instances.ts';
import type { Services } from '../services.ts';
import { withoutInstance } from '../settings/instanceEntries.ts';
import { contains } from '../settings/requirements.ts';
import { SETTINGS } from '../ids.ts';
import { t } from '../../words/translate.ts';

type Setting = Instance['setting'];

/** Removes an instance from the list, with or without its token. */
export async function removeInstance(services: Services, target?: unknown): Promise<void> {
  const instance = await chooseInstance(services, target, t('Remove Instance'));
  if (!instance) return;
  const { url, token } = instance.setting;
  const hasSecret = token.kind === 'secret' && (await services.tokens.get(url)) !== undefined;
  const choice = hasSecret
    ? await askAboutToken(services, instance.setting)
    : await askPlainly(services, instance.setting);
  if (choice === undefined) return;
  // Comes first because it may fail; then the token is still there.
  await services.settings.updateInstances((entries) => withoutInstance(entries, url));
  if (choice === 'withToken') await services.tokens.delete(url);
  services.instances.forgetToken(url);
}

/** What stays. Requirements still apply to the cached files, so that removing an instance never makes a refused file usable. */
function keptSentence({ settings }: Services, { url }: Setting): string {
  const { places, minimums } = settings.current.requirements;
  const isRequired = [...places.keys(), ...minimums.keys()].some((address) => contains(url, address));
  return [
    t('Its cached files, installed tools and trusted keys stay.'),
    ...(isRequired
      ? [
          t(
            'Its entries in {0} stay too and still apply to its files. You see a warning until you add the instance again.',
            SETTINGS.requireByPlace,
          ),
        ]
      : []),
  ].join(' ');
}

async function askPlainly(services: Services, setting: Setting): Promise<'plain' | undefined> {
  const question = t('Remove {0} from the list?', setting.name);
  return (await services.ui.confirm(question, keptSentence(services, setting), t('Remove'))) ? 'plain' : undefined;
}

function askAboutToken(services: Services, setting: Setting): Promise<'withToken' | 'plain' | undefined> {
  return services.ui.pick(
    [
      {
        label: t('Remove, and forget the token'),
        detail: t('You can add the instance again without a token'),
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
    { title: t('Remove {0}', setting.name), placeholder: keptSentence(services, setting) },
  );
}
