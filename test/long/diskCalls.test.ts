import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { CachedAsset } from '../../src/engine/cache/downloadRequest.ts';
import { isEngineError } from '../../src/engine/errors.ts';
import { LARGE, SMALL, serve } from '../crash/files.ts';
import { watchFileCalls } from '../crash/fileCalls.ts';
import type { FileCall } from '../crash/fileCalls.ts';
import { filesBelow } from '../crash/invariants.ts';
import { openWorld } from '../crash/world.ts';
import type { World } from '../crash/world.ts';
import { passing } from '../support/cacheRig.ts';
import { diskError } from '../support/diskFaults.ts';
import { FakeClock } from '../support/fakeClock.ts';
import { makeMemoryDir } from '../support/tempDir.ts';

/** A kind of disk failure. */
interface Illness {
  readonly code: string;
  /** The calls that fail. */
  readonly befalls: (call: FileCall) => boolean;
  /** Whether only one call fails, or all from there on. */
  readonly once: boolean;
}

const SPACE = new Set(['open', 'write', 'writev', 'mkdir', 'copyFile', 'truncate', 'sync', 'datasync', 'rename']);
const SYNCS = new Set(['sync', 'datasync']);
const OPENS = new Set(['open', 'readdir', 'readFile', 'copyFile']);

const ILLNESSES: readonly Illness[] = [
  { code: 'ENOSPC', befalls: ({ name, mutates }) => mutates && SPACE.has(name), once: false },
  { code: 'ENOSPC', befalls: ({ name }) => name === 'write', once: true },
  { code: 'EROFS', befalls: ({ mutates }) => mutates, once: false },
  { code: 'EACCES', befalls: () => true, once: true },
  { code: 'EMFILE', befalls: ({ name }) => OPENS.has(name), once: false },
  { code: 'EMFILE', befalls: ({ name }) => OPENS.has(name), once: true },
  { code: 'EIO', befalls: ({ name, mutates }) => !mutates && name !== 'open', once: true },
  { code: 'EIO', befalls: ({ name }) => SYNCS.has(name), once: true },
  // NFS reports a file that somebody replaced on the server, and a write error that only shows on close.
  { code: 'ESTALE', befalls: () => true, once: true },
  { code: 'EIO', befalls: ({ name }) => name === 'writev' || name === 'rename', once: true },
];

/** A cache that has one file and fetches another. */
class Patient {
  readonly directory: string;
  readonly world: World;
  readonly #clock = new FakeClock(Date.now());

  constructor(directory: string) {
    this.directory = directory;
    this.world = openWorld(directory, this.#clock);
  }

  /** The result of a download while something happens to the disk. */
  async fetchWhile(before: (call: FileCall) => void, meanwhile?: () => Promise<void>): Promise<unknown> {
    const stop = await watchFileCalls(this.directory, { before });
    try {
      const outcome: unknown = await this.#get().catch((error: unknown) => error);
      await meanwhile?.();
      return outcome;
    } finally {
      stop();
    }
  }

  /** Expects the same download to succeed on a healthy disk. */
  async completes(): Promise<void> {
    const { path } = await this.#get();
    assert.ok((await readFile(path)).equals(LARGE.bytes));
  }

  #get(): Promise<CachedAsset> {
    return passing(this.#clock, this.world.get(LARGE.asset, serve(LARGE)));
  }

  isTyped(error: unknown, ...reasons: readonly string[]): void {
    assert.ok(isEngineError(error, 'storage'), String(error));
    assert.ok(reasons.includes(error.facts.reason), String(error));
    assert.ok(error.facts.path.startsWith(this.directory), error.facts.path);
  }

  async servesSmall(): Promise<void> {
    const hit = await this.world.cache.find(SMALL.asset);
    assert.ok(hit && readFileSync(hit.path).equals(SMALL.bytes), 'the other file is still served');
  }

  /** Files that are neither a record, a count nor a blob of a record. */
  async leftovers(): Promise<readonly string[]> {
    const blobs = (await this.world.cache.list()).map(({ sha256 }) => `blobs/sha256/${sha256.slice(0, 2)}/${sha256}`);
    const names = await filesBelow(this.directory);
    const isExpected = (name: string): boolean => /^(?:swept|(?:state|counters)\/[0-9a-f]{64}\.json)$/.test(name);
    return names.filter((name) => !isExpected(name) && !blobs.includes(name));
  }
}

describe('a disk that fails at any call', function () {
  this.timeout(120_000);
  let tried = 0;
  after(() => console.log(`      ${tried} points were tried`));

  /** Returns the result of `work`: whether that point exists. */
  const withPatient = async (work: (patient: Patient) => Promise<boolean>): Promise<boolean> => {
    const { path, remove } = await makeMemoryDir();
    try {
      const patient = new Patient(path);
      await patient.world.get(SMALL.asset, serve(SMALL));
      await patient.world.cache.trim();
      const struck = await work(patient);
      await patient.world.cache.close();
      return struck;
    } finally {
      await remove();
    }
  };

  for (const { code, once, befalls } of ILLNESSES) {
    const name = `${code} ${once ? 'once' : 'from there on'} (${befalls.toString().replace(/^.*=> /, '')})`;
    it(`fails with the reason and the path, or not at all, without further damage: ${name}`, async () => {
      for (let n = 1, more = true; more; n += 1) {
        more = await withPatient(async (patient) => {
          let count = 0;
          const before = (call: FileCall): void => {
            if (!befalls(call)) return;
            count += 1;
            if (count === n || (count > n && !once)) throw diskError(code, call.name);
          };
          const outcome = await patient.fetchWhile(before, once ? undefined : () => patient.servesSmall());
          if (count >= n) tried += 1;
          if (outcome instanceof Error) patient.isTyped(outcome, code);
          if (outcome instanceof Error && code === 'ENOSPC') assert.deepEqual(await patient.leftovers(), []);
          await patient.servesSmall();
          await patient.completes();
          assert.equal((await patient.world.cache.list()).length, 2);
          // Files that could not be removed are cleaned up later, and none is large unless nothing can be removed. A sweep
          // that saw the blob before its record notes it in `unclaimed`, and the next one drops the note. The record of a
          // partial file without data means nothing to anybody and is swept after two weeks.
          const small = /^leases|^unclaimed|^partials.*\.json$|\.(?:tmp|lock)$/;
          const passing = code === 'EROFS' ? /^leases|^partials|^unclaimed|\.(?:tmp|lock)$/ : small;
          assert.deepEqual(
            (await patient.leftovers()).filter((name) => !passing.test(name)),
            [],
          );
          return count >= n;
        });
      }
    });
  }

  it('recreates its directory whenever it is removed, or fails with the reason', async () => {
    for (let n = 1, more = true; more; n += 1) {
      more = await withPatient(async (patient) => {
        let count = 0;
        const outcome = await patient.fetchWhile(() => {
          count += 1;
          if (count === n) rmSync(join(patient.directory, 'cache-v1'), { recursive: true });
        });
        if (count >= n) tried += 1;
        if (outcome instanceof Error) patient.isTyped(outcome, 'ENOENT');
        await patient.completes();
        assert.deepEqual(await patient.leftovers(), []);
        return count >= n;
      });
    }
  });
});
