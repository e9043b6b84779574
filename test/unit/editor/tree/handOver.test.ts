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

  it('tells nothing while the editor never had rows', () => {
    handOver.tell();
    assert.equal(toldCount, 0);
  });

  it('tells at once of rows that change after the editor has taken those before', async () => {
    handOver.give();
    await settle();
    handOver.tell();
    assert.equal(toldCount, 1);
  });

  it('tells of rows that change while the editor takes those before when it has taken them, and once', async () => {
    handOver.give();
    handOver.tell();
    handOver.tell();
    // All that the editor does to take rows is waiting for promises.
    for (let turns = 0; turns < 50; turns += 1) await Promise.resolve();
    assert.equal(toldCount, 0);
    await settle();
    assert.equal(toldCount, 1);
    await settle();
    assert.equal(toldCount, 1);
  });
});
