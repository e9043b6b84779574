import type { Feature, TokenFinding } from '../../engine/index.ts';
import { enumerate, plain } from '../../words/format.ts';
import { SCOPES } from './scopes.ts';
import { t } from '../../words/translate.ts';

/** What each scope is for. */
const PURPOSES: Readonly<Record<Feature, string>> = {
  repository: t('releases'),
  package: t('packages'),
  user: t('your account'),
  organization: t('your organizations'),
};

const FEATURES = Object.keys(PURPOSES) as readonly Feature[];

/** The scopes to choose, spelled as on the token page. */
export function scopeNames(): string {
  return enumerate(FEATURES, 'and');
}

/** The same scopes, each with its purpose. */
export const WANTED_SCOPES = t(
  'read access to repository (releases), package (packages), user and organization (to list your repositories)',
);

/** Who owns a token, what it allows and what it does not: `Signed in to Codeberg as alice: …`. */
export function tokenSentence(name: string, login: string | undefined, { missing }: TokenFinding): string {
  const who =
    login === undefined ? t('Signed in to {0}', plain(name)) : t('Signed in to {0} as {1}', plain(name), plain(login));
  const allowed = FEATURES.filter((feature) => !missing.includes(feature)).map((feature) => PURPOSES[feature]);
  const lacking = FEATURES.filter((feature) => missing.includes(feature));
  const refused = lacking.map((feature) => `${PURPOSES[feature]} (${SCOPES[feature]})`);
  if (refused.length === 0) return t('{0}. The token can read {1}.', who, enumerate(allowed, 'and'));
  if (allowed.length === 0)
    return t(
      '{0}, but the token cannot read anything shown here: it lacks {1}.',
      who,
      enumerate(
        lacking.map((feature) => SCOPES[feature]),
        'and',
      ),
    );
  return t('{0}. The token can read {1}, but not {2}.', who, enumerate(allowed, 'and'), enumerate(refused, 'or'));
}

/** Why a text cannot be a complete token. Checked here; nothing is sent. */
export function tokenProblem(text: string): string | undefined {
  const token = text.trim();
  if (token === '') return undefined;
  if (/[^\x21-\x7e]/.test(token)) return t('A token has no spaces or special characters. Copy it again.');
  return token.length < 8 ? t('This is too short for a token. Copy it again.') : undefined;
}

/** The user's name at an instance, if known: `signed in as alice`. */
export function formatTokenState({ finding, login }: { finding: TokenFinding; login: string | undefined }): string {
  if (finding.state === 'refused') return t('token refused');
  if (finding.state === 'malformed') return t('token is malformed');
  if (finding.state !== 'accepted') return t('not signed in');
  return login === undefined ? t('signed in') : t('signed in as {0}', plain(login));
}
