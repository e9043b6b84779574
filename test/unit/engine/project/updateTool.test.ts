import assert from 'node:assert/strict';
import { isEngineError } from '../../../../src/engine/errors.ts';
import type { Version } from '../../../../src/engine/model.ts';
import { checkLockedTools } from '../../../../src/engine/project/checkLock.ts';
import { lockTool } from '../../../../src/engine/project/lockTool.ts';
import { EMPTY_LOCK } from '../../../../src/engine/project/projectModel.ts';
import { decodeLock, formatLock } from '../../../../src/engine/project/lockText.ts';
import { outdatedTools, updateAll, updateTool, withTool } from '../../../../src/engine/project/updateTool.ts';
import { FakeUpstream, SAW_FILES, makeVersion, sawSpec } from '../../../support/projectRig.ts';
import { sha256Of } from '../../../support/records.ts';

describe('updateTool', () => {
  it('compares old and new, with digests and evidence, for changed files only', async () => {
    const old = makeVersion('v1.0.0', SAW_FILES);
    const { tool: before } = await lockTool('saw', sawSpec, new FakeUpstream(old));
    const lock = withTool(EMPTY_LOCK, 'saw', before);
    const kept = old.assets.filter(({ name }) => name.includes('windows'));
    const fresh = makeVersion('v1.1.0', SAW_FILES.slice(0, 3));
    const ports = new FakeUpstream({ ...fresh, assets: [...fresh.assets, ...kept] }, old);
    const update = await updateTool('saw', sawSpec, { lock, ports });
    assert.equal(update.isChanged, true);
    assert.equal(update.before, before);
    assert.equal(update.after.version, 'v1.1.0');
    assert.deepEqual(
      update.changes.map(({ platform, before: one, after }) => [platform, one?.asset.sha256, after?.asset.sha256]),
      [
        ...(['amd64', 'amd64-musl', 'arm64', 'arm64'] as const).map((arch, index) => [
          ['linux-x64', 'linux-x64-musl', 'linux-arm64', 'linux-arm64-musl'][index],
          sha256Of(`uuid of v1.0.0 saw-linux-${arch}.tar.gz`),
          sha256Of(`uuid of v1.1.0 saw-linux-${arch}.tar.gz`),
        ]),
        ['darwin-x64', sha256Of('uuid of v1.0.0 saw-darwin-universal.tar.gz'), undefined],
        ['darwin-arm64', sha256Of('uuid of v1.0.0 saw-darwin-universal.tar.gz'), undefined],
      ],
    );
    assert.deepEqual(update.changes[0]?.before?.asset.evidence, { kind: 'none', from: 'bytes' });
    assert.deepEqual([...lock.tools.values()], [before], 'nothing is changed before it is shown');
  });

  it('skips versions that are too young, but never the locked one', async () => {
    const DAY_MS = 86_400_000;
    const spec = { ...sawSpec, minimumAgeMs: 3 * DAY_MS };
    const aged = (version: string, days: number): Version =>
      makeVersion(version, SAW_FILES, { createdAt: (100 - days) * DAY_MS });
    const ports = new FakeUpstream(aged('v1.2.0', 1), aged('v1.1.0', 2), aged('v1.0.0', 9));
    ports.now = 100 * DAY_MS;
    const fresh = await updateTool('saw', spec, { lock: EMPTY_LOCK, ports });
    assert.equal(fresh.after.version, 'v1.0.0');
    assert.deepEqual(fresh.skipped[0], { version: 'v1.2.0', until: 102 * DAY_MS });
    const { tool } = await lockTool('saw', { ...spec, version: 'v1.1.0' }, ports);
    const lock = withTool(EMPTY_LOCK, 'saw', { ...tool, requested: '^1' });
    const again = await updateTool('saw', spec, { lock, ports });
    assert.equal(again.after.version, 'v1.1.0', 'an update never goes back');
    const [check] = await checkLockedTools(lock, { ports, project: { tools: new Map([['saw', spec]]) } });
    assert.ok(check?.ok);
    assert.equal(check.newer, undefined);
    assert.deepEqual(check.skipped, [{ version: 'v1.2.0', until: 102 * DAY_MS }]);
    const [unbound] = await checkLockedTools(lock, { ports });
    assert.equal(unbound?.ok && unbound.newer, 'v1.2.0');
  });

  it('keeps the locked variant if several could be meant', async () => {
    const named = (version: string, words: readonly string[]): Version =>
      makeVersion(
        `v${version}`,
        words.map((word) => `saw-${version}-windows-${word}-x64.zip`),
      );
    const first = await updateTool('saw', sawSpec, {
      lock: EMPTY_LOCK,
      ports: new FakeUpstream(named('1.0.0', ['vulkan'])),
    });
    const lock = withTool(EMPTY_LOCK, 'saw', first.after);
    const ports = new FakeUpstream(named('1.1.0', ['cuda', 'vulkan']));
    const next = await updateTool('saw', sawSpec, { lock, ports });
    assert.equal(next.after.platforms.get('win32-x64'), 'saw-1.1.0-windows-vulkan-x64.zip');
    await assert.rejects(updateTool('saw', sawSpec, { lock: EMPTY_LOCK, ports }), { code: 'noPlatform' });
  });

  it('locks the named platforms, and locks again when they change', async () => {
    const ports = new FakeUpstream(makeVersion('v1.0.0', SAW_FILES));
    const spec = { ...sawSpec, platforms: ['linux-x64', 'darwin-arm64'] } as const;
    const { after } = await updateTool('saw', spec, { lock: EMPTY_LOCK, ports });
    assert.deepEqual([...after.platforms.keys()], ['linux-x64', 'darwin-arm64']);
    assert.equal(ports.asked.filter((one) => one.startsWith('digest')).length, 2, 'nothing else is fetched');
    const lock = decodeLock(formatLock(withTool(EMPTY_LOCK, 'saw', after)), 'f');
    assert.deepEqual(outdatedTools({ tools: new Map([['saw', spec]]) }, lock), []);
    assert.deepEqual(outdatedTools({ tools: new Map([['saw', sawSpec]]) }, lock), ['saw']);
    const all = await updateTool('saw', sawSpec, { lock, ports });
    assert.equal(all.after.platforms.size, 7);
  });

  it('reports when nothing would change, and when only the request did', async () => {
    const ports = new FakeUpstream(makeVersion('v1.0.0', SAW_FILES));
    const { tool } = await lockTool('saw', sawSpec, ports);
    const lock = withTool(EMPTY_LOCK, 'saw', tool);
    assert.equal((await updateTool('saw', sawSpec, { lock, ports })).isChanged, false);
    const wished = await updateTool('saw', { ...sawSpec, version: '~1.0' }, { lock, ports });
    assert.deepEqual([wished.isChanged, wished.changes], [true, []]);
  });

  it('asks for several tools at the same time, and returns them in order', async () => {
    const ports = new FakeUpstream(makeVersion('v1.0.0', SAW_FILES));
    const names = Array.from({ length: 20 }, (_, index) => `saw${index}`);
    const { promise: allowed, resolve: allow } = Promise.withResolvers<void>();
    let asked = 0;
    const digestOf: typeof ports.digestOf = async (asset) => {
      asked += 1;
      if (asked === SAW_FILES.length * 2) allow();
      await allowed;
      return ports.digestOf(asset);
    };
    const slow = {
      versions: () => ports.versions(),
      version: () => ports.version('', '', 'v1.0.0'),
      minimumAge: () => ports.minimumAge(),
      digestOf,
    };
    const tools = new Map(names.map((name) => [name, sawSpec]));
    const results = await updateAll({ tools }, { lock: EMPTY_LOCK, ports: slow });
    assert.deepEqual(
      results.map(({ ok, name }) => ok && name),
      names,
    );
  });

  it('updates all tools, even if one fails', async () => {
    const ports = new FakeUpstream(makeVersion('v1.0.0', SAW_FILES));
    const tools = new Map([
      ['far', { ...sawSpec, version: '^9' }],
      ['saw', sawSpec],
    ]);
    const [far, saw] = await updateAll({ tools }, { lock: EMPTY_LOCK, ports });
    assert.ok(far && !far.ok && isEngineError(far.error, 'noVersion'));
    assert.ok(saw?.ok);
    assert.equal(saw.update.before, undefined);
    await assert.rejects(
      updateAll({ tools }, { lock: EMPTY_LOCK, ports, signal: AbortSignal.abort(new Error('no')) }),
      /no/,
    );
  });
});
