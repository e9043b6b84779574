import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { TransferOptions, Transferred } from '../../../../src/engine/cache/transfer.ts';
import { EngineError } from '../../../../src/engine/errors.ts';
import type { OpenBody } from '../../../../src/engine/ports.ts';
import { brokenConnection, someBytes } from '../../../support/fakeOrigin.ts';
import type { FakeOrigin } from '../../../support/fakeOrigin.ts';
import { useTempDir } from '../../../support/tempDir.ts';
import { TransferRig } from '../../../support/transferRig.ts';

const SIZE = 3_000_000;

describe('transfer', () => {
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

  /** The first `times` bodies give `bytesEach` bytes and then stall until the time limit. */
  const standingStill = (bytesEach: number, times: number): OpenBody => {
    const timeout = new EngineError('timeout', 'still', { host: 'h', phase: 'body', timeoutMs: 1 });
    return async (range, signal) => {
      const opened = await origin.open(range, signal);
      if (origin.asked.length > times) return opened;
      async function* body(): AsyncGenerator<Uint8Array> {
        yield bytes.subarray(opened.offsetBytes, opened.offsetBytes + bytesEach);
        throw timeout;
      }
      return { ...opened, body: body() };
    };
  };

  it('writes and hashes the body, and releases the connection', async () => {
    await isWhole(await run());
    assert.deepEqual(origin.asked, [undefined]);
    assert.equal(origin.openBodies, 0);
    assert.deepEqual(rig.described[0], { validator: '"v1"', sizeBytes: SIZE, proven: undefined });
  });

  it('computes every requested digest', async () => {
    const { digests } = await run({ algorithms: ['sha256', 'sha512'] });
    assert.equal(digests.sha512?.length, 128);
  });

  it('reports progress from start to end', async () => {
    await run();
    assert.deepEqual(rig.progress[0], { receivedBytes: 0, sizeBytes: SIZE, resumedAtBytes: 0 });
    assert.deepEqual(rig.progress.at(-1), { receivedBytes: SIZE, sizeBytes: SIZE, resumedAtBytes: 0 });
    const counts = rig.progress.map(({ receivedBytes }) => receivedBytes);
    assert.deepEqual(
      counts,
      [...counts].sort((a, b) => a - b),
    );
    assert.ok(counts.length > 10);
  });

  it('receives an empty file', async () => {
    origin.bytes = Buffer.alloc(0);
    await isWhole(await run(), origin.bytes);
    assert.equal(origin.asked.length, 1);
  });

  it('receives a file of unknown size until it ends', async () => {
    origin.answers.push({ sizeBytes: undefined });
    await isWhole(await run({ sizeBytes: undefined }));
    assert.equal(rig.progress.at(-1)?.sizeBytes, undefined);
  });

  it('takes the size from the response if none is listed', async () => {
    origin.answers.push({ dropAfterBytes: 1_000_000 });
    await isWhole(await run({ sizeBytes: undefined }));
    assert.equal(rig.progress[0]?.sizeBytes, SIZE);
  });

  describe('when the connection drops', () => {
    it('continues where it broke, with the validator of the first response', async () => {
      origin.answers.push({ dropAfterBytes: 1_500_000 }, { dropAfterBytes: 500_000 });
      await isWhole(await run());
      assert.deepEqual(rig.offsets, [0, 1_500_000, 2_000_000]);
      assert.deepEqual(origin.asked[1], { offsetBytes: 1_500_000, validator: '"v1"' });
      assert.equal(origin.openBodies, 0);
    });

    it('treats an early end as a drop', async () => {
      origin.answers.push({ endAfterBytes: 1_000_000 });
      await isWhole(await run());
      assert.deepEqual(rig.offsets, [0, 1_000_000]);
    });

    it('retries when no connection is made, waiting longer each time, and gives up in the end', async () => {
      origin.answers.push(...Array.from({ length: 9 }, () => ({ fail: brokenConnection() })));
      const startedAt = rig.clock.now();
      await assert.rejects(run(), { code: 'network' });
      assert.equal(origin.asked.length, 3);
      assert.ok(rig.clock.now() - startedAt >= 1500);
    });

    it('continues as long as new bytes arrive, but not for ever', async () => {
      origin.answers.push(...Array.from({ length: 20 }, () => ({ dropAfterBytes: 1000 })));
      await assert.rejects(run(), { code: 'network' });
      assert.equal(origin.asked.length, 11);
      assert.equal((await readFile(rig.path)).byteLength, 11_000, 'the received part is kept');
    });

    it('treats a stalled body as a drop', async () => {
      await isWhole(await run({ open: standingStill(70_000, 1) }));
      assert.deepEqual(rig.offsets, [0, 70_000]);
    });
  });

  it('does not count a trickle as progress', async () => {
    await assert.rejects(run({ open: standingStill(60, Infinity) }), { code: 'timeout' });
    assert.deepEqual(rig.offsets, [0, 60, 120]);
    assert.equal((await readFile(rig.path)).byteLength, 180, 'the received part is kept');
  });

  it('does not continue after a refusal', async () => {
    const gone = new EngineError('gone', 'deleted', { host: 'git.example.org', name: 'tool.bin' });
    origin.answers.push({ dropAfterBytes: 1000 }, { fail: gone });
    await assert.rejects(run(), gone);
    assert.equal(origin.asked.length, 2);
  });

  describe('when a response does not match the part received', () => {
    it('starts over when the server does', async () => {
      origin.answers.push({ dropAfterBytes: 1_000_000 }, { offsetBytes: 0 });
      await isWhole(await run());
      assert.equal(origin.asked.length, 2);
    });

    it('requests the whole file once when the rest starts at another offset', async () => {
      for (const offsetBytes of [999_999, 1_000_001]) {
        origin.answers.push({ dropAfterBytes: 1_000_000 }, { offsetBytes });
        await isWhole(await run());
      }
      assert.deepEqual(rig.offsets, [0, 1_000_000, 0, 0, 1_000_000, 0]);
      assert.equal(origin.openBodies, 0);
    });

    it('requests the whole file once when the rest belongs to a file of another size', async () => {
      origin.answers.push({ dropAfterBytes: 1_000_000 }, { sizeBytes: SIZE + 1 });
      await isWhole(await run());
      assert.deepEqual(rig.offsets, [0, 1_000_000, 0]);
    });

    it('receives the current file if the old one was replaced, and reports its validator', async () => {
      const other = someBytes(SIZE, 2);
      origin.answers.push({ dropAfterBytes: 1_000_000 }, { offsetBytes: 0, bytes: other, validator: '"v2"' });
      await isWhole(await run(), other);
      const validators = rig.described.map(({ validator }) => validator);
      assert.deepEqual([...new Set(validators)], ['"v1"', '"v2"']);
      assert.equal(rig.described[validators.indexOf('"v2"')]?.proven, undefined, 'the earlier part no longer counts');
    });

    it('does so only once', async () => {
      origin.answers.push({ dropAfterBytes: 1000 }, { offsetBytes: 0, dropAfterBytes: 500 }, { offsetBytes: 0 });
      await assert.rejects(run(), { code: 'badBody', facts: { host: 'git.example.org', rule: 'range' } });
    });

    it('refuses a server that starts elsewhere even when the whole file is requested', async () => {
      origin.answers.push({ offsetBytes: 10 }, { offsetBytes: 10 });
      await assert.rejects(run(), { code: 'badBody' });
      assert.equal(origin.openBodies, 0);
    });
  });

  describe('when the size is not the listed one', () => {
    for (const [rule, sizeBytes] of [
      ['tooLong', SIZE - 1],
      ['tooShort', SIZE + 1],
    ] as const) {
      it(`refuses ${rule} by the first response, before the body`, async () => {
        await assert.rejects(run({ sizeBytes }), { code: 'badBody', facts: { host: 'git.example.org', rule } });
        assert.equal((await readFile(rig.path)).byteLength, 0);
        assert.equal(origin.openBodies, 0);
      });
    }

    it('stops a body that goes on after its end', async () => {
      origin.answers.push({ sizeBytes: undefined, bytes: Buffer.concat([bytes, bytes]) });
      await assert.rejects(run(), { code: 'badBody', facts: { host: 'git.example.org', rule: 'tooLong' } });
      assert.ok((await readFile(rig.path)).byteLength <= SIZE);
      assert.equal(origin.openBodies, 0);
    });

    it('fails in the end when the rest never comes', async () => {
      origin.answers.push({ endAfterBytes: 1000 }, ...Array.from({ length: 5 }, () => ({ endAfterBytes: 0 })));
      await assert.rejects(run(), { code: 'network' });
    });

    it('never receives more than fits, listed or not', async () => {
      const expected = { code: 'tooLarge', facts: { what: 'asset', sizeBytes: SIZE, limitBytes: 1_000_000 } };
      await assert.rejects(run({ sizeBytes: undefined, limitBytes: 1_000_000 }), expected);
      origin.answers.push({ sizeBytes: undefined });
      await assert.rejects(run({ sizeBytes: undefined, limitBytes: 1_000_000 }), { code: 'tooLarge' });
      assert.ok((await readFile(rig.path)).byteLength <= 1_000_000);
    });
  });

  it('stops on abort with its reason and keeps the part received', async () => {
    const stop = new AbortController();
    origin.answers.push({ stallAfterBytes: 2_000_000 });
    const onTransfer: TransferOptions['onTransfer'] = ({ receivedBytes }) => {
      if (receivedBytes === 2_000_000) setImmediate(() => stop.abort(new Error('enough')));
    };
    await assert.rejects(run({ signal: stop.signal, onTransfer }), /enough/);
    assert.ok((await readFile(rig.path)).equals(bytes.subarray(0, 2_000_000)));
    assert.equal(origin.openBodies, 0);
  });

  it('stops at an abort while it waits to try again', async () => {
    const stop = new AbortController();
    origin.answers.push({ fail: brokenConnection() });
    const open: OpenBody = (range, signal) => {
      setImmediate(() => stop.abort(new Error('enough')));
      return origin.open(range, signal);
    };
    await assert.rejects(run({ open, signal: stop.signal }), /enough/);
    assert.equal(rig.clock.pending, 0);
  });
});
