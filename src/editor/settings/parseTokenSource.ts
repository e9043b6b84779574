import { normaliseBase } from '../../engine/index.ts';
import type { SettingProblem, TokenSource } from './settingsModel.ts';

const REASON = 'must be "secret", "git-credential" or { "env": "NAME" }';
const MISPLACED_REASON =
  'holds what looks like a token; settings are no place for it, it belongs in the secret storage';

/**
 * Where the token comes from. Anything else is reported; where it looks like a token itself, with the offer to move it,
 * and never with its text in the reason.
 */
export function parseTokenSource(
  value: unknown,
  place: { readonly instance: string; readonly key: string },
  report: (problem: SettingProblem) => void,
): TokenSource {
  const { instance, key } = place;
  if (value === undefined || value === 'secret') return { kind: 'secret' };
  if (value === 'git-credential') return { kind: 'gitCredential' };
  const name = typeof value === 'object' && value !== null && 'env' in value ? value.env : undefined;
  if (typeof name === 'string' && /^[A-Za-z_]\w*$/.test(name) && !isHexToken(name)) return { kind: 'env', name };
  const token = textsIn(value).find(looksLikeToken);
  if (token === undefined) report({ key, reason: REASON });
  else report({ key, reason: MISPLACED_REASON, misplacedToken: { instance, value: token } });
  return { kind: 'secret' };
}

/** The token that stands in front of the host of an address, if what stands there looks like one. */
export function tokenInUrl(text: string): Pick<SettingProblem, 'misplacedToken'> {
  const url = new URL(text.trim());
  const value = [url.password, url.username].map(decoded).find(looksLikeToken);
  url.username = '';
  url.password = '';
  const base = normaliseBase(url.href);
  return value === undefined ? {} : { misplacedToken: { instance: base.ok ? base.value : undefined, value } };
}

function textsIn(value: unknown): readonly string[] {
  const values = typeof value === 'object' && value !== null ? (Object.values(value) as unknown[]) : [value];
  return values.filter((text) => typeof text === 'string');
}

/** Forgejo's and Gitea's own tokens. */
function isHexToken(text: string): boolean {
  return /^[0-9a-f]{40}$/i.test(text);
}

/** Anything long and without blanks is treated with the same care: other servers' tokens have other forms. */
function looksLikeToken(text: string): boolean {
  return isHexToken(text) || (/^\S{20,}$/.test(text) && /\d/.test(text) && /[a-z]/i.test(text));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
