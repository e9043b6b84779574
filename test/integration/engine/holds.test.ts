import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import type { EnginePorts } from '../../../src/engine/engine.ts';
import type { Engine, Hold } from '../../../src/engine/index.ts';
import { createHurriedClock } from '../../faults/hurriedClock.ts';
import { startServer } from '../../support/forge/loopback.ts';
import type { LoopbackServer } from '../../support/forge/loopback.ts';
import { makeAsset } from '../../support/makeAsset.ts';
import { useMirrorRig } from '../../support/mirrorRig.ts';
import { useTempDir } from '../../support/tempDir.ts';
import { makeEngine } from '../../support/testEngine.ts';
import type { TestEngine } from '../../support/testEngine.ts';

/** A server with two instances, one of them below a path, which refuses requests as it is told. */
class Crowded {
  readonly server: LoopbackServer;
  readonly base: string;
  readonly other: string;
  /** Answers instead of the server. */
  refuse: ((path: string, response: ServerResponse) => boolean) | undefined;

  private constructor(server: LoopbackServer) {
    this.server = server;
    this.base = `${server.origin}/`;
    this.other = `${server.origin}/other/`;
  }

  static async start(): Promise<Crowded> {
    const crowded: Crowded = new Crowded(
      await startServer(({ url = '' }, response) => {
        if (crowded.refuse?.(url, response)) return;
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"version":"15.0.3+gitea-1.22.0"}');
      }),
    );
    return crowded;
  }

  /** Refuses requests to one instance, but not to the one below its path. */
  refuseAt(base: string, headers: Record<string, string>, times = Infinity): void {
    const { pathname } = new URL(base);
    let left = times;
    this.refuse = (path, response) => {
      if (!path.startsWith(`${pathname}api/`) || (left -= 1) < 0) return false;
      response.writeHead(429, headers).end();
      return true;
    };
  }

  get asked(): number {
    return this.server.requests.length;
  }
}

describe('an instance that asks to wait', () => {
  const directory = useTempDir();
  let crowded: Crowded;
  const open: TestEngine[] = [];

  beforeEach(async () => {
    crowded = await Crowded.start();
  });
  afterEach(async () => {
    for (const one of open.splice(0)) await one[Symbol.asyncDispose]();
    await crowded.server.close();
  });
  const start = async (where = directory(), ports: Partial<EnginePorts> = {}): Promise<Engine> => {
    const made = await makeEngine(where, { clock: createHurriedClock(), ...ports });
    open.push(made);
    return made.engine;
  };
  const ask = (engine: Engine, base: string): Promise<unknown> => engine.client(base).instanceInfo();

  it('gets no request from any process with the same cache directory until then', async () => {
    const [one, other, stranger] = [await start(), await start(), await start(`${directory()}/another`)];
    crowded.refuseAt(crowded.base, { 'retry-after': '3600' });
    await assert.rejects(ask(one, crowded.base), { code: 'rateLimited' });
    assert.equal(crowded.asked, 1);
    for (const engine of [one, other]) {
      await assert.rejects(ask(engine, crowded.base), { code: 'rateLimited' });
      await assert.rejects(engine.probe(crowded.base).instanceInfo(), { code: 'rateLimited' });
    }
    assert.equal(crowded.asked, 1);
    await assert.rejects(ask(stranger, crowded.base), { code: 'rateLimited' });
    assert.equal(crowded.asked, 2);
  });

  it('retries all waiting requests when the time is over, after notifying the callers', async () => {
    const holds: [Hold[], Hold[]] = [[], []];
    const one = await start(directory(), { onHold: (hold) => holds[0].push(hold) });
    const other = await start(undefined, { onHold: (hold) => holds[1].push(hold) });
    crowded.refuseAt(crowded.base, { 'retry-after': '50' }, 1);
    await Promise.all([ask(one, crowded.base), ask(other, crowded.base), ask(one, crowded.base)]);
    // Either of the two may be the one that is refused. Neither is notified twice.
    assert.ok(holds.flat().length > 0);
    for (const { length } of holds) assert.ok(length <= 1);
    for (const { host } of holds.flat()) assert.equal(host, new URL(crowded.base).host);
  });

  it('does not hold back another instance on the same host', async () => {
    const engine = await start();
    crowded.refuseAt(crowded.other, { 'retry-after': '3600' });
    await assert.rejects(ask(engine, crowded.other), { code: 'rateLimited' });
    await ask(engine, crowded.base);
  });

  it('does not hold back another instance by its redirects', async () => {
    const engine = await start();
    const victim = await startServer((request, response) => {
      const isRedirected = request.url?.includes('redirected') === true;
      response.writeHead(isRedirected ? 429 : 200, { 'retry-after': '3600', 'content-type': 'application/json' });
      response.end('{"version":"15.0.3"}');
    });
    try {
      crowded.refuse = (_path, response) => {
        response.writeHead(302, { location: `${victim.origin}/redirected` }).end();
        return true;
      };
      // Only files may be redirected to another host.
      const file = makeAsset({ instance: crowded.base });
      const read = (): Promise<unknown> => engine.readSmall(file, new AbortController().signal);
      await assert.rejects(read(), { code: 'rateLimited' });
      await ask(engine, `${victim.origin}/`);
      // The redirect's target is on hold, so this instance is asked and its redirect is not followed.
      const before = [crowded.asked, victim.requests.length];
      await assert.rejects(read(), { code: 'rateLimited' });
      assert.deepEqual([crowded.asked, victim.requests.length], [(before[0] ?? 0) + 1, before[1]]);
    } finally {
      await victim.close();
    }
  });

  it('rejects a cancelled waiting call with the reason', async () => {
    const engine = await start();
    const stop = new AbortController();
    crowded.refuse = (_path, response) => {
      setImmediate(() => stop.abort(new Error('enough')));
      response.writeHead(503, { 'retry-after': '50' }).end();
      return true;
    };
    await assert.rejects(engine.client(crowded.base).instanceInfo({ signal: stop.signal }), /enough/);
    assert.equal(crowded.asked, 1);
  });

  it('is waited for after every refusal, within the time limit', async () => {
    const engine = await start();
    crowded.refuseAt(crowded.base, { 'retry-after': '1' }, 7);
    await ask(engine, crowded.base);
    assert.equal(crowded.asked, 8);
  });
});

describe('a mirror that asks to wait', () => {
  const rig = useMirrorRig();
  let mirror: LoopbackServer;
  beforeEach(async () => {
    mirror = await startServer((_request, response) => void response.writeHead(429, { 'retry-after': '50' }).end());
  });
  afterEach(() => mirror.close());

  it('gets no request until then, while the origin serves the files', async () => {
    const { engine, skipped } = await rig().machine({ mirrors: [mirror.origin] });
    await engine.obtain(rig().asset, rig().locked);
    await engine.obtain(rig().bare, rig().locked);
    assert.equal(mirror.requests.length, 1);
    assert.deepEqual(
      skipped.map(({ code }) => code),
      ['rateLimited'],
    );
  });

  it('is waited for if only mirrors may be used', async () => {
    const clock = createHurriedClock();
    const { engine } = await rig().machine({ mirrors: [mirror.origin], only: () => true, ports: { clock } });
    await assert.rejects(engine.obtain(rig().asset, rig().locked));
    assert.equal(mirror.requests.length, 2);
  });
});
