import assert from 'node:assert/strict';
import { EngineError, isEngineError } from '../../../../src/engine/errors.ts';
import type { Machine } from '../../../../src/engine/machine/platform.ts';
import type { Asset } from '../../../../src/engine/model.ts';
import { assetOfLock, planRestore } from '../../../../src/engine/project/planRestore.ts';
import type { LockedTool } from '../../../../src/engine/project/projectModel.ts';
import { restore } from '../../../../src/engine/project/restore.ts';
import type { RestoreParts } from '../../../../src/engine/project/restore.ts';
import type { RestoreProgress } from '../../../../src/engine/project/restoreProgress.ts';
import { MACHINES } from '../../../support/machines.ts';
import { INSTANCE, cachedAs, lockedAsset, lockedTool, makeVersion } from '../../../support/projectRig.ts';
import { sha256Of } from '../../../support/records.ts';

const lockOf = (tools: Readonly<Record<string, LockedTool>>) => ({ tools: new Map(Object.entries(tools)) });

describe('planRestore', () => {
  const picked = (platforms: readonly string[], machine: Machine): unknown => {
    const [planned] = planRestore(lockOf({ saw: lockedTool(platforms) }), machine);
    return planned?.ok ? [planned.asset.name, planned.emulated] : planned?.error.facts;
  };

  for (const [what, platforms, machine, expected] of [
    ['its own', ['linux-x64', 'linux-x64-musl', 'any'], MACHINES['linux-x64-gnu'], ['saw-linux-x64', undefined]],
    ['musl on musl', ['linux-x64', 'linux-x64-musl'], MACHINES['linux-x64-musl'], ['saw-linux-x64-musl', undefined]],
    ['musl on glibc', ['linux-x64-musl', 'any'], MACHINES['linux-x64-gnu'], ['saw-linux-x64-musl', undefined]],
    ['the file for any platform', ['darwin-arm64', 'any'], MACHINES['linux-x64-musl'], ['saw-any', undefined]],
    ['x64 under Rosetta, and reports that', ['darwin-x64'], MACHINES['darwin-arm64'], ['saw-darwin-x64', 'x64']],
    ['x64 before 32 bits', ['win32-ia32', 'win32-x64'], MACHINES['win32-arm64'], ['saw-win32-x64', 'x64']],
    ['any before emulation', ['darwin-x64', 'any'], MACHINES['darwin-arm64'], ['saw-any', undefined]],
    [
      'musl if the libc is unknown',
      ['linux-x64', 'linux-x64-musl'],
      { ...MACHINES['linux-x64-gnu'], libc: undefined },
      ['saw-linux-x64-musl', undefined],
    ],
  ] as const) {
    it(`plans ${what}`, () => assert.deepEqual(picked(platforms, machine), expected));
  }

  for (const [platforms, machine, platform] of [
    [['linux-x64'], MACHINES['linux-x64-musl'], 'linux-x64-musl'],
    [['linux-x64'], MACHINES['linux-arm64-gnu'], 'linux-arm64'],
    [['darwin-x64'], { ...MACHINES['darwin-arm64'], emulates: [] }, 'darwin-arm64'],
    [['darwin-arm64'], MACHINES['darwin-x64'], 'darwin-x64'],
  ] as const) {
    it(`finds nothing in ${platforms.join()} for ${platform}, and lists the available platforms`, () =>
      assert.deepEqual(picked(platforms, machine), { tool: 'saw', platform, available: [...platforms] }));
  }

  it('plans only the requested tools', () => {
    const lock = lockOf({ saw: lockedTool(['any']), axe: lockedTool(['any']) });
    const names = planRestore(lock, MACHINES['linux-x64-gnu'], ['axe', 'nothing', 'axe']).map(({ name }) => name);
    assert.deepEqual(names, ['axe']);
  });

  it("makes the cache's asset from the lock alone", () => {
    const uploaded = sha256Of('a');
    const tool = lockedTool(['any'], {
      source: { kind: 'genericPackage', owner: 'tools', package: 'saw' },
      assets: new Map([['saw-any', lockedAsset(uploaded, { storage: 'packageFile' })]]),
    });
    assert.deepEqual(assetOfLock(tool, 'saw-any'), {
      instance: INSTANCE,
      source: tool.source,
      version: 'v1.0.0',
      name: 'saw-any',
      upstreamId: uploaded,
      storage: 'packageFile',
      sizeBytes: 100,
      digests: { sha256: tool.assets.get('saw-any')?.sha256 },
    });
  });
});

describe('restore', () => {
  const honest = (asset: Asset): Promise<ReturnType<typeof cachedAs>> =>
    Promise.resolve(cachedAs(asset, sha256Of(asset.upstreamId)));

  const run = (rest: Partial<RestoreParts<string>>) =>
    restore<string>({
      lock: lockOf({ saw: lockedTool(['any']) }),
      machine: MACHINES['linux-x64-gnu'],
      obtain: honest,
      version: () => assert.fail('nothing is listed'),
      install: ({ name }) => Promise.resolve(`installed ${name}`),
      ...rest,
    });

  const failure = async (rest: Partial<RestoreParts<string>>): Promise<unknown> => {
    const [result] = await run(rest);
    assert.ok(result && !result.ok);
    return result.error;
  };

  it('downloads by the digest in the lock and installs, each tool once and nothing else', async () => {
    const asked: unknown[] = [];
    const lock = lockOf({ saw: lockedTool(['any', 'linux-x64', 'darwin-arm64']), axe: lockedTool(['linux-x64-musl']) });
    const results = await run({
      lock,
      obtain: (asset, { expected }) => {
        assert.equal(expected.by, 'lock');
        asked.push([asset.name, expected.digests]);
        return honest(asset);
      },
    });
    assert.deepEqual(asked, [
      ['saw-linux-x64', { sha256: sha256Of('uuid linux-x64') }],
      ['saw-linux-x64-musl', { sha256: sha256Of('uuid linux-x64-musl') }],
    ]);
    assert.deepEqual(
      results.map((one) => one.ok && one.installed),
      ['installed saw', 'installed axe'],
    );
  });

  it('installs files as they arrive, and returns results in the order of the lock', async () => {
    const lock = lockOf({ saw: lockedTool(['any']), bad: lockedTool(['any']), axe: lockedTool(['linux-x64']) });
    const slow = Promise.withResolvers<void>();
    const events: string[] = [];
    const results = await run({
      lock,
      obtain: async (asset) => {
        if (asset.upstreamId === 'uuid any' && events.length === 0) await slow.promise;
        return honest(asset);
      },
      install: async ({ name }) => {
        events.push(name);
        if (name === 'axe') slow.resolve();
        if (name === 'bad') throw new Error('bad');
        return Promise.resolve(name);
      },
    });
    assert.equal(events[0], 'axe');
    assert.deepEqual(
      results.map(({ name, ok }) => [name, ok]),
      [
        ['saw', true],
        ['bad', false],
        ['axe', true],
      ],
    );
  });

  it('installs only a few tools at once', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `tool${index}`);
    let [running, most] = [0, 0];
    const results = await run({
      lock: lockOf(Object.fromEntries(names.map((name) => [name, lockedTool(['any'])]))),
      install: async ({ name }) => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        return name;
      },
    });
    assert.ok(results.every(({ ok }) => ok));
    assert.ok(most > 1 && most < 6, `${most} at once`);
  });

  it('returns a result for every tool', async () => {
    const lock = lockOf({
      none: lockedTool(['win32-x64']),
      foreign: lockedTool(['any'], { instance: 'https://evil.example/' }),
      broken: lockedTool(['linux-x64']),
      saw: lockedTool(['any']),
    });
    const results = await run({
      lock,
      obtain: (asset) => {
        const { instance } = asset;
        if (instance === INSTANCE) return honest(asset);
        return Promise.reject(new EngineError('unknownInstance', 'no', { instance }));
      },
      install: ({ name }) => (name === 'broken' ? Promise.reject(new Error('no room')) : Promise.resolve('in')),
    });
    const words = results.map((one) =>
      one.ok ? [one.name, 'ok'] : [one.name, isEngineError(one.error) ? one.error.code : String(one.error)],
    );
    assert.deepEqual(words, [
      ['none', 'noPlatform'],
      ['foreign', 'unknownInstance'],
      ['broken', 'Error: no room'],
      ['saw', 'ok'],
    ]);
  });

  it('refuses bytes that are not the locked ones, even after a successful download', async () => {
    const error = await failure({ obtain: (asset) => Promise.resolve(cachedAs(asset, sha256Of('other'))) });
    assert.ok(isEngineError(error, 'lockMismatch'));
    const [before, now] = [sha256Of('uuid any'), sha256Of('other')];
    assert.deepEqual(error.facts, { tool: 'saw', asset: 'saw-any', before, now });
  });

  it('reports a refused download as a lock mismatch, and passes on any other mismatch', async () => {
    const alarm = (source: 'lock' | 'caller' | 'pin' | 'signature') => {
      const facts = { expected: sha256Of('uuid any'), actual: sha256Of('x'), source, sources: [] };
      return new EngineError('integrity', 'no', { what: 'sha256', ...facts });
    };
    const error = await failure({ obtain: () => Promise.reject(alarm('lock')) });
    assert.ok(isEngineError(error, 'lockMismatch'));
    assert.equal(error.facts.now, sha256Of('x'));
    assert.ok(isEngineError(error.cause, 'integrity'));
    for (const source of ['caller', 'pin', 'signature'] as const)
      assert.ok(isEngineError(await failure({ obtain: () => Promise.reject(alarm(source)) }), 'integrity'), source);
  });

  it('names the file that replaced a missing one, if any', async () => {
    const gone = () => Promise.reject(new EngineError('gone', 'no', { host: 'git.example.org', name: 'saw-any' }));
    const version = () => Promise.resolve(makeVersion('v1.0.0', ['saw-any']));
    const error = await failure({ obtain: gone, version });
    assert.ok(isEngineError(error, 'lockMismatch'));
    assert.deepEqual(error.facts, {
      tool: 'saw',
      asset: 'saw-any',
      before: 'uuid any',
      now: 'uuid of v1.0.0 saw-any',
    });
    const empty = () => Promise.resolve(makeVersion('v1.0.0', []));
    assert.ok(isEngineError(await failure({ obtain: gone, version: empty }), 'gone'));
    const unreachable = () => Promise.reject(new EngineError('network', 'no', { host: 'git.example.org' }));
    assert.ok(isEngineError(await failure({ obtain: gone, version: unreachable }), 'gone'));
  });

  it('looks up the address of an external file that the lock does not have', async () => {
    const assets = new Map([['saw-any', lockedAsset('id', { storage: 'external' })]]);
    const version = makeVersion('v1.0.0', ['saw-any']);
    const listed = version.assets.flatMap((asset) => [
      { ...asset, externalUrl: 'https://cdn.example/another-of-that-name' },
      { ...asset, upstreamId: 'id', externalUrl: 'https://cdn.example/saw?token=t' },
    ]);
    let url: string | undefined;
    const [result] = await run({
      lock: lockOf({ saw: lockedTool(['any'], { assets }) }),
      version: () => Promise.resolve({ ...version, assets: listed }),
      obtain: (asset) => {
        url = asset.externalUrl;
        return honest(asset);
      },
    });
    assert.equal(result?.ok, true);
    assert.equal(url, 'https://cdn.example/saw?token=t');
  });

  it('needs no address of an external file that is in the cache', async () => {
    const offline = new EngineError('network', 'offline', { host: 'git.example.org', reason: 'offline' });
    const assets = new Map([['saw-any', lockedAsset('id', { storage: 'external' })]]);
    const restoreOffline = (obtain: typeof honest) =>
      run({ lock: lockOf({ saw: lockedTool(['any'], { assets }) }), version: () => Promise.reject(offline), obtain });
    assert.equal((await restoreOffline(honest))[0]?.ok, true);
    const noUrl = new EngineError('unsafeName', 'no address', { name: '', rule: 'noUrl' });
    const [missing] = await restoreOffline(() => Promise.reject(noUrl));
    assert.equal(missing?.ok === false && missing.error, offline);
  });

  it('reports one progress for all tools', async () => {
    const reports: RestoreProgress[] = [];
    await run({
      lock: lockOf({ saw: lockedTool(['any']), axe: lockedTool(['any']) }),
      onProgress: (progress) => reports.push(progress),
      obtain: (asset, { onProgress }) => {
        onProgress?.({ phase: 'transfer', receivedBytes: 40, sizeBytes: 100, resumedAtBytes: 0 });
        return honest(asset);
      },
    });
    assert.ok(reports.every(({ sizeBytes, tools }) => sizeBytes === 200 && tools === 2));
    const amounts = reports.map(({ receivedBytes }) => receivedBytes);
    assert.deepEqual(
      amounts,
      amounts.toSorted((one, other) => one - other),
    );
    assert.equal(amounts[0], 40);
    assert.equal(reports.at(-1)?.receivedBytes, 200);
    assert.equal(reports.at(-1)?.doneTools, 2);
    assert.deepEqual([...new Set(reports.map(({ phase }) => phase))], ['download', 'install', 'done']);
  });

  it('rejects with the reason of an abort, and installs nothing after it', async () => {
    const stop = new AbortController();
    const reason = new DOMException('enough', 'AbortError');
    const running = run({
      signal: stop.signal,
      obtain: (_asset, { signal }) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason as Error));
          queueMicrotask(() => stop.abort(reason));
        }),
      install: () => assert.fail('it was stopped'),
    });
    await assert.rejects(running, (error) => error === reason);
    await assert.rejects(run({ signal: stop.signal }), (error) => error === reason);
  });
});
