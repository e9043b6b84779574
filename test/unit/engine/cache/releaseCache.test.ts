import assert from 'node:assert/strict';
import { ReleaseCache } from '../../../../src/engine/cache/releaseCache.ts';
import type { MetadataKey } from '../../../../src/engine/cache/releaseCache.ts';
import { EngineError } from '../../../../src/engine/errors.ts';
import { roughSize } from '../../../../src/engine/cache/roughSize.ts';
import { makeAsset } from '../../../support/makeAsset.ts';
import { FakeClock, settle } from '../../../support/fakeClock.ts';

const GROUP = '["https://git.example.org/","release","alice","tool"]';
const INSTANCE = 'https://git.example.org/';
const at = (version: string, group = GROUP): MetadataKey => ({ instance: INSTANCE, group, version });
const TTL_MS = 300_000;

describe('ReleaseCache', () => {
  let clock: FakeClock;
  let cache: ReleaseCache;
  let ttlMs: number;
  let loads: number;
  beforeEach(() => {
    clock = new FakeClock();
    ttlMs = TTL_MS;
    cache = new ReleaseCache({ clock, ttlMs: () => ttlMs });
    loads = 0;
  });

  const load = (): Promise<string> => Promise.resolve(`load ${(loads += 1)}`);
  const fail = (error: Error) => (): Promise<string> => {
    loads += 1;
    return Promise.reject(error);
  };
  const away = new EngineError('network', 'no answer', { host: 'git.example.org' });
  const missing = new EngineError('notFound', 'no v1', { host: 'git.example.org', what: 'release', name: 'v1' });

  it('answers from memory until the TTL has passed', async () => {
    const fetchedAt = clock.now();
    assert.deepEqual(await cache.get(at('v1'), load), { value: 'load 1', fetchedAt });
    await clock.advance(TTL_MS - 1);
    assert.deepEqual(await cache.get(at('v1'), load), { value: 'load 1', fetchedAt });
    await clock.advance(1);
    assert.equal((await cache.get(at('v1'), load)).value, 'load 2');
  });

  it('applies a changed TTL at once', async () => {
    await cache.get(at('v1'), load);
    await clock.advance(1000);
    ttlMs = 1000;
    assert.equal((await cache.get(at('v1'), load)).value, 'load 2');
  });

  it('reloads after the clock was set back', async () => {
    await cache.get(at('v1'), load);
    const earlier = new FakeClock(clock.now() - 1000);
    clock.now = () => earlier.now();
    assert.equal((await cache.get(at('v1'), load)).value, 'load 2');
  });

  it('keeps groups and versions apart', async () => {
    await cache.get(at('v1'), load);
    assert.equal((await cache.get(at('V1'), load)).value, 'load 2');
    assert.equal((await cache.get(at('v1', GROUP.replace('tool', 'other')), load)).value, 'load 3');
  });

  it('keeps "not found" for a shorter time', async () => {
    await assert.rejects(cache.get(at('v1'), fail(missing)), { code: 'notFound' });
    await clock.advance(29_999);
    await assert.rejects(cache.get(at('v1'), load), { code: 'notFound' });
    assert.equal(loads, 1);
    await clock.advance(1);
    assert.equal((await cache.get(at('v1'), load)).value, 'load 2');
  });

  it('does not keep other failures', async () => {
    await assert.rejects(cache.get(at('v1'), fail(away)), { code: 'network' });
    assert.equal((await cache.get(at('v1'), load)).value, 'load 2');
  });

  it('shares one load between callers, each with an abort of its own', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const slow = (): Promise<string> => {
      loads += 1;
      return promise;
    };
    const stop = new AbortController();
    const [first, second] = [cache.get(at('v1'), slow, { signal: stop.signal }), cache.get(at('v1'), slow)];
    stop.abort(new Error('bye'));
    await assert.rejects(first, /bye/);
    resolve('value');
    assert.equal((await second).value, 'value');
    assert.equal(loads, 1);
  });

  it('returns old data, with its age and the reason, while the instance cannot be reached', async () => {
    const fetchedAt = clock.now();
    await cache.get(at('v1'), load);
    await clock.advance(TTL_MS);
    const facts = { host: 'git.example.org' };
    const reasons = [
      away,
      new EngineError('timeout', 't', { ...facts, phase: 'headers', timeoutMs: 1 }),
      new EngineError('server', 's', { ...facts, status: 503 }),
      new EngineError('rateLimited', 'r', facts),
      new EngineError('htmlPage', 'p', { ...facts, page: 'botWall' }),
    ];
    for (const reason of reasons) {
      const found = await cache.get(at('v1'), fail(reason));
      assert.deepEqual(found, { value: 'load 1', fetchedAt, staleBecause: reason });
    }
  });

  it('returns no old data if the instance did answer', async () => {
    await cache.get(at('v1'), load);
    await clock.advance(TTL_MS);
    const forbidden = new EngineError('forbidden', 'f', { host: 'git.example.org', tokenSent: true });
    await assert.rejects(cache.get(at('v1'), fail(forbidden)), { code: 'forbidden' });
    await assert.rejects(cache.get(at('v1'), fail(missing)), { code: 'notFound' });
    await assert.rejects(cache.get(at('v1'), fail(away), { refresh: true }), { code: 'network' });
  });

  it('always loads on refresh, and reports when that failed', async () => {
    await cache.get(at('v1'), load);
    assert.deepEqual(await cache.get(at('v1'), load, { refresh: true }), {
      value: 'load 2',
      fetchedAt: clock.now(),
    });
    const found = await cache.get(at('v1'), fail(away), { refresh: true });
    assert.equal(found.value, 'load 2');
    assert.equal(found.staleBecause, away);
    assert.equal((await cache.get(at('v1'), load)).staleBecause, undefined);
  });

  it('forgets one version or a whole group', async () => {
    for (const version of ['v1', 'v2']) await cache.get(at(version), load);
    cache.invalidate(at('v1'));
    assert.equal(await cache.peek(at('v1')), undefined);
    assert.equal((await cache.peek(at('v2')))?.value, 'load 2');
    cache.invalidate({ instance: INSTANCE, group: GROUP });
    assert.equal(await cache.peek(at('v2')), undefined);
  });

  it('forgets all of an instance, and nothing of another', async () => {
    const elsewhere = { ...at('v1'), instance: 'https://other.example/' };
    for (const place of [at('v1'), at('v1', 'lists'), elsewhere]) await cache.get(place, load);
    cache.invalidate({ instance: INSTANCE });
    const left = await Promise.all([at('v1'), at('v1', 'lists'), elsewhere].map((place) => cache.peek(place)));
    assert.deepEqual(
      left.map((found) => found?.value),
      [undefined, undefined, 'load 3'],
    );
  });

  describe('with another account', () => {
    let who: string;
    beforeEach(() => {
      who = 'alice';
      cache = new ReleaseCache({ clock, ttlMs: () => ttlMs, identify: () => Promise.resolve(who) });
    });

    it('never shows what another account saw or was refused', async () => {
      await cache.get(at('v1'), load);
      await assert.rejects(cache.get(at('v2'), fail(missing)), { code: 'notFound' });
      who = 'bob';
      assert.equal(await cache.peek(at('v1')), undefined);
      assert.equal((await cache.get(at('v1'), load)).value, 'load 3');
      assert.equal((await cache.get(at('v2'), load)).value, 'load 4');
      who = 'alice';
      assert.equal((await cache.get(at('v1'), load)).value, 'load 1');
    });

    it("never returns another account's old data while the instance cannot be reached", async () => {
      await cache.get(at('v1'), load);
      who = 'bob';
      await assert.rejects(cache.get(at('v1'), fail(away)), { code: 'network' });
    });

    it('joins no load of another account, and stores none that another account started', async () => {
      const { promise, resolve } = Promise.withResolvers<string>();
      const slow = cache.get(at('v1'), () => promise);
      await settle();
      who = 'bob';
      assert.equal((await cache.get(at('v1'), load)).value, 'load 1');
      resolve('seen by both');
      await slow;
      who = 'alice';
      assert.equal(await cache.peek(at('v1')), undefined);
    });
  });

  it('neither joins nor stores loads that began before an invalidation', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const old = cache.get(at('v1'), () => promise);
    cache.invalidate({ instance: INSTANCE, group: GROUP });
    assert.equal((await cache.get(at('v1'), load)).value, 'load 1');
    resolve('old');
    assert.equal((await old).value, 'old');
    await settle();
    assert.equal((await cache.peek(at('v1')))?.value, 'load 1');
  });

  it('keeps values that fit and drops the least recently used', async () => {
    const [small, large] = [10_000, 40_000];
    const bounded = new ReleaseCache({ clock, ttlMs: () => ttlMs, maxSizeBytes: 110_000 });
    const text = (length: number) => (): Promise<string> => Promise.resolve('x'.repeat(length));
    await bounded.get(at('v1'), text(small));
    await bounded.get(at('v2'), text(small));
    await bounded.get(at('v1'), text(small));
    await bounded.get(at('v3'), text(large));
    assert.equal(await bounded.peek(at('v2')), undefined);
    assert.ok(await bounded.peek(at('v1')));
    assert.ok(await bounded.peek(at('v3')));
  });

  it('returns a value that is larger than the cache', async () => {
    const bounded = new ReleaseCache({ clock, ttlMs: () => ttlMs, maxSizeBytes: 1000 });
    const { value } = await bounded.get(at('v1'), () => Promise.resolve('x'.repeat(5000)));
    assert.equal(value.length, 5000);
    assert.equal(await bounded.peek(at('v1')), undefined);
  });
});

describe('roughSize', () => {
  it('grows with the value and does not walk all of a long list', () => {
    assert.ok(roughSize('x'.repeat(1000)) >= 1000);
    assert.ok(roughSize({ a: 'x'.repeat(1000), b: [1, 2] }) >= 1000);
    let looked = 0;
    const item = {
      get name(): string {
        looked += 1;
        return 'x'.repeat(100);
      },
    };
    const size = roughSize(Array.from({ length: 100_000 }, () => item));
    assert.ok(size >= 10_000_000 && size < 60_000_000, `${size}`);
    assert.ok(looked < 100, `${looked}`);
    assert.equal(roughSize([]), roughSize([]));
  });

  it('is more than a release takes in memory', () => {
    const assets = Array.from({ length: 5000 }, (_, index) => makeAsset({ name: `tool-${index}` }));
    assert.ok(roughSize({ assets }) > JSON.stringify(assets).length);
  });
});
