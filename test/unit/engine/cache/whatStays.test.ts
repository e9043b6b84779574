import assert from 'node:assert/strict';
import { EngineError } from '../../../../src/engine/errors.ts';
import { makeRig, passing } from '../../../support/cacheRig.ts';
import type { Rig } from '../../../support/cacheRig.ts';
import { FakeOrigin, attachmentOf, brokenConnection, someBytes } from '../../../support/fakeOrigin.ts';
import { useTempDir } from '../../../support/tempDir.ts';

describe('the part kept of a failed download', () => {
  const directory = useTempDir();
  const bytes = someBytes(300_000);
  let origin: FakeOrigin;
  let rig: Rig;

  beforeEach(async () => {
    origin = new FakeOrigin(bytes);
    rig = await makeRig(directory());
  });

  const fails = async (code: string, asset = attachmentOf(bytes)): Promise<void> => {
    await assert.rejects(passing(rig.clock, rig.get(asset, origin)), { code });
  };

  it('is nothing if no byte arrived', async () => {
    origin.answers.push(...Array.from({ length: 3 }, () => ({ dropAfterBytes: 0 })));
    await fails('network');
    assert.deepEqual(await rig.files('partials'), []);
  });

  it('is the part received if the connection dropped for good', async () => {
    origin.answers.push(
      { dropAfterBytes: 100_000 },
      ...Array.from({ length: 3 }, () => ({ fail: brokenConnection() })),
    );
    await fails('network');
    assert.equal((await rig.files('partials')).length, 2);
  });

  it('is nothing of a body that is longer than listed', async () => {
    origin.answers.push({ sizeBytes: undefined, bytes: Buffer.concat([bytes, bytes]) });
    await fails('badBody');
    assert.deepEqual(await rig.files('partials'), []);
    await passing(rig.clock, rig.get(attachmentOf(bytes), origin));
    assert.equal(origin.asked.at(-1), undefined, 'the whole file is requested');
  });

  it('is nothing of a file larger than the cache', async () => {
    rig.limits.maxSizeBytes = 200_000;
    origin.answers.push({ sizeBytes: undefined });
    await fails('tooLarge', attachmentOf(bytes, { sizeBytes: undefined }));
    assert.deepEqual(await rig.files('partials'), []);
  });

  it('is the part before a compressed rest, which does not contradict it', async () => {
    const packed = new EngineError('badBody', 'compressed', { host: 'git.example.org', rule: 'encoding' });
    origin.answers.push({ dropAfterBytes: 100_000 }, { fail: packed });
    await fails('badBody');
    await passing(rig.clock, rig.get(attachmentOf(bytes), origin));
    assert.equal(origin.asked.at(-1)?.offsetBytes, 100_000);
  });
});
