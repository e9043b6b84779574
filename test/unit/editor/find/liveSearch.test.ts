import assert from 'node:assert/strict';
import { LiveSearch, TYPING_PAUSE_MS } from '../../../../src/editor/find/liveSearch.ts';
import type { Found } from '../../../../src/editor/ui/ui.ts';
import { EngineError } from '../../../../src/engine/index.ts';
import { FakeClock, settle } from '../../../support/fakeClock.ts';

interface Asked {
  readonly text: string;
  readonly signal: AbortSignal;
  readonly answer: PromiseWithResolvers<Found<string>>;
}

describe('LiveSearch', () => {
  let clock: FakeClock;
  let asked: Asked[];
  let shown: string[];
  let search: LiveSearch<string>;

  beforeEach(() => {
    clock = new FakeClock();
    asked = [];
    shown = [];
    search = new LiveSearch<string>({
      clock,
      find: (text, signal) => {
        const answer = Promise.withResolvers<Found<string>>();
        asked.push({ text, signal, answer });
        return answer.promise;
      },
      show: (found, busy) => {
        const labels = found?.items.map(({ label }) => label).join() ?? 'as before';
        shown.push(`${labels}${found?.notice ?? ''}${busy ? ' …' : ''}`);
      },
    });
  });

  const found = (label: string): Found<string> => ({ items: [{ label, value: label }] });

  it('asks once, a moment after typing ends', async () => {
    for (const text of ['h', 'he', ' hello ']) search.type(text);
    await clock.advance(TYPING_PAUSE_MS - 1);
    assert.equal(asked.length, 0);
    await clock.advance(1);
    assert.deepEqual(
      asked.map(({ text }) => text),
      ['hello'],
    );
  });

  it('drops an answer that is no longer wanted and stops the request', async () => {
    search.type('one');
    await clock.advance(TYPING_PAUSE_MS);
    search.type('two');
    assert.ok(asked[0]?.signal.aborted);
    await clock.advance(TYPING_PAUSE_MS);
    asked[1]?.answer.resolve(found('second'));
    await settle();
    asked[0]?.answer.resolve(found('first'));
    await settle();
    assert.deepEqual(shown, ['as before …', 'as before …', 'second']);
  });

  it('shows nothing, without asking, when nothing is typed', async () => {
    search.type('one');
    search.type('  ');
    await clock.advance(TYPING_PAUSE_MS);
    assert.equal(asked.length, 0);
    assert.equal(shown.at(-1), '');
  });

  it('reports why there is no answer', async () => {
    search.type('one');
    await clock.advance(TYPING_PAUSE_MS);
    asked[0]?.answer.reject(new EngineError('server', '', { host: 'git.example.org', status: 500 }));
    await settle();
    assert.match(shown.at(-1) ?? '', /git\.example\.org could not answer/);
  });

  it('shows nothing after it was stopped', async () => {
    search.type('one');
    await clock.advance(TYPING_PAUSE_MS);
    search.stop();
    asked[0]?.answer.reject(asked[0].signal.reason);
    await settle();
    assert.deepEqual(shown, ['as before …']);
  });
});
