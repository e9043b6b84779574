import assert from 'node:assert/strict';
import type { Services } from '../../../../src/editor/services.ts';
import { reportOutcomes } from '../../../../src/editor/downloads/reportOutcomes.ts';
import type { DownloadOutcome } from '../../../../src/editor/downloads/downloads.ts';
import { EngineError } from '../../../../src/engine/index.ts';
import { FakeUi } from '../../../support/fakeUi.ts';
import { makeAsset } from '../../../support/makeAsset.ts';
import { makeRecord } from '../../../support/records.ts';

const done = (name: string, fromCache = false): DownloadOutcome => ({
  asset: makeAsset({ name }),
  state: 'done',
  found: { record: makeRecord({ id: name, name }), path: '/x', fromCache },
});
const failed = (name: string, error: unknown): DownloadOutcome => ({
  asset: makeAsset({ name }),
  state: 'failed',
  error,
});
const cancelled = (name: string): DownloadOutcome => ({ asset: makeAsset({ name }), state: 'cancelled' });

const offline = new EngineError('network', 'no', { host: 'git.example.org', reason: 'ECONNREFUSED' });
const limited = new EngineError('limited', 'no', { limit: 200, resetsAt: Date.UTC(2026, 10, 25) });
const foreign = (host: string) => new EngineError('hostNotAllowed', 'no', { host });

interface Shown {
  readonly error: unknown;
  readonly retry?: () => Promise<void>;
  readonly name?: string;
}

/** Reports to a user who presses these buttons. Returns the errors that were shown and the actions that followed. */
async function report(outcomes: readonly DownloadOutcome[], ui: FakeUi, pressRetry = false) {
  const shown: Shown[] = [];
  const next: string[] = [];
  const names = (assets: readonly { name: string }[]): string => assets.map(({ name }) => name).join();
  const errors = {
    show: async (error: unknown, context: Omit<Shown, 'error'> = {}) => {
      shown.push({ error, ...context });
      if (pressRetry) await context.retry?.();
    },
    note: () => undefined,
    run: async (remedy: string) => void next.push(remedy),
  };
  const log = { show: () => void next.push('log') };
  await reportOutcomes({ ui, errors, log } as unknown as Services, outcomes, {
    reveal: async (asset) => next.push(`reveal ${asset.name}`),
    saveAs: async (assets) => next.push(`save ${names(assets)}`),
    retry: async (assets) => next.push(`retry ${names(assets)}`),
  });
  ui.finish();
  return { shown, next };
}

describe('the end of a download', () => {
  it('stays silent if everything was cached already or was cancelled', async () => {
    const ui = new FakeUi();
    const { shown } = await report([done('a', true), cancelled('b')], ui);
    assert.deepEqual([ui.messages, shown], [[], []]);
  });

  it('offers to reveal and to save a single file', async () => {
    const ui = new FakeUi({ press: 'Reveal' });
    assert.deepEqual((await report([done('a')], ui)).next, ['reveal a']);
    assert.deepEqual(ui.messages[0]?.offered, ['Reveal', 'Save As…']);
  });

  it('reports several files in one message and leaves out those cached already', async () => {
    const ui = new FakeUi({ press: 'Save As…' });
    assert.deepEqual((await report([done('a'), done('b', true), done('c')], ui)).next, ['save a,c']);
    assert.equal(ui.messages.length, 1);
  });

  it('reports a failed file in its own message, with its name and a way to try again', async () => {
    const ui = new FakeUi();
    const { shown, next } = await report([failed('a', offline)], ui, true);
    assert.deepEqual([shown[0]?.error, shown[0]?.name], [offline, 'a']);
    assert.deepEqual(next, ['retry a']);
  });

  it('reports several files with the same failure once and retries them together', async () => {
    const { shown, next } = await report(
      [failed('a', offline), failed('b', offline), done('c', true)],
      new FakeUi(),
      true,
    );
    assert.equal(shown.length, 1);
    assert.deepEqual(next, ['retry a,b']);
  });

  it('sums up a batch with Retry and Show Log', async () => {
    const ui = new FakeUi({ press: 'Retry' });
    const { shown, next } = await report([done('a'), failed('b', offline)], ui);
    assert.deepEqual(shown, []);
    assert.deepEqual(next, ['retry b']);
    assert.deepEqual(
      ui.messages.map(({ kind, offered }) => [kind, offered]),
      [['warn', ['Retry', 'Show Log']]],
    );
  });

  it('stays quiet about the daily limit and leads to the setting', async () => {
    const ui = new FakeUi({ press: 'Open Settings' });
    const { shown, next } = await report([failed('a', limited), failed('b', limited)], ui);
    assert.deepEqual([shown, next], [[], ['openSettings']]);
    assert.match(ui.texts('inform')[0] ?? '', /limit of 200 downloads a day is used up\. It resets at/);
  });

  it('stays quiet about the daily limit in the middle of a batch and reports the rest', async () => {
    const ui = new FakeUi({ press: 'Open Settings' });
    const { next } = await report([done('a'), failed('b', limited)], ui);
    assert.deepEqual(next, ['openSettings']);
    assert.match(ui.texts('inform')[0] ?? '', /^Downloaded a, .*\. 1 file failed: b\. Your limit of 200/);
  });

  it('asks once for each foreign host and then reports the rest', async () => {
    const outcomes = [
      failed('a', foreign('one.example')),
      failed('b', foreign('two.example')),
      failed('c', foreign('one.example')),
      done('d'),
    ];
    const ui = new FakeUi();
    const { shown, next } = await report(outcomes, ui, true);
    assert.equal(shown.length, 2);
    assert.deepEqual(next, ['retry a,c', 'retry b']);
    assert.match(ui.texts('inform')[0] ?? '', /^Downloaded d/);
  });
});
