import assert from 'node:assert/strict';
import { createApi } from '../../../../src/editor/api/api.ts';
import { ArgumentError } from '../../../../src/editor/api/checkedCall.ts';
import { isEngineError } from '../../../../src/engine/index.ts';
import { WorkspaceError } from '../../../../src/words/workspaceError.ts';
import type { ForgejoArtifactsApi } from '../../../../src/editor/api/api.ts';
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
          const { code, message } = error as Error & { code?: unknown };
          const isOurs = isEngineError(error) || error instanceof ArgumentError || error instanceof WorkspaceError;
          assert.ok(isOurs && typeof code === 'string', `${name}, argument ${index + 1}: ${message}`);
          assert.notEqual(code, 'network', `${name}, argument ${index + 1}: another host got a request`);
        }
      }
      const tooFew = await errorOf(call());
      if (name !== 'restore') assert.equal((tooFew as { code?: unknown }).code, 'badArgument', name);
    }
  }).timeout(60_000);

  it('checks the type of each option', async () => {
    for (const options of OPTIONS.slice(0, 6)) {
      await assert.rejects(api.download(asset, options as never), { name: 'ArgumentError', code: 'badArgument' });
    }
    await assert.rejects(api.download(asset, { sha256: 5 } as never), {
      message: 'download: argument 2.sha256 has the wrong type or value (string)',
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
    const { evidence } = await api.download(asset);
    (evidence.findings.checksums as unknown[]).push('forged');
    Object.assign(evidence, { kind: 'signature' });
    const again = await api.cachedPath(asset);
    assert.deepEqual([again?.evidence.kind, again?.evidence.findings.checksums], ['none', []]);
    const [record] = await fake.engine.cache.list();
    assert.equal(record?.evidence.kind, 'none');
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
