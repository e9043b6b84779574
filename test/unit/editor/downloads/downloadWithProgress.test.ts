import assert from 'node:assert/strict';
import type { DownloadOptions } from '../../../../src/engine/cache/downloadRequest.ts';
import { Downloads } from '../../../../src/editor/downloads/downloads.ts';
import { downloadWithProgress } from '../../../../src/editor/downloads/downloadWithProgress.ts';
import { PATIENCE_MS } from '../../../../src/editor/isSlow.ts';
import { recordKey } from '../../../../src/engine/index.ts';
import type { CachedAsset } from '../../../../src/engine/index.ts';
import { FakeClock, settle } from '../../../support/fakeClock.ts';
import { FakeEmitter } from '../../../support/fakeEmitter.ts';
import { ProgressUi } from '../../../support/progressUi.ts';
import { makeAsset } from '../../../support/makeAsset.ts';
import { makeRecord } from '../../../support/records.ts';

const one = makeAsset({ name: 'one.zip', sizeBytes: 1000 });
const two = makeAsset({ name: 'two.zip', sizeBytes: 1000 });
const FOUND: CachedAsset = { record: makeRecord({}), path: '/x', fromCache: false };

describe('a download on the screen', () => {
  const clock = new FakeClock();
  let ui: ProgressUi;
  let downloads: Downloads;
  let running: { options: DownloadOptions; finish: (found: CachedAsset) => void; fail: (error: Error) => void }[];

  beforeEach(() => {
    ui = new ProgressUi();
    running = [];
    const obtain = (_asset: unknown, options: DownloadOptions) =>
      new Promise<CachedAsset>((finish, fail) => {
        options.signal?.addEventListener('abort', () => fail(options.signal?.reason), { once: true });
        running.push({ options, finish, fail });
      });
    const engine = { get: () => ({ obtain }) } as never;
    downloads = new Downloads({ engine, clock, changed: new FakeEmitter<readonly string[]>() as never });
  });

  it('needs no notification when it is done within a second', async () => {
    const work = downloadWithProgress({ ui, downloads }, [one], {}, clock);
    await clock.advance(PATIENCE_MS - 1);
    running[0]!.finish(FOUND);
    await work;
    assert.deepEqual(ui.lines, []);
    assert.equal(clock.pending, 0);
  });

  it('needs none for a failure within a second, which has its own message', async () => {
    const work = downloadWithProgress({ ui, downloads }, [one], {}, clock);
    await settle();
    running[0]!.fail(new Error('broken'));
    assert.equal((await work)[0]?.state, 'failed');
    assert.deepEqual(ui.lines, []);
  });

  it('has one after a second, which follows it', async () => {
    const work = downloadWithProgress({ ui, downloads }, [one], {}, clock);
    await settle();
    const report = (receivedBytes: number): void =>
      running[0]!.options.onProgress?.({ phase: 'transfer', receivedBytes, sizeBytes: 1000, resumedAtBytes: 0 });
    report(0);
    await clock.advance(PATIENCE_MS);
    report(500);
    await clock.advance(300);
    assert.match(ui.lines.at(-1) ?? '', /^one\.zip: 500 of 1000 B, .*\/s, .* left \[50\]$/);
    running[0]!.finish(FOUND);
    assert.equal((await work)[0]?.state, 'done');
  });

  it('is cancelled by its notification', async () => {
    const work = downloadWithProgress({ ui, downloads }, [one], {}, clock);
    await clock.advance(PATIENCE_MS);
    ui.cancel.abort();
    assert.equal((await work)[0]?.state, 'cancelled');
    assert.equal(downloads.state(recordKey(one)), undefined);
  });

  it('has none for several downloads, which are in the status bar', async () => {
    const work = downloadWithProgress({ ui, downloads }, [one, two], {}, clock);
    await clock.advance(PATIENCE_MS + 500);
    assert.deepEqual(ui.lines, []);
    for (const { finish } of running) finish(FOUND);
    await work;
  });
});
