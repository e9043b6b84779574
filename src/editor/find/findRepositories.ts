import { isEngineError } from '../../engine/index.ts';
import type { Engine, Repository } from '../../engine/index.ts';
import { parseAddress } from './address.ts';
import type { Place } from './address.ts';
import { describeError } from '../../words/describeError.ts';
import { count, plain } from '../../words/format.ts';
import type { InstanceSetting } from '../settings/settingsModel.ts';
import type { Found, PickItem } from '../ui/ui.ts';

/** What can be added to an instance's list, in the server's spelling. */
export interface Listable {
  readonly instance: string;
  readonly list: 'owners' | 'repositories';
  /** `owner/name`, or the owner. */
  readonly name: string;
}

type Where = Readonly<Pick<InstanceSetting, 'url' | 'name'>>;
type Clients = Pick<Engine, 'client'>;

/**
 * What somebody may mean at one instance: `owner/name` and `owner/` are looked up, a link is read, and a word is searched
 * for. What is not there is said, and is no error.
 *
 * @throws EngineError when the instance cannot be asked
 */
export async function findRepositories(
  engine: Clients,
  where: Where,
  text: string,
  signal: AbortSignal,
): Promise<Found<Listable>> {
  if (text.includes('://')) {
    const place = placeOfLink(where.url, text);
    if (!place) return { items: [], notice: `This link does not lead to a repository on ${plain(where.name)}.` };
    return lookUp(engine, where, place, signal);
  }
  const [, owner, repo] = /^([^/\s]+)\/([^/\s]*)$/.exec(text) ?? [];
  if (owner !== undefined) return lookUp(engine, where, { owner, repo: repo || undefined }, signal);
  if (text.includes('/')) return { items: [], notice: 'Write it as owner/name.' };
  return searchFor(engine, where, text, signal);
}

/** The repositories of several instances that a word fits; those that cannot be asked are named. */
export async function searchEverywhere(
  engine: Clients,
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
  // That one of several has nothing is worth a word only when none has anything.
  const notice = answers.find((answer) => answer.items.length === 0 && (items.length === 0 || answer.failed))?.notice;
  return { items, ...(notice !== undefined && { notice }) };
}

async function searchFor(engine: Clients, where: Where, text: string, signal: AbortSignal): Promise<Found<Listable>> {
  const { items, totalCount, hasMore } = await engine.client(where.url).searchRepositories(text, { signal });
  const notice =
    items.length === 0
      ? `Nothing on ${plain(where.name)} has “${plain(text, 40)}” in its name. Search looks at names only, and finds private repositories once you are signed in.`
      : hasMore
        ? `${totalCount === undefined ? 'There are more' : `${totalCount} in all`}; type more of the name to narrow it down.`
        : undefined;
  return { items: items.map((repository) => toItem(where.url, repository)), ...(notice !== undefined && { notice }) };
}

async function lookUp(engine: Clients, where: Where, place: Place, signal: AbortSignal): Promise<Found<Listable>> {
  const client = engine.client(where.url);
  const { owner, repo } = place;
  try {
    if (repo !== undefined) return { items: [toItem(where.url, await client.repository(owner, repo, { signal }))] };
    const { login, fullName, kind } = await client.owner(owner, { signal });
    const detail = `Everything that this ${kind === 'user' ? 'user' : 'organisation'} publishes`;
    const value = { instance: where.url, list: 'owners', name: login } as const;
    const icon = kind === 'user' ? 'account' : 'organization';
    return { items: [{ label: plain(login), description: plain(fullName), detail, icon, value }] };
  } catch (error) {
    if (!isEngineError(error, 'notFound') && !isEngineError(error, 'unsafeName')) throw error;
    const what = repo === undefined ? `owner ${plain(owner)}` : `repository ${plain(`${owner}/${repo}`)}`;
    const notice = `${plain(where.name)} has no ${what}, or shows it only to some. Check the spelling, or sign in if it is private.`;
    return { items: [], notice };
  }
}

function toItem(instance: string, repository: Repository): PickItem<Listable> {
  const { fullName, description, hasReleases, releaseCount } = repository;
  const releases = hasReleases && releaseCount > 0 ? count(releaseCount, 'release') : 'no releases';
  const marks = [releases, repository.private && 'private', repository.archived && 'archived'];
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

/** What a link to a page of this instance points to. */
function placeOfLink(base: string, text: string): Place | undefined {
  const parsed = parseAddress(text);
  return parsed.ok ? parsed.candidates.find((candidate) => candidate.base === base)?.place : undefined;
}
