import { normaliseBase, parseTrustedKey } from '../../engine/index.ts';
import type { TrustedKey, TrustedKeyProblem } from '../../engine/index.ts';
import { SETTINGS } from '../ids.ts';
import { BASE_PROBLEM_WORDS } from '../../words/addressWords.ts';
import type { SettingProblem } from './settingsModel.ts';
import { t } from '../../words/translate.ts';

/** A key that the user trusts for one owner on one instance, and what the user knows about it. */
export interface TrustedKeySetting {
  /** Normalised base. */
  readonly instance: string;
  readonly owner: string;
  readonly key: TrustedKey;
  /** What its maker wrote into the key. */
  readonly comment?: string;
  /** Where it came from, for display. */
  readonly from?: string;
  /** ISO 8601. */
  readonly addedAt?: string;
}

/** Why a text is not a key to trust, for settings and for pasted keys. */
export const KEY_PROBLEM_WORDS: Readonly<Record<TrustedKeyProblem, string>> = {
  empty: t('must be a public key'),
  'too-large': t('is too large for a key'),
  unknown: t(
    'must be a public key of minisign, signify, SSH, OpenPGP or cosign, or "sigstore:" with an identity and an issuer',
  ),
  secret: t('is a private key, which only its owner should have; use the public key'),
  malformed: t('looks like a key but cannot be read: it may be truncated, damaged, too weak, or several keys at once'),
  namespace: t('is an allowed_signers line that does not allow signing files'),
};

/** The usable keys; each unusable entry is reported by its position and left out. */
export function parseTrustedKeys(
  value: unknown,
  report: (problem: SettingProblem) => void,
): readonly TrustedKeySetting[] {
  if (value === undefined || value === null || value === '') return [];
  if (!Array.isArray(value)) {
    report({ key: SETTINGS.trustedKeys, reason: t('must be a list of keys, each with "instance", "owner" and "key"') });
    return [];
  }
  return (value as unknown[]).flatMap((entry, index) => {
    const read = readTrustedKey(entry);
    if (read.ok) return [read.value];
    const key = `${SETTINGS.trustedKeys}[${index}]`;
    report({ key: read.field === undefined ? key : `${key}.${read.field}`, reason: read.reason });
    return [];
  });
}

type Read =
  | { readonly ok: true; readonly value: TrustedKeySetting }
  | { readonly ok: false; readonly field?: string; readonly reason: string };

/** One entry as it is in the settings. */
export function readTrustedKey(entry: unknown): Read {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    return { ok: false, reason: t('must be an object with "instance", "owner" and "key"') };
  }
  const { instance, owner, key, comment, from, addedAt } = entry as Record<string, unknown>;
  const base = typeof instance === 'string' ? normaliseBase(instance) : undefined;
  if (!base?.ok) {
    const reason = base ? BASE_PROBLEM_WORDS[base.reason] : t('must be the address of the instance');
    return { ok: false, field: 'instance', reason };
  }
  if (typeof owner !== 'string' || !/^[^/\s]+$/.test(owner)) {
    return { ok: false, field: 'owner', reason: t('must be the name of a user or an organization') };
  }
  const parsed = parseTrustedKey(typeof key === 'string' ? key : '');
  if (!parsed.ok) return { ok: false, field: 'key', reason: KEY_PROBLEM_WORDS[parsed.reason] };
  const notes = Object.fromEntries(
    Object.entries({ comment, from, addedAt }).filter(([, note]) => typeof note === 'string'),
  );
  return { ok: true, value: { instance: base.value, owner, key: parsed.key, ...notes } };
}
