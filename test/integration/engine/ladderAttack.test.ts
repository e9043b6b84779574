import assert from 'node:assert/strict';
import { recordKey } from '../../../src/engine/index.ts';
import type { Asset } from '../../../src/engine/index.ts';
import { DEMO_KEYS } from '../../support/forge/demo/keys.ts';
import { refusal, useLadder } from '../../support/ladderRig.ts';
import { sha256Of } from '../../support/records.ts';

const { minisign } = DEMO_KEYS;

describe('the ladder under attack', () => {
  const rig = useLadder();
  /** Holds back the bytes of a file until the test releases them. */
  const slowly = (asset: Asset): void =>
    rig.forge.faults.add({ kind: 'trickle', bytesPerSecond: 200, path: new RegExp(asset.upstreamId), times: 1 });
  const whileComing = async (asset: Asset, work: () => unknown) => {
    slowly(asset);
    let done: Promise<unknown> | undefined;
    const found = await rig.engine.obtain(asset, {
      onProgress: ({ phase }) => {
        if (phase === 'transfer') done ??= Promise.resolve(work());
      },
    });
    await done;
    return found;
  };

  describe('keys trusted or forgotten later', () => {
    it('ignores a signature by a forgotten key, also offline', async () => {
      const asset = await rig.listed('rung-minisign');
      rig.require = 'signature';
      await rig.engine.obtain(asset);
      rig.keys = [];
      await rig.forge.close();
      await refusal(rig.engine.find(asset), 'untrusted');
      rig.keys = [minisign.text];
      assert.equal((await rig.engine.find(asset))?.record.evidence.kind, 'signature');
    });

    it('verifies or refuses a file offline by a newly trusted key', async () => {
      rig.keys = [];
      const good = await rig.listed('rung-minisign');
      const bad = await rig.listed('wrong-signature');
      await rig.engine.obtain(good);
      await rig.engine.obtain(bad);
      rig.keys = [minisign.text];
      await rig.forge.close();
      assert.equal((await rig.engine.find(good))?.record.evidence.kind, 'signature');
      await refusal(rig.engine.find(bad), 'integrity');
    });

    it('makes no request for a lookup in the cache', async () => {
      rig.keys = [];
      const asset = await rig.listed('rung-minisign');
      await rig.engine.obtain(asset);
      await rig.loseEvidence();
      rig.keys = [minisign.text];
      const before = rig.forge.requests.length;
      assert.equal((await rig.engine.find(asset))?.record.evidence.kind, 'remembered');
      assert.equal(rig.forge.requests.length, before);
    });

    for (const [repo, outcome] of [
      ['rung-minisign', 'signature'],
      ['wrong-signature', 'integrity'],
    ] as const)
      it(`checks a file later that could not be checked when the key was trusted: ${outcome}`, async () => {
        rig.keys = [];
        const asset = await rig.listed(repo);
        await rig.engine.obtain(asset);
        await rig.loseEvidence();
        rig.keys = [minisign.text];
        rig.forge.faults.add({ kind: 'status', status: 418 });
        assert.equal(await rig.kindOf(asset), 'remembered');
        rig.forge.faults.clear();
        if (outcome === 'integrity') await refusal(rig.engine.obtain(asset), outcome);
        else assert.equal(await rig.kindOf(asset), outcome);
      });

    it('ignores a key that is forgotten during the download', async () => {
      rig.require = 'signature';
      const asset = await rig.listed('rung-minisign');
      await refusal(
        whileComing(asset, () => (rig.keys = [])),
        'untrusted',
      );
    });

    it('refuses the file if a key trusted during the download contradicts it', async () => {
      rig.keys = [];
      const asset = await rig.listed('wrong-signature');
      await refusal(
        whileComing(asset, () => (rig.keys = [minisign.text])),
        'integrity',
      );
    });
  });

  describe('pins', () => {
    it('applies to a download that is running when it is set', async () => {
      const asset = await rig.listed('rung-none');
      await refusal(
        whileComing(asset, () => rig.engine.pin(asset, { sha256: 'f'.repeat(64) })),
        'integrity',
      );
      assert.equal(await rig.engine.find(asset), undefined);
    });

    it('applies to an earlier upload with the same name on this machine', async () => {
      const source = { kind: 'genericPackage', owner: 'ladder', package: 'rung-registry' } as const;
      const [asset] = (await rig.engine.version(rig.forge.url, source, '1.0.0')).value.assets;
      assert.ok(asset);
      await rig.engine.obtain(asset);
      const again = { ...asset, upstreamId: 'f'.repeat(64), digests: { sha256: 'f'.repeat(64) } };
      await refusal(rig.engine.pin(again, again.digests), 'integrity');
      assert.equal(await rig.engine.find(asset), undefined);
    });

    it('applies with any algorithm and in another window', async () => {
      const asset = await rig.listed('rung-none');
      await using other = await rig.open();
      await refusal(
        whileComing(asset, () => other.engine.pin(asset, { sha384: 'f'.repeat(96) })),
        'integrity',
      );
    });

    it('is recorded as compared with a file that was downloading', async () => {
      const asset = await rig.listed('rung-none');
      const sha256 = sha256Of(rig.bytesOf('rung-none'));
      const { record } = await whileComing(asset, () => rig.engine.pin(asset, { sha256 }));
      assert.equal(record.evidence.kind, 'pin');
    });
  });

  for (const fix of ['pins the digest', 'downloads with a digest'] as const)
    it(`still asks for acceptance when somebody ${fix}`, async () => {
      const source = { kind: 'release', owner: 'ladder', repo: 'weaker-unsigned' } as const;
      const [first, next] = await Promise.all(
        ['v1.0.0', 'v1.1.0'].map(async (tag) => {
          const { value } = await rig.engine.version(rig.forge.url, source, tag);
          return value.assets.find(({ name }) => name === 'tool.txt');
        }),
      );
      assert.ok(first && next);
      await rig.engine.obtain(first);
      await refusal(rig.engine.obtain(next), 'changed');
      const record = (await rig.engine.cache.list()).find(({ key }) => key === recordKey(next));
      const pin = { sha256: record?.sha256 ?? '' };
      if (fix === 'pins the digest') await rig.engine.pin(next, pin);
      else await refusal(rig.engine.obtain(next, { expected: { by: 'caller', digests: pin } }), 'changed');
      await refusal(rig.engine.find(next), 'changed');
      await rig.engine.accept(next, [{ kind: 'signature-missing', before: ['another key'] }]);
      await refusal(rig.engine.find(next), 'changed');
      await rig.engine.accept(next, [{ kind: 'signature-missing', before: [`minisign:${minisign.keyId}`] }]);
      await rig.engine.find(next);
    });
});
