/** A table as text. Each column has a title and a width; the last one is not padded. */
export function textTable(columns: readonly (readonly [string, number])[]): {
  readonly head: string;
  readonly line: (texts: readonly string[]) => string;
} {
  const line = (texts: readonly string[]): string =>
    columns
      .map(([, width], index) => (texts[index] ?? '').padEnd(width))
      .join(' ')
      .trimEnd();
  return { head: line(columns.map(([title]) => title)), line };
}
