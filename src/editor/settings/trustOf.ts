import { createTrust } from '../../engine/index.ts';
import type { Trust } from '../../engine/index.ts';
import { scopeKey } from './parseRequire.ts';
import type { Settings } from './settingsModel.ts';

/** What the settings say about one owner: the keys trusted there, and the most specific requirement. */
export function trustOf(
  { requirements, trustedKeys }: Pick<Settings, 'requirements' | 'trustedKeys'>,
  instance: string,
  owner: string,
): Trust {
  const scope = scopeKey(instance, owner);
  const keys = trustedKeys.filter((one) => scopeKey(one.instance, one.owner) === scope).map(({ key }) => key);
  const require = requirements.get(scope) ?? requirements.get(scopeKey(instance)) ?? requirements.get('') ?? 'any';
  return createTrust(keys, require);
}
