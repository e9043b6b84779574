import assert from 'node:assert/strict';
import { readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LEASE_MS, Leases } from '../../../../src/engine/cache/lease.ts';
import { thisProcess } from '../../../../src/engine/cache/owner.ts';
import { watchFileCalls } from '../../../crash/fileCalls.ts';
import { until } from '../../../support/cacheRig.ts';
import { withDiskFault } from '../../../support/diskFaults.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { useTempDir } from '../../../support/tempDir.ts';

describe('Leases', () => {
  const directory = useTempDir();
  let clock: FakeClock;
  let one: Leases;
  let two: Leases;
  beforeEach(() => {
    clock = new FakeClock(Date.now());
    one = new Leases(join(directory(), 'leases'), clock);
    two = new Leases(join(directory(), 'leases'), clock);
  });
  const file = (): string => join(directory(), 'leases', 'key');
  const beatAt = async (): Promise<number> => (await stat(file())).mtimeMs;

  it('gives a key to one holder until it is released', async () => {
    const lease = await one.tryAcquire('key');
    assert.ok(lease);
    assert.equal(await two.tryAcquire('key'), undefined);
    assert.ok(await two.tryAcquire('other'));
    await lease.release();
    assert.ok(await two.tryAcquire('key'));
  });

  it('leaves nothing if it could not be written completely', async () => {
    const fault = { method: 'writeFile', code: 'ENOSPC' } as const;
    await assert.rejects(
      withDiskFault(fault, () => one.tryAcquire('key')),
      { code: 'storage' },
    );
    assert.ok(await two.tryAcquire('key'));
  });

  it('has a heartbeat only while it is held', async () => {
    const lease = await one.tryAcquire('key');
    for (let round = 0; round < 6; round += 1) {
      const before = await beatAt();
      await clock.advance(5000);
      await until(async () => (await beatAt()) > before);
      assert.equal(await two.tryAcquire('key'), undefined);
    }
    await lease?.release();
    assert.equal(clock.pending, 0);
    assert.deepEqual(await readdir(join(directory(), 'leases')), []);
  });

  it('passes on a lease without a heartbeat, which the old holder leaves alone', async () => {
    const asleep = new FakeClock(clock.now());
    const old = await new Leases(join(directory(), 'leases'), asleep).tryAcquire('key');
    await clock.advance(LEASE_MS - 1000);
    assert.equal(await two.tryAcquire('key'), undefined);
    await clock.advance(1001);
    const taken = await two.tryAcquire('key');
    assert.ok(taken);
    await asleep.advance(LEASE_MS);
    await old?.release();
    assert.equal(await one.tryAcquire('key'), undefined);
    assert.deepEqual(await readdir(join(directory(), 'leases')), ['key']);
    await taken.release();
  });

  it('treats an empty file as a new lease for a while', async () => {
    await one.tryAcquire('other');
    await writeFile(file(), '');
    assert.equal(await two.tryAcquire('key'), undefined);
    await clock.advance(LEASE_MS / 3);
    assert.ok(await two.tryAcquire('key'), 'a time much shorter than a lease');
  });

  it('ignores that its file is gone', async () => {
    const lease = await one.tryAcquire('key');
    await rm(file());
    await clock.advance(5000);
    await lease?.release();
    assert.ok(await two.tryAcquire('key'));
  });

  it('gives an expired lease to only one of many, and leaves no files behind', async () => {
    for (let round = 0; round < 20; round += 1) {
      await (await one.tryAcquire('other'))?.release();
      await writeFile(file(), round % 2 === 0 ? '' : JSON.stringify({ id: `${round}`, owner: thisProcess() }));
      // The clock stays, because the file system gives a new lease the real time until its first heartbeat.
      const longAgo = (clock.now() - LEASE_MS - 60_000) / 1000;
      await utimes(file(), longAgo, longAgo);
      const leases = await Promise.all(Array.from({ length: 20 }, () => one.tryAcquire('key')));
      assert.equal(leases.filter(Boolean).length, 1);
      assert.deepEqual(await readdir(join(directory(), 'leases')), ['key']);
      for (const lease of leases) await lease?.release();
    }
  });

  it('leaves a lease alone that another process took over meanwhile', async () => {
    const asleep = new FakeClock(clock.now());
    await new Leases(join(directory(), 'leases'), asleep).tryAcquire('key');
    await clock.advance(LEASE_MS + 60_000);
    const looked = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    let looks = 0;
    const stop = await watchFileCalls(directory(), {
      after: async ({ name }) => {
        if (name !== 'readFile' || (looks += 1) > 1) return;
        looked.resolve();
        await gate.promise;
      },
    });
    const late = two.tryAcquire('key');
    await looked.promise;
    assert.ok(await one.tryAcquire('key'));
    gate.resolve();
    assert.equal(await late, undefined);
    assert.deepEqual(await readdir(join(directory(), 'leases')), ['key']);
    stop();
  });

  it('does not wait for a process that died while it took a lease over', async () => {
    const dead = await new Leases(join(directory(), 'leases'), new FakeClock(clock.now())).tryAcquire('key');
    assert.ok(dead);
    const { id } = JSON.parse(await readFile(file(), 'utf8')) as { id: string };
    await writeFile(`${file()}.${id}`, '');
    await clock.advance(LEASE_MS + 60_000);
    assert.equal(await one.tryAcquire('key'), undefined);
    assert.ok(await one.tryAcquire('key'));
    assert.deepEqual(await readdir(join(directory(), 'leases')), ['key']);
  });

  it('gives a lease to only one of many simultaneous callers', async () => {
    const leases = await Promise.all(Array.from({ length: 20 }, () => one.tryAcquire('key')));
    assert.equal(leases.filter(Boolean).length, 1);
  });
});
