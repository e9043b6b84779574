import * as v from 'valibot';
import { notUnderstood } from '../disk.ts';
import type { Memento } from '../ports.ts';

/**
 * The stored value of a key, or `undefined` if there is none.
 *
 * @throws EngineError `storage` if it exists but cannot be read or understood: that never counts as absent
 */
export async function readStored<T>(
  memento: Memento,
  key: string,
  schema: v.GenericSchema<unknown, T>,
): Promise<T | undefined> {
  await memento.refresh?.(key);
  return understood(memento, key, schema);
}

/**
 * All stored values by key. All or nothing, because a decision must not rest on a part. With `isRead`, as they are in memory.
 *
 * @throws EngineError `storage` if any of them cannot be read or understood
 */
export async function readAllStored<T>(
  memento: Memento,
  schema: v.GenericSchema<unknown, T>,
  { isRead }: { readonly isRead: boolean },
): Promise<ReadonlyMap<string, T>> {
  if (!isRead) await memento.refresh?.();
  const [problem] = memento.unreadable?.() ?? [];
  if (problem) throw problem;
  const entries = memento.keys().map((key) => [key, understood(memento, key, schema)] as const);
  return new Map(entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
}

function understood<T>(memento: Memento, key: string, schema: v.GenericSchema<unknown, T>): T | undefined {
  const value = memento.get<unknown>(key);
  if (value === undefined) return undefined;
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  throw notUnderstood(memento.pathOf?.(key) ?? key);
}
