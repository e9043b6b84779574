import type { Account, ForgeContent, PackageVersionContent, RepositoryContent, TokenContent } from './content.ts';

/** The caller: anonymous, with a known token, or with a token that the forge does not know. */
export type Caller =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'token'; readonly token: TokenContent }
  | { readonly kind: 'unknown' };

const same = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();

export function callerOf(content: ForgeContent, header: string | undefined): Caller {
  if (header === undefined) return { kind: 'anonymous' };
  // Before v14, the word `token` had to be in lower case.
  const value = /^(?:token|[Bb]earer) (.+)$/.exec(header)?.[1];
  const token = content.tokens.find((known) => known.value === value);
  return token ? { kind: 'token', token } : { kind: 'unknown' };
}

/** The scopes that a token lacks. Callers without a token lack none. */
export function lacks(caller: Caller, scopes: readonly string[]): string[] {
  if (caller.kind !== 'token' || caller.token.scopes.includes('all')) return [];
  const { token } = caller;
  return scopes.filter((scope) => !token.scopes.includes(scope));
}

export function findAccount(content: ForgeContent, login: string): Account | undefined {
  return content.accounts.find((account) => same(account.login, login));
}

/** Whether the caller is the account, or a member of the organization. */
export function isMember(caller: Caller, account: Account): boolean {
  if (caller.kind !== 'token') return false;
  return caller.token.user === account.login || account.members.includes(caller.token.user);
}

/** Whether the caller may know that the account exists. */
export function seesAccount(caller: Caller, account: Account): boolean {
  return !account.private || isMember(caller, account);
}

/** Whether the caller has write access, and so sees drafts. */
export function writes(content: ForgeContent, caller: Caller, repository: RepositoryContent): boolean {
  const owner = findAccount(content, repository.owner);
  return owner !== undefined && isMember(caller, owner) && lacks(caller, ['repository']).length === 0;
}

export function seesRepository(content: ForgeContent, caller: Caller, repository: RepositoryContent): boolean {
  const owner = findAccount(content, repository.owner);
  if (!owner) return false;
  return (!repository.private && !owner.private) || isMember(caller, owner);
}

export function isPublic(content: ForgeContent, repository: RepositoryContent): boolean {
  return !repository.private && !(findAccount(content, repository.owner)?.private ?? true);
}

export function findRepository(
  content: ForgeContent,
  owner: string,
  name: string,
): { readonly repository: RepositoryContent; readonly renamed: boolean } | undefined {
  const owned = content.repositories.filter((repository) => same(repository.owner, owner));
  const found = owned.find((repository) => same(repository.name, name));
  if (found) return { repository: found, renamed: false };
  const renamed = owned.find((repository) => repository.oldNames.some((old) => same(old, name)));
  return renamed && { repository: renamed, renamed: true };
}

export function findPackage(
  content: ForgeContent,
  owner: string,
  name: string,
  version: string,
): PackageVersionContent | undefined {
  return content.packages.find(
    (found) => same(found.owner, owner) && same(found.name, name) && same(found.version, version),
  );
}
