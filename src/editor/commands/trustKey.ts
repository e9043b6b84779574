import { isKeyOf, keyLabel, parseTrustedKey } from '../../engine/index.ts';
import type { TrustedKey } from '../../engine/index.ts';
import { isSameTrust, withTrustedKey } from '../settings/trustedKeyEntries.ts';
import type { Services } from '../services.ts';
import { commentOf } from '../trust/keyFiles.ts';
import type { OfferedKeys } from '../trust/offeredKeys.ts';
import { keyProblem } from '../trust/pasteKey.ts';
import { signersOf } from '../trust/signersOf.ts';
import { plain } from '../../words/format.ts';
import { keyDetail } from '../../words/keyWords.ts';
import { chooseKey } from '../choose/chooseKey.ts';
import { verifyFilesOf } from '../trust/verifyFiles.ts';
import { trustTargetName, chooseTrustTarget } from '../choose/trustTarget.ts';
import type { TrustTarget } from '../choose/trustTarget.ts';
import { t } from '../../words/translate.ts';

const TITLE = t('Trust Key');

interface Candidate {
  readonly key: TrustedKey;
  readonly comment: string | undefined;
}

/** Lets the user choose a key, shows all that is known of it, and trusts it for one owner on one instance. */
export async function trustKey(services: Services, ...args: readonly unknown[]): Promise<void> {
  const target = await chooseTrustTarget(services, args, TITLE);
  if (!target) return;
  const offered = await chooseKey(services, target, TITLE);
  const chosen = offered && (await pickKey(services, offered));
  if (!chosen) return;
  const trusted = {
    instance: target.instance,
    owner: target.owner,
    key: chosen.key,
    ...(chosen.comment !== undefined && { comment: plain(chosen.comment) }),
    from: offered.from,
    addedAt: new Date().toISOString(),
  };
  const name = trustTargetName(services, target);
  if (services.settings.current.trustedKeys.some((one) => isSameTrust(one, trusted))) {
    await services.ui.inform(t('{0} is already trusted for {1}.', keyLabel(chosen.key), name));
    return;
  }
  const detail = await detailOf(services, { target, chosen, offered });
  if (!(await services.ui.confirm(t('Trust this key for {0}?', name), detail, t('Trust')))) return;
  await services.settings.updateTrustedKeys((entries) => withTrustedKey(entries, trusted));
  if ((await verifyFilesOf(services, target)) === 0) {
    await services.ui.inform(t('Signatures by {0} now count for {1}.', keyLabel(chosen.key), name));
  }
}

/** The only key offered, or one of several; says why if there is none. */
async function pickKey({ ui }: Services, { texts, from }: OfferedKeys): Promise<Candidate | undefined> {
  const found = texts.flatMap((text): readonly Candidate[] => {
    const parsed = parseTrustedKey(text);
    return parsed.ok ? [{ key: parsed.key, comment: commentOf(parsed.key, text) }] : [];
  });
  const [first] = found;
  if (!first) {
    await ui.warn(t('There is no key to trust in {0}. {1}', from, keyProblem(texts[0] ?? '') ?? '').trim());
    return undefined;
  }
  if (found.length === 1) return first;
  const items = found.map((one) => ({
    label: keyLabel(one.key),
    description: one.comment === undefined ? undefined : plain(one.comment, 80),
    icon: 'key',
    value: one,
  }));
  return ui.pick(items, { title: TITLE, placeholder: t('Several keys are in {0}', from) });
}

async function detailOf(
  services: Services,
  at: { readonly target: TrustTarget; readonly chosen: Candidate; readonly offered: OfferedKeys },
): Promise<string> {
  const { target, chosen, offered } = at;
  const { asset } = target;
  const signers = asset ? await signersOf(services, asset) : [];
  const named = signers.map((signer) => ({ keyId: signer.keyId, isThis: isKeyOf(chosen.key, signer) }));
  return keyDetail({
    ...chosen,
    from: offered.from,
    isFromRelease: offered.isFromRelease,
    owner: trustTargetName(services, target),
    signed: asset && { name: asset.name, signers: named },
  });
}
