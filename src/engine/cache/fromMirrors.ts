import { EngineError, isEngineError } from '../errors.ts';
import type { ByteSource, Clock, MirrorSource } from '../ports.ts';
import type { BlobStore } from './blobStore.ts';
import { receiveFrom } from './receiveFrom.ts';
import type { Receiving, Received } from './receiveFrom.ts';
import type { Partials } from './partials.ts';

interface MirrorParts {
  readonly blobs: BlobStore;
  readonly partials: Partials;
  readonly clock: Clock;
  readonly limitBytes: number;
}

interface Wanted extends Omit<Receiving, 'source' | 'immutable' | 'idleBreaks' | 'partialKey'> {
  /** The key of the asset's record. */
  readonly key: string;
  readonly sha256: string;
  readonly mirrors: readonly MirrorSource[];
}

/**
 * Receives the bytes with this digest from the first mirror that has them; `undefined` if none does. Other bytes from a
 * mirror go into quarantine, and the next mirror is asked.
 *
 * @throws EngineError `storage`; the signal's reason on abort; nothing that a mirror does
 */
export async function fromMirrors({ mirrors, ...wanted }: Wanted, parts: MirrorParts): Promise<Received | undefined> {
  for (const mirror of mirrors) {
    const received = await fromMirror(mirror, wanted, parts);
    if (received) return { ...received, mirror: mirror.host };
  }
  return undefined;
}

async function fromMirror(
  mirror: MirrorSource,
  wanted: Omit<Wanted, 'mirrors'>,
  parts: MirrorParts,
): Promise<Received | undefined> {
  const { sha256, signal } = wanted;
  try {
    const received = await receive(mirror, wanted, parts);
    if (received.digests.sha256 === sha256) return received;
    // The first part may come from another mirror.
    if (received.resumed) await received.partial.remove();
    const again = received.resumed ? await receive(mirror, wanted, parts) : received;
    if (again.digests.sha256 === sha256) return again;
    throw await quarantined(mirror, again, wanted.key, parts);
  } catch (error) {
    signal.throwIfAborted();
    if (!isEngineError(error) || error.is('storage')) throw error;
    mirror.onSkipped(error);
    return undefined;
  }
}

/** The partial download belongs to the digest, so that any mirror can resume it, and the origin never does. */
function receive(mirror: MirrorSource, wanted: Omit<Wanted, 'mirrors'>, parts: MirrorParts): Promise<Received> {
  const { sha256, onTransfer } = wanted;
  return receiveFrom(
    {
      ...wanted,
      source: mirror,
      partialKey: sha256,
      immutable: true,
      // The next source has the file, too.
      idleBreaks: 0,
      onTransfer: (state) => onTransfer({ ...state, mirror: mirror.host }),
    },
    parts,
  );
}

async function quarantined(
  { host }: ByteSource,
  { partial }: Received,
  key: string,
  { blobs }: MirrorParts,
): Promise<EngineError> {
  const quarantinePath = await blobs.quarantine.put(partial.dataPath, key);
  await partial.remove();
  return new EngineError('badBody', `${host} sent bytes with a different digest`, {
    host,
    rule: 'digest',
    ...(quarantinePath !== undefined && { quarantinePath }),
  });
}
