import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createTrust, isEngineError, parseTrustedKey, recordKey } from '../../../src/engine/index.ts';
import type { Asset, Digests, Engine, EngineError, Requirement } from '../../../src/engine/index.ts';
import { watchFileCalls } from '../../crash/fileCalls.ts';
import { DEMO_KEYS } from '../../support/forge/demo/keys.ts';
import { DEMO_TOKENS, demoContent } from '../../support/forge/demoContent.ts';
import { startForge } from '../../support/forge/forge.ts';
import type { Forge } from '../../support/forge/forge.ts';
import { sha256Of } from '../../support/records.ts';
import { useTempDir } from '../../support/tempDir.ts';
import { makeEngine } from '../../support/testEngine.ts';
import type { TestEngine } from '../../support/testEngine.ts';

const { minisign, stranger } = DEMO_KEYS;

describe('the ladder under attack', () => {
  const directory = useTempDir();
  let forge: Forge;
  let made: TestEngine;
  let engine: Engine;
  let keys: readonly string[];
  let require: Requirement;

  const open = (): Promise<TestEngine> =>
    makeEngine(directory(), {
      token: () => Promise.resolve(DEMO_TOKENS.alice),
      trust: () =>
        createTrust(
          keys.map((text) => {
            const parsed = parseTrustedKey(text);
            assert.ok(parsed.ok);
            return parsed.key;
          }),
          require,
        ),
    });
  beforeEach(async () => {
    forge = await startForge({ content: demoContent() });
    keys = [minisign.text];
    require = 'any';
    made = await open();
    ({ engine } = made);
  });
  afterEach(async () => {
    await made[Symbol.asyncDispose]();
    await forge.close();
  });

  const place = (repo: string, name: string) => ({ owner: 'ladder', repo, tag: 'v1.0.0', name });
  const listed = async (repo: string, name = 'tool.txt', refresh = false): Promise<Asset> => {
    const source = { kind: 'release', owner: 'ladder', repo } as const;
    const { value } = await engine.version(forge.url, source, 'v1.0.0', { refresh });
    const asset = value.assets.find((one) => one.name === name);
    assert.ok(asset);
    return asset;
  };
  const bytesOf = (repo: string, file = 'tool.txt'): Buffer => {
    const repository = forge.content.repositories.find(({ owner, name }) => owner === 'ladder' && name === repo);
    const body = repository?.releases[0]?.assets.find(({ name }) => name === file)?.body;
    assert.ok(Buffer.isBuffer(body));
    return body;
  };
  const refusal = async <C extends EngineError['code']>(work: Promise<unknown>, code: C) => {
    const error: unknown = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(isEngineError(error, code), `${String(error)}, wanted ${code}`);
    return error;
  };
  const kindOf = async (asset: Asset): Promise<string> => (await engine.download(asset)).record.evidence.kind;
  const loseEvidence = (): Promise<void> =>
    rm(join(directory(), 'cache-v1', 'evidence'), { recursive: true, force: true });
  /** Holds the bytes of a file back until told. */
  const slowly = (asset: Asset): void =>
    forge.faults.add({ kind: 'trickle', bytesPerSecond: 200, path: new RegExp(asset.upstreamId), times: 1 });
  const whileComing = async (asset: Asset, work: () => unknown, options: { pin?: Digests } = {}) => {
    slowly(asset);
    let done: Promise<unknown> | undefined;
    const found = await engine.download(asset, {
      ...options,
      onProgress: ({ phase }) => {
        if (phase === 'transfer') done ??= Promise.resolve(work());
      },
    });
    await done;
    return found;
  };

  describe('keys that are trusted or forgotten', () => {
    it('a signature by a forgotten key gives nothing out any more, also without network', async () => {
      const asset = await listed('rung-minisign');
      require = 'signature';
      await engine.download(asset);
      keys = [];
      await forge.close();
      await refusal(engine.find(asset), 'untrusted');
      keys = [minisign.text];
      assert.equal((await engine.find(asset))?.record.evidence.kind, 'signature');
    });

    it('a key that is trusted speaks for a file without network, and against one', async () => {
      keys = [];
      const good = await listed('rung-minisign');
      const bad = await listed('wrong-signature');
      await engine.download(good);
      await engine.download(bad);
      keys = [minisign.text];
      await forge.close();
      assert.equal((await engine.find(good))?.record.evidence.kind, 'signature');
      await refusal(engine.find(bad), 'integrity');
    });

    it('looking on this machine only asks nothing of the network', async () => {
      keys = [];
      const asset = await listed('rung-minisign');
      await engine.download(asset);
      await loseEvidence();
      keys = [minisign.text];
      const before = forge.requests.length;
      assert.equal((await engine.find(asset))?.record.evidence.kind, 'remembered');
      assert.equal(forge.requests.length, before);
    });

    for (const [repo, outcome] of [
      ['rung-minisign', 'signature'],
      ['wrong-signature', 'integrity'],
    ] as const)
      it(`what could not be looked at when the key was trusted is looked at later: ${outcome}`, async () => {
        keys = [];
        const asset = await listed(repo);
        await engine.download(asset);
        await loseEvidence();
        keys = [minisign.text];
        forge.faults.add({ kind: 'status', status: 418 });
        assert.equal(await kindOf(asset), 'remembered');
        forge.faults.clear();
        if (outcome === 'integrity') await refusal(engine.download(asset), outcome);
        else assert.equal(await kindOf(asset), outcome);
      });

    it('a key that is forgotten while the file comes does not count', async () => {
      require = 'signature';
      const asset = await listed('rung-minisign');
      await refusal(
        whileComing(asset, () => (keys = [])),
        'untrusted',
      );
    });

    it('a key that is trusted while the file comes speaks against it', async () => {
      keys = [];
      const asset = await listed('wrong-signature');
      await refusal(
        whileComing(asset, () => (keys = [minisign.text])),
        'integrity',
      );
    });
  });

  describe('pins', () => {
    it('hold for a file that is on its way when they are set', async () => {
      const asset = await listed('rung-none');
      await refusal(
        whileComing(asset, () => engine.pin(asset, { sha256: 'f'.repeat(64) })),
        'integrity',
      );
      assert.equal(await engine.find(asset), undefined);
    });

    it('hold for the upload before, too, which is on this machine under the same name', async () => {
      const source = { kind: 'genericPackage', owner: 'ladder', package: 'rung-registry' } as const;
      const [asset] = (await engine.version(forge.url, source, '1.0.0')).value.assets;
      assert.ok(asset);
      await engine.download(asset);
      const again = { ...asset, upstreamId: 'f'.repeat(64), digests: { sha256: 'f'.repeat(64) } };
      await refusal(engine.pin(again, again.digests), 'integrity');
      assert.equal(await engine.find(asset), undefined);
    });

    it('of any algorithm, and by another window', async () => {
      const asset = await listed('rung-none');
      await using other = await open();
      await refusal(
        whileComing(asset, () => other.engine.pin(asset, { sha384: 'f'.repeat(96) })),
        'integrity',
      );
    });

    it('are noted as what a file was held against that was on its way', async () => {
      const asset = await listed('rung-none');
      const sha256 = sha256Of(bytesOf('rung-none'));
      const { record } = await whileComing(asset, () => engine.pin(asset, { sha256 }));
      assert.equal(record.evidence.kind, 'pin');
    });
  });

  for (const fix of ['pins the digest', 'downloads with a digest'] as const)
    it(`what is to be accepted is so still for who ${fix}`, async () => {
      const source = { kind: 'release', owner: 'ladder', repo: 'weaker-unsigned' } as const;
      const [first, next] = await Promise.all(
        ['v1.0.0', 'v1.1.0'].map(async (tag) => {
          const { value } = await engine.version(forge.url, source, tag);
          return value.assets.find(({ name }) => name === 'tool.txt');
        }),
      );
      assert.ok(first && next);
      await engine.download(first);
      await refusal(engine.download(next), 'changed');
      const record = (await engine.cache.list()).find(({ key }) => key === recordKey(next));
      const pin = { sha256: record?.sha256 ?? '' };
      if (fix === 'pins the digest') await engine.pin(next, pin);
      else await refusal(engine.download(next, { pin }), 'changed');
      await refusal(engine.find(next), 'changed');
      await engine.accept(next, [{ kind: 'signature-missing', before: ['another key'] }]);
      await refusal(engine.find(next), 'changed');
      await engine.accept(next, [{ kind: 'signature-missing', before: [minisign.keyId] }]);
      await engine.find(next);
    });

  describe('a server that hides or spoils what lies beside a file', () => {
    for (const fault of [
      { kind: 'status', status: 404 },
      { kind: 'status', status: 403 },
      { kind: 'botWall' },
      { kind: 'short', bytes: 10 },
      { kind: 'long', bytes: 10 },
    ] as const)
      it(`shows that it could not be had, and says nothing by it: ${JSON.stringify(fault)}`, async () => {
        const asset = await listed('rung-minisign');
        const sidecar = await listed('rung-minisign', 'tool.txt.minisig');
        forge.faults.add({ ...fault, path: new RegExp(sidecar.upstreamId) });
        const { evidence } = (await engine.download(asset)).record;
        assert.equal(evidence.kind, 'none');
        assert.deepEqual(
          evidence.findings.signatures.map(({ file, problem }) => [file, problem]),
          [['tool.txt.minisig', 'fetch']],
        );
        forge.faults.clear();
        require = 'signature';
        assert.equal(await kindOf(asset), 'signature', 'what was spoilt is not kept');
      });

    it('fails, where it may be had later, without a byte of the file', async () => {
      const asset = await listed('rung-minisign');
      const sidecar = await listed('rung-minisign', 'tool.txt.minisig');
      forge.faults.add({ kind: 'status', status: 418, path: new RegExp(sidecar.upstreamId) });
      await refusal(engine.download(asset), 'server');
      assert.ok(!forge.requests.some(({ path }) => path.includes(asset.upstreamId)));
    });

    it('counts as weaker than before, once the same version had it', async () => {
      const asset = await listed('rung-minisign');
      await engine.download(asset);
      await engine.cache.evict(recordKey(asset));
      forge.removeAttachment(place('rung-minisign', 'tool.txt.minisig'));
      const again = await listed('rung-minisign', 'tool.txt', true);
      const { facts } = await refusal(engine.download(again), 'changed');
      assert.deepEqual(
        facts.changes.map(({ kind }) => kind),
        ['signature-missing'],
      );
    });
  });

  describe('the same list for many', () => {
    it('is fetched once for all files of a release', async () => {
      const repo = 'rung-checksum-list';
      const bytes = Array.from({ length: 20 }, (_, index) => Buffer.from(`part ${index}`));
      forge.replaceAttachment(
        place(repo, 'SHA256SUMS'),
        Buffer.from(bytes.map((one, index) => `${sha256Of(one)}  part-${index}\n`).join('')),
      );
      bytes.forEach((one, index) => forge.addAttachment(place(repo, `part-${index}`), one));
      const assets = await Promise.all(bytes.map((_, index) => listed(repo, `part-${index}`)));
      const list = await listed(repo, 'SHA256SUMS');
      assert.deepEqual(new Set(await Promise.all(assets.map(kindOf))), new Set(['checksum']));
      assert.equal(forge.requests.filter(({ path }) => path.includes(list.upstreamId)).length, 1);
    });

    it('a sidecar of a stranger, many times, does not keep the lists from being read', async () => {
      const repo = 'wrong-checksum';
      for (let time = 0; time < 6; time += 1)
        forge.addAttachment(place(repo, 'tool.txt.minisig'), stranger.sign('tool.txt', bytesOf(repo)));
      await refusal(engine.download(await listed(repo)), 'integrity');
    });
  });

  describe('an abort', () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    before(() => process.on('unhandledRejection', note));
    after(() => process.off('unhandledRejection', note));

    const settlesAtOnce = async (asset: Asset): Promise<void> => {
      const stop = new AbortController();
      const before = forge.requests.length;
      const work = engine.download(asset, { signal: stop.signal }).catch((error: unknown) => error);
      while (forge.requests.length === before) await new Promise(setImmediate);
      const reason = new Error('enough');
      stop.abort(reason);
      const startedAt = performance.now();
      assert.equal(await work, reason);
      assert.ok(performance.now() - startedAt < 100);
      await new Promise(setImmediate);
      assert.deepEqual(unhandled, []);
    };

    it('settles while the files beside it are waited for, and leaves nothing behind', async () => {
      const asset = await listed('rung-all');
      forge.faults.add({ kind: 'silence' });
      await settlesAtOnce(asset);
    });

    it('settles where they are waited for again because keys changed', async () => {
      const asset = await listed('rung-all');
      await engine.download(asset);
      await loseEvidence();
      keys = [];
      forge.faults.add({ kind: 'silence' });
      await settlesAtOnce(asset);
    });
  });

  it('reads for a hit its record, and looks at its file, and nothing else', async () => {
    const asset = await listed('rung-minisign-list');
    const { path } = await engine.download(asset);
    const seen = new Set<string>();
    const stop = await watchFileCalls(directory(), { before: (call) => void seen.add(call.path) });
    const before = forge.requests.length;
    try {
      await engine.download(asset);
    } finally {
      stop();
    }
    const [record = '', ...others] = [...seen].toSorted((one, other) => Number(one === path) - Number(other === path));
    assert.equal(dirname(record), join(directory(), 'cache-v1', 'state'));
    assert.deepEqual(others, [path]);
    assert.equal(forge.requests.length, before);
  });
});
