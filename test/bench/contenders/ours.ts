import assert from 'node:assert/strict';
import { recordKey } from '../../../src/engine/model.ts';
import { systemClock } from '../../../src/engine/index.ts';
import type { Asset } from '../../../src/engine/index.ts';
import { makeEngine } from '../../support/testEngine.ts';
import type { Contender, Params, Wanted } from './contender.ts';

const SILENT = { debug: () => undefined, info: () => undefined, warn: console.error, error: console.error };

function toAsset(instance: string, { name, sizeBytes, sha256 }: Wanted): Asset {
  const source = { kind: 'genericPackage', owner: 'bench', package: 'pool' } as const;
  const place = { instance, source, version: '1', name, storage: 'packageFile', upstreamId: sha256 } as const;
  return { ...place, sizeBytes, digests: { sha256 } };
}

async function open({ directory, url, files, concurrent }: Params) {
  // Otherwise the first request would load it, and that time would count.
  await import('undici');
  const options = { concurrent, perDay: 0, maxSizeBytes: 1024 ** 4 };
  // The product's real delays, not the short ones of tests.
  const test = await makeEngine(directory, { log: SILENT, clock: systemClock }, options);
  const assets = files.map((file) => toAsset(url, file));
  return { engine: test.engine, assets, close: async () => test[Symbol.asyncDispose]() };
}

/** All of `engine.download`: limits, leases, checks and records. */
export const ours: Contender = async (params) => {
  const { engine, assets, close } = await open(params);
  const work = async () => {
    const found = await Promise.all(assets.map((asset) => engine.obtain(asset)));
    assert.ok(
      found.every(({ record, fromCache }, index) => !fromCache && record.sha256 === params.files[index]?.sha256),
    );
    return {};
  };
  return { work, close };
};

/** The second half of a download that was stopped in the middle. */
export const oursResumed: Contender = async (params) => {
  const first = await open(params);
  const [asset] = first.assets as [Asset];
  const stop = new AbortController();
  const half = (asset.sizeBytes ?? 0) / 2;
  const stopped = first.engine.obtain(asset, {
    signal: stop.signal,
    onProgress: (progress) => {
      if (progress.phase === 'transfer' && progress.receivedBytes >= half) stop.abort();
    },
  });
  await assert.rejects(stopped, { name: 'AbortError' });
  await first.close();
  const { engine, close } = await open(params);
  const work = async () => {
    let resumedAtBytes = 0;
    await engine.obtain(asset, {
      onProgress: (progress) => {
        if (progress.phase === 'transfer') ({ resumedAtBytes } = progress);
      },
    });
    assert.ok(resumedAtBytes >= half * 0.9, `continued at ${resumedAtBytes}`);
    return {};
  };
  return { work, close };
};

/** Reads a cached file again and compares its digest. */
export const oursVerified: Contender = async (params) => {
  const { engine, assets, close } = await open(params);
  const [asset] = assets as [Asset];
  await engine.obtain(asset);
  const work = async () => {
    const { state } = await engine.verify(recordKey(asset));
    assert.equal(state, 'intact');
    return {};
  };
  return { work, close };
};
