import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Gate } from '../../../../src/engine/http/gate.ts';
import type { Hold } from '../../../../src/engine/http/gate.ts';
import { SharedPaces } from '../../../../src/engine/http/sharedPace.ts';
import { systemClock } from '../../../../src/engine/systemClock.ts';
import type { Pace } from '../../../../src/engine/http/pace.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { MemoryLog } from '../../../support/memoryLog.ts';
import { makeTempDir } from '../../../support/tempDir.ts';

const URL_A = new URL('https://git.example.org/api/v1/version');
const A = 'https://git.example.org/';
const B = 'https://git.example.org/other/';

type Shared = Pick<SharedPaces, 'read' | 'write'>;

describe('Gate', () => {
  let dir: Awaited<ReturnType<typeof makeTempDir>>;
  /** The state that the processes share. */
  let paces: Map<string, Pace>;
  let clock: FakeClock;
  let holds: Hold[];

  beforeEach(async () => {
    dir = await makeTempDir();
    clock = new FakeClock();
    holds = [];
    paces = new Map();
  });
  afterEach(() => dir.remove());

  const inMemory = (): Shared => ({
    read: (key) => Promise.resolve(paces.get(key)),
    write: (key, pace) => Promise.resolve(void paces.set(key, pace)),
  });
  // If two processes replace a file on Windows, one of them waits a moment, and nobody advances a fake clock for that.
  const onDisk = (): SharedPaces => new SharedPaces(join(dir.path, 'holds'), systemClock);
  /** The gate of one process. */
  const makeGate = (random = 0, shared: Shared = inMemory()): Gate =>
    new Gate({
      clock,
      log: new MemoryLog(),
      shared,
      onHold: (hold) => holds.push(hold),
      random: () => random,
    });
  const refuse = (gate: Gate, key = A, headers: Record<string, string> = { 'retry-after': '20' }): Promise<unknown> =>
    gate.note(key, { url: URL_A, status: 429, header: (name) => headers[name] }, clock.now());
  const pass = (gate: Gate, key = A, patienceMs = 60_000, signal = new AbortController().signal): Promise<number> =>
    gate.pass(key, URL_A, { patienceMs, signal });
  /** Whether requests pass within some time from now. */
  const passesWithin = async (passing: Promise<number>, ms: number): Promise<boolean> => {
    let passed = false;
    const noted = passing.then(() => (passed = true));
    await clock.advance(ms);
    if (passed) await noted;
    return passed;
  };

  it('lets requests pass at once while nobody asks to wait', async () => {
    assert.equal(await pass(makeGate(0, onDisk())), 0);
    assert.deepEqual(await readdir(dir.path), []);
  });

  it('holds back all requests to a server, and those of other processes with the same directory', async () => {
    const [one, other] = [makeGate(), makeGate()];
    await refuse(one);
    for (const gate of [one, one, other]) {
      const passing = pass(gate);
      assert.equal(await passesWithin(passing, 0), false);
      void passing.catch(() => undefined);
    }
    const passing = pass(other);
    assert.equal(await passesWithin(passing, 19_999), false);
    assert.equal(await passesWithin(passing, 2000), true);
  });

  it('holds back no other server', async () => {
    const [one, other] = [makeGate(), makeGate()];
    await refuse(one, A);
    assert.deepEqual([await pass(one, B), await pass(other, B)], [0, 0]);
  });

  it('fails at once if the wait is longer than allowed, and reports its end', async () => {
    const gate = makeGate();
    await refuse(gate, A, { 'retry-after': '61' });
    await assert.rejects(pass(gate), {
      code: 'rateLimited',
      facts: { host: 'git.example.org', retryAt: clock.now() + 61_000 },
    });
    await clock.advance(1000);
    assert.equal(await passesWithin(pass(gate), 60_000), true);
  });

  it('sends one request when the user retries, and holds back again after a refusal', async () => {
    const gate = makeGate();
    await refuse(gate, A, { 'retry-after': '600' });
    await refuse(gate, B, { 'retry-after': '600' });
    await gate.lift('other.example.org');
    await assert.rejects(pass(gate), { code: 'rateLimited' });
    await gate.lift('git.example.org');
    assert.deepEqual([await pass(gate), await pass(makeGate(), B)], [0, 0]);
    await refuse(gate, A, { 'retry-after': '600' });
    await assert.rejects(pass(gate), { code: 'rateLimited' });
    await assert.rejects(pass(makeGate()), { code: 'rateLimited' });
  });

  it('resumes requests one after another', async () => {
    const gate = makeGate();
    await refuse(gate, A, { 'retry-after': '10' });
    const passed: number[] = [];
    const passing = [1, 2, 3].map((number) => pass(gate).then(() => passed.push(number)));
    await clock.advance(10_000);
    assert.equal(passed.length, 1);
    await clock.advance(1000);
    assert.equal(passed.length, 3);
    await Promise.all(passing);
  });

  it('spreads the processes that waited', async () => {
    const gates = [0, 0.25, 0.5, 0.75].map((random) => makeGate(random));
    await refuse(gates[0] ?? assert.fail());
    let passed = 0;
    const passing = gates.map((gate) => pass(gate).then(() => (passed += 1)));
    const counts: number[] = [];
    for (const ms of [20_000, 1250, 1250, 1250]) {
      await clock.advance(ms);
      counts.push(passed);
    }
    assert.deepEqual(counts, [1, 2, 3, 4]);
    await Promise.all(passing);
  });

  it('holds back again when the first one is refused again', async () => {
    const [first, second] = [makeGate(0), makeGate(0.5)];
    await refuse(first);
    const waiting = pass(second);
    await clock.advance(20_000);
    await pass(first);
    await refuse(first);
    assert.equal(await passesWithin(waiting, 19_000), false);
    assert.equal(await passesWithin(waiting, 10_000), true);
  });

  it('stops waiting on abort, with the reason', async () => {
    const gate = makeGate();
    await refuse(gate);
    const stop = new AbortController();
    const passing = pass(gate, A, 60_000, stop.signal);
    await clock.advance(1000);
    stop.abort(new Error('enough'));
    await assert.rejects(passing, /enough/);
    assert.equal(clock.pending, 0);
  });

  it('reports a hold once, with its end, but not a short one', async () => {
    const gate = makeGate();
    await refuse(gate);
    const passing = [pass(gate), pass(gate)];
    await clock.advance(0);
    assert.deepEqual(holds, [{ host: 'git.example.org', until: clock.now() + 20_000 }]);
    await clock.advance(60_000);
    await Promise.all(passing);
    await refuse(gate, A, { 'retry-after': '2' });
    await passesWithin(pass(gate), 10_000);
    assert.equal(holds.length, 1);
  });

  it('holds back after a success that used up the quota', async () => {
    const gate = makeGate();
    const headers: Record<string, string> = { ratelimit: '"a";r=0;t=5' };
    await gate.note(A, { url: URL_A, status: 200, header: (name) => headers[name] }, clock.now());
    const passing = pass(gate);
    assert.equal(await passesWithin(passing, 4999), false);
    assert.equal(await passesWithin(passing, 1), true);
  });

  for (const [what, text] of [
    ['nonsense', 'x'],
    ['nothing', ''],
    ['an endless hold', '{"since":1e15,"forMs":1e15,"level":1}'],
    ['a hold far in the future', `{"since":${Date.UTC(9999, 1)},"forMs":900000,"level":8}`],
    ['invalid numbers', '{"since":"now","forMs":null,"level":-3}'],
    ['a large text', ' '.repeat(1e6)],
  ] as const) {
    it(`is not held back by a file with ${what}`, async () => {
      const directory = join(dir.path, 'holds');
      await refuse(makeGate(0, onDisk()));
      for (const name of await readdir(directory)) await writeFile(join(directory, name), text);
      assert.equal(await pass(makeGate(0, onDisk())), 0);
    });
  }

  it('holds back requests even if nothing can be written', async () => {
    const blocked = join(dir.path, 'blocked');
    await writeFile(blocked, '');
    const gate = makeGate(0, new SharedPaces(join(blocked, 'holds'), clock));
    await refuse(gate);
    await assert.rejects(pass(gate, A, 19_999), { code: 'rateLimited' });
  });

  it('holds back processes that share only a directory', async () => {
    await refuse(makeGate(0, onDisk()));
    await assert.rejects(pass(makeGate(0, onDisk()), A, 19_999), { code: 'rateLimited' });
    assert.equal(await pass(makeGate(0, onDisk()), B), 0);
  });

  it('leaves one complete file for each server', async () => {
    const directory = join(dir.path, 'holds');
    const gate = makeGate(0, onDisk());
    await Promise.all([refuse(gate), refuse(gate), refuse(gate, B), refuse(makeGate(0, onDisk()))]);
    assert.equal((await readdir(directory)).length, 2);
  });
});
