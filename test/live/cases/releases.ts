import assert from 'node:assert/strict';
import { isEngineError } from '../../../src/engine/index.ts';
import type { Repository, Version } from '../../../src/engine/index.ts';
import { NotOffered, offered } from '../outcome.ts';
import type { LiveCase } from '../outcome.ts';

/** More releases than this are not counted one by one. */
const MAX_COUNTED = 200;
/** The smallest pages of any server have about ten rows. */
const MAX_PAGES = 25;
/** Tags with other characters have to be encoded with care. */
const PLAIN_TAG = /^[\w.-]+$/;

export const releaseCases: readonly LiveCase[] = [
  {
    name: 'lists all releases, page by page',
    run: async (live) => {
      const { client } = await live.direct();
      const repository = offered(countable((await live.finds()).repositories), 'no repository with few releases');
      const { owner, name: repo, releaseCount, fullName } = repository;
      // Small lists get small pages, so that there is more than one.
      const limit = releaseCount > 50 ? 50 : Math.max(1, Math.ceil(releaseCount / 3));
      const seen: string[] = [];
      let total: number | undefined;
      let pages = 0;
      for (let page = 1, hasMore = true; hasMore; page += 1) {
        assert.ok(page <= MAX_PAGES, 'the list does not end');
        const found = await client.releases({ owner, repo }, { page, limit });
        seen.push(...found.items.map(({ version }) => version));
        total ??= found.totalCount;
        ({ hasMore } = found);
        pages = page;
      }
      assert.equal(
        seen.length,
        offered(total, 'the list has no total'),
        `${fullName}: the number of rows differs from the total`,
      );
      assert.equal(new Set(seen).size, seen.length, 'a release was listed twice');
      return `${seen.length} of ${fullName} on ${pages} pages`;
    },
  },
  {
    name: 'finds a release by its tag, the same as in the list',
    run: async (live) => {
      const found = offered((await live.finds()).releases.find(isPublished), 'no release was found');
      return sameByTag(await live.direct(), found.version);
    },
  },
  {
    name: 'finds a release by a tag that needs encoding',
    run: async (live) => {
      const odd = (await live.finds()).releases.filter((one) => isPublished(one) && isOdd(one.version));
      offered(odd[0], 'no such tag was found');
      const details: string[] = [];
      for (const { version } of odd.slice(0, 3)) details.push(await sameByTag(await live.direct(), version));
      return details.join('; ');
    },
  },
  {
    name: 'hides a private release from anonymous callers',
    run: async (live) => {
      const hidden = (await live.finds()).releases.find(({ repository }) => repository.private);
      const { source, version } = offered(hidden, 'no private release was found').version;
      const { client } = await live.lab({ token: null });
      const error: unknown = await client.version(source, version).then(
        () => undefined,
        (failure: unknown) => failure,
      );
      assert.ok(isEngineError(error), 'it was served without a token');
      assert.ok(['notFound', 'unauthorized'].includes(error.code), `${error.code} instead of notFound`);
      return `${hidden?.repository.fullName} is ${error.code} without the token`;
    },
  },
];

/** The repository with the most releases that can still be counted. */
function countable(repositories: readonly Repository[]): Repository | undefined {
  const few = repositories.filter(({ releaseCount }) => releaseCount <= MAX_COUNTED);
  return few.sort((a, b) => b.releaseCount - a.releaseCount)[0];
}

/** Only callers who may write find a draft by its tag. */
function isPublished({ version }: { version: Version }): boolean {
  return !version.draft;
}

const isOdd = ({ version }: Version): boolean => !PLAIN_TAG.test(version) && version !== '.' && version !== '..';

const ids = ({ assets }: Version): string[] => assets.map(({ upstreamId }) => upstreamId).sort();

async function sameByTag({ client }: { client: LiveClient }, listed: Version): Promise<string> {
  const found = await client.version(listed.source, listed.version);
  assert.equal(found.version, listed.version);
  assert.deepEqual(ids(found), ids(listed));
  if (listed.source.kind !== 'release') throw new NotOffered('not a release');
  return `${listed.source.owner}/${listed.source.repo} ${JSON.stringify(listed.version)}`;
}

type LiveClient = { version: (source: Version['source'], version: string) => Promise<Version> };
