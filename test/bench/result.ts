/** A figure and its rival's. */
export interface Result {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** `null` if there is no rival. */
  readonly rival: string | null;
  readonly rivalValue: number | null;
  /** `null` if the figure is for information only. */
  readonly aim: string | null;
  readonly met: boolean | null;
  /** Why there is no figure, or none of the rival. */
  readonly reason: string | null;
}

interface Figures {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

/** Aims for at most `factor` times the rival's figure. */
export function against(
  figures: Figures,
  [rival, rivalValue]: readonly [string, number],
  atMost: number | undefined,
): Result {
  const judged = atMost === undefined ? NO_AIM : { aim: `<= ${atMost} x`, met: figures.value <= atMost * rivalValue };
  return { ...rounded(figures), rival, rivalValue: round(rivalValue), ...judged, reason: null };
}

/** Aims for at most `atMost`. */
export function within(figures: Figures, atMost: number | undefined): Result {
  const judged = atMost === undefined ? NO_AIM : { aim: `<= ${atMost} ${figures.unit}`, met: figures.value <= atMost };
  return { ...rounded(figures), rival: null, rivalValue: null, ...judged, reason: null };
}

/** A result without a rival, because the rival could not be measured here. */
export function absent(figures: Figures, rival: string, reason: string): Result {
  return { ...rounded(figures), rival, rivalValue: null, ...NO_AIM, reason };
}

/** A row that failed. */
export function failed(name: string, error: unknown): Result {
  const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
  const reason = stderr.split('\n').at(-1) || String(error).split('\n')[0] || 'unknown';
  return { name, value: 0, unit: '', rival: null, rivalValue: null, ...NO_AIM, reason };
}

const NO_AIM = { aim: null, met: null } as const;

const round = (value: number): number => Number(value.toPrecision(4));

function rounded({ name, value, unit }: Figures): Figures {
  return { name, value: round(value), unit };
}
