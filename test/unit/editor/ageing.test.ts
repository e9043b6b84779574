import assert from 'node:assert/strict';
import { DrawnRows, everyMinute } from '../../../src/editor/ageing.ts';
import type { NodeView } from '../../../src/editor/tree/nodeView.ts';
import { formatAge } from '../../../src/words/format.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { FakeEmitter } from '../../support/fakeEmitter.ts';

const MINUTE_MS = 60_000;

describe('rows that say how old something is', () => {
  it('checks the rows every minute while they are visible, and when they become visible', async () => {
    const clock = new FakeClock();
    const changed = new FakeEmitter<void>();
    let isVisible = false;
    let looks = 0;
    const following = everyMinute(
      { isVisible: () => isVisible, onDidChange: changed.event },
      clock,
      () => (looks += 1),
    );
    await clock.advance(5 * MINUTE_MS);
    assert.equal(looks, 0);
    isVisible = true;
    changed.fire();
    await clock.advance(3 * MINUTE_MS);
    assert.equal(looks, 4);
    isVisible = false;
    changed.fire();
    await clock.advance(3 * MINUTE_MS);
    assert.deepEqual([looks, clock.pending], [4, 0]);
    isVisible = true;
    changed.fire();
    following.dispose();
    changed.fire();
    assert.deepEqual([looks, clock.pending], [5, 0]);
  });

  it('redraws only rows whose text has changed', () => {
    const drawn = new DrawnRows<{ readonly id: string; readonly at: number }>();
    const [old, young, never] = [
      { id: 'old', at: -3 * 60 * MINUTE_MS },
      { id: 'young', at: 0 },
      { id: 'never drawn', at: 0 },
    ];
    const viewAt =
      (now: number) =>
      ({ id, at }: { id: string; at: number }): NodeView =>
        ({ label: id, description: formatAge(at, now), accessibleLabel: id }) as NodeView;
    for (const row of [old, young]) drawn.note(row, viewAt(0)(row));
    assert.deepEqual(drawn.outdated([old, young, never], viewAt(30_000)), []);
    assert.deepEqual(drawn.outdated([old, young, never], viewAt(16 * MINUTE_MS)), [young]);
    drawn.note(young, viewAt(16 * MINUTE_MS)(young));
    assert.deepEqual(drawn.outdated([old, young, never], viewAt(16 * MINUTE_MS)), []);
    assert.deepEqual(drawn.outdated([old], viewAt(90 * MINUTE_MS)), [old]);
    assert.deepEqual(drawn.outdated([old, young], viewAt(90 * MINUTE_MS)), [old], 'a hidden row is redrawn anyway');
  });
});
