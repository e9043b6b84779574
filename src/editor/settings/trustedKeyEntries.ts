import { serialiseTrustedKey } from '../../engine/index.ts';
import { shortBase } from '../find/typedAddress.ts';
import { readTrustedKey } from './parseTrustedKeys.ts';
import type { TrustedKeySetting } from './parseTrustedKeys.ts';

/** Changes to the list of trusted keys as the user wrote it. Unknown entries stay as they are. */

type Entries = readonly unknown[];

/** Whether both trust the same key for the same owner. */
export function isSameTrust(one: TrustedKeySetting, other: TrustedKeySetting): boolean {
  return (
    one.instance === other.instance &&
    one.owner.toLowerCase() === other.owner.toLowerCase() &&
    serialiseTrustedKey(one.key) === serialiseTrustedKey(other.key)
  );
}

/** The list with the key added at its end, unless present. */
export function withTrustedKey(entries: Entries, trusted: TrustedKeySetting): Entries {
  if (entries.some((entry) => isEntryFor(entry, trusted))) return entries;
  const { instance, owner, key, ...notes } = trusted;
  return [...entries, { instance: shortBase(instance), owner, key: serialiseTrustedKey(key), ...notes }];
}

export function withoutTrustedKey(entries: Entries, trusted: TrustedKeySetting): Entries {
  return entries.filter((entry) => !isEntryFor(entry, trusted));
}

function isEntryFor(entry: unknown, trusted: TrustedKeySetting): boolean {
  const read = readTrustedKey(entry);
  return read.ok && isSameTrust(read.value, trusted);
}
