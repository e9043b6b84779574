import { NO_CACHE, apiError, json, notFoundText, page, redirect, text, unrouted } from './answer.ts';
import type { Answer, Ask } from './answer.ts';
import { apiRoute } from './apiRoutes.ts';
import { attachmentRoute, downloadRoute, packageFileRoute } from './fileRoutes.ts';

const BAD_CREDENTIALS =
  'Credentials are incorrect or have expired. Retry your command or see https://codeberg.org/forgejo/forgejo/issues/2809 for more information\n';

/** Chooses the part of the forge that answers, after checking whether it answers this caller at all. */
export function route(ask: Ask): Answer {
  const { caller, path } = ask;
  const [first, second] = path;
  if (first === 'api' && second === 'healthz') return health();
  const isApi = first === 'api' && second === 'v1';
  const isRegistry = first === 'api' && second === 'packages';
  if (caller.kind === 'unknown') return refuseToken(ask, isApi, isRegistry);
  if (ask.options.signInRequired && caller.kind === 'anonymous') return refuseStranger(ask, isApi, isRegistry);
  if (isApi) return apiRoute(ask);
  if (isRegistry) return packageFileRoute(ask, path.slice(2));
  if (first === 'api') return second === 'forgejo' && ask.manners.isForgejo ? forgejoVersion(ask) : unrouted();
  return webRoute(ask);
}

/** The health check, which needs no sign-in. */
function health(): Answer {
  const passed = [{ status: 'pass', time: '2026-01-01T00:00:00Z' }];
  const checks = { 'cache:ping': passed, 'database:ping': passed };
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  return json({ status: 'pass', description: 'forge', checks }, 200, headers);
}

/** This JSON had the content type of text before Forgejo 15. */
function forgejoVersion(ask: Ask): Answer {
  return json({ version: ask.manners.version }, 200, { 'content-type': ask.manners.versionType });
}

function refuseToken(ask: Ask, isApi: boolean, isRegistry: boolean): Answer {
  const [, token = ''] = (ask.request.headers.authorization ?? '').split(' ');
  if (isApi) return apiError(ask, 401, ask.manners.unknownToken(token));
  if (isRegistry) return text(401, 'authGroup.Verify\n');
  return text(401, BAD_CREDENTIALS, NO_CACHE);
}

function refuseStranger(ask: Ask, isApi: boolean, isRegistry: boolean): Answer {
  if (isApi) return json({ message: 'Only signed in user is allowed to call APIs.' }, 403);
  if (isRegistry) return text(401, 'reqPackageAccess\n', { 'www-authenticate': 'Basic realm="Gitea Package API"' });
  if (ask.path[0] === undefined || ask.path[0] === 'user') return webRoute(ask);
  return redirect(303, `${ask.rootPath}user/login`);
}

function webRoute(ask: Ask): Answer {
  const [first, second, third, fourth, ...rest] = ask.path;
  if (first === undefined) return page('Forge');
  if (first === 'user')
    return page('Sign In', '<form action="user/login"><input type="password" name="password"></form>');
  if (first === 'attachments' && second !== undefined && third === undefined) return attachmentRoute(ask, second);
  if (third === 'releases' && fourth === 'download' && rest.length === 2)
    return downloadRoute(ask, first, second ?? '', rest);
  if (third === 'releases' && fourth === 'tag') return page(rest.join('/'));
  return notFoundText();
}
