import type { Feature, TokenFinding } from '../../engine/index.ts';
import { plain } from '../words/format.ts';
import { SCOPES } from './scopes.ts';

/** What each scope is for. */
const PURPOSES: Readonly<Record<Feature, string>> = {
  repository: 'releases',
  package: 'packages',
  user: 'what is yours',
  organization: 'your organisations',
};

const FEATURES = Object.keys(PURPOSES) as readonly Feature[];

const and = new Intl.ListFormat('en-GB', { type: 'conjunction' });
const or = new Intl.ListFormat('en-GB', { type: 'disjunction' });

/** The scopes to choose, as the page where tokens are made calls them. */
export const SCOPE_NAMES = and.format(FEATURES);

/** The same with what each is for. */
export const WANTED_SCOPES =
  'read access to repository (releases), package (packages), user and organization (to list what is yours)';

/** Whose token it is, what it may do and what it may not: `Signed in to Codeberg as alice: …`. */
export function tokenSentence(name: string, login: string | undefined, { missing }: TokenFinding): string {
  const who = `Signed in to ${plain(name)}${login === undefined ? '' : ` as ${plain(login)}`}`;
  const allowed = FEATURES.filter((feature) => !missing.includes(feature)).map((feature) => PURPOSES[feature]);
  const lacking = FEATURES.filter((feature) => missing.includes(feature));
  const refused = lacking.map((feature) => `${PURPOSES[feature]} (${SCOPES[feature]})`);
  if (refused.length === 0) return `${who}: the token may read ${and.format(allowed)}.`;
  if (allowed.length === 0)
    return `${who}, but the token may read nothing that is shown here: it lacks ${and.format(lacking.map((feature) => SCOPES[feature]))}.`;
  return `${who}: the token may read ${and.format(allowed)}, but not ${or.format(refused)}.`;
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
