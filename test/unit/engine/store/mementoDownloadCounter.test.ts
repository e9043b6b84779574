import assert from 'node:assert/strict';
import type { Memento } from '../../../../src/engine/ports.ts';
import { DirectoryMemento } from '../../../../src/engine/store/directoryMemento.ts';
import { MementoDownloadCounter } from '../../../../src/engine/store/mementoDownloadCounter.ts';
import { describeDownloadCounter } from '../../../support/contracts/downloadCounter.ts';
import { MemoryMemento } from '../../../support/memoryMemento.ts';
import { useTempDir } from '../../../support/tempDir.ts';

const NOW = Date.UTC(2026, 10, 24, 12);

describe('MementoDownloadCounter', () => {
  const directory = useTempDir();
  let entries: Map<string, string>;
  beforeEach(() => {
    entries = new Map();
  });
  const backends: Readonly<Record<string, () => Promise<Memento>>> = {
    MemoryMemento: () => Promise.resolve(new MemoryMemento(entries)),
    DirectoryMemento: () => DirectoryMemento.open(directory()),
  };
  const counter = (memento: Memento, writerId: string, now = NOW): MementoDownloadCounter =>
    new MementoDownloadCounter({ memento, writerId, now: () => now });

  for (const [name, open] of Object.entries(backends)) {
    describeDownloadCounter(`MementoDownloadCounter over ${name}`, async (id) => counter(await open(), id));
  }

  it('drops only old counts when a new day begins', async () => {
    const memento = new MemoryMemento(entries);
    for (const key of ['2026-11-01 a', '2026-11-16 a', '2026-11-17 a', 'undated a']) {
      await counter(memento, 'old').increment(key);
    }
    await memento.update('tree expanded', true);
    await counter(memento, 'new').increment('2026-11-24 a');
    const reader = counter(memento, 'reader');
    const counts = ['2026-11-01 a', '2026-11-16 a', '2026-11-17 a', 'undated a', '2026-11-24 a'].map((key) =>
      reader.read(key),
    );
    assert.deepEqual(await Promise.all(counts), [0, 0, 1, 1, 1]);
    assert.equal(memento.get('tree expanded'), true);
  });

  it('combines simultaneous increments into one write', async () => {
    const memento = new MemoryMemento(entries);
    let writes = 0;
    const update = (key: string, value: unknown): PromiseLike<void> => {
      writes += 1;
      return memento.update(key, value);
    };
    const counting = { get: memento.get.bind(memento), keys: memento.keys.bind(memento), update };
    const one = counter(counting, 'one');
    await Promise.all(Array.from({ length: 20 }, () => one.increment('2026-11-24 a')));
    assert.ok(writes <= 2, `${writes} writes`);
    assert.equal(await one.read('2026-11-24 a'), 20);
  });

  it('counts entries that are not numbers as zero', async () => {
    const memento = new MemoryMemento(entries);
    await memento.update('count ["2026-11-24 a","broken"]', 'many');
    await memento.update('count nonsense', 5);
    await memento.update('count 5', 5);
    assert.equal(await counter(memento, 'one').increment('2026-11-24 a'), 1);
  });
});
