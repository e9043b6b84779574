import assert from 'node:assert/strict';
import { EngineError } from '../../../../src/engine/index.ts';
import { DownloadTally } from '../../../../src/editor/tree/badge.ts';

const FAILED = { phase: 'failed', error: new Error('x') } as const;

describe('DownloadTally', () => {
  it('counts running downloads, then failed ones, then nothing', () => {
    const tally = new DownloadTally();
    const value = (): number | undefined => tally.badge?.value;
    assert.equal(value(), undefined);
    tally.note('a', { phase: 'queued', position: 1 });
    tally.note('b', FAILED);
    assert.deepEqual(tally.badge, { value: 1, tooltip: 'Downloading 1 file' });
    tally.note('c', { phase: 'waiting' });
    assert.equal(value(), 2);
    tally.note('a', undefined);
    tally.note('c', FAILED);
    assert.deepEqual(tally.badge, { value: 2, tooltip: '2 files failed' });
    tally.note('b', undefined);
    tally.note('c', { phase: 'failed', error: new EngineError('limited', 'no', { limit: 1, resetsAt: 0 }) });
    assert.equal(value(), undefined, "the user's own limit is not a failure");
  });
});
