/** Puts an entry at the end of a map and drops the first one beyond `max`: used at each access, it keeps those used last. */
export function keepLast<K, V>(map: Map<K, V>, key: K, value: V, max: number): void {
  map.delete(key);
  map.set(key, value);
  for (const first of map.keys()) {
    if (map.size <= max) return;
    map.delete(first);
  }
}
