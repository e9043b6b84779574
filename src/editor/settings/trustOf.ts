import { createTrust } from '../../engine/index.ts';
import type { Trust } from '../../engine/index.ts';
import { requirementFor, placeKey } from './requirements.ts';
import type { Settings } from './settingsModel.ts';

/** What the settings say about one owner: the keys trusted there, and the requirement. */
export function trustOf(
  { requirements, trustedKeys }: Pick<Settings, 'requirements' | 'trustedKeys'>,
  instance: string,
  owner: string,
): Trust {
  const place = placeKey(instance, owner);
  const keys = trustedKeys.filter((one) => placeKey(one.instance, one.owner) === place).map(({ key }) => key);
  return createTrust(keys, requirementFor(requirements, instance, owner));
}
