import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Records } from '../../../src/editor/records.ts';
import type { RecordsOptions } from '../../../src/editor/records.ts';
import { EngineError } from '../../../src/engine/index.ts';
import type { AssetRecord } from '../../../src/engine/index.ts';
import type { RecordList } from '../../../src/engine/ports.ts';
import { settle } from '../../support/fakeClock.ts';
import { FakeEmitter } from '../../support/fakeEmitter.ts';
import { MemoryLog } from '../../support/memoryLog.ts';
import { makeRecord } from '../../support/records.ts';
import { useTempDir } from '../../support/tempDir.ts';

const NOTHING: RecordList = { records: [], foreign: [], unreadable: [] };

/** Records over caches that list their files when the test says so, with a count of what is still open. */
class Rig {
  readonly rebuilt = new FakeEmitter<void>();
  readonly changed = new FakeEmitter<readonly string[]>();
  readonly log = new MemoryLog();
  readonly lists: ((list: Partial<RecordList>) => void)[] = [];
  watchers = 0;
  /** Directories that did not exist when they were to be watched. */
  readonly missing: string[] = [];
  listeners = 0;
  readonly records: Records;

  constructor(directory: string) {
    const look = () => new Promise<RecordList>((answer) => this.lists.push((list) => answer({ ...NOTHING, ...list })));
    const cache = {
      records: look,
      partials: () => Promise.resolve([]),
      onDidChange: () => {
        this.listeners += 1;
        return () => (this.listeners -= 1);
      },
    };
    const engine = { get: () => ({ cache }), directory, onDidRebuild: this.rebuilt.event };
    const watchDirectory: RecordsOptions['watchDirectory'] = (path) => {
      this.watchers += 1;
      if (!existsSync(path)) this.missing.push(path);
      return { close: () => (this.watchers -= 1), on: () => undefined };
    };
    this.records = new Records({
      engine,
      log: this.log,
      changed: this.changed,
      watchDirectory,
    } as unknown as RecordsOptions);
  }

  /** Answers every request for a list until there are no more. */
  async answerAll(records: readonly AssetRecord[] = []): Promise<void> {
    for (let quiet = 0; quiet < 20; quiet += 1) {
      if (this.lists.length > 0) quiet = 0;
      for (const answer of this.lists.splice(0)) answer({ records });
      // Creating directories takes real disk time, so this waits for the disk once.
      await stat('.');
    }
  }
}

describe('Records', () => {
  const directory = useTempDir();

  it('watches one cache, however often the engine was replaced during the start', async () => {
    const rig = new Rig(directory());
    const started = rig.records.start();
    for (let times = 0; times < 50; times += 1) {
      rig.rebuilt.fire();
      if (times % 5 === 0) await settle();
      if (times % 7 === 0) rig.lists.shift()?.({});
    }
    await rig.answerAll();
    await started;
    // One for whole files and one for partial ones.
    assert.deepEqual([rig.watchers, rig.listeners], [2, 1]);
    rig.records.dispose();
    assert.deepEqual([rig.watchers, rig.listeners, rig.log.lines], [0, 0, []]);
  });

  it('leaves nothing behind when closed during the start, at any moment', async () => {
    for (let turns = 0; turns < 30; turns += 1) {
      const rig = new Rig(directory());
      const started = rig.records.start();
      for (let turn = 0; turn < turns; turn += 1) {
        await settle();
        if (turn === 5) rig.lists.shift()?.({});
      }
      rig.records.dispose();
      rig.rebuilt.fire();
      await rig.answerAll();
      await started;
      assert.deepEqual([rig.watchers, rig.listeners], [0, 0], `after ${turns} turns`);
    }
  });

  it('watches a new cache from the start, before anything is in it', async () => {
    const rig = new Rig(directory());
    const started = rig.records.start();
    await rig.answerAll();
    await started;
    assert.deepEqual([rig.watchers, rig.missing], [2, []]);
    rig.records.dispose();
  });

  it('ignores a slow read that ends after a newer one', async () => {
    const rig = new Rig(directory());
    const looks = [rig.records.refresh(), rig.records.refresh()];
    const [first, second] = rig.lists;
    second?.({ records: [makeRecord({ key: 'new' })] });
    await looks[1];
    first?.({ records: [makeRecord({ key: 'old' })] });
    await looks[0];
    assert.deepEqual(
      rig.records.list().map(({ key }) => key),
      ['new'],
    );
    assert.deepEqual(rig.changed.fired, [['new']]);
  });

  it('reports unreadable records for as long as there are any', async () => {
    const rig = new Rig(directory());
    const unreadable = [new EngineError('storage', 'EIO at /x', { reason: 'EIO', path: '/x' })];
    for (const list of [{ unreadable }, {}]) {
      const look = rig.records.refresh();
      rig.lists.shift()?.(list);
      await look;
      assert.deepEqual(rig.records.lost, { foreign: [], unreadable: list.unreadable ?? [] });
    }
  });
});
