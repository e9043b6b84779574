import assert from 'node:assert/strict';
import type { Transferred } from '../../../../src/engine/cache/transfer.ts';
import type { OpenBody } from '../../../../src/engine/ports.ts';
import { someBytes } from '../../../support/fakeOrigin.ts';
import type { FakeOrigin } from '../../../support/fakeOrigin.ts';
import { sha256Of } from '../../../support/records.ts';
import { useTempDir } from '../../../support/tempDir.ts';
import { TransferRig } from '../../../support/transferRig.ts';

const SIZE = 3_000_000;

describe('transfer that continues', () => {
  const directory = useTempDir();
  const bytes = someBytes(SIZE);
  let rig: TransferRig;
  let origin: FakeOrigin;
  beforeEach(() => {
    rig = new TransferRig(directory(), bytes);
    origin = rig.origin;
  });

  const run: TransferRig['run'] = (...how) => rig.run(...how);
  const isWhole = (found: Transferred, expected = bytes): Promise<void> => rig.isWhole(found, expected);

  it('starts from zero after a drop without a validator, and gives up in the end', async () => {
    const unvouched = { validator: undefined, dropAfterBytes: 1_000_000 };
    origin.answers.push(unvouched, unvouched);
    await isWhole(await run());
    assert.deepEqual(origin.asked, [undefined, undefined, undefined]);
    origin.answers.push(unvouched, unvouched, unvouched, unvouched);
    await assert.rejects(run(), { code: 'network' });
    assert.equal(origin.asked.length, 6);
  });

  it('records its progress when a connection drops, and every few seconds', async () => {
    let reads = 0;
    let laterMs = 0;
    const steady = { now: () => laterMs, after: rig.clock.after.bind(rig.clock) };
    const slow: OpenBody = async (range, signal) => {
      const opened = await origin.open(range, signal);
      async function* body(): AsyncGenerator<Uint8Array> {
        for await (const chunk of opened.body) {
          if ((reads += 1) === 20) laterMs += 5000;
          yield chunk;
        }
      }
      return { ...opened, body: body() };
    };
    origin.answers.push({ dropAfterBytes: 2_000_000 });
    await run({ open: slow, clock: steady });
    const proven = rig.described.map((facts) => facts.proven);
    assert.deepEqual(proven, [
      undefined,
      ...[20 * 64 * 1024, 2_000_000].map((sizeBytes) => ({
        sizeBytes,
        sha256: sha256Of(bytes.subarray(0, sizeBytes)),
      })),
    ]);
  });

  it('hashes the part again and requests only the rest', async () => {
    await isWhole(await run({}, bytes.subarray(0, 2_500_000)));
    assert.deepEqual(origin.asked, [{ offsetBytes: 2_500_000, validator: '"v1"' }]);
    assert.equal(rig.progress.at(-1)?.resumedAtBytes, 2_500_000);
  });

  it('requests nothing when all bytes are there', async () => {
    await isWhole(await run({}, bytes));
    assert.deepEqual(origin.asked, []);
  });

  it('requests the end of a file whose size no response gave', async () => {
    await isWhole(await run({}, bytes, { sizeBytes: undefined }));
    assert.deepEqual(rig.offsets, [SIZE]);
  });

  it('starts from zero when the disk has different or fewer bytes than were received', async () => {
    const proven = { sizeBytes: 1_000_000, sha256: sha256Of(bytes.subarray(0, 1_000_000)) };
    for (const damaged of [Buffer.alloc(1_000_000), bytes.subarray(0, 999_999)]) {
      await isWhole(await run({}, damaged, { proven }));
    }
    assert.deepEqual(origin.asked, [undefined, undefined]);
  });

  it('discards everything after the last proven byte', async () => {
    const before = Buffer.concat([bytes.subarray(0, 1_000_000), Buffer.alloc(500_000)]);
    const proven = { sizeBytes: 1_000_000, sha256: sha256Of(bytes.subarray(0, 1_000_000)) };
    await isWhole(await run({}, before, { proven }));
    assert.deepEqual(rig.offsets, [1_000_000]);
  });

  it('names a wrong size correctly even after the server started over', async () => {
    origin.answers.push({ offsetBytes: 0, validator: undefined, dropAfterBytes: 500_000 }, { sizeBytes: SIZE + 1 });
    const wrong = { code: 'badBody', facts: { host: 'git.example.org', rule: 'tooLong' } };
    await assert.rejects(run({}, bytes.subarray(0, 1_000_000)), wrong);
  });

  it('discards a part that is larger than the file', async () => {
    await isWhole(await run({}, Buffer.concat([bytes, bytes])));
    assert.deepEqual(origin.asked, [undefined]);
  });

  it('records the validator again, even if it is the same or missing', async () => {
    origin.answers.push({ validator: undefined });
    await run({}, bytes.subarray(0, 1000));
    const proven = { sizeBytes: 1000, sha256: sha256Of(bytes.subarray(0, 1000)) };
    assert.deepEqual(rig.described, [{ validator: undefined, sizeBytes: SIZE, proven }]);
  });
});
