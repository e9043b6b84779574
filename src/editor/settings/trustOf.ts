import { createHash } from 'node:crypto';
import { serialiseTrustedKey, toTrustedKeys } from '../../engine/index.ts';
import type { Trust } from '../../engine/index.ts';
import { placeKey } from './parseRequire.ts';
import type { Settings } from './settingsModel.ts';

/** What the settings say of one owner: the keys that are trusted there, and the most specific requirement. */
export function trustOf(
  { requirements, trustedKeys }: Pick<Settings, 'requirements' | 'trustedKeys'>,
  instance: string,
  owner: string,
): Trust {
  const place = placeKey(instance, owner);
  const keys = trustedKeys.filter((one) => placeKey(one.instance, one.owner) === place).map(({ key }) => key);
  return {
    keys: toTrustedKeys(keys),
    require: requirements.get(place) ?? requirements.get(placeKey(instance)) ?? requirements.get('') ?? 'any',
    id: idOf(keys.map(serialiseTrustedKey)),
  };
}

/** The same for the same keys in any order; '' without keys. */
function idOf(texts: readonly string[]): string {
  const distinct = [...new Set(texts)].sort();
  return distinct.length === 0 ? '' : createHash('sha256').update(JSON.stringify(distinct)).digest('hex');
}
