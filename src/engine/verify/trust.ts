import type { Requirement } from './assess.ts';
import { NO_KEYS } from './signatureSchemes.ts';
import type { TrustedKeys } from './signatureSchemes.ts';

/** What the user decided for one owner of one instance. */
export interface Trust {
  readonly keys: TrustedKeys;
  /** What an asset must have to be used. */
  readonly require: Requirement;
  /** Another one when the keys are others: tells evidence that was judged by other keys. */
  readonly id: string;
}

/** Nobody trusted, nothing demanded. */
export const DEFAULT_TRUST: Trust = { keys: NO_KEYS, require: 'any', id: '' };
