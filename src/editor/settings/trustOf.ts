import { createTrust } from '../../engine/index.ts';
import type { Trust } from '../../engine/index.ts';
import { placeKey } from './parseRequire.ts';
import type { Settings } from './settingsModel.ts';

/** What the settings say about one owner: the keys trusted there, and the most specific requirement. */
export function trustOf(
  { requirements, trustedKeys }: Pick<Settings, 'requirements' | 'trustedKeys'>,
  instance: string,
  owner: string,
): Trust {
  const place = placeKey(instance, owner);
  const keys = trustedKeys.filter((one) => placeKey(one.instance, one.owner) === place).map(({ key }) => key);
  const require = requirements.get(place) ?? requirements.get(placeKey(instance)) ?? requirements.get('') ?? 'any';
  return createTrust(keys, require);
}
