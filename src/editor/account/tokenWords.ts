import type { Feature, TokenFinding } from '../../engine/index.ts';
import { enumerate, plain } from '../../words/format.ts';
import { SCOPES } from './scopes.ts';

/** What each scope is for. */
const PURPOSES: Readonly<Record<Feature, string>> = {
  repository: 'releases',
  package: 'packages',
  user: 'what is yours',
  organization: 'your organisations',
};

const FEATURES = Object.keys(PURPOSES) as readonly Feature[];

/** The scopes to choose, as the page where tokens are made calls them. */
export const SCOPE_NAMES = enumerate(FEATURES, 'and');

/** The same with what each is for. */
export const WANTED_SCOPES =
  'read access to repository (releases), package (packages), user and organization (to list what is yours)';

/** Whose token it is, what it may do and what it may not: `Signed in to Codeberg as alice: …`. */
export function tokenSentence(name: string, login: string | undefined, { missing }: TokenFinding): string {
  const who = `Signed in to ${plain(name)}${login === undefined ? '' : ` as ${plain(login)}`}`;
  const allowed = FEATURES.filter((feature) => !missing.includes(feature)).map((feature) => PURPOSES[feature]);
  const lacking = FEATURES.filter((feature) => missing.includes(feature));
  const refused = lacking.map((feature) => `${PURPOSES[feature]} (${SCOPES[feature]})`);
  if (refused.length === 0) return `${who}: the token may read ${enumerate(allowed, 'and')}.`;
  if (allowed.length === 0)
    return `${who}, but the token may read nothing that is shown here: it lacks ${enumerate(
      lacking.map((feature) => SCOPES[feature]),
      'and',
    )}.`;
  return `${who}: the token may read ${enumerate(allowed, 'and')}, but not ${enumerate(refused, 'or')}.`;
}

/** Why a token cannot be what was copied. Sent nowhere. */
export function tokenProblem(text: string): string | undefined {
  const token = text.trim();
  if (token === '') return undefined;
  if (/[^\x21-\x7e]/.test(token)) return 'A token has no blanks and no special characters. Copy it once more.';
  return token.length < 8 ? 'A token is longer than this. Copy it once more.' : undefined;
}

/** Who one is at an instance, as far as is known: `signed in as alice`. */
export function formatTokenState({ finding, login }: { finding: TokenFinding; login: string | undefined }): string {
  if (finding.state === 'refused') return 'token refused';
  if (finding.state !== 'accepted') return 'not signed in';
  return login === undefined ? 'signed in' : `signed in as ${plain(login)}`;
}
