import { recordKey } from '../../src/engine/index.ts';
import type { Asset, PartialDownload } from '../../src/engine/index.ts';
import { makeAsset } from './makeAsset.ts';

const MB = 1024 ** 2;

/** A download that stopped after 4.8 of 10.9 MB, unless other numbers are given. */
export function makePartial(rest: Partial<PartialDownload> & { readonly asset?: Asset } = {}): PartialDownload {
  const { asset = makeAsset({ name: 'big.zip', sizeBytes: 10.9 * MB }) } = rest;
  return {
    key: recordKey(asset),
    asset,
    receivedBytes: 4.8 * MB,
    sizeBytes: asset.sizeBytes,
    updatedAt: 0,
    ...rest,
  };
}
