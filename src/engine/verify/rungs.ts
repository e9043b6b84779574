/** The ladder, from strong to weak. */
export const RUNGS = ['pin', 'signature', 'server', 'checksum', 'remembered', 'none'] as const;
export type Rung = (typeof RUNGS)[number];

/** Whether the first is lower on the ladder than the second. */
export function isWeaker(one: Rung, other: Rung): boolean {
  return RUNGS.indexOf(one) > RUNGS.indexOf(other);
}
