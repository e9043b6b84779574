import assert from 'node:assert/strict';
import { isEngineError } from '../../../src/engine/index.ts';
import { offered } from '../outcome.ts';
import type { LiveCase } from '../outcome.ts';

export const packageCases: readonly LiveCase[] = [
  {
    name: 'groups packages by name, with their versions in order',
    run: async (live) => {
      const { client } = await live.direct();
      const { owner } = offered((await live.finds()).packages[0], 'no generic package was found');
      const { result: packages, seen } = await live.traffic.during(() => client.packages(owner));
      const names = packages.map(({ name }) => name.toLowerCase());
      assert.equal(new Set(names).size, names.length, 'a package was listed twice');
      const versions = packages.flatMap((one) => one.versions);
      const total = seen[0]?.totalCount;
      if (total !== undefined)
        assert.equal(versions.length, total, 'the number of versions differs from the total of the list');
      for (const { name, versions: own } of packages) {
        const times = own.map(({ createdAt }) => createdAt ?? 0);
        const sorted = [...times].sort((a, b) => b - a);
        assert.deepEqual(times, sorted, `the versions of ${name} are not newest first`);
      }
      return `${owner}: ${packages.length} packages, ${versions.length} versions`;
    },
  },
  {
    name: 'finds one package by its exact name',
    run: async (live) => {
      const { client } = await live.direct();
      const { owner, name, versions } = offered((await live.finds()).packages[0], 'no generic package was found');
      const found = await client.packages(owner, { query: name });
      assert.deepEqual(
        found.map((one) => one.name),
        [name],
      );
      return `${owner}/${name} ${versions[0]?.version}`;
    },
  },
  {
    name: 'lists package files with size and SHA-256',
    run: async (live) => {
      const { packageVersion } = await live.finds();
      const { assets, version } = offered(packageVersion, 'no package with a small file was found');
      for (const { name, sizeBytes, digests } of assets) {
        assert.match(digests.sha256 ?? '', /^[0-9a-f]{64}$/, `${name} has no SHA-256`);
        assert.ok(sizeBytes !== undefined, `${name} has no size`);
      }
      return `${assets.length} files of version ${version}`;
    },
  },
  {
    name: 'opens a package version that needs encoding',
    run: async (live) => {
      const { client } = await live.direct();
      const odd = (await live.finds()).packages
        .flatMap(({ owner, name, versions }) => versions.map(({ version }) => ({ owner, name, version })))
        .find(({ version }) => !/^[\w.-]+$/.test(version));
      const { owner, name, version } = offered(odd, 'no such version was found');
      const call = client.version({ kind: 'genericPackage', owner, package: name }, version);
      const found = await call.catch((error: unknown) => {
        // A package version is only found by its name, so it is unreachable behind a proxy that decodes addresses.
        if (isEngineError(error, 'notFound') && error.facts.unrouted) return undefined;
        throw error;
      });
      const { assets } = offered(found, `${JSON.stringify(version)} does not get through a proxy`);
      return `${owner}/${name} ${JSON.stringify(version)}, ${assets.length} files`;
    },
  },
];
