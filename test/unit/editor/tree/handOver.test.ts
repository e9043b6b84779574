import assert from 'node:assert/strict';
import { HandOver } from '../../../../src/editor/tree/handOver.ts';
import { FakeClock, settle } from '../../../support/fakeClock.ts';

describe('HandOver', () => {
  let toldCount: number;
  let clock: FakeClock;
  let handOver: HandOver;
  beforeEach(() => {
    toldCount = 0;
    clock = new FakeClock();
    handOver = new HandOver(() => (toldCount += 1), clock);
  });

  it('reports nothing before the editor had rows', () => {
    handOver.tell();
    assert.equal(toldCount, 0);
  });

  it('reports a change at once after the editor has processed the last rows', async () => {
    handOver.give();
    await settle();
    handOver.tell();
    assert.equal(toldCount, 1);
  });

  it('reports a change during processing once, after the editor has processed the rows', async () => {
    handOver.give();
    handOver.tell();
    handOver.tell();
    // The editor takes the rows within a few promise turns.
    for (let turns = 0; turns < 50; turns += 1) await Promise.resolve();
    assert.equal(toldCount, 0);
    await settle();
    assert.equal(toldCount, 1);
    await settle();
    assert.equal(toldCount, 1);
  });

  it('reports a change again that the editor ignores, but not for ever', async () => {
    handOver.give();
    await settle();
    handOver.tell();
    await clock.advance(1000);
    assert.equal(toldCount, 2);
    for (let seconds = 0; seconds < 20; seconds += 1) await clock.advance(1000);
    assert.equal(toldCount, 5);
  });

  it('reports a change once if the editor requests the rows, or if they are gone', async () => {
    for (const answer of [() => handOver.give(), () => handOver.stop()]) {
      toldCount = 0;
      handOver.give();
      await settle();
      handOver.tell();
      answer();
      await settle();
      await clock.advance(10_000);
      assert.equal(toldCount, 1);
    }
  });
});
