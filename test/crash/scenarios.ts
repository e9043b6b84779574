import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readFile, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { thisProcess } from '../../src/engine/cache/owner.ts';
import { cacheRoot } from '../../src/engine/disk.ts';
import { recordKey } from '../../src/engine/model.ts';
import { FakeClock } from '../support/fakeClock.ts';
import { sha256Of } from '../support/records.ts';
import { AFTER, BEFORE, LARGE, OTHER, SMALL, TWIN, serve, serveSome } from './files.ts';
import type { ServedFile } from './files.ts';
import { openWorld } from './world.ts';
import type { World, WorldOptions } from './world.ts';

/** What a process reports before it dies: downloads and counts that began and ended. */
export type Said = 'begun' | 'done';

/** The directories and the events of a process. */
export interface Stage {
  /** One directory, or two for the scenario of a move. */
  readonly directories: readonly [string, ...string[]];
  readonly clock: FakeClock;
  readonly say: (what: Said) => void;
}

/** A use of a cache that may end at every step. */
export interface Scenario {
  readonly name: string;
  /** Creates what is in the cache before. */
  readonly prepare: (directory: string) => Promise<void>;
  readonly act: (stage: Stage) => Promise<void>;
  /** The files that a later process downloads. */
  readonly wanted: readonly ServedFile[];
  /** The files that must still be there for everybody, since nothing removed them. */
  readonly kept?: readonly ServedFile[];
  readonly directories?: number;
}

/** The content of files that no record knows. */
const LITTER = 'nobody knows it';
const DAY_MS = 24 * 60 * 60 * 1000;

/** One run of the program: opens, uses and closes a cache. */
async function using(directory: string, work: (world: World) => Promise<unknown>, clock = new FakeClock(Date.now())) {
  await usingWith(directory, clock, {}, work);
}

async function usingWith(
  directory: string,
  clock: FakeClock,
  options: WorldOptions,
  work: (world: World) => Promise<unknown>,
): Promise<void> {
  const world = openWorld(directory, clock, options);
  await work(world);
  await world.cache.close();
}

/** Downloads one file and reports it. */
async function fetchOne(world: World, file: ServedFile, { clock, say }: Stage): Promise<void> {
  say('begun');
  await world.get(file.asset, serve(file, clock));
  say('done');
}

const fetchAll = (files: readonly ServedFile[]) => async (directory: string) => {
  await using(directory, async (world) => {
    for (const file of files) await world.get(file.asset, serve(file));
    await world.cache.trim();
  });
};

const fetchOnly =
  (file: ServedFile, options: WorldOptions = {}) =>
  async (stage: Stage) => {
    await usingWith(stage.directories[0], stage.clock, options, async (world) => {
      await fetchOne(world, file, stage);
      await world.cache.trim();
    });
  };

/** Leaves a download that stopped half way. */
async function leaveHalf(directory: string): Promise<void> {
  await using(directory, async (world) => {
    const stop = new AbortController();
    const running = world.get(LARGE.asset, serveSome(LARGE, 2), stop.signal).catch(() => undefined);
    const partials = join(cacheRoot(directory), 'partials');
    const received = async (): Promise<number> => {
      const name = (await readdir(partials).catch(() => [])).find((one) => one.endsWith('.data'));
      return name ? (await stat(join(partials, name))).size : 0;
    };
    while ((await received()) === 0) await new Promise((resolve) => void setImmediate(resolve));
    stop.abort();
    await running;
  });
}

/** Leaves the same, owned by a process that still seems to be alive. */
async function leaveHalfOwned(directory: string): Promise<void> {
  await leaveHalf(directory);
  const partials = join(cacheRoot(directory), 'partials');
  for (const name of (await readdir(partials)).filter((one) => one.endsWith('.json'))) {
    const record = JSON.parse(await readFile(join(partials, name), 'utf8')) as object;
    await writeFile(join(partials, name), JSON.stringify({ ...record, owner: thisProcess() }));
  }
}

async function leaveLitter(directory: string): Promise<void> {
  await fetchAll([SMALL])(directory);
  const key = sha256Of(LITTER);
  const run = `${key}.${randomUUID()}`;
  const blob = `blobs/sha256/${key.slice(0, 2)}/${key}`;
  const temporary = `state/${key}.json.${randomUUID()}.tmp`;
  const names = [blob, temporary, `leases/${key}`, `aside/${key}`, `partials/${run}.data`, `partials/${run}.json`];
  for (const name of names) {
    const path = join(cacheRoot(directory), name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, LITTER);
    const seconds = (Date.now() - 20 * DAY_MS) / 1000;
    await utimes(path, seconds, seconds);
  }
}

async function leaveDamaged(directory: string): Promise<void> {
  const damage = async (world: World): Promise<void> => {
    const { path } = await world.get(SMALL.asset, serve(SMALL));
    await chmod(path, 0o600);
    await writeFile(path, Buffer.alloc(SMALL.bytes.byteLength));
  };
  await using(directory, damage, new FakeClock(Date.now() - 60_000));
}

async function verifyAndFetch(stage: Stage): Promise<void> {
  await using(
    stage.directories[0],
    async (world) => {
      await world.cache.verify(recordKey(SMALL.asset));
      await fetchOne(world, SMALL, stage);
    },
    stage.clock,
  );
}

async function evict({ directories: [directory], clock }: Stage): Promise<void> {
  await using(
    directory,
    async ({ cache }) => {
      await cache.evict([recordKey(SMALL.asset)], { alsoKept: true });
      await cache.keep(recordKey(OTHER.asset), true);
      await cache.evict(
        (await cache.list()).map(({ key }) => key),
        { alsoKept: false },
      );
      await cache.keep(recordKey(OTHER.asset), false);
      await cache.evict([recordKey(OTHER.asset)], { alsoKept: true });
    },
    clock,
  );
}

async function count({ directories: [directory], clock, say }: Stage): Promise<void> {
  await using(
    directory,
    async ({ counter }) => {
      const key = `${new Date(clock.now()).toISOString().slice(0, 10)} https://git.example.org/`;
      for (let round = 0; round < 3; round += 1) {
        say('begun');
        await counter.increment(key);
        say('done');
      }
    },
    clock,
  );
}

/** Works like the editor when the setting changes: the old cache is closed while the new one is already in use. */
async function move(stage: Stage): Promise<void> {
  const [from, to] = stage.directories;
  const old = openWorld(from, stage.clock);
  stage.say('begun');
  const running = old.get(LARGE.asset, serveSome(LARGE, 2)).catch(() => undefined);
  await fetchOne(old, SMALL, stage);
  const closing = old.cache.close();
  await using(to as string, (world) => fetchOne(world, OTHER, stage), stage.clock);
  await Promise.all([running, closing]);
}

async function refuse(stage: Stage): Promise<void> {
  await using(
    stage.directories[0],
    async (world) => {
      stage.say('begun');
      const promised = { ...SMALL.asset, digests: { sha256: sha256Of(OTHER.bytes) } };
      await world.get(promised, serve(SMALL, stage.clock)).catch(() => undefined);
    },
    stage.clock,
  );
}

const nothing = (): Promise<void> => Promise.resolve();
const old = new FakeClock(Date.now() - 2 * DAY_MS);

export const SCENARIOS: readonly Scenario[] = [
  { name: 'download', prepare: nothing, act: fetchOnly(LARGE), wanted: [LARGE] },
  { name: 'resume', prepare: leaveHalf, act: fetchOnly(LARGE), wanted: [LARGE] },
  { name: 'resume next to another', prepare: leaveHalfOwned, act: fetchOnly(LARGE), wanted: [LARGE] },
  { name: 'replace', prepare: fetchAll([BEFORE]), act: fetchOnly(AFTER), wanted: [AFTER] },
  { name: 'refuse', prepare: nothing, act: refuse, wanted: [SMALL] },
  { name: 'repair', prepare: leaveDamaged, act: verifyAndFetch, wanted: [SMALL] },
  { name: 'evict', prepare: fetchAll([SMALL, TWIN, OTHER]), act: evict, wanted: [TWIN] },
  {
    name: 'make room',
    prepare: async (directory) => {
      await using(
        directory,
        async (world) => {
          for (const file of [OTHER, SMALL, BEFORE]) await world.get(file.asset, serve(file));
        },
        old,
      );
    },
    act: fetchOnly(AFTER, { maxSizeBytes: 100_000 }),
    wanted: [AFTER, OTHER],
  },
  { name: 'sweep', prepare: leaveLitter, act: fetchOnly(OTHER), wanted: [OTHER], kept: [SMALL] },
  { name: 'count', prepare: nothing, act: count, wanted: [SMALL] },
  { name: 'move', prepare: fetchAll([BEFORE]), act: move, wanted: [LARGE, OTHER], kept: [BEFORE], directories: 2 },
];
