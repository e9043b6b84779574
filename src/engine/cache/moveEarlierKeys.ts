import { earlierRecordKey, recordKey } from '../model.ts';
import type { AssetStore } from '../ports.ts';

/**
 * Moves records of package versions with capital letters to today's keys. A newer download under today's key stays, and is
 * kept in the cache if either was. Rejects with the signal's reason on abort.
 * @throws EngineError `storage`
 */
export async function moveEarlierKeys(store: AssetStore, signal: AbortSignal): Promise<void> {
  const { records } = await store.list(signal);
  for (const record of records) {
    signal.throwIfAborted();
    const key = recordKey(record);
    if (record.key === key || record.key !== earlierRecordKey(record)) continue;
    const present = await store.find(key);
    await store.upsert({ ...(present ?? record), key, kept: record.kept || present?.kept === true });
    await store.delete(record.key);
  }
}
