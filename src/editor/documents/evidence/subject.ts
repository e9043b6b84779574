import type { Asset, AssetRecord } from '../../../engine/index.ts';

/** The input of a report on evidence; all of it is on this machine. */
export interface EvidenceSubject {
  readonly asset: Asset;
  readonly instanceName: string;
  /** What is on disk, and where. */
  readonly cached: { readonly record: AssetRecord; readonly path: string } | undefined;
  /** Why the last attempt failed. */
  readonly failure: unknown;
}
