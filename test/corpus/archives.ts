import { lstat, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { isEngineError } from '../../src/engine/errors.ts';
import { unpack } from '../../src/engine/unpack/unpack.ts';
import { systemClock } from '../../src/engine/systemClock.ts';
import { makeTempDir } from '../support/tempDir.ts';
import { checkEntries } from './archiveEntries.ts';
import type { ArchiveCase } from './archiveEntries.ts';
import { measure } from './measure.ts';
import { hasFile, tally } from './scorer.ts';
import type { ScoredCase, Scorer } from './scorer.ts';

const FOLDER = 'archives';
const MANIFEST = path.join(FOLDER, 'manifest.json');

export const scorer: Scorer = {
  name: 'archives',
  detect: (dir) => hasFile(dir, MANIFEST),
  score: async (dir) => {
    const cases = JSON.parse(await readFile(path.join(dir, MANIFEST), 'utf8')) as readonly ArchiveCase[];
    const scored: ScoredCase[] = [];
    for (const one of cases) scored.push(await scoreCase(path.join(dir, FOLDER), one));
    return tally(scored);
  },
};

/** `got` is `ok` or `reject`, followed by everything else that is wrong. */
async function scoreCase(dir: string, one: ArchiveCase): Promise<ScoredCase> {
  const runs = [await runCase(dir, one, false), ...(one.stripPrefix ? [await runCase(dir, one, true)] : [])];
  const expected = one.expectOn?.[process.platform] ?? (one.either ? 'either' : one.expect);
  const right = runs.every(({ got, faults }) => faults.length === 0 && (expected === 'either' || got === expected));
  const got = runs.map(({ got, faults }) => [got, ...faults].join('; ')).join(' / ');
  return { id: one.id, got: right ? (runs[0]?.got ?? '') : got, outcome: right ? 'right' : 'wrong', expected };
}

interface Run {
  readonly got: 'ok' | 'reject';
  readonly faults: readonly string[];
}

/** Unpacks into `a/b/c/d/out` of a new directory, then checks every file there and outside it. */
async function runCase(dir: string, one: ArchiveCase, stripTop: boolean): Promise<Run> {
  const scratch = await makeTempDir();
  try {
    const parent = path.join(scratch.path, 'a', 'b', 'c', 'd');
    const target = path.join(parent, 'out');
    await mkdir(parent, { recursive: true });
    const faults: string[] = [];
    const { value: got, use } = await measure(parent, one.maxOutputBytes !== undefined, async () => {
      try {
        await unpack(path.join(dir, one.file), one.file, target, { clock: systemClock, stripTop });
        return 'ok';
      } catch (error) {
        if (!isEngineError(error, 'unsafeArchive')) faults.push(`failed with ${String(error)}`);
        return 'reject';
      }
    });
    if (use.seconds > (one.maxSeconds ?? Infinity)) faults.push(`took ${use.seconds} s`);
    if (use.outputBytes > (one.maxOutputBytes ?? Infinity)) faults.push(`wrote ${use.outputBytes} bytes`);
    if (use.memoryBytes > (one.maxMemoryBytes ?? Infinity)) faults.push(`held ${use.memoryBytes} bytes`);
    faults.push(...(await strays(scratch.path, got === 'ok')));
    faults.push(...(await existing(target, one.must_not_exist)));
    if (got === 'ok') faults.push(...(await checkEntries(target, one, stripTop)));
    return { got, faults };
  } finally {
    await scratch.remove();
  }
}

/** Everything in the scratch directory except the target: what escaped, and what a failure left behind. */
async function strays(scratch: string, accepted: boolean): Promise<readonly string[]> {
  const faults: string[] = [];
  let at = scratch;
  for (const only of ['a', 'b', 'c', 'd', ...(accepted ? ['out'] : [])]) {
    const names = await readdir(at);
    faults.push(...names.filter((name) => name !== only).map((name) => `${path.join(at, name)} is there`));
    at = path.join(at, only);
  }
  if (!accepted) faults.push(...(await readdir(at)).map((name) => `${name} is left`));
  return faults;
}

async function existing(target: string, names: readonly string[]): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const name of names) {
    const found = await lstat(path.resolve(target, name)).catch(() => undefined);
    if (!found) continue;
    faults.push(`${name} exists`);
    // An escaped file would also be held against the next run.
    if (path.isAbsolute(name)) await rm(name, { recursive: true, force: true });
  }
  return faults;
}
