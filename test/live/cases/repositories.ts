import assert from 'node:assert/strict';
import { offered } from '../outcome.ts';
import type { LiveCase } from '../outcome.ts';

const fullNames = (items: readonly { readonly fullName: string }[]): string[] =>
  items.map(({ fullName }) => fullName.toLowerCase());

export const repositoryCases: readonly LiveCase[] = [
  {
    name: 'finds a repository by its name',
    run: async (live) => {
      const { client } = await live.direct();
      const known = offered((await live.finds()).repositories[0], 'no repository with releases was found');
      const { items } = await client.searchRepositories(known.name);
      // On a large instance there may be more repositories of that name than fit on one page.
      const hit = items.length >= 50 || fullNames(items).includes(known.fullName.toLowerCase());
      assert.ok(hit, `${known.fullName} is not among ${fullNames(items).join()}`);
      return `${known.fullName} among ${items.length}`;
    },
  },
  {
    name: 'opens a repository and its owner',
    run: async (live) => {
      const { client } = await live.direct();
      const known = offered((await live.finds()).repositories[0], 'no repository with releases was found');
      const repository = await client.repository(known.owner, known.name);
      assert.equal(repository.id, known.id);
      const owner = await client.owner(known.owner);
      assert.equal(owner.login.toLowerCase(), known.owner.toLowerCase());
      return `${repository.fullName}, ${owner.kind} ${owner.login}`;
    },
  },
  {
    name: "lists an owner's repositories",
    run: async (live) => {
      const { client } = await live.direct();
      const known = offered((await live.finds()).repositories[0], 'no repository with releases was found');
      const names: string[] = [];
      for (let page = 1, hasMore = true; hasMore && page <= 3; page += 1) {
        const found = await client.repositories(known.owner, { page });
        names.push(...fullNames(found.items));
        ({ hasMore } = found);
        if (names.includes(known.fullName.toLowerCase())) return `${known.fullName} among ${names.length}`;
        assert.ok(hasMore, `${known.fullName} is not among ${names.join()}`);
      }
      return `${names.length} on three pages, and more`;
    },
  },
];
