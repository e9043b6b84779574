import assert from 'node:assert/strict';
import { SingleFlight } from '../../../../src/engine/cache/singleFlight.ts';
import { settle } from '../../../support/fakeClock.ts';

describe('SingleFlight', () => {
  let flights: SingleFlight<string, string>;
  let log: string[];
  let finish: ((value: string) => void)[];
  beforeEach(() => {
    flights = new SingleFlight();
    log = [];
    finish = [];
  });

  /** A run that ends when the test says so. After an abort it ends when `rest` resolves. */
  const run =
    (name: string, rest: Promise<void> = Promise.resolve()) =>
    (signal: AbortSignal): Promise<string> => {
      log.push(`start ${name}`);
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      finish.push(resolve);
      signal.addEventListener('abort', () => {
        log.push(`abort ${name}`);
        void rest.then(() => {
          log.push(`rest ${name}`);
          reject(signal.reason as Error);
        });
      });
      return promise;
    };

  it('shares one run between callers of one key and runs others concurrently', async () => {
    const results = [flights.join('a', run('a')), flights.join('a', run('again')), flights.join('b', run('b'))];
    finish[0]?.('A');
    finish[1]?.('B');
    assert.deepEqual(await Promise.all(results), ['A', 'A', 'B']);
    assert.deepEqual(log, ['start a', 'start b']);
  });

  it('runs again after the end, and shares failures too', async () => {
    const failing = (): Promise<string> => Promise.reject(new Error('no'));
    const both = [flights.join('a', failing), flights.join('a', run('never'))];
    for (const one of both) await assert.rejects(one, /no/);
    const next = flights.join('a', run('next'));
    await settle();
    finish[0]?.('fine');
    assert.equal(await next, 'fine');
    assert.deepEqual(log, ['start next']);
  });

  it('lets a caller leave at once with its own reason, and continues for the others', async () => {
    const stop = new AbortController();
    const [first, second] = [flights.join('a', run('a'), stop.signal), flights.join('a', run('again'))];
    stop.abort(new Error('I leave'));
    await assert.rejects(first, /I leave/);
    finish[0]?.('done');
    assert.equal(await second, 'done');
    assert.deepEqual(log, ['start a']);
  });

  it('stops the run when the last has left, and not before', async () => {
    const stops = [new AbortController(), new AbortController()];
    const waiting = stops.map(({ signal }) => flights.join('a', run('a'), signal));
    stops[0]?.abort(new Error('one'));
    await assert.rejects(waiting[0]!, /one/);
    assert.deepEqual(log, ['start a']);
    stops[1]?.abort(new Error('two'));
    await assert.rejects(waiting[1]!, /two/);
    assert.deepEqual(log, ['start a', 'abort a', 'rest a']);
  });

  it('starts a new run only when the stopped one has ended', async () => {
    const { promise: rest, resolve: calm } = Promise.withResolvers<void>();
    const stop = new AbortController();
    const first = flights.join('a', run('first', rest), stop.signal);
    stop.abort(new Error('enough'));
    await assert.rejects(first, /enough/);
    const second = flights.join('a', run('second'));
    await settle();
    assert.deepEqual(log, ['start first', 'abort first']);
    calm();
    await settle();
    assert.deepEqual(log, ['start first', 'abort first', 'rest first', 'start second']);
    finish[1]?.('second');
    assert.equal(await second, 'second');
  });

  it('never starts for a caller whose signal is aborted', async () => {
    await assert.rejects(flights.join('a', run('a'), AbortSignal.abort(new Error('late'))), /late/);
    assert.deepEqual(log, []);
  });

  it('aborts everybody with the reason and waits for all runs, also abandoned ones', async () => {
    const { promise: rest, resolve: calm } = Promise.withResolvers<void>();
    const stop = new AbortController();
    const left = flights.join('left', run('left', rest), stop.signal);
    stop.abort(new Error('left'));
    await assert.rejects(left, /left/);
    const running = flights.join('running', run('running'));
    const rejected = assert.rejects(running, /closing/);
    const closed = flights.abortAll(new Error('closing')).then(() => log.push('closed'));
    await rejected;
    await settle();
    assert.ok(!log.includes('closed'));
    calm();
    await closed;
    assert.equal(log.at(-1), 'closed');
    assert.ok(log.includes('rest left'));
  });

  it('waits for abandoned runs and no others', async () => {
    const { promise: rest, resolve: calm } = Promise.withResolvers<void>();
    const stop = new AbortController();
    const left = flights.join('left', run('left', rest), stop.signal);
    void flights.join('running', run('running'));
    stop.abort(new Error('left'));
    await assert.rejects(left, /left/);
    const calmed = flights.calm().then(() => log.push('calm'));
    await settle();
    assert.ok(!log.includes('calm'));
    calm();
    await calmed;
    assert.deepEqual(log.slice(-2), ['rest left', 'calm']);
  });
});
