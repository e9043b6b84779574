import { textTable } from '../support/textTable.ts';
import type { Row } from './cells.ts';

const { head, line } = textTable([
  ['source', 20],
  ['transport', 9],
  ['place', 10],
  ['fault', 50],
  ['outcome', 22],
  ['requests', 8],
  ['left on disk', 19],
  ['ok', 6],
]);

export { head as tableHead };

/** One line for people; problems follow below it. */
export function tableRow(row: Row): string {
  const { source, transport, place, fault, outcome, requests, leftOnDisk, ok, problems } = row;
  const texts = [source, transport, place, fault, outcome, `${requests}`, leftOnDisk, ok ? 'ok' : 'NOT OK'];
  return [line(texts), ...problems.map((problem) => `    ${problem}`)].join('\n');
}

/** How often each result occurred. */
export function summary(rows: readonly Row[], tookMs: number): string {
  const outcomes = [...Map.groupBy(rows, ({ outcome }) => outcome)].map(
    ([outcome, { length }]) => `${length} ${outcome}`,
  );
  const failed = rows.filter(({ ok }) => !ok).length;
  return `\n${outcomes.join(', ')}\n${rows.length} cells, ${failed} not ok, ${(tookMs / 1000).toFixed(1)} s`;
}
