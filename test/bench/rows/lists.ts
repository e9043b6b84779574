import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Lists } from '../../../src/editor/tree/lists.ts';
import { packageRows, packagesRows } from '../../../src/editor/tree/ownerRows.ts';
import { repositoryRows } from '../../../src/editor/tree/releaseRows.ts';
import { startForge } from '../../support/forge/forge.ts';
import { addManyPackages, addManyReleases } from '../../support/forge/scale.ts';
import { smallContent } from '../../support/forge/smallContent.ts';
import { makeEngine } from '../../support/testEngine.ts';
import { instanceNode, repositoryNode } from '../../support/treeNodes.ts';
import type { Row, Setting } from '../bench.ts';
import { within } from '../result.ts';
import type { Result } from '../result.ts';
import { median } from '../statistics.ts';

const LOOK = { refresh: true, signal: new AbortController().signal };

/** Counts the requests that a step in the tree sends to the demo forge, and returns the median of its times. */
async function counted(setting: Setting, requests: readonly unknown[], step: () => Promise<void>) {
  const times: number[] = [];
  let asked = 0;
  for (let round = 0; round < setting.sizes.rounds; round += 1) {
    const [before, startedAt] = [requests.length, performance.now()];
    await step();
    times.push(performance.now() - startedAt);
    asked = requests.length - before;
  }
  return { asked, ms: median(times) };
}

/** Long lists in the tree, with the whole engine. The demo forge runs in this process, so its time is included. */
export const lists: Row = {
  name: 'lists',
  run: async (setting) => {
    const [releases, versions] = [setting.sizes.records / 10, setting.sizes.records];
    const content = smallContent();
    const repository = content.repositories.find(({ name }) => name === 'hello');
    assert.ok(repository);
    addManyReleases(repository, { count: releases - repository.releases.length, assetsEach: 3 });
    addManyPackages(content, { owner: 'alice', name: 'nightly', count: versions });
    const forge = await startForge({ content });
    await using test = await makeEngine(join(setting.directory, 'lists'));
    const engine = () => test.engine;
    const lists = new Lists({ engine, onOutcome: () => undefined, onAccount: () => undefined });
    const results: Result[] = [];
    const tell = (name: string, { asked, ms }: { asked: number; ms: number }, atMost?: number): void => {
      results.push(within({ name: `${name}: requests`, value: asked, unit: '' }, atMost));
      results.push(within({ name: `${name}: time`, value: ms, unit: 'ms' }, undefined));
    };
    const instance = instanceNode(forge.url);
    const page = await counted(setting, forge.requests, async () => {
      const node = repositoryNode({ parent: instance, instance: forge.url, repo: 'hello' });
      const rows = await repositoryRows(node, { lists, steps: 1, filter: undefined }, LOOK);
      assert.equal(rows.filter(({ kind }) => kind === 'version').length, Math.min(releases, 50));
    });
    tell(`first page of ${releases} releases`, page, 1);
    const all = await counted(setting, forge.requests, async () => {
      const [row] = await packagesRows(
        { ...instance, kind: 'packages', owner: 'alice', parent: undefined },
        lists,
        LOOK,
      );
      assert.ok(row?.kind === 'package');
      assert.equal(packageRows(row, Infinity).length, versions);
    });
    tell(`tree of ${versions} versions`, all);
    await forge.close();
    return results;
  },
};
