import { DEFAULT_UNPACK_LIMITS } from '../../engine/index.ts';
import { formatNumber } from '../../words/format.ts';
import { t } from '../../words/translate.ts';
import { SETTINGS } from '../ids.ts';

/** A whole number within limits. package.json has the same limits and defaults. */
interface NumberSetting {
  readonly fallback: number;
  readonly smallest: number;
  readonly largest: number;
}

export const NUMBER_SETTINGS = {
  [SETTINGS.downloadsConcurrent]: { fallback: 4, smallest: 1, largest: 16 },
  [SETTINGS.downloadsPerDay]: { fallback: 200, smallest: 0, largest: 1_000_000 },
  [SETTINGS.refreshAfterMinutes]: { fallback: 5, smallest: 0, largest: 1440 },
  [SETTINGS.installMaxFiles]: { fallback: DEFAULT_UNPACK_LIMITS.maxEntries, smallest: 1, largest: 10_000_000 },
  [SETTINGS.installMaxRatio]: { fallback: DEFAULT_UNPACK_LIMITS.maxRatio, smallest: 1, largest: 100_000 },
} as const satisfies Readonly<Record<string, NumberSetting>>;

export type NumberKey = keyof typeof NUMBER_SETTINGS;

/** The number in a setting; `undefined` if it is none within the limits. */
export function numberSetting(key: NumberKey, value: unknown): number | undefined {
  const { smallest, largest }: NumberSetting = NUMBER_SETTINGS[key];
  const isUsable = typeof value === 'number' && Number.isInteger(value) && value >= smallest && value <= largest;
  return isUsable ? value : undefined;
}

/** What such a setting must be. */
export function numberWanted(key: NumberKey): string {
  const { smallest, largest }: NumberSetting = NUMBER_SETTINGS[key];
  const [from, to] = [formatNumber(smallest), formatNumber(largest)];
  if (key === SETTINGS.downloadsPerDay) return t('must be a whole number from {0} to {1}; 0 means no limit', from, to);
  if (key === SETTINGS.refreshAfterMinutes) return t('must be a whole number of minutes from {0} to {1}', from, to);
  return t('must be a whole number from {0} to {1}', from, to);
}
