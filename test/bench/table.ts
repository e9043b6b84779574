import { textTable } from '../support/textTable.ts';
import type { Result } from './result.ts';

const { head, line } = textTable([
  ['ratio', 7],
  ['aim', 11],
  ['met', 5],
  ['what', 52],
  ['value', 16],
  ['rival', 44],
  ['its value', 16],
]);

export { head as tableHead };

/** Puts ratios first, because they say more than the figures of one machine. */
export function tableRow({ name, value, unit, rival, rivalValue, aim, met, reason }: Result): string {
  const ratio = rivalValue === null ? '' : (value / rivalValue).toFixed(2);
  const figure = (number: number): string => `${number} ${unit}`.trim();
  const judged = met === null ? '' : met ? 'yes' : 'NO';
  return line([
    ratio,
    aim ?? '',
    judged,
    name,
    rival === null && reason !== null ? '' : figure(value),
    rival ?? '',
    rivalValue === null ? (reason ?? '') : figure(rivalValue),
  ]);
}
