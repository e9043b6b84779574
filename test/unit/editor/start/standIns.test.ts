import assert from 'node:assert/strict';
import type { ForgejoArtifactsApi } from '../../../../src/editor/api/api.ts';
import type * as StandIns from '../../../../src/editor/start/standIns.ts';
import '../../../support/vscode/useVscodeStub.ts';

describe('apiStandIn', () => {
  const SOURCE = { kind: 'release', owner: 'alice', repo: 'hello' } as const;

  let apiStandIn: typeof StandIns.apiStandIn;
  before(async () => {
    ({ apiStandIn } = await import('../../../../src/editor/start/standIns.ts'));
  });

  it('loads the extension at the first call, not before', async () => {
    let loads = 0;
    const which = (command: string): Promise<string> => Promise.resolve(`/bin/${command}`);
    const api = apiStandIn(() => {
      loads += 1;
      return { api: { which } } as never;
    });
    assert.equal(api.version, 1);
    assert.equal(loads, 0);
    assert.equal(await api.which('greet'), '/bin/greet');
    assert.equal(loads, 1);
  });

  it('rejects instead of throwing if the extension cannot be loaded', async () => {
    const broken = new Error('a file is missing');
    const api = apiStandIn(() => {
      throw broken;
    });
    const calls: Readonly<
      Record<Exclude<keyof ForgejoArtifactsApi, 'version' | 'listInstances'>, () => Promise<unknown>>
    > = {
      download: () => api.download('x'),
      cachedPath: () => api.cachedPath('x'),
      install: () => api.install('x'),
      restore: () => api.restore(),
      which: () => api.which('x'),
      listReleases: () => api.listReleases('x', 'x', 'x'),
      listPackages: () => api.listPackages('x', 'x'),
      listFiles: () => api.listFiles('x', SOURCE, 'x'),
    };
    for (const call of Object.values(calls)) await assert.rejects(call(), broken);
  });

  it('cannot be changed by a caller', () => {
    const api = apiStandIn(() => assert.fail('nothing is called'));
    assert.throws(() => Object.assign(api, { download: () => 'forged' }), TypeError);
  });
});
