import type { SettingProblem, TokenSource } from './settingsModel.ts';
import { isHexToken, looksLikeToken, tokenInside } from './tokenShapes.ts';
import { t } from '../../words/translate.ts';

const REASON = t('must be "secret", "git-credential" or { "env": "NAME" }');
export const MISPLACED_REASON = t(
  'contains what looks like a token, which belongs in the secret storage and not in settings',
);

/**
 * Where the token comes from. Any other value is reported. If it looks like a token, the report offers to move it and does
 * not quote it.
 */
export function parseTokenSource(
  value: unknown,
  field: { readonly instance: string; readonly key: string },
  report: (problem: SettingProblem) => void,
): TokenSource {
  const { instance, key } = field;
  if (value === undefined || value === 'secret') return { kind: 'secret' };
  if (value === 'git-credential') return { kind: 'gitCredential' };
  const name = typeof value === 'object' && value !== null && 'env' in value ? value.env : undefined;
  if (typeof name === 'string' && /^[A-Za-z_]\w*$/.test(name) && !isHexToken(name)) return { kind: 'env', name };
  const token = textsIn(value).find(looksLikeToken) ?? tokenInside('token', value);
  if (token === undefined) report({ key, reason: REASON });
  else report({ key, reason: MISPLACED_REASON, misplacedToken: { instance, value: token } });
  return { kind: 'secret' };
}

function textsIn(value: unknown): readonly string[] {
  const values = typeof value === 'object' && value !== null ? (Object.values(value) as unknown[]) : [value];
  return values.filter((text) => typeof text === 'string');
}
