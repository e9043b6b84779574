import { isEngineError, readLink } from '../../engine/index.ts';
import type { Engine, Linked, Repository } from '../../engine/index.ts';
import { describeError } from '../../words/describeError.ts';
import { formatNumber, plain } from '../../words/format.ts';
import type { Found, PickItem } from '../ui/ui.ts';
import type { Listable } from './listable.ts';
import { plural, t } from '../../words/translate.ts';

/** An instance to search. */
export interface Where {
  readonly url: string;
  readonly name: string;
  readonly isSignedIn?: boolean | undefined;
}

export type Finder = Pick<Engine, 'client' | 'cache'>;

/**
 * What a text may mean at one instance: `owner/name` and `owner/` are looked up, a link or clone address is parsed, and a
 * word is searched for and tried as an owner. Finding nothing gives a sentence, not an error.
 *
 * @throws EngineError if the instance cannot be asked
 */
export async function findRepositories(
  engine: Finder,
  where: Where,
  text: string,
  signal: AbortSignal,
): Promise<Found<Listable>> {
  // No name contains a colon.
  if (text.includes(':')) return findByLink(engine, where, text, signal);
  const [, owner, repo] = /^([^/\s]+)\/([^/\s]*)$/.exec(text) ?? [];
  if (owner !== undefined) return lookUp(engine, where, { owner, repo: repo || undefined, version: undefined }, signal);
  if (text.includes('/')) return { items: [], notice: t('Write it as owner/name.') };
  return searchFor(engine, where, text, signal);
}

/** The repositories of several instances that match a word. Names the instances that could not be asked. */
export async function searchEverywhere(
  engine: Finder,
  instances: readonly Where[],
  text: string,
  signal: AbortSignal,
): Promise<Found<Listable>> {
  const answers = await Promise.all(
    instances.map(async (where): Promise<Found<Listable> & { readonly failed?: true }> => {
      try {
        return await findRepositories(engine, where, text, signal);
      } catch (error) {
        signal.throwIfAborted();
        return { items: [], notice: `${plain(where.name)}: ${describeError(error).message}`, failed: true };
      }
    }),
  );
  const items = answers.flatMap((answer, index) =>
    answer.items.map((item) => ({ ...item, description: joined(instances[index]?.name, item.description) })),
  );
  // An instance without matches is mentioned only if no instance has any.
  const notice = answers.find((answer) => answer.items.length === 0 && (items.length === 0 || answer.failed))?.notice;
  return { items, notice };
}

async function findByLink(engine: Finder, where: Where, text: string, signal: AbortSignal): Promise<Found<Listable>> {
  const linked = await readLink(text, [where.url], () => engine.cache.list());
  switch (linked) {
    case 'elsewhere':
      return {
        items: [],
        notice: t(
          'This link does not lead to anything on {0}. For another instance, choose Add Instance.',
          plain(where.name),
        ),
      };
    case 'unknownFile':
      return {
        items: [],
        notice: t('This link does not say which release its file belongs to. Paste the link of the release instead.'),
      };
    default:
      return lookUp(engine, where, linked, signal);
  }
}

async function searchFor(engine: Finder, where: Where, text: string, signal: AbortSignal): Promise<Found<Listable>> {
  const [found, owner] = await Promise.all([
    engine.client(where.url).searchRepositories(text, { signal }),
    ownerCalled(engine, where, text, signal),
  ]);
  const repositories = found.items.map((repository) => toItem(where.url, repository));
  const items = owner ? [...repositories, owner] : repositories;
  const notice = searchNotice(found, where, text, items.length === 0);
  return { items, notice };
}

function searchNotice(
  { totalCount, hasMore }: { readonly totalCount: number | undefined; readonly hasMore: boolean },
  { name, isSignedIn }: Where,
  text: string,
  isEmpty: boolean,
): string | undefined {
  if (isEmpty) {
    const advice = isSignedIn
      ? t('Search looks at names only: try a part of the name.')
      : t('Search looks at names only: try a part of the name, or sign in if it is private.');
    return `${t('Nothing on {0} has “{1}” in its name.', plain(name), plain(text, 40))} ${advice}`;
  }
  if (!hasMore) return undefined;
  return totalCount === undefined
    ? t('There are more; type more of the name to narrow the list down.')
    : t('{0} in all; type more of the name to narrow the list down.', formatNumber(totalCount));
}

/** The owner of exactly this name. A failure is ignored here, as the search reports it too. */
async function ownerCalled(
  engine: Finder,
  where: Where,
  owner: string,
  signal: AbortSignal,
): Promise<PickItem<Listable> | undefined> {
  if (/\s/.test(owner)) return undefined;
  try {
    return await ownerItem(engine, where, owner, signal);
  } catch (error) {
    if (!isEngineError(error)) throw error;
    return undefined;
  }
}

async function lookUp(
  engine: Finder,
  where: Where,
  { owner, repo, version }: Omit<Linked, 'instance'>,
  signal: AbortSignal,
): Promise<Found<Listable>> {
  try {
    const item =
      repo === undefined
        ? await ownerItem(engine, where, owner, signal)
        : toItem(where.url, await engine.client(where.url).repository(owner, repo, { signal }));
    if (!version) return { items: [item] };
    const description = joined(plain(version.file ?? version.version, 80), item.description);
    return { items: [{ ...item, description, value: { ...item.value, version } }] };
  } catch (error) {
    if (!isEngineError(error, 'notFound') && !isEngineError(error, 'unsafeName')) throw error;
    const problem =
      repo === undefined
        ? t('{0} has no owner {1} that you can see.', plain(where.name), plain(owner))
        : t('{0} has no repository {1} that you can see.', plain(where.name), plain(`${owner}/${repo}`));
    return { items: [], notice: `${problem} ${t('Check the spelling, or sign in if it is private.')}` };
  }
}

async function ownerItem(
  engine: Finder,
  { url }: Where,
  owner: string,
  signal: AbortSignal,
): Promise<PickItem<Listable>> {
  const { login, fullName, kind } = await engine.client(url).owner(owner, { signal });
  return {
    label: plain(login),
    description: plain(fullName),
    detail: kind === 'user' ? t('Everything this user publishes') : t('Everything this organization publishes'),
    icon: kind === 'user' ? 'account' : 'organization',
    value: { instance: url, list: 'owners', name: login },
  };
}

function toItem(instance: string, repository: Repository): PickItem<Listable> {
  const { fullName, description, hasReleases, releaseCount } = repository;
  const releases =
    hasReleases && releaseCount > 0 ? plural(releaseCount, '{0} release', '{0} releases') : t('no releases');
  const marks = [releases, repository.private && t('private'), repository.archived && t('archived')];
  return {
    label: plain(fullName),
    description: marks.filter((mark) => mark !== false).join(' · '),
    detail: plain(description),
    icon: repository.private ? 'lock' : repository.archived ? 'archive' : 'repo',
    value: { instance, list: 'repositories', name: fullName },
  };
}

function joined(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(' · ');
}
