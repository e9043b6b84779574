/** The words that several names share; a single name shares nothing. */
export function wordsInAll(names: readonly (readonly string[])[]): ReadonlySet<string> {
  const [first, ...others] = names;
  const shared = new Set(others.length === 0 ? [] : first);
  for (const words of others) {
    if (shared.size === 0) break;
    const own = new Set(words);
    for (const word of shared) if (!own.has(word)) shared.delete(word);
  }
  return shared;
}
