import assert from 'node:assert/strict';
import { readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
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

  it('gives a key to one until it is released', async () => {
    const lease = await one.tryAcquire('key');
    assert.ok(lease);
    assert.equal(await two.tryAcquire('key'), undefined);
    assert.ok(await two.tryAcquire('other'));
    await lease.release();
    assert.ok(await two.tryAcquire('key'));
  });

  it('leaves nothing where it could not be written whole', async () => {
    const fault = { method: 'writeFile', code: 'ENOSPC' } as const;
    await assert.rejects(
      withDiskFault(fault, () => one.tryAcquire('key')),
      { code: 'storage' },
    );
    assert.ok(await two.tryAcquire('key'));
  });

  it('shows life while it is held, and not after', async () => {
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

  it('gives a lease away when it showed no life for so long, and the old holder leaves the new one alone', async () => {
    const asleep = new FakeClock(clock.now());
    const old = await new Leases(join(directory(), 'leases'), asleep).tryAcquire('key');
    await clock.advance(LEASE_MS - 1000);
    assert.equal(await two.tryAcquire('key'), undefined);
    await clock.advance(1001);
    const taken = await two.tryAcquire('key');
    assert.ok(taken);
    await old?.release();
    assert.equal(await one.tryAcquire('key'), undefined);
    assert.deepEqual(await readdir(join(directory(), 'leases')), ['key']);
    await taken.release();
  });

  it('takes a file that says nothing for a lease that is being made, for a while', async () => {
    await one.tryAcquire('other');
    await writeFile(file(), '');
    assert.equal(await two.tryAcquire('key'), undefined);
    await clock.advance(LEASE_MS / 3);
    assert.ok(await two.tryAcquire('key'), 'a while much shorter than that of a lease');
  });

  it('does not mind that its file is gone', async () => {
    const lease = await one.tryAcquire('key');
    await rm(file());
    await clock.advance(5000);
    await lease?.release();
    assert.ok(await two.tryAcquire('key'));
  });

  it('lets only one of many have it that find it expired at once, and leaves nothing of the contest', async () => {
    for (let round = 0; round < 20; round += 1) {
      await (await one.tryAcquire('other'))?.release();
      await writeFile(file(), round % 2 === 0 ? '' : JSON.stringify({ id: `${round}`, owner: thisProcess() }));
      await clock.advance(LEASE_MS + 60_000);
      const leases = await Promise.all(Array.from({ length: 20 }, () => one.tryAcquire('key')));
      assert.equal(leases.filter(Boolean).length, 1);
      assert.deepEqual(await readdir(join(directory(), 'leases')), ['key']);
      for (const lease of leases) await lease?.release();
    }
  });

  it('leaves alone what somebody else made of an expired one while it looked', async () => {
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

  it('does not wait for one that died while it took it over', async () => {
    const dead = await new Leases(join(directory(), 'leases'), new FakeClock(clock.now())).tryAcquire('key');
    assert.ok(dead);
    const { id } = JSON.parse(await readFile(file(), 'utf8')) as { id: string };
    await writeFile(`${file()}.${id}`, '');
    await clock.advance(LEASE_MS + 60_000);
    assert.equal(await one.tryAcquire('key'), undefined);
    assert.ok(await one.tryAcquire('key'));
    assert.deepEqual(await readdir(join(directory(), 'leases')), ['key']);
  });

  it('lets only one of many that come at once have it', async () => {
    const leases = await Promise.all(Array.from({ length: 20 }, () => one.tryAcquire('key')));
    assert.equal(leases.filter(Boolean).length, 1);
  });
});
