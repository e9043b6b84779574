import { DEFAULT_UNPACK_LIMITS, parseAge } from '../../engine/index.ts';
import { SETTINGS } from '../ids.ts';
import { pathSetting } from '../start/pathSetting.ts';
import { parseHosts } from './allowedHosts.ts';
import { NUMBER_SETTINGS, numberSetting, numberWanted } from './numberSettings.ts';
import type { NumberKey } from './numberSettings.ts';
import { parseInstances } from './parseInstances.ts';
import { parseMirrors, parseMirrorsOnly } from './parseMirrors.ts';
import { parseRequire } from './parseRequire.ts';
import { parseTrustedKeys } from './parseTrustedKeys.ts';
import type { SettingProblem, Settings } from './settingsModel.ts';
import { MAX_SIZE, parseSize } from './sizeSetting.ts';
import { t } from '../../words/translate.ts';

export const DEFAULT_INSTANCES = [{ url: 'https://codeberg.org', name: 'Codeberg' }] as const;
const MINUTE_MS = 60_000;
const DEFAULT_MAX_SIZE = '10 GB';
const SIZE_WANTED = t('must be a size up to {0}, such as "10 GB" or "500 MB"', MAX_SIZE);

export interface Parsed {
  readonly settings: Settings;
  readonly problems: readonly SettingProblem[];
}

/**
 * Every setting, read and checked; `raw` returns the value at a full key. Pure. What applies in place of an
 * unusable value is said at `SettingProblem`.
 */
export function parseSettings(raw: (key: string) => unknown): Parsed {
  const problems: SettingProblem[] = [];
  const report = (problem: SettingProblem): void => {
    problems.push(problem);
  };
  const value = <T>(key: string, fallback: T, parse: (value: unknown) => T | undefined, reason: string): T => {
    const given = raw(key);
    if (given === undefined || given === null || given === '') return fallback;
    const parsed = parse(given);
    if (parsed === undefined) report({ key, reason });
    return parsed ?? fallback;
  };
  const number = (key: NumberKey): number =>
    value(key, NUMBER_SETTINGS[key].fallback, (given) => numberSetting(key, given), numberWanted(key));
  const instances = parseInstances(raw(SETTINGS.instances) ?? DEFAULT_INSTANCES, report);
  const bases = instances.map(({ url }) => url);
  const settings: Settings = {
    instances,
    cacheMaxSizeBytes: value(SETTINGS.cacheMaxSize, parseSize(DEFAULT_MAX_SIZE) ?? 0, toSize, SIZE_WANTED),
    cacheDirectory: value(
      SETTINGS.cacheDirectory,
      undefined,
      (path) => pathSetting(path),
      t('must be an absolute path, or empty'),
    ),
    downloadsConcurrent: number(SETTINGS.downloadsConcurrent),
    downloadsPerDay: number(SETTINGS.downloadsPerDay),
    metadataTtlMs: number(SETTINGS.refreshAfterMinutes) * MINUTE_MS,
    caFile: value(
      SETTINGS.networkCaFile,
      undefined,
      (path) => pathSetting(path),
      t('must be the absolute path of a PEM file, or empty'),
    ),
    transport: value(SETTINGS.networkTransport, 'editor', oneOf('editor', 'direct'), t('must be "editor" or "direct"')),
    allowedHosts: parseHosts(raw(SETTINGS.networkAllowedHosts), report),
    mirrors: parseMirrors(raw(SETTINGS.mirrors), report),
    mirrorsOnly: parseMirrorsOnly(raw(SETTINGS.mirrorsOnly), report),
    requirements: parseRequire(
      { everywhere: raw(SETTINGS.verificationRequire), byPlace: raw(SETTINGS.requireByPlace) },
      bases,
      report,
    ),
    trustedKeys: parseTrustedKeys(raw(SETTINGS.trustedKeys), report),
    addToPath: value(SETTINGS.addToPath, true, toBoolean, t('must be true or false')),
    minimumAgeMs: parseMinimumAge(raw(SETTINGS.installMinimumAge), report),
    fileNames: value(SETTINGS.fileNames, 'platform', oneOf('platform', 'full'), t('must be "platform" or "full"')),
    unpackLimits: {
      maxTotalBytes: value(SETTINGS.installMaxSize, DEFAULT_UNPACK_LIMITS.maxTotalBytes, toSize, SIZE_WANTED),
      maxEntries: number(SETTINGS.installMaxFiles),
      maxRatio: number(SETTINGS.installMaxRatio),
    },
  };
  return { settings, problems };
}

function toSize(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? parseSize(String(value)) : undefined;
  return typeof value === 'string' ? parseSize(value) : undefined;
}

/** An unusable minimum age stops all updates until it is corrected, since the user wanted versions to wait. */
function parseMinimumAge(given: unknown, report: (problem: SettingProblem) => void): number {
  if (given === undefined || given === null || given === '') return 0;
  const ageMs = typeof given === 'string' ? parseAge(given) : undefined;
  if (ageMs !== undefined) return ageMs;
  const reason = t(
    'must be an age of up to five digits, such as "3d", "12h" or "2w"; until then no version is old enough',
  );
  report({ key: SETTINGS.installMinimumAge, reason });
  return Infinity;
}

function oneOf<T extends string>(...words: readonly T[]): (value: unknown) => T | undefined {
  return (value) => words.find((word) => word === value);
}

function toBoolean(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}
