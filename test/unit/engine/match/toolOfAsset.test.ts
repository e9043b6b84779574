import assert from 'node:assert/strict';
import { toolOfAsset } from '../../../../src/engine/match/toolOfAsset.ts';

const of = (name: string, release: readonly string[], repo = 'kit'): Promise<string | undefined> =>
  toolOfAsset(name, release, { version: 'v1.2.0', repo });

describe('toolOfAsset', () => {
  it('returns no separate name for the tool named like the repository', async () => {
    const release = ['kit-1.2.0-linux-x64.tar.gz', 'kit-1.2.0-darwin-arm64.tar.gz', 'SHA256SUMS'];
    assert.equal(await of(release[0]!, release), undefined);
  });

  it('names each tool of a release that has several', async () => {
    const release = ['saw-linux-x64', 'saw-darwin-arm64', 'drill-linux-x64', 'drill-press-linux-x64'];
    assert.deepEqual(await Promise.all(release.map((name) => of(name, release))), [
      'saw',
      'saw',
      'drill',
      'drill-press',
    ]);
  });

  it('names the same tool the same in each version and on each platform', async () => {
    const name = (version: string, platform: string): Promise<string | undefined> =>
      toolOfAsset(
        `drill-${version}-${platform}.zip`,
        [`drill-${version}-${platform}.zip`, `kit-${version}-${platform}.zip`],
        {
          version: `v${version}`,
          repo: 'kit',
        },
      );
    assert.deepEqual(await Promise.all([name('1.2.0', 'linux-x64'), name('2.0.1', 'windows-amd64')]), [
      'drill',
      'drill',
    ]);
  });

  it('names a variant next to the tool, and not the tool', async () => {
    const release = ['kit-linux-x64.tar.gz', 'kit-extended-linux-x64.tar.gz'];
    assert.deepEqual(await Promise.all(release.map((name) => of(name, release))), [undefined, 'kit-extended']);
  });

  it('returns no name if the file has none, or is not of the release', async () => {
    assert.equal(await of('linux-x64', ['linux-x64', 'darwin-arm64']), undefined);
    assert.equal(await of('other', ['kit-linux-x64']), undefined);
  });
});
