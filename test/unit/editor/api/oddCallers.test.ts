import assert from 'node:assert/strict';
import { createApi } from '../../../../src/editor/api/api.ts';
import type { ForgejoArtifactsApi } from '../../../../src/editor/api/api.ts';
import { ApiError } from '../../../../src/editor/api/apiError.ts';
import type { Asset } from '../../../../src/engine/index.ts';
import { useTempDir } from '../../../support/tempDir.ts';
import { GREET, GREET_LINUX, openWorkspace, until } from '../../../support/workspaceRig.ts';
import type { WorkspaceRig } from '../../../support/workspaceRig.ts';

/** Less than a request may take without an answer. */
const LOOKUP_MS = 8000;
const HUGE = 'x'.repeat(1_000_000);
const NAMED: readonly (keyof Asset)[] = ['instance', 'version', 'name', 'upstreamId', 'externalUrl'];

describe('odd callers of the interface', () => {
  const directory = useTempDir();
  let rig: WorkspaceRig;
  let api: ForgejoArtifactsApi;
  let asset: Asset;

  beforeEach(async () => {
    rig = await openWorkspace(directory());
    api = createApi(rig.services);
    const files = await api.listFiles(rig.forge.url, GREET, 'v1.0.0');
    asset = files.find(({ name }) => name === GREET_LINUX.name) ?? assert.fail('it is in the demo');
  });
  afterEach(() => rig[Symbol.asyncDispose]());

  /** The calls that take a signal, for a file or a lock that is there. */
  const stoppable = (): readonly ((signal: AbortSignal) => Promise<unknown>)[] => [
    (signal) => api.download(asset, { signal }),
    (signal) => api.install(asset, { signal }),
    (signal) => api.restore(undefined, { signal }),
  ];

  it('refuses texts that are far too long, and sends none of them', async () => {
    const before = rig.forge.requests.length;
    const sources = [
      { ...GREET, owner: HUGE },
      { ...GREET, repo: HUGE },
    ];
    const assets = [
      ...NAMED.map((key) => ({ ...asset, [key]: HUGE })),
      ...sources.map((source) => ({ ...asset, source })),
    ];
    for (const given of [...assets, `https://${HUGE}`, `${rig.forge.url}workshop/greet/releases/tag/${HUGE}`]) {
      for (const name of ['download', 'cachedPath', 'install'] as const) {
        await assert.rejects(api[name](given, { file: 'x' }), isBadArgument);
      }
    }
    for (const source of sources) await assert.rejects(api.listFiles(rig.forge.url, source, 'v1'), isBadArgument);
    await assert.rejects(api.listReleases(rig.forge.url, HUGE, 'greet'), isBadArgument);
    await assert.rejects(api.listPackages(HUGE, 'workshop'), isBadArgument);
    await assert.rejects(api.which(HUGE), isBadArgument);
    await assert.rejects(api.restore(HUGE), isBadArgument);
    assert.equal(rig.forge.requests.length, before);
  });

  it('does nothing for a signal that is aborted already, and rejects with its reason', async () => {
    await rig.writeGreetLock();
    const before = rig.forge.requests.length;
    for (const call of stoppable()) {
      await assert.rejects(call(AbortSignal.abort()), { name: 'AbortError', code: DOMException.ABORT_ERR });
      for (const reason of ['enough', null, new TypeError('mine')]) {
        assert.equal(await call(AbortSignal.abort(reason)).catch((error: unknown) => error), reason);
      }
    }
    assert.equal(rig.forge.requests.length, before);
    assert.equal(await api.cachedPath(asset), undefined);
    assert.deepEqual(await rig.fake.engine.installer.list(), []);
  });

  it('rejects with the reason of a signal that is aborted later', async () => {
    await rig.writeGreetLock();
    rig.forge.faults.add({ kind: 'stall', afterBytes: 1, path: /attachments/ });
    for (const call of stoppable()) {
      for (const reason of [new Error('the user left'), 5]) {
        const leaving = new AbortController();
        const work = call(leaving.signal).catch((error: unknown) => error);
        leaving.abort(reason);
        assert.equal(await work, reason);
      }
    }
  });

  it('stops looking up an address when its signal is aborted', async () => {
    rig.forge.faults.add({ kind: 'silence', path: /^api\// });
    const address = `${rig.forge.url}workshop/greet/releases/tag/v1.1.0`;
    for (const name of ['download', 'cachedPath', 'install'] as const) {
      const leaving = new AbortController();
      const seen = rig.forge.requests.length;
      const work = api[name](address, { file: 'x', signal: leaving.signal });
      await until(() => (rig.forge.requests.length > seen ? true : undefined));
      leaving.abort();
      await assert.rejects(work, { name: 'AbortError' });
    }
  }).timeout(LOOKUP_MS);

  it('refuses options that do not exist', async () => {
    for (const options of [{ sha265: '0'.repeat(64) }, { SHA256: '0'.repeat(64) }, { activated: false }]) {
      for (const name of ['download', 'cachedPath', 'install'] as const)
        await assert.rejects(api[name](asset, options as never), isBadArgument);
      await assert.rejects(api.restore(undefined, options as never), isBadArgument);
    }
    await assert.rejects(api.download(asset, { activate: true } as never), {
      message: 'download: argument 2.activate has the wrong type or value (never)',
    });
  });

  it('finds a cached file only with the digest that is meant', async () => {
    const { sha256, path } = await api.download(asset);
    assert.equal((await api.cachedPath(asset, { sha256: sha256.toUpperCase() }))?.path, path);
    assert.equal(await api.cachedPath(asset, { sha256: '0'.repeat(64) }), undefined);
  });

  it('follows a signal behind a proxy, and refuses what is no signal', async () => {
    const { signal } = new AbortController();
    const broken = new Proxy(signal, {
      get: () => {
        throw new Error('a foreign trap');
      },
    });
    const pretended = Object.create(AbortSignal.prototype) as AbortSignal;
    const alike = { aborted: false, addEventListener: () => undefined } as unknown as AbortSignal;
    for (const call of stoppable()) {
      for (const given of [broken, pretended, alike]) await assert.rejects(call(given), isBadArgument);
    }
    rig.forge.faults.add({ kind: 'stall', afterBytes: 1, path: /attachments/ });
    const leaving = new AbortController();
    const work = api.download(asset, { signal: new Proxy(leaving.signal, {}) });
    leaving.abort();
    await assert.rejects(work, { name: 'AbortError' });
  });

  it('names a tool that is not in the lock instead of restoring nothing', async () => {
    await rig.writeGreetLock();
    for (const tool of ['saw', '__proto__', '']) {
      const facts = { reason: 'noTool', tool, available: ['greet'] };
      await assert.rejects(api.restore(undefined, { tools: ['greet', tool] }), { code: 'workspace', facts });
    }
    assert.equal(await rig.fake.engine.installer.which('greet'), undefined);
  });

  it('restores a tool once, however often it is named', async () => {
    await rig.writeGreetLock();
    const tools = Array.from({ length: 100_000 }, () => 'greet');
    assert.equal((await api.restore(undefined, { tools })).length, 1);
  });

  it('counts as cancelled if the engine stops, as it does when its settings change', async () => {
    await rig.writeGreetLock();
    await rig.fake.engine.close();
    for (const call of [() => api.download(asset), () => api.install(asset), () => api.restore()])
      await assert.rejects(call(), { name: 'AbortError' });
  });

  it('serves calls at the same time', async () => {
    await rig.writeGreetLock();
    const before = bytesRequests();
    const files = await Promise.all(Array.from({ length: 20 }, () => api.download({ ...asset })));
    assert.equal(new Set(files).size, 20, 'each caller has its own copy');
    assert.equal(new Set(files.map(({ path }) => path)).size, 1);
    assert.equal(bytesRequests() - before, 1);
    const [one, other, restored, file] = await Promise.all([
      api.install(asset),
      api.install(asset),
      api.restore(),
      api.cachedPath(asset),
    ]);
    assert.deepEqual(one, other);
    assert.ok(restored[0]?.ok);
    assert.equal(file?.sha256, one.sha256);
  });

  function bytesRequests(): number {
    return rig.forge.requests.filter(({ path }) => path.includes(asset.upstreamId)).length;
  }
});

function isBadArgument(error: unknown): true {
  assert.ok(error instanceof ApiError, String(error));
  assert.equal(error.code, 'badArgument');
  assert.ok(error.message.length < 300);
  return true;
}
