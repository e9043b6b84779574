import assert from 'node:assert/strict';
import { HandOver } from '../../../../src/editor/tree/handOver.ts';
import { settle } from '../../../support/fakeClock.ts';

describe('HandOver', () => {
  let toldCount: number;
  let handOver: HandOver;
  beforeEach(() => {
    toldCount = 0;
    handOver = new HandOver(() => (toldCount += 1));
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
});
