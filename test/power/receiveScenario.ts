import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheRoot } from '../../src/engine/disk.ts';
import type { OpenBody } from '../../src/engine/ports.ts';
import { LARGE, serve } from '../crash/files.ts';
import { openWorld } from '../crash/world.ts';
import { FakeClock } from '../support/fakeClock.ts';
import type { PowerScenario } from './powerLab.ts';
import { SETTLED } from './states.ts';

/** After this time, any earlier download has ended. */
const LATER_MS = 20 * 60_000;

const PIECES = 4;

/** A long download that stops before its end. No more than the bytes of the last seconds may be lost. */
export const RECEIVE_SCENARIO: PowerScenario = {
  name: 'receive',
  prepare: () => Promise.resolve(),
  act: async (root, say) => {
    const clock = new FakeClock(Date.now());
    const world = openWorld(root, clock);
    const stop = new AbortController();
    const open = watched(serve(LARGE, clock), async (piece) => {
      if (piece === PIECES) stop.abort();
      const provenBytes = await provenIn(root);
      if (provenBytes === 0) return;
      say(`proven ${provenBytes}`);
      say(SETTLED);
    });
    await world.get(LARGE.asset, open, stop.signal).catch(() => undefined);
    await world.cache.close();
  },
  problems: async (root, log) => {
    const words = log.slice(0, log.lastIndexOf(SETTLED) + 1).flatMap((word) => word.match(/^proven (\d+)$/)?.[1] ?? []);
    const least = Number(words.at(-1) ?? 0);
    const world = openWorld(root, new FakeClock(Date.now() + LATER_MS));
    const [partial] = await world.cache.partials();
    const from = partial?.receivedBytes ?? 0;
    const { path } = await world.get(LARGE.asset, serve(LARGE));
    await world.cache.close();
    const wrong = from < least ? [`goes on at ${from}, and ${least} bytes were on disk`] : [];
    return (await readFile(path)).equals(LARGE.bytes) ? wrong : [...wrong, 'other bytes come'];
  },
};

/** Calls `before` before each piece of the body, counted from 1. */
function watched(open: OpenBody, before: (piece: number) => Promise<void>): OpenBody {
  return async (range, signal) => {
    const opened = await open(range, signal);
    const body = async function* (): AsyncGenerator<Uint8Array> {
      let count = 0;
      for await (const piece of opened.body) {
        count += 1;
        await before(count);
        yield piece;
      }
    };
    return { ...opened, body: body() };
  };
}

async function provenIn(root: string): Promise<number> {
  const partials = join(cacheRoot(root), 'partials');
  const name = (await readdir(partials)).find((one) => one.endsWith('.json'));
  if (name === undefined) return 0;
  const record = JSON.parse(await readFile(join(partials, name), 'utf8')) as { proven?: { sizeBytes: number } };
  return record.proven?.sizeBytes ?? 0;
}
