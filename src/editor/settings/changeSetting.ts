import { isDeepStrictEqual } from 'node:util';
import { EngineError } from '../../engine/index.ts';
import type { Configuration } from './configuration.ts';
import { t } from '../../words/translate.ts';

/** A change of one setting. */
export interface SettingChange {
  readonly key: string;
  /** Reads what the user wrote. @throws EngineError `badSetting` if it has another shape, so that it is not overwritten */
  readonly read: (value: unknown) => unknown;
  /** Pure and idempotent. */
  readonly apply: (value: never) => unknown;
}

/** A change of a list; `fallback` is used if the user wrote nothing. */
export function listChange(
  key: string,
  fallback: readonly unknown[],
  apply: (entries: readonly unknown[]) => readonly unknown[],
): SettingChange {
  const read = (value: unknown): readonly unknown[] => {
    if (value === undefined || value === null || value === '') return fallback;
    if (Array.isArray(value)) return value as readonly unknown[];
    throw refusedSetting(key, t('its current value is not a list and would be lost'));
  };
  return { key, read, apply };
}

/** Settings with names, such as the requirements by place. */
export type Table = Readonly<Record<string, unknown>>;

/** A change of a table; an empty one is used if the user wrote nothing. */
export function tableChange(key: string, apply: (table: Table) => unknown): SettingChange {
  const read = (value: unknown): Table => {
    if (value === undefined || value === null || value === '') return {};
    if (isTable(value)) return value;
    throw refusedSetting(key, t('its current value is not an object and would be lost'));
  };
  return { key, read, apply };
}

/** Whether a value is a table. */
export function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A change of a boolean setting. */
export function switchChange(key: string, value: boolean): SettingChange {
  const read = (before: unknown): unknown => {
    if (before === undefined || before === null || typeof before === 'boolean') return before;
    throw refusedSetting(key, t('its current value is neither true nor false and would be lost'));
  };
  return { key, read, apply: () => value };
}

/** A change of a setting with a fixed set of values. */
export function choiceChange(key: string, value: string): SettingChange {
  const read = (before: unknown): unknown => {
    if (before === undefined || before === null || typeof before === 'string') return before;
    throw refusedSetting(key, t('its current value is not text and would be lost'));
  };
  return { key, read, apply: () => value };
}

const MAX_WRITES = 3;

/**
 * Reads, applies and writes, and repeats until the change is there: another window may have overwritten it with an older
 * value.
 *
 * @throws EngineError `badSetting`
 */
export async function changeSetting(configuration: Configuration, change: SettingChange): Promise<void> {
  for (let writes = 0; !isInEffect(configuration, change); writes += 1) {
    if (writes === MAX_WRITES) throw refusedSetting(change.key, t('another program is changing it at the same time'));
    await configuration.write(change.key, applied(configuration, change));
  }
}

/** Whether the setting already has the change. @throws EngineError `badSetting` */
export function isInEffect(configuration: Configuration, change: SettingChange): boolean {
  return isDeepStrictEqual(applied(configuration, change), change.read(configuration.userValue(change.key)));
}

function applied(configuration: Configuration, { key, read, apply }: SettingChange): unknown {
  return apply(read(configuration.userValue(key)) as never);
}

/** The error for a setting that was not changed, and why. */
export function refusedSetting(key: string, reason: string, cause?: unknown): EngineError<'badSetting'> {
  return new EngineError(
    'badSetting',
    `${key} was not changed: ${reason}`,
    { key, reason, notChanged: true },
    { cause },
  );
}
