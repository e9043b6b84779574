/** Rows as lines with aligned columns, two spaces apart. Names longer than the limit for a column stick out. */
export function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.min(MAX_COLUMN, Math.max(...rows.map((row) => (row[column] ?? '').length))),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

const MAX_COLUMN = 60;

/** `2026-11-24`, or nothing if unknown. */
export function isoDay(at: number | undefined): string {
  return at === undefined || Math.abs(at) > MAX_TIME_MS ? '' : new Date(at).toISOString().slice(0, 10);
}

const MAX_TIME_MS = 8.64e15;
