import { fingerprintOf, keyLabel } from '../../engine/index.ts';
import type { TrustedKeySetting } from '../settings/parseTrustedKeys.ts';
import { withoutTrustedKey } from '../settings/trustedKeyEntries.ts';
import type { Services } from '../services.ts';
import { verifyFilesOf } from '../trust/verifyFiles.ts';
import { trustTargetName } from '../choose/trustTarget.ts';
import { plain } from '../../words/format.ts';
import type { PickItem } from '../ui/ui.ts';
import { t } from '../../words/translate.ts';

/** Stops trusting a key. Files that only this key verified then need other evidence. */
export async function forgetKey(services: Services): Promise<void> {
  const { ui, settings } = services;
  const { trustedKeys } = settings.current;
  if (trustedKeys.length === 0) {
    await ui.inform(t('No key is trusted. Trust Key… adds one.'));
    return;
  }
  const items = trustedKeys.map((trusted) => keyItem(services, trusted));
  const chosen = await ui.pick(items, { title: t('Forget Key'), placeholder: t('Trusted keys') });
  if (!chosen) return;
  await settings.updateTrustedKeys((entries) => withoutTrustedKey(entries, chosen));
  if ((await verifyFilesOf(services, chosen)) === 0) {
    await ui.inform(
      t('Signatures by {0} no longer count for {1}.', keyLabel(chosen.key), trustTargetName(services, chosen)),
    );
  }
}

function keyItem(services: Services, trusted: TrustedKeySetting): PickItem<TrustedKeySetting> {
  const { key, comment, from } = trusted;
  const notes = [comment, from === undefined ? undefined : t('from {0}', from)].filter((note) => note !== undefined);
  return {
    label: keyLabel(key),
    description: [trustTargetName(services, trusted), ...notes.map((note) => plain(note, 80))].join(' · '),
    detail: fingerprintOf(key),
    icon: 'key',
    value: trusted,
  };
}
