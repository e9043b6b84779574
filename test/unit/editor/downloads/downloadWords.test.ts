import assert from 'node:assert/strict';
import {
  batchSummary,
  donePercent,
  doneSentence,
  progressLine,
  tallyLine,
} from '../../../../src/editor/downloads/downloadWords.ts';
import type { DownloadOutcome } from '../../../../src/editor/downloads/downloads.ts';
import { EngineError } from '../../../../src/engine/index.ts';
import type { EvidenceKind } from '../../../../src/engine/index.ts';
import { makeAsset } from '../../../support/makeAsset.ts';
import { makeEvidence, makeRecord } from '../../../support/records.ts';

const MB = 1024 ** 2;
const transfer = (rest: object = {}) =>
  ({
    phase: 'transfer',
    receivedBytes: 12.3 * MB,
    sizeBytes: 80 * MB,
    resumedAtBytes: 0,
    bytesPerSecond: 4.1 * MB,
    ...rest,
  }) as const;

function done(name: string, kind: EvidenceKind, fromCache = false): DownloadOutcome {
  const record = makeRecord({ id: name, name, sizeBytes: 17 * MB, evidence: makeEvidence(kind) });
  return { asset: makeAsset({ name }), state: 'done', found: { record, path: '/x', fromCache } };
}

function failedWith(name: string, error: unknown): DownloadOutcome {
  return { asset: makeAsset({ name }), state: 'failed', error };
}

const refused = new EngineError('unauthorized', 'no', { host: 'git.example.org', tokenSent: true });
const full = new EngineError('storage', 'full', { reason: 'ENOSPC', path: '/cache' });

describe('words of downloads', () => {
  it('shows progress, speed and time left of a transfer', () => {
    assert.equal(progressLine(transfer()), '12.3 of 80.0 MB, 4.1 MB/s, 17 s left');
    assert.equal(progressLine(transfer({ bytesPerSecond: undefined })), '12.3 of 80.0 MB');
    assert.equal(progressLine(transfer({ sizeBytes: undefined })), '12.3 MB, 4.1 MB/s');
    assert.equal(progressLine(transfer({ bytesPerSecond: 0 })), '12.3 of 80.0 MB, 0 B/s');
    const from = transfer({ bytesPerSecond: undefined, mirror: 'cache.example.org' });
    assert.equal(progressLine(from), '12.3 of 80.0 MB, from mirror cache.example.org');
  });

  it('explains why a transfer is waiting', () => {
    assert.equal(progressLine({ phase: 'queued', position: 2 }), '2nd in the queue');
    assert.equal(progressLine({ phase: 'waiting' }), 'another window is downloading it');
  });

  it('shows a percentage only if the size is known', () => {
    assert.equal(donePercent(transfer()), 15);
    assert.equal(donePercent(transfer({ sizeBytes: undefined })), undefined);
    assert.equal(donePercent(transfer({ receivedBytes: 0, sizeBytes: 0 })), 100);
    assert.equal(donePercent({ phase: 'queued', position: 1 }), undefined);
  });

  it('sums up several downloads', () => {
    const tally = { endedCount: 3, startedCount: 12, bytesPerSecond: 41 * MB };
    assert.equal(tallyLine(tally), '3 of 12 · 41.0 MB/s');
    assert.equal(tallyLine({ ...tally, bytesPerSecond: undefined }), '3 of 12');
  });

  it('names one file and how it was verified', () => {
    assert.equal(doneSentence([done('a.zip', 'server')]), 'Downloaded a.zip, 17.0 MB: server digest matches.');
  });

  it('counts several downloaded files and their evidence', () => {
    const outcomes = [done('a', 'server'), done('b', 'none'), done('c', 'none', true)];
    assert.equal(doneSentence(outcomes), 'Downloaded 2 files, 34.0 MB: 1 server digest and 1 unverified.');
    assert.equal(doneSentence([done('a', 'pin'), done('b', 'pin')]), 'Downloaded 2 files, 34.0 MB: all pinned.');
    assert.equal(doneSentence([done('a', 'none'), done('b', 'none')]), 'Downloaded 2 files, 34.0 MB: all unverified.');
  });

  it('names failed files, and the reason if there is only one', () => {
    const outcomes = [done('a', 'pin'), failedWith('b\u202egnp.zip', refused)];
    const summary = batchSummary(outcomes);
    assert.match(
      summary,
      /^Downloaded a, 17\.0 MB: pinned by you\. 1 file failed: b\ufffdgnp\.zip\. git\.example\.org refused/,
    );
  });

  it('leaves several reasons to the log and does not list hundreds of names', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const outcomes = names.map((name, index) => failedWith(name, index === 0 ? full : refused));
    assert.equal(batchSummary(outcomes), '5 files failed: a, b, c and 2 more.');
  });
});
