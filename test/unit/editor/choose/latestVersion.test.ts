import assert from 'node:assert/strict';
import { latestVersion } from '../../../../src/editor/choose/latestVersion.ts';
import type { Services } from '../../../../src/editor/services.ts';
import { EngineError } from '../../../../src/engine/index.ts';
import type { NoVersionReason } from '../../../../src/engine/errors.ts';
import { FakeUi } from '../../../support/fakeUi.ts';
import { makeVersion } from '../../../support/treeNodes.ts';

const PLACE = { instance: 'https://git.example.org/', source: { kind: 'release', owner: 'o', repo: 'r' } } as const;

describe('latestVersion', () => {
  const ui = (): FakeUi => new FakeUi();
  const services = (fake: FakeUi, why?: NoVersionReason): Pick<Services, 'engine' | 'ui'> => {
    const engine = {
      resolve: () => {
        const facts = { tool: 'r', range: 'latest', nearest: ['saw-v1', 'plane-v2'] };
        if (why) return Promise.reject(new EngineError('noVersion', 'none', { ...facts, why }));
        return Promise.resolve({ version: makeVersion({ version: 'v3' }), skipped: [] });
      },
      version: (_instance: string, _source: unknown, version: string) =>
        Promise.resolve({ value: makeVersion({ version }) }),
    };
    return { engine: { get: () => engine }, ui: fake } as unknown as Services;
  };

  it('is the one that the engine resolves', async () => {
    const fake = ui();
    assert.equal((await latestVersion(services(fake), PLACE, 'Install'))?.version, 'v3');
    assert.deepEqual(fake.messages, []);
  });

  for (const why of ['severalSeries', 'onlyPrereleases'] as const) {
    it(`is asked for if the engine cannot decide (${why})`, async () => {
      const fake = ui();
      fake.next({ pick: 'plane-v2' });
      assert.equal((await latestVersion(services(fake, why), PLACE, 'Install'))?.version, 'plane-v2');
      fake.next({ pick: undefined });
      assert.equal(await latestVersion(services(fake, why), PLACE, 'Install'), undefined);
    });
  }

  it('is an error if there is nothing to choose from', async () => {
    await assert.rejects(latestVersion(services(ui(), 'noVersions'), PLACE, 'Install'), { code: 'noVersion' });
  });
});
