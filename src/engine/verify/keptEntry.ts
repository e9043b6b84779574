import * as v from 'valibot';
import { notUnderstood } from '../disk.ts';
import type { Memento } from '../ports.ts';

/**
 * What is kept under a key, or `undefined` where nothing is.
 *
 * @throws EngineError `storage` where something is there and cannot be read or understood: it is never taken for absent
 */
export async function readKept<T>(
  memento: Memento,
  key: string,
  schema: v.GenericSchema<unknown, T>,
): Promise<T | undefined> {
  await memento.refresh?.(key);
  return understood(memento, key, schema);
}

/**
 * All that is kept, by key. Nothing where anything is missing: a decision must not rest on a part.
 *
 * @throws EngineError `storage` where any of it cannot be read or understood
 */
export async function readAllKept<T>(
  memento: Memento,
  schema: v.GenericSchema<unknown, T>,
): Promise<ReadonlyMap<string, T>> {
  await memento.refresh?.();
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
