import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Asset, ObtainOptions } from '../../src/engine/index.ts';
import type { Source } from './cells.ts';
import { BODY, PACKAGE, RELEASE, VERSION } from './content.ts';
import { BODY_SHA256 } from './mirror.ts';
import type { World } from './world.ts';

/** The work of a cell, done under its fault and once more after it. */
export interface Job {
  /** Returns what is wrong with the result. Rejects with the engine's error. */
  run(signal: AbortSignal): Promise<readonly string[]>;
}

/** The requests of each job. */
export const TARGETS: Readonly<Record<Source, RegExp>> = {
  'release attachment': /^\/attachments\//,
  'generic package file': /^\/api\/packages\//,
  'file with a mirror': /^\/attachments\//,
  'file from mirrors only': /^\/attachments\//,
  'release list': /^\/api\/v1\/repos\/alice\/tool\/releases\?/,
  'release by tag': /^\/api\/v1\/repos\/alice\/tool\/releases\/tags\//,
  'package files': /^\/api\/v1\/packages\/alice\/generic\/tool\/v1\/files/,
};

/** Prepares the job while everything works. */
export function makeJob(world: World, source: Source): Promise<Job> {
  const client = world.engine.client(world.base);
  const { engine, base } = world;
  switch (source) {
    case 'release attachment':
      return downloadJob(world, async () => (await engine.version(base, RELEASE, VERSION)).value.assets);
    case 'file with a mirror':
    case 'file from mirrors only':
      return downloadJob(world, async () => (await engine.version(base, RELEASE, VERSION)).value.assets, LOCKED);
    case 'generic package file':
      return downloadJob(world, async () => (await engine.version(base, PACKAGE, VERSION)).value.assets);
    case 'release list':
      return callJob(
        (signal) => client.releases(RELEASE, { signal }),
        () => client.releases(RELEASE),
      );
    case 'release by tag':
    case 'package files': {
      const place = source === 'release by tag' ? RELEASE : PACKAGE;
      const fresh = { refresh: true } as const;
      return callJob(
        async (signal) => (await engine.version(base, place, VERSION, { ...fresh, signal })).value,
        () => client.version(place, VERSION),
      );
    }
  }
}

/** The facts that a lock has about the file. */
const LOCKED: ObtainOptions = { expected: { by: 'lock', digests: { sha256: BODY_SHA256 } } };

async function downloadJob(
  world: World,
  list: () => Promise<readonly Asset[]>,
  options: ObtainOptions = {},
): Promise<Job> {
  const { engine, onProgress } = world;
  const [asset] = await list();
  assert.ok(asset, 'the instance lists one file');
  return {
    run: async (signal) => {
      const { path, record } = await engine.obtain(asset, { ...options, signal, onProgress });
      const problems = (await readFile(path)).equals(BODY) ? [] : ['wrong bytes served'];
      // Checks only the bytes, because asking the instance about them would be another request.
      const { state } = await engine.cache.verify(record.key);
      return state === 'intact' ? problems : [...problems, `the file is ${state}`];
    },
  };
}

async function callJob(
  call: (signal: AbortSignal) => Promise<unknown>,
  reference: () => Promise<unknown>,
): Promise<Job> {
  const truth = await reference();
  return {
    run: async (signal) => (isDeepStrictEqual(await call(signal), truth) ? [] : ['not what the instance has']),
  };
}
