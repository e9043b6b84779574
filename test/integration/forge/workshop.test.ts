import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unpack } from '../../../src/engine/unpack/unpack.ts';
import { matchAssets } from '../../../src/engine/match/matchAssets.ts';
import { systemClock } from '../../../src/engine/systemClock.ts';
import type { ReleaseContent } from '../../support/forge/content.ts';
import { THIS_PLATFORM } from '../../support/forge/demo/workshop/platforms.ts';
import { demoContent } from '../../support/forge/demoContent.ts';
import { MACHINES } from '../../support/machines.ts';
import { useTempDir } from '../../support/tempDir.ts';
import { EXE } from '../../support/thisSystem.ts';

const run = promisify(execFile);

const { repositories } = demoContent();

function releasesOf(repo: string): readonly ReleaseContent[] {
  const found = repositories.find(({ owner, name }) => owner === 'workshop' && name === repo);
  assert.ok(found, repo);
  return found.releases;
}

function bytesOf({ assets }: ReleaseContent, name: string): Buffer {
  const body = assets.find((asset) => asset.name === name)?.body;
  assert.ok(body instanceof Buffer, name);
  return body;
}

describe('the workshop of the demo forge', () => {
  const directory = useTempDir();
  const saysItsVersion = async (program: string, { tag }: ReleaseContent): Promise<void> => {
    assert.equal(`v${(await run(program, ['--version'])).stdout.trim()}`, tag);
  };

  it('has two versions of a real program in archives of two kinds', async () => {
    const releases = releasesOf('esbuild');
    const forms = releases.map(({ assets }) => assets.find(({ name }) => name.includes(THIS_PLATFORM))?.name ?? '');
    assert.match(forms[0] ?? '', /\.tar\.gz$/);
    assert.match(forms[1] ?? '', /\.zip$/);
    for (const [index, release] of releases.entries()) {
      const archive = join(directory(), forms[index] ?? '');
      await writeFile(archive, bytesOf(release, forms[index] ?? ''));
      const target = join(directory(), release.tag);
      await unpack(archive, forms[index] ?? '', target, { clock: systemClock, stripTop: true });
      await saysItsVersion(join(target, 'bin', `esbuild${EXE}`), release);
    }
    assert.equal(new Set(releases.map(({ tag }) => tag)).size, 2);
  });

  it('has the same versions without an archive', async () => {
    const tags = releasesOf('esbuild').map(({ tag }) => tag);
    assert.deepEqual(
      releasesOf('esbuild-raw').map(({ tag }) => tag),
      tags,
    );
    for (const release of releasesOf('esbuild-raw')) {
      const program = join(directory(), `${release.tag}${EXE}`);
      await writeFile(program, bytesOf(release, `esbuild-raw-${THIS_PLATFORM}${EXE}`));
      await chmod(program, 0o755);
      await saysItsVersion(program, release);
    }
  });

  for (const repo of ['esbuild', 'esbuild-raw', 'greet', 'hello-ext']) {
    it(`has one file of ${repo} for each machine`, () => {
      for (const { tag, assets } of releasesOf(repo)) {
        const names = assets.map(({ name }) => name);
        const picks = (['linux-x64-gnu', 'linux-arm64-gnu', 'darwin-arm64', 'win32-x64'] as const).map((id) => {
          const what = repo === 'hello-ext' ? 'vsix' : 'tool';
          const match = matchAssets(names, { machine: MACHINES[id], version: tag, repo, what });
          assert.ok(match.kind === 'pick', `${repo} ${tag} on ${id}: ${match.kind}`);
          return match.pick.name;
        });
        assert.equal(new Set(picks).size, picks.length, picks.join());
      }
    });
  }
});
