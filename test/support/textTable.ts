/** A table as text: titles with the width of their columns. The last column is not padded. */
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
