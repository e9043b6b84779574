import assert from 'node:assert/strict';
import { createApi } from '../../../../src/editor/api/api.ts';
import { ApiError } from '../../../../src/editor/api/apiError.ts';
import type { ForgejoArtifactsApi } from '../../../../src/editor/api/api.ts';
import { SETTINGS } from '../../../../src/editor/ids.ts';
import { isEngineError, recordKey } from '../../../../src/engine/index.ts';
import type { Asset } from '../../../../src/engine/index.ts';
import { makeServices } from '../../../support/fakeServices.ts';
import type { FakeServices } from '../../../support/fakeServices.ts';
import { FakeUi } from '../../../support/fakeUi.ts';
import { ContentBuilder } from '../../../support/forge/content.ts';
import { startForge } from '../../../support/forge/forge.ts';
import type { Forge } from '../../../support/forge/forge.ts';
import { hostileValues } from '../../../support/hostileValues.ts';
import { useTempDir } from '../../../support/tempDir.ts';

type Call = Exclude<keyof ForgejoArtifactsApi, 'version' | 'listInstances'>;

const SOURCE = { kind: 'release', owner: 'alice', repo: 'hello' } as const;
const OPTIONS: readonly unknown[] = [
  { sha256: 5 },
  { sha256: 'zz' },
  { sha256: '0'.repeat(63) },
  { signal: {} },
  { signal: 'now' },
  { file: 5 },
  { executables: 'greet' },
  { executables: [5] },
  { activate: 'yes' },
  { tools: 'all' },
  { tools: [null] },
];

function content(): ContentBuilder['content'] {
  const builder = new ContentBuilder().account('alice');
  builder.release(builder.repository('alice', 'hello'), 'v1', { 'hello.bin': Buffer.from('hello') });
  builder.packageVersion('alice', 'tool', '1.0', { 'tool.bin': Buffer.from('tool') });
  return builder.content;
}

/** The error of a call that must fail. The test fails if the call throws instead of rejecting. */
async function errorOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('callers of the interface', () => {
  const directory = useTempDir();
  let forge: Forge;
  let fake: FakeServices;
  let api: ForgejoArtifactsApi;
  let asset: Asset;

  beforeEach(async () => {
    forge = await startForge({ content: content() });
    fake = await makeServices(directory(), new FakeUi(), [{ url: forge.url }]);
    api = createApi(fake.services);
    [asset] = (await api.listFiles(forge.url, SOURCE, 'v1')) as [Asset];
  });
  afterEach(async () => {
    await fake[Symbol.asyncDispose]();
    await forge.close();
  });

  /** Valid arguments for each call. */
  const good = (): Readonly<Record<Call, readonly unknown[]>> => ({
    download: [asset, {}],
    cachedPath: [asset, {}],
    install: [asset, {}],
    restore: [directory(), {}],
    which: ['hello'],
    listReleases: [forge.url, 'alice', 'hello', 1],
    listPackages: [forge.url, 'alice'],
    listFiles: [forge.url, SOURCE, 'v1'],
  });

  it('rejects invalid arguments with a code and contacts nobody', async () => {
    for (const [name, args] of Object.entries(good())) {
      const call = api[name as Call] as (...given: readonly unknown[]) => Promise<unknown>;
      for (const index of args.keys()) {
        for (const bad of [...hostileValues(), ...OPTIONS]) {
          const error = await errorOf(call(...args.with(index, bad)));
          if (error === undefined) continue;
          const where = `${name}, argument ${index + 1}`;
          assert.ok(error instanceof ApiError, where);
          assert.notEqual(error.code, 'unexpected', `${where}: ${error.message}`);
          assert.notEqual(error.code, 'network', `${where}: another host got a request`);
        }
      }
      const tooFew = await errorOf(call());
      if (name !== 'restore') assert.equal((tooFew as { code?: unknown }).code, 'badArgument', name);
    }
  }).timeout(60_000);

  it('checks the type of each option', async () => {
    for (const options of OPTIONS.slice(0, 6)) {
      await assert.rejects(api.download(asset, options as never), {
        name: 'ForgejoArtifactsError',
        code: 'badArgument',
      });
    }
    await assert.rejects(api.download(asset, { sha256: 5 } as never), {
      message: 'download: argument 2.sha256 has the wrong type or value (string)',
    });
    await assert.rejects(api.download({ ...asset, createdAt: 'today' } as never), {
      message: 'download: argument 1.createdAt has the wrong type or value (number)',
    });
    await assert.rejects(api.download(5 as never), {
      message: 'download: argument 1 has the wrong type or value ((string | Object))',
    });
    await assert.rejects(api.listReleases(forge.url, {} as never, 'hello'), { code: 'badArgument' });
    await assert.rejects(api.download({ ...asset, digests: { sha256: 'zz' } }), { code: 'badArgument' });
    await assert.rejects(api.install(asset, { executables: [{}] } as never), { code: 'badArgument' });
    await assert.rejects(api.restore(undefined, { tools: 'all' } as never), { code: 'badArgument' });
  });

  it('returns copies that callers may change', async () => {
    const facts = structuredClone(asset);
    const list = (await api.listFiles(forge.url, SOURCE, 'v1')) as Asset[];
    Object.assign(list[0]!, { name: 'SHA256SUMS', digests: { sha256: '0'.repeat(64) } });
    list.length = 0;
    assert.deepEqual(await api.listFiles(forge.url, SOURCE, 'v1'), [facts]);
    const page = await api.listReleases(forge.url, 'alice', 'hello');
    (page.items as unknown[]).length = 0;
    assert.equal((await api.listReleases(forge.url, 'alice', 'hello')).items.length, 1);
    const packages = (await api.listPackages(forge.url, 'alice')) as unknown[];
    packages.length = 0;
    assert.equal((await api.listPackages(forge.url, 'alice')).length, 1);
    Object.assign(await api.download(asset), { path: '/forged', evidence: 'signature' });
    const again = await api.cachedPath(asset);
    assert.deepEqual([again?.evidence, again?.path === '/forged'], ['none', false]);
    (api.listInstances() as string[]).push('https://evil.example/');
    assert.deepEqual(api.listInstances(), [forge.url]);
  });

  it('rejects with copies of errors, so that callers cannot change what the views say', async () => {
    fake.configuration.type(SETTINGS.verificationRequire, 'signature');
    const error = await errorOf(api.download(asset));
    assert.ok(error instanceof ApiError);
    assert.deepEqual(error.facts, { name: 'hello.bin', require: 'signature', kind: 'none' });
    assert.match(error.message, /^Your settings require a signature/);
    Object.assign(error, { code: 'hostNotAllowed', message: 'forged' });
    Object.assign(error.facts, { name: 'forged', host: 'evil.example' });
    const state = fake.services.downloads.state(recordKey(asset));
    assert.ok(state?.phase === 'failed' && isEngineError(state.error, 'untrusted'));
    assert.deepEqual(state.error.facts, { name: 'hello.bin', require: 'signature', kind: 'none' });
  });

  it('ignores changes to arguments after the call', async () => {
    const mine = { ...asset, digests: {} };
    const work = api.download(mine);
    Object.assign(mine, { instance: 'https://evil.example/', name: 'other' });
    assert.equal((await work).sizeBytes, 5);
    const [record] = await fake.engine.cache.list();
    assert.equal(record?.name, 'hello.bin');
  });

  it('returns functions that callers cannot replace', () => {
    assert.throws(() => Object.assign(api, { download: () => 'forged' }), TypeError);
    assert.ok(Object.isFrozen(api));
  });
});
