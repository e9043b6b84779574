import type { DownloadOptions } from '../../src/engine/cache/downloadRequest.ts';
import { Downloads } from '../../src/editor/downloads/downloads.ts';
import type { DownloadsOptions } from '../../src/editor/downloads/downloads.ts';
import { recordKey } from '../../src/engine/index.ts';
import type { Asset, CachedAsset, ObtainOptions, Verified } from '../../src/engine/index.ts';
import { FakeClock, settle } from './fakeClock.ts';
import { FakeEmitter } from './fakeEmitter.ts';
import { makeAsset } from './makeAsset.ts';
import { makeRecord } from './records.ts';

export interface Call {
  readonly asset: Asset;
  readonly options: ObtainOptions;
  readonly finish: (found: CachedAsset) => void;
  readonly fail: (error: unknown) => void;
}

/** An engine whose downloads end when the test says so, or when they are aborted. */
export function makeDownloads({ stopsAtOnce = true }: { readonly stopsAtOnce?: boolean } = {}) {
  const clock = new FakeClock();
  const changed = new FakeEmitter<readonly string[]>();
  const calls: Call[] = [];
  let verified: Verified = { state: 'missing', record: undefined, asked: true };
  const engine = {
    obtain: (asset: Asset, options: ObtainOptions) =>
      new Promise<CachedAsset>((finish, fail) => {
        if (stopsAtOnce) options.signal?.addEventListener('abort', () => fail(options.signal?.reason), { once: true });
        calls.push({ asset, options, finish, fail });
      }),
    verify: async (_key: string, { onProgress, signal }: DownloadOptions) => {
      onProgress?.({ phase: 'verifying', checkedBytes: 50, sizeBytes: 100 });
      await settle();
      await settle();
      signal?.throwIfAborted();
      return verified;
    },
  };
  const service = { get: () => engine } as unknown as DownloadsOptions['engine'];
  const downloads = new Downloads({ engine: service, clock, changed });
  return { downloads, clock, changed, calls, verifiesAs: (result: Verified) => void (verified = result) };
}

export const one = makeAsset({ name: 'one.zip', sizeBytes: 1000 });
export const two = makeAsset({ name: 'two.zip', sizeBytes: 1000 });
export const found = (asset: Asset): CachedAsset => ({
  record: makeRecord({ key: recordKey(asset), name: asset.name }),
  path: '/cache/blob',
  fromCache: false,
});
