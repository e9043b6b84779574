import assert from 'node:assert/strict';
import { access, readFile } from 'node:fs/promises';
import { toTrustedKeys } from '../../../src/engine/verify/trustedKey.ts';
import { isEngineError, recordKey, parseTrustedKey } from '../../../src/engine/index.ts';
import type { Asset, Engine, EngineError, Requirement, TrustedKey } from '../../../src/engine/index.ts';
import { DEMO_KEYS } from '../../support/forge/demo/keys.ts';
import { DEMO_TOKENS, demoContent } from '../../support/forge/demoContent.ts';
import { startForge } from '../../support/forge/forge.ts';
import type { Forge } from '../../support/forge/forge.ts';
import { MACHINES } from '../../support/machines.ts';
import { sha256Of } from '../../support/records.ts';
import { useTempDir } from '../../support/tempDir.ts';
import { makeEngine } from '../../support/testEngine.ts';
import type { TestEngine } from '../../support/testEngine.ts';

function keysOf(...texts: readonly string[]): readonly TrustedKey[] {
  return texts.map((text) => {
    const parsed = parseTrustedKey(text);
    assert.ok(parsed.ok, text);
    return parsed.key;
  });
}

const { minisign, signify, ssh, openpgp, sigstore } = DEMO_KEYS;
const ALL = keysOf(minisign.text, signify.text, ssh.text, openpgp.text, sigstore.text);

describe('the ladder, from the demo forge to the record', () => {
  const directory = useTempDir();
  let forge: Forge;
  let made: TestEngine;
  let engine: Engine;
  let trusted: readonly TrustedKey[];
  let require: Requirement;

  const open = async (): Promise<void> => {
    made = await makeEngine(directory(), {
      token: () => Promise.resolve(DEMO_TOKENS.alice),
      trust: () => ({ keys: toTrustedKeys(trusted), require, id: JSON.stringify(trusted) }),
    });
    ({ engine } = made);
  };
  beforeEach(async () => {
    forge = await startForge({ content: demoContent() });
    trusted = ALL;
    require = 'any';
    await open();
  });
  afterEach(async () => {
    await made[Symbol.asyncDispose]();
    await forge.close();
  });

  const find = async (place: string, version = 'v1.0.0', refresh = false): Promise<Asset> => {
    const isPackage = /registry/.test(place);
    const source = isPackage
      ? ({ kind: 'genericPackage', owner: 'ladder', package: place } as const)
      : ({ kind: 'release', owner: 'ladder', repo: place } as const);
    const { value } = await engine.version(forge.url, source, isPackage ? '1.0.0' : version, { refresh });
    const asset = value.assets.find(({ name }) => name === 'tool.txt');
    assert.ok(asset);
    return asset;
  };
  const refusal = async <C extends EngineError['code']>(work: Promise<unknown>, code: C) => {
    const error: unknown = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(isEngineError(error, code), `${String(error)}, wanted ${code}`);
    return error;
  };

  const RUNGS: readonly (readonly [place: string, trusting: string, otherwise: string])[] = [
    ['rung-none', 'none', 'none'],
    ['rung-checksum-file', 'checksum', 'checksum'],
    ['rung-checksum-list', 'checksum', 'checksum'],
    ['rung-server', 'server', 'server'],
    ['rung-minisign', 'signature', 'none'],
    ['rung-minisign-list', 'signature', 'checksum'],
    ['rung-signify', 'signature', 'none'],
    ['rung-openssh', 'signature', 'none'],
    ['rung-openpgp', 'signature', 'none'],
    ['rung-openpgp-list', 'signature', 'checksum'],
    ['rung-sigstore', 'signature', 'none'],
    ['rung-stranger', 'none', 'none'],
    ['rung-all', 'signature', 'server'],
    ['rung-registry', 'server', 'server'],
    ['rung-registry-signed', 'signature', 'server'],
  ];
  for (const [place, trusting, otherwise] of RUNGS) {
    const known = (kind: string): string => (kind === 'none' ? 'remembered' : kind);
    it(`${place}: ${trusting} by trusted keys, else ${otherwise}; with no request to know it`, async () => {
      const asset = await find(place);
      trusted = [];
      assert.equal((await engine.obtain(asset)).record.evidence.kind, otherwise);
      await forge.close();
      trusted = ALL;
      const held = await engine.obtain(asset);
      assert.deepEqual([held.fromCache, held.record.evidence.kind], [true, known(trusting)]);
      trusted = [];
      const again = (await engine.obtain(asset)).record.evidence.kind;
      assert.equal(again, known(otherwise), 'a forgotten key no longer counts');
    });
  }

  it('verifies offline by the earlier evidence', async () => {
    const asset = await find('rung-minisign-list');
    await engine.obtain(asset);
    await forge.close();
    const result = await engine.verify(recordKey(asset));
    assert.ok(result.state === 'intact');
    const { kind, sources, findings, files } = result.record.evidence;
    assert.equal(kind, 'signature');
    assert.deepEqual(
      sources.map((one) => [one.kind, one.file, one.keyId]),
      [
        ['signature', 'SHA256SUMS', minisign.keyId],
        ['remembered', undefined, undefined],
      ],
    );
    assert.equal(findings.checksums[0]?.signatures[0]?.file, 'SHA256SUMS.minisig');
    assert.equal(files.length, 2);
  });

  const ALARMS: readonly (readonly [place: string, trusting: boolean])[] = [
    ['wrong-checksum', false],
    ['wrong-between-checksums', false],
    ['wrong-signature', true],
    ['wrong-list-signature', true],
    ['wrong-name', true],
    ['wrong-server', false],
    ['wrong-registry', false],
  ];
  for (const [place, trusting] of ALARMS) {
    it(`${place}: an alarm that serves nothing and shows every source`, async () => {
      const asset = await find(place);
      trusted = trusting ? ALL : [];
      const { facts } = await refusal(engine.obtain(asset), 'integrity');
      assert.ok(facts.sources.some(({ fits }) => !fits));
      assert.equal(await engine.find(asset), undefined);
      if (facts.quarantinePath !== undefined) await access(facts.quarantinePath);
    });
  }

  it('refuses a file already in the cache once a trusted key contradicts it', async () => {
    const asset = await find('wrong-signature');
    trusted = [];
    await engine.obtain(asset);
    trusted = ALL;
    const { facts } = await refusal(engine.obtain(asset), 'integrity');
    assert.ok(facts.quarantinePath);
    assert.equal((await engine.record(recordKey(asset)))?.absence?.kind, 'refused');
    assert.equal((await engine.verify(recordKey(asset))).state, 'broken');
    assert.equal(await engine.find(asset), undefined);
  });

  describe('weaker than the version before', () => {
    const ROWS: readonly (readonly [place: string, kinds: readonly string[]])[] = [
      ['weaker-unsigned', ['signature-missing']],
      ['weaker-another-key', ['key-changed']],
      ['weaker-no-checksum', ['weaker']],
    ];
    for (const [place, kinds] of ROWS) {
      it(`${place}: ${kinds.join()}; handed out only once it is accepted, without a second download`, async () => {
        await engine.obtain(await find(place, 'v1.0.0'));
        const next = await find(place, 'v1.1.0');
        const { facts } = await refusal(engine.obtain(next), 'changed');
        assert.deepEqual(
          facts.changes.map(({ kind }) => kind),
          kinds,
        );
        await refusal(engine.find(next), 'changed');
        await engine.accept(next);
        assert.equal((await engine.obtain(next)).fromCache, true);
        await engine.cache.evict([recordKey(next)], { alsoKept: true });
        await engine.obtain(next);
      });
    }

    it('does not apply to an older version downloaded after the newer one', async () => {
      await engine.obtain(await find('weaker-unsigned', 'v1.1.0'));
      await engine.obtain(await find('weaker-unsigned', 'v1.0.0'));
    });

    it('is detected after the older file was removed, and in another window', async () => {
      const first = await find('weaker-no-checksum', 'v1.0.0');
      await engine.obtain(first);
      await engine.cache.evict([recordKey(first)], { alsoKept: true });
      await made[Symbol.asyncDispose]();
      await open();
      await refusal(engine.obtain(await find('weaker-no-checksum', 'v1.1.0')), 'changed');
    });
  });

  describe('a file that was replaced under its name', () => {
    const machine = MACHINES['linux-x64-gnu'];
    const place = { owner: 'ladder', repo: 'weaker-replaced', tag: 'v1.0.0', name: 'tool.txt' };

    it('is shown with both digests until that is accepted', async () => {
      const old = await engine.obtain(await find('weaker-replaced'));
      forge.replaceAttachment(place, Buffer.from('new'));
      const after = await find('weaker-replaced', 'v1.0.0', true);
      const found = await engine.obtain(after, { toShow: true });
      const change = { kind: 'replaced', before: old.record.sha256, now: sha256Of('new') };
      assert.deepEqual(found.record.evidence.changes, [change]);
      assert.deepEqual((await engine.find(after, { toShow: true }))?.record.evidence.changes, [change]);
      await engine.accept(after);
      assert.deepEqual((await engine.obtain(after)).record.evidence.changes, []);
    });

    it('is not used before the change is accepted, by any call', async () => {
      const before = await find('weaker-replaced');
      const script = Buffer.from('#!/bin/sh\necho new\n');
      await engine.obtain(before);
      forge.replaceAttachment(place, script);
      const after = await find('weaker-replaced', 'v1.0.0', true);
      await refusal(engine.obtain(after), 'changed');
      await refusal(engine.obtain(after), 'changed');
      await engine.obtain(after, { toShow: true });
      await refusal(engine.find(after), 'changed');
      await refusal(engine.install(after, { machine }), 'changed');
      const spec = { instance: after.instance, source: after.source, version: 'v1.0.0', asset: { any: 'tool.txt' } };
      const [locked] = await engine.lock({ tools: new Map([['tool', spec]]) });
      assert.ok(locked?.ok, 'the file is only shown, not used');
      const lock = { tools: new Map([['tool', locked.update.after]]) };
      const [refused] = await engine.restore(lock, { machine, folder: directory() });
      assert.ok(refused && !refused.ok && isEngineError(refused.error, 'changed'));
      assert.deepEqual(await engine.installer.list(), []);

      await engine.accept(after);
      assert.equal((await engine.find(after))?.record.sha256, sha256Of(script));
      const [restored] = await engine.restore(lock, { machine, folder: directory() });
      assert.ok(restored?.ok);
    });

    it('is refused over a pin', async () => {
      const before = await find('weaker-replaced');
      const old = await engine.obtain(before);
      await engine.pin(before, { sha256: old.record.sha256 });
      forge.replaceAttachment(
        { owner: 'ladder', repo: 'weaker-replaced', tag: 'v1.0.0', name: 'tool.txt' },
        Buffer.from('new'),
      );
      const after = await find('weaker-replaced', 'v1.0.0', true);
      assert.equal((await refusal(engine.obtain(after), 'integrity')).facts.source, 'pin');
      await engine.pin(after, undefined);
      assert.equal((await engine.obtain(after, { toShow: true })).record.sha256, sha256Of('new'));
    });
  });

  describe('a pin', () => {
    it('is the strongest evidence, outlives the cached file, and can be removed', async () => {
      const asset = await find('rung-none');
      const { record } = await engine.obtain(asset);
      await engine.pin(asset, { sha256: record.sha256 });
      assert.equal((await engine.obtain(asset)).record.evidence.kind, 'pin');
      await engine.cache.evict([record.key], { alsoKept: true });
      assert.equal((await engine.obtain(asset)).record.evidence.kind, 'pin');
      assert.deepEqual(await engine.pinOf(asset), { sha256: record.sha256 });
      await engine.pin(asset, undefined);
      assert.equal((await engine.obtain(asset)).record.evidence.kind, 'remembered');
    });

    it('removes a different cached file, and refuses it from then on', async () => {
      const asset = await find('rung-none');
      await engine.obtain(asset);
      await refusal(engine.pin(asset, { sha256: 'f'.repeat(64) }), 'integrity');
      assert.equal(await engine.find(asset), undefined);
      await refusal(engine.obtain(asset), 'integrity');
    });
  });

  describe('a requirement', () => {
    it('is refused before the download if nothing could meet it', async () => {
      require = 'signature';
      const asset = await find('rung-checksum-file');
      const { facts } = await refusal(engine.obtain(asset), 'untrusted');
      assert.deepEqual(facts, { name: 'tool.txt', require: 'signature', kind: 'checksum' });
      assert.ok(!forge.requests.some(({ path }) => path.includes(asset.upstreamId)));
    });

    it('applies to files already here, and is met by a signature uploaded later', async () => {
      const asset = await find('rung-later');
      await engine.obtain(asset);
      require = 'signature';
      await refusal(engine.find(asset), 'untrusted');
      await refusal(engine.obtain(asset), 'untrusted');
      const place = { owner: 'ladder', repo: 'rung-later', tag: 'v1.0.0', name: 'tool.txt.minisig' };
      const [record] = await engine.cache.list();
      assert.ok(record);
      forge.addAttachment(place, minisign.sign('tool.txt', await readFile(engine.cache.pathOf(record))));
      const found = await engine.obtain(asset);
      assert.deepEqual([found.fromCache, found.record.evidence.kind], [true, 'signature']);
    });
  });
});
