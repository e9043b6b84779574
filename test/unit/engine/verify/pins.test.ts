import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { isEngineError } from '../../../../src/engine/errors.ts';
import { sourceKey } from '../../../../src/engine/model.ts';
import type { Asset } from '../../../../src/engine/model.ts';
import { Pins } from '../../../../src/engine/verify/pins.ts';
import { makeAsset } from '../../../support/makeAsset.ts';
import { MemorySections } from '../../../support/memorySections.ts';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);

const EBADMSG = (error: unknown): boolean => isEngineError(error, 'storage') && error.facts.reason === 'EBADMSG';

describe('pins', () => {
  let sections: MemorySections;
  let pins: Pins;
  beforeEach(() => {
    sections = new MemorySections();
    pins = new Pins(sections);
  });

  const file = (version: string, name: string, rest: Partial<Asset> = {}): Asset =>
    makeAsset({ version, name, ...rest });
  const onlyKey = (): string => {
    const [key, ...others] = sections.section('pins').keys();
    assert.ok(key !== undefined && others.length === 0);
    return key;
  };

  it('apply under every case of the tag, as on the server', async () => {
    await pins.set(file('v1-RC', 'tool'), { sha256: A });
    for (const tag of ['v1-RC', 'V1-rc', 'v1-rc']) assert.deepEqual(await pins.of(file(tag, 'tool')), { sha256: A });
    assert.equal(await pins.of(file('v1', 'tool')), undefined);
  });

  it('apply to a package file under every case of its name', async () => {
    await pins.set(file('1.0', 'Tool.txt', { storage: 'packageFile' }), { sha256: A });
    assert.deepEqual(await pins.of(file('1.0', 'tool.txt', { storage: 'packageFile' })), { sha256: A });
  });

  it('apply to one attachment, even if others differ only in case', async () => {
    await pins.set(file('v1', 'README'), { sha256: A });
    assert.equal(await pins.of(file('v1', 'readme')), undefined);
  });

  it('are kept in one spelling until they are removed', async () => {
    await pins.set(file('v1', 'tool'), { sha256: B.toUpperCase() });
    assert.deepEqual(await pins.of(file('v1', 'tool')), { sha256: B });
    await pins.set(file('v1', 'tool'), undefined);
    assert.equal(await pins.of(file('v1', 'tool')), undefined);
  });

  it('are errors if damaged, and repaired by a new one', async () => {
    await pins.set(file('v1', 'tool'), { sha256: A });
    await sections.section('pins').damage(onlyKey());
    await assert.rejects(pins.of(file('v1', 'tool')), { code: 'storage' });
    await pins.set(file('v1', 'tool'), { sha256: B });
    assert.deepEqual(await pins.of(file('v1', 'tool')), { sha256: B });
  });

  for (const kept of [{ blake3: A }, {}, { sha256: 'short' }, 'sha256:abc', null])
    it(`are neither valid nor absent in an unknown form: ${JSON.stringify(kept)}`, async () => {
      await pins.set(file('v1', 'tool'), { sha256: A });
      await sections.section('pins').update(onlyKey(), kept);
      await assert.rejects(pins.of(file('v1', 'tool')), EBADMSG);
    });

  it('are compared by their known digests if a newer version wrote them', async () => {
    await pins.set(file('v1', 'tool'), { sha256: A });
    await sections.section('pins').update(onlyKey(), { sha256: B, blake3: A });
    assert.deepEqual(await pins.of(file('v1', 'tool')), { sha256: B });
  });

  describe('of version 0.1, which distinguished tags by case', () => {
    const keepAs01 = async (asset: Asset, digests: object): Promise<void> => {
      const { instance, source, version, name } = asset;
      const key = `pin ${hash('sha256', JSON.stringify([sourceKey(instance, source), version, name]))}`;
      await sections.section('0.1').update(key, digests);
    };

    for (const [kept, asked] of [
      ['v1.0-RC1', 'v1.0-RC1'],
      ['v1', 'V1'],
      ['V1', 'v1'],
      ['nightly', 'NIGHTLY'],
      ['Nightly', 'nightly'],
    ] as const)
      it(`still apply: ${kept}, requested as ${asked}`, async () => {
        await keepAs01(file(kept, 'tool'), { sha256: A });
        assert.deepEqual(await pins.of(file(asked, 'tool')), { sha256: A });
        await pins.set(file(asked, 'tool'), { sha256: B });
        assert.deepEqual(await pins.of(file(kept, 'tool')), { sha256: B });
        await pins.set(file(asked, 'tool'), undefined);
        assert.equal(await pins.of(file(kept, 'tool')), undefined);
        assert.deepEqual(sections.names, []);
      });

    it('are errors if they cannot be read', async () => {
      await keepAs01(file('v1', 'tool'), { sha256: 1 });
      await assert.rejects(pins.of(file('v1', 'tool')), { code: 'storage' });
    });
  });
});
