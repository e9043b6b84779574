import {
  findAccount,
  findPackage,
  findRepository,
  isPublic,
  lacks,
  seesAccount,
  seesRepository,
  writes,
} from './access.ts';
import { apiError, apiNotFound, json, redirect, unrouted } from './answer.ts';
import type { Answer, Ask } from './answer.ts';
import { escapeRegExp } from '../escapeRegExp.ts';
import type { Account, RepositoryContent } from './content.ts';
import { MAX_RESPONSE_ITEMS, paged } from './paging.ts';
import { releaseRoute } from './releaseRoutes.ts';
import { writeRelease } from './releaseWrites.ts';
import { packageFileJson, packageJson } from './artifactShapes.ts';
import { organizationJson, repositoryJson, userJson } from './shapes.ts';

/** `/api/v1/...`: checks the caller's rights before it looks for the content, in the same order as Forgejo. */
export function apiRoute(ask: Ask): Answer {
  const [room, ...rest] = ask.path.slice(2);
  const { method = '' } = ask.request;
  const isWrite = room === 'repos' && ['POST', 'PATCH', 'DELETE'].includes(method);
  if (method !== 'GET' && !isWrite) return { status: 405, headers: {}, body: Buffer.alloc(0) };
  const route = ROUTES[`${room}`];
  return route ? route(ask, rest) : unrouted();
}

const ROUTES: Readonly<Record<string, (ask: Ask, rest: readonly string[]) => Answer>> = {
  version: (ask) => json({ version: ask.manners.version }),
  settings: (ask, [name]) =>
    name === 'api'
      ? json({
          max_response_items: ask.options.maxResponseItems ?? MAX_RESPONSE_ITEMS,
          default_paging_num: 30,
          default_git_trees_per_page: 1000,
          default_max_blob_size: 10485760,
        })
      : unrouted(),
  user: ownRoute,
  users: usersRoute,
  orgs: organizationsRoute,
  repos: repositoriesRoute,
  packages: packagesRoute,
};

/** A refusal for a token that lacks one of the scopes, if it does. */
function scopeProblem(ask: Ask, scopes: readonly string[]): Answer | undefined {
  if (lacks(ask.caller, scopes).length === 0) return undefined;
  return apiError(ask, 403, ask.manners.lackingScopes(scopes.map((scope) => `read:${scope}`)));
}

function repositoryList(ask: Ask, repositories: readonly RepositoryContent[]): Answer {
  return paged(ask, repositories, (repository) => repositoryJson(ask, repository));
}

const byName = (a: RepositoryContent, b: RepositoryContent): number => (a.name < b.name ? -1 : 1);

function visible(ask: Ask): RepositoryContent[] {
  const { content, caller } = ask;
  const publicOnly = caller.kind === 'token' && caller.token.publicOnly;
  return content.repositories.filter(
    (repository) => seesRepository(content, caller, repository) && (!publicOnly || isPublic(content, repository)),
  );
}

function ownRoute(ask: Ask, [what]: readonly string[]): Answer {
  const { caller, content } = ask;
  if (caller.kind !== 'token') return apiError(ask, 401, 'token is required');
  // There are two checks in a row: the group of routes requires `user`, the route itself more.
  const problem = scopeProblem(ask, what === 'orgs' ? ['user', 'organization'] : ['user']);
  if (problem) return problem;
  const me = caller.token.user;
  if (what === undefined) return json(userJson(ask.root, findAccount(content, me) as Account));
  if (what === 'orgs') {
    const mine = content.accounts.filter((account) => account.kind === 'organization' && account.members.includes(me));
    return paged(ask, mine, (account) => organizationJson(ask, account));
  }
  if (what !== 'repos') return unrouted();
  const mine = visible(ask).filter(({ owner }) => owner === me || findAccount(content, owner)?.members.includes(me));
  return scopeProblem(ask, ['repository']) ?? repositoryList(ask, mine.sort(byName));
}

function missingUser(ask: Ask, login: string): Answer {
  return apiError(ask, 404, `user redirect does not exist [name: ${login}]`);
}

function usersRoute(ask: Ask, [login = '', what]: readonly string[]): Answer {
  const problem = scopeProblem(ask, what === 'repos' ? ['user', 'repository'] : ['user']);
  if (problem) return problem;
  const account = findAccount(ask.content, login);
  if (!account || !seesAccount(ask.caller, account)) return missingUser(ask, login);
  if (what === undefined) return json(userJson(ask.root, account));
  return what === 'repos'
    ? repositoryList(
        ask,
        visible(ask).filter(({ owner }) => owner === account.login),
      )
    : unrouted();
}

function organizationsRoute(ask: Ask, [login, what]: readonly string[]): Answer {
  const problem = scopeProblem(ask, ['organization']);
  if (problem) return problem;
  const organizations = ask.content.accounts.filter((account) => account.kind === 'organization');
  if (login === undefined) {
    const seen = organizations.filter((account) => seesAccount(ask.caller, account));
    return paged(ask, seen, (account) => organizationJson(ask, account));
  }
  const account = organizations.find((known) => known.login.toLowerCase() === login.toLowerCase());
  if (!account) return apiNotFound(ask);
  // For an organization that the caller may not see, the list is empty instead of refused.
  if (what === 'repos')
    return repositoryList(
      ask,
      visible(ask).filter(({ owner }) => owner === account.login),
    );
  return seesAccount(ask.caller, account) ? json(organizationJson(ask, account)) : apiNotFound(ask);
}

function repositoriesRoute(ask: Ask, [owner = '', name = '', ...rest]: readonly string[]): Answer {
  const { content, caller } = ask;
  const problem = scopeProblem(ask, ['repository']);
  if (problem) return problem;
  if (owner === 'search') return searchRoute(ask);
  const found = findRepository(content, owner, name);
  if (!found) return apiNotFound(ask);
  const { repository, renamed } = found;
  if (renamed) {
    const target = ['api/v1/repos', repository.owner, repository.name, ...rest.map(encodeURIComponent)].join('/');
    return redirect(ask.manners.renamedStatus, `${ask.rootPath}${target}`);
  }
  if (!seesRepository(content, caller, repository)) return apiNotFound(ask);
  if (caller.kind === 'token' && caller.token.publicOnly && !isPublic(content, repository)) {
    const { repository: status } = ask.manners.publicOnly;
    return status === 404 ? apiNotFound(ask) : apiError(ask, 403, 'token scope is limited to public repos');
  }
  const isRead = ask.request.method === 'GET';
  if (rest.length === 0 && isRead) return json(repositoryJson(ask, repository));
  if (rest[0] !== 'releases') return unrouted();
  const answer = isRead ? releaseRoute : writeRelease;
  return answer(ask, repository, rest.slice(1), writes(content, caller, repository));
}

function searchRoute(ask: Ask): Answer {
  const sort = ask.query.get('sort');
  if (sort && !['alpha', 'created', 'updated', 'size', 'id', 'stars', 'forks'].includes(sort)) {
    return apiError(ask, 422, `Invalid sort mode: "${sort}"`);
  }
  const words = (ask.query.get('q') ?? '').toLowerCase();
  const found = visible(ask).filter(({ name }) => name.toLowerCase().includes(words));
  const sorted = found.sort(byName);
  return paged(
    ask,
    sorted,
    (one) => repositoryJson(ask, one),
    (data) => ({ ok: true, data }),
  );
}

function packagesRoute(ask: Ask, [owner = '', type, name = '', version, what, ...more]: readonly string[]): Answer {
  const { content, caller } = ask;
  if (caller.kind !== 'token' && ask.manners.packagesNeedToken) return apiError(ask, 401, 'token is required');
  const problem = scopeProblem(ask, ['package']);
  if (problem) return problem;
  const account = findAccount(content, owner);
  if (!account) return missingUser(ask, owner);
  if (!seesAccount(caller, account))
    return apiError(ask, 403, 'user should have specific permission or be a site admin');
  if (type === undefined) return packageList(ask, account);
  if (version === undefined || more.length > 0 || version === '-' || (what !== undefined && what !== 'files'))
    return unrouted();
  const found = findPackage(content, owner, name, version);
  if (!found) return apiError(ask, 404, 'package does not exist');
  return json(what === 'files' ? found.files.map((file) => packageFileJson(ask, file)) : packageJson(ask, found));
}

function packageList(ask: Ask, account: Account): Answer {
  const pattern = escapeRegExp((ask.query.get('q') ?? '').toLowerCase());
  // LIKE of the database: `_` matches any character, `%` any number of them.
  const like = new RegExp(pattern.replaceAll('_', '.').replaceAll('%', '.*'));
  const rows = ask.content.packages.filter(
    (found) => found.owner === account.login && like.test(found.name.toLowerCase()),
  );
  return paged(ask, rows, (found) => packageJson(ask, found));
}
