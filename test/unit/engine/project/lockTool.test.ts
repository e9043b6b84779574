import assert from 'node:assert/strict';
import { isEngineError } from '../../../../src/engine/errors.ts';
import { fitsGlob } from '../../../../src/engine/project/glob.ts';
import { lockTool } from '../../../../src/engine/project/lockTool.ts';
import { PLATFORMS } from '../../../../src/engine/project/platforms.ts';
import type { ToolSpec } from '../../../../src/engine/project/projectModel.ts';
import { makeAsset } from '../../../support/makeAsset.ts';
import { FakeUpstream, INSTANCE, SAW, SAW_FILES, makeVersion, sawSpec } from '../../../support/projectRig.ts';

async function platformsOf(names: readonly string[], rest: Partial<ToolSpec> = {}, tool = 'saw'): Promise<unknown> {
  const { tool: locked } = await lockTool(
    tool,
    { ...sawSpec, ...rest },
    new FakeUpstream(makeVersion('v1.0.0', names)),
  );
  return Object.fromEntries(locked.platforms);
}

describe('lockTool', () => {
  it('locks the file for every platform that the version serves, checking each once', async () => {
    const upstream = new FakeUpstream(makeVersion('v2.0.0', []), makeVersion('v1.2.0', SAW_FILES));
    const { tool, notes } = await lockTool('saw', { ...sawSpec, executables: ['saw'] }, upstream);
    assert.deepEqual(Object.fromEntries(tool.platforms), {
      'linux-x64': 'saw-linux-amd64.tar.gz',
      'linux-x64-musl': 'saw-linux-amd64-musl.tar.gz',
      'linux-arm64': 'saw-linux-arm64.tar.gz',
      'linux-arm64-musl': 'saw-linux-arm64.tar.gz',
      'darwin-x64': 'saw-darwin-universal.tar.gz',
      'darwin-arm64': 'saw-darwin-universal.tar.gz',
      'win32-x64': 'saw-windows-amd64.zip',
    });
    assert.deepEqual(notes, []);
    assert.equal(tool.version, 'v1.2.0');
    assert.equal(tool.requested, '^1');
    assert.deepEqual(tool.executables, ['saw']);
    const digests = upstream.asked.filter((one) => one.startsWith('digest'));
    assert.deepEqual(
      digests,
      SAW_FILES.slice(0, 5).map((name) => `digest ${name}`),
    );
    assert.deepEqual([...tool.assets.keys()], SAW_FILES.slice(0, 5));
    assert.equal(tool.assets.get('saw-linux-arm64.tar.gz')?.upstreamId, 'uuid of v1.2.0 saw-linux-arm64.tar.gz');
  });

  it('locks a chosen version and records the range as it was written', async () => {
    const upstream = new FakeUpstream(makeVersion('v1.2.0', SAW_FILES), makeVersion('v1.1.0', SAW_FILES));
    for (const range of ['^1', 'latest']) {
      const { tool } = await lockTool('saw', { ...sawSpec, version: range }, upstream, { chosen: 'v1.1.0' });
      assert.deepEqual([tool.version, tool.requested], ['v1.1.0', range]);
    }
  });

  it('locks one file for all platforms once', async () => {
    assert.deepEqual(await platformsOf(['saw.jar', 'SHA256SUMS'], { asset: 'saw.jar' }), { any: 'saw.jar' });
  });

  it('leaves out files that only a person can choose, and reports that', async () => {
    const upstream = new FakeUpstream(makeVersion('v1.0.0', ['saw-linux-x86_64_v3', 'saw-darwin-arm64']));
    const { tool, notes } = await lockTool('saw', sawSpec, upstream);
    assert.deepEqual([...tool.platforms.keys()], ['darwin-arm64']);
    assert.deepEqual(notes, [
      { platform: 'linux-x64', why: 'unsure', assets: ['saw-linux-x86_64_v3'] },
      { platform: 'linux-x64-musl', why: 'unsure', assets: ['saw-linux-x86_64_v3'] },
    ]);
  });

  it('locks a file that is only assumed to fit, and notes the assumption', async () => {
    const { tool, notes } = await lockTool(
      'saw',
      sawSpec,
      new FakeUpstream(makeVersion('v1.0.0', ['saw-windows.zip'])),
    );
    assert.deepEqual(Object.fromEntries(tool.platforms), { 'win32-x64': 'saw-windows.zip' });
    assert.deepEqual(notes[0], {
      platform: 'win32-x64',
      why: 'assumed',
      assets: ['saw-windows.zip'],
      assumption: { say: 'builtForX64', names: [] },
    });
  });

  it('uses a pattern to narrow the choice, and one for each platform as the answer', async () => {
    const names = ['plane-1.0.0-linux-amd64', 'chisel-1.0.0-linux-amd64', 'chisel-1.0.0-darwin-arm64'];
    assert.deepEqual(await platformsOf(names, { asset: 'chisel-*' }), {
      'linux-x64': 'chisel-1.0.0-linux-amd64',
      'linux-x64-musl': 'chisel-1.0.0-linux-amd64',
      'darwin-arm64': 'chisel-1.0.0-darwin-arm64',
    });
    const asset = { 'linux-x64': 'chisel-{version}-linux-*', 'win32-x64': '*', 'darwin-x64': 'none-{tag}' };
    const { tool, notes } = await lockTool(
      'saw',
      { ...sawSpec, asset },
      new FakeUpstream(makeVersion('v1.0.0', names)),
    );
    assert.deepEqual(Object.fromEntries(tool.platforms), { 'linux-x64': 'chisel-1.0.0-linux-amd64' });
    assert.deepEqual(
      notes.map(({ platform, why }) => [platform, why]),
      [
        ['darwin-x64', 'noFit'],
        ['win32-x64', 'severalTools'],
      ],
    );
  });

  it("finds the named tool in a release, and treats an unknown name as the user's own", async () => {
    const names = ['saw-linux-amd64', 'plane-linux-amd64', 'saw-darwin-arm64'];
    assert.deepEqual(await platformsOf(names, {}, 'plane'), {
      'linux-x64': 'plane-linux-amd64',
      'linux-x64-musl': 'plane-linux-amd64',
    });
    const own = ['plane-linux-amd64', 'saw-linux-amd64', 'saw-darwin-arm64'];
    assert.deepEqual(await platformsOf(own, {}, 'cutter'), {
      'linux-x64': 'saw-linux-amd64',
      'linux-x64-musl': 'saw-linux-amd64',
      'darwin-arm64': 'saw-darwin-arm64',
    });
  });

  it('does not lock a name that two files share', async () => {
    const upstream = new FakeUpstream(
      makeVersion('v1.0.0', ['saw-linux-amd64', 'saw-linux-amd64', 'saw-darwin-arm64']),
    );
    const { tool, notes } = await lockTool('saw', sawSpec, upstream);
    assert.deepEqual([...tool.platforms.keys()], ['darwin-arm64']);
    assert.ok(notes.some(({ platform, why }) => platform === 'linux-x64' && why === 'sameName'));
  });

  it('fails if no platform has a file, and lists the files', async () => {
    await assert.rejects(platformsOf(['notes.txt', 'SHA256SUMS']), (error) => {
      assert.ok(isEngineError(error, 'noPlatform'));
      assert.deepEqual(error.facts, { tool: 'saw', platform: 'any', available: ['notes.txt', 'SHA256SUMS'] });
      return true;
    });
  });

  it('stops when one file fails, with the reason', async () => {
    const upstream = new FakeUpstream(makeVersion('v1.0.0', SAW_FILES));
    const stopped: unknown[] = [];
    upstream.digestOf = (asset, ...rest: readonly unknown[]) => {
      const { signal } = rest[0] as { signal: AbortSignal };
      if (asset.name.includes('windows')) return Promise.reject(new Error('the disk is full'));
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          stopped.push(asset.name);
          reject(signal.reason as Error);
        });
      });
    };
    await assert.rejects(lockTool('saw', sawSpec, upstream), /the disk is full/);
    assert.equal(stopped.length, 4);
  });

  it('keeps an address that may contain a secret out of the lock', async () => {
    const external = (name: string, externalUrl: string) =>
      makeAsset({ instance: INSTANCE, source: SAW, version: 'v1.0.0', name, storage: 'external', externalUrl });
    const plain = external('saw-linux-amd64', 'https://cdn.example/saw');
    const secret = external('saw-darwin-arm64', 'https://cdn.example/saw?token=secret');
    const version = makeVersion('v1.0.0', [], { assets: [plain, secret] });
    const { tool } = await lockTool('saw', sawSpec, new FakeUpstream(version));
    assert.equal(tool.assets.get('saw-linux-amd64')?.externalUrl, 'https://cdn.example/saw');
    assert.equal(tool.assets.get('saw-darwin-arm64')?.externalUrl, undefined);
  });

  it('covers the usual machines', () => assert.equal(PLATFORMS.length, 13));
});

describe('fitsGlob', () => {
  for (const [glob, name, expected] of [
    ['saw-*.tar.gz', 'saw-1.0-linux.tar.gz', true],
    ['saw-*.tar.gz', 'saw-1.0-linux.tar.xz', false],
    ['*', '', true],
    ['?', '', false],
    ['s?w', 'SAW', true],
    ['saw', 'saw.exe', false],
    ['*.exe', 'saw.exe', true],
    ['*a*b*', 'xaxxb', true],
    ['*a*b', 'abab', true],
    ['a.c', 'abc', false],
    ['[a-z]', 'b', false],
  ] as const) {
    it(`${expected ? 'lets' : 'does not let'} ${JSON.stringify(name)} through ${glob}`, () =>
      assert.equal(fitsGlob(name, glob), expected));
  }

  it('is fast for any pattern', () => {
    assert.equal(fitsGlob('a'.repeat(255), `${'*a'.repeat(120)}b`), false);
  });
});
