import { hash } from 'node:crypto';
import type { Requirement } from '../evidence.ts';
import { NO_KEYS } from './signatureSchemes.ts';
import type { TrustedKeys } from './signatureSchemes.ts';
import { serialiseTrustedKey, toTrustedKeys } from './trustedKey.ts';
import type { TrustedKey } from './trustedKey.ts';

/** The user's decisions for one owner of one instance. */
export interface Trust {
  readonly keys: TrustedKeys;
  /** The evidence that an asset needs. */
  readonly require: Requirement;
  /** Changes with the keys: identifies evidence that was judged by other keys. */
  readonly id: string;
}

/** No trusted keys, and no requirement. */
export const DEFAULT_TRUST: Trust = { keys: NO_KEYS, require: 'any', id: '' };

export function createTrust(keys: readonly TrustedKey[], require: Requirement): Trust {
  return { keys: toTrustedKeys(keys), require, id: idOf(keys.map(serialiseTrustedKey)) };
}

/** Equal for the same keys in any order; '' without keys. */
function idOf(texts: readonly string[]): string {
  const distinct = [...new Set(texts)].sort();
  return distinct.length === 0 ? '' : hash('sha256', JSON.stringify(distinct));
}
