import { FULL } from '../disk.ts';
import { isEngineError } from '../errors.ts';
import type { Asset } from '../model.ts';
import type { Clock } from '../ports.ts';
import type { PartialFile } from './partialFile.ts';
import type { Partials } from './partials.ts';
import { transfer } from './transfer.ts';
import type { TransferOptions, Transferred } from './transfer.ts';

/** One file, and where to get it. */
export interface Receiving extends Omit<TransferOptions, 'partial' | 'clock' | 'sizeBytes' | 'limitBytes'> {
  readonly asset: Asset;
  /** The key of the partial download: only sources with the same one continue each other's part. */
  readonly partialKey: string;
  /** Whether other bytes would have another upstream id, or another partial key. */
  readonly immutable: boolean;
}

/** A whole file, whose bytes are not compared with anything yet. */
export interface Received extends Transferred {
  readonly partial: PartialFile;
  /** Whether it begins with what an earlier run received. */
  readonly resumed: boolean;
  /** The name of the mirror that sent it. */
  readonly mirror?: string | undefined;
}

interface Parts {
  readonly partials: Partials;
  readonly clock: Clock;
  readonly limitBytes: number;
}

/** Receives a file from one source, continuing a partial file. @throws EngineError as `transfer` */
export async function receiveFrom(
  { asset, partialKey, immutable, ...how }: Receiving,
  { partials, clock, limitBytes }: Parts,
): Promise<Received> {
  const partial = await partials.begin({ key: partialKey, asset, immutable });
  return withPartial(partial, async () => {
    const transferred = await transfer({ ...how, sizeBytes: asset.sizeBytes, partial, clock, limitBytes });
    return { ...transferred, partial, resumed: partial.earlier !== undefined };
  });
}

/**
 * Runs a task with a partial file. If the task fails, the file is kept for the next attempt, or removed if it is useless.
 */
export async function withPartial<T>(partial: PartialFile, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await (isWorthless(error) ? partial.remove() : partial.release());
    throw error;
  }
}

/** Whether the received part belongs to another file, can never be completed, or fills a disk that others need. */
function isWorthless(error: unknown): boolean {
  if (isEngineError(error, 'badBody')) return error.facts.rule !== 'encoding';
  if (isEngineError(error, 'storage')) return FULL.has(error.facts.reason) && error.facts.neededBytes === undefined;
  return isEngineError(error, 'tooLarge') || isEngineError(error, 'integrity');
}
