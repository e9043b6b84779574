import { createTrust } from '../../engine/index.ts';
import type { Trust } from '../../engine/index.ts';
import { requirementFor, scopeKey } from './requirements.ts';
import type { Settings } from './settingsModel.ts';

/** What the settings say about one owner: the keys trusted there, and the requirement. */
export function trustOf(
  { requirements, trustedKeys }: Pick<Settings, 'requirements' | 'trustedKeys'>,
  instance: string,
  owner: string,
): Trust {
  const scope = scopeKey(instance, owner);
  const keys = trustedKeys.filter((one) => scopeKey(one.instance, one.owner) === scope).map(({ key }) => key);
  return createTrust(keys, requirementFor(requirements, instance, owner));
}
