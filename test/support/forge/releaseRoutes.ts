import { apiError, apiNotFound, json, unrouted } from './answer.ts';
import type { Answer, Ask } from './answer.ts';
import type { ReleaseContent, RepositoryContent } from './content.ts';
import { paged } from './paging.ts';
import { assetJson, releaseJson, sortedAssets } from './artifactShapes.ts';

/** `/repos/{owner}/{repo}/releases...` */
export function releaseRoute(
  ask: Ask,
  repository: RepositoryContent,
  [first, second, third]: readonly string[],
  writer: boolean,
): Answer {
  if (!repository.releasesUnit) {
    const message = 'user should have specific read permission or be a repo admin or a site admin';
    return ask.manners.switchedOffStatus === 403 ? apiError(ask, 403, message) : apiNotFound(ask);
  }
  const show = (release: ReleaseContent | undefined): Answer => {
    if (!release) return apiNotFound(ask);
    return json(releaseJson(ask, repository, release));
  };
  const readable = repository.releases.filter((release) => writer || !release.draft);
  if (first === undefined) return list(ask, repository, readable);
  if (first === 'latest') return show(readable.find((release) => !release.draft && !release.prerelease));
  if (first === 'tags') {
    if (second === undefined || third !== undefined) return unrouted();
    // Until that was fixed, anybody who knew the tag of a draft could read it.
    const known = ask.manners.draftsAreOpen ? repository.releases : readable;
    return show(known.find((release) => release.tag.toLowerCase() === second.toLowerCase()));
  }
  const release = readable.find(({ id }) => id === Number(first));
  if (second !== 'assets') return show(release);
  if (!release) return apiNotFound(ask);
  return json(sortedAssets(release).map((asset) => assetJson(ask, repository, release, asset)));
}

function list(ask: Ask, repository: RepositoryContent, readable: readonly ReleaseContent[]): Answer {
  const flag = (name: string): boolean | undefined => {
    const value = ask.query.get(name);
    return value === null || value === '' ? undefined : ['1', 't', 'true', 'on'].includes(value);
  };
  const draft = flag('draft');
  const prerelease = flag('pre-release');
  const words = (ask.query.get('q') ?? '').toLowerCase();
  const rows = readable
    .filter((release) => draft === undefined || release.draft === draft)
    .filter((release) => prerelease === undefined || release.prerelease === prerelease)
    .filter(({ tag, title, notes }) => [tag, title, notes].some((text) => text.toLowerCase().includes(words)));
  return paged(ask, rows, (release) => releaseJson(ask, repository, release));
}
