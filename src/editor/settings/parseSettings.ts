import { DEFAULT_UNPACK_LIMITS, isWholePath, parseAge } from '../../engine/index.ts';
import { SETTINGS } from '../ids.ts';
import { parseHosts } from './allowedHosts.ts';
import { parseInstances } from './parseInstances.ts';
import { parseMirrors, parseMirrorsOnly } from './parseMirrors.ts';
import { parseRequire } from './parseRequire.ts';
import { parseTrustedKeys } from './parseTrustedKeys.ts';
import type { SettingProblem, Settings } from './settingsModel.ts';
import { parseSize } from './sizeSetting.ts';
import { t } from '../../words/translate.ts';

export const DEFAULT_INSTANCES = [{ url: 'https://codeberg.org', name: 'Codeberg' }] as const;
const DEFAULT_MAX_SIZE = '10 GB';
const SIZE_WANTED = t('must be a size such as "10 GB" or "500 MB"');
const COUNT_WANTED = t('must be a whole number of 1 or more');

export interface Parsed {
  readonly settings: Settings;
  readonly problems: readonly SettingProblem[];
}

/**
 * Every setting, read and checked; `raw` returns the value at a full key. Pure: an unusable value becomes a problem and its
 * default.
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
  const instances = parseInstances(raw(SETTINGS.instances) ?? DEFAULT_INSTANCES, report);
  const bases = instances.map(({ url }) => url);
  const settings: Settings = {
    instances,
    cacheMaxSizeBytes: value(SETTINGS.cacheMaxSize, parseSize(DEFAULT_MAX_SIZE) ?? 0, toSize, SIZE_WANTED),
    cacheDirectory: value(SETTINGS.cacheDirectory, undefined, toPath, t('must be an absolute path, or empty')),
    downloadsConcurrent: value(
      SETTINGS.downloadsConcurrent,
      4,
      integer(1, 16),
      t('must be a whole number from 1 to 16'),
    ),
    downloadsPerDay: value(
      SETTINGS.downloadsPerDay,
      200,
      integer(0, 1_000_000),
      t('must be a whole number; 0 means no limit'),
    ),
    metadataTtlMs:
      value(SETTINGS.refreshAfterMinutes, 5, integer(0, 1440), t('must be a whole number of minutes from 0 to 1440')) *
      60_000,
    caFile: value(SETTINGS.networkCaFile, undefined, toPath, t('must be the absolute path of a PEM file, or empty')),
    transport: value(SETTINGS.networkTransport, 'editor', oneOf('editor', 'direct'), t('must be "editor" or "direct"')),
    allowedHosts: parseHosts(raw(SETTINGS.networkAllowedHosts), report),
    mirrors: parseMirrors(raw(SETTINGS.mirrors), report),
    mirrorsOnly: parseMirrorsOnly(raw(SETTINGS.mirrorsOnly), report),
    requirements: parseRequire(
      { everywhere: raw(SETTINGS.verificationRequire), byScope: raw(SETTINGS.requireByPlace) },
      bases,
      report,
    ),
    trustedKeys: parseTrustedKeys(raw(SETTINGS.trustedKeys), report),
    addToPath: value(SETTINGS.addToPath, true, toBoolean, t('must be true or false')),
    minimumAgeMs: parseMinimumAge(raw(SETTINGS.installMinimumAge), report),
    fileNames: value(SETTINGS.fileNames, 'platform', oneOf('platform', 'full'), t('must be "platform" or "full"')),
    unpackLimits: {
      maxTotalBytes: value(SETTINGS.installMaxSize, DEFAULT_UNPACK_LIMITS.maxTotalBytes, toSize, SIZE_WANTED),
      maxEntries: value(
        SETTINGS.installMaxFiles,
        DEFAULT_UNPACK_LIMITS.maxEntries,
        integer(1, 10_000_000),
        COUNT_WANTED,
      ),
      maxRatio: value(SETTINGS.installMaxRatio, DEFAULT_UNPACK_LIMITS.maxRatio, integer(1, 100_000), COUNT_WANTED),
    },
  };
  return { settings, problems };
}

function toSize(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value > 0 ? value : undefined;
  return typeof value === 'string' ? parseSize(value) : undefined;
}

/** An unusable minimum age stops all updates until it is corrected, since the user wanted versions to wait. */
function parseMinimumAge(given: unknown, report: (problem: SettingProblem) => void): number {
  if (given === undefined || given === null || given === '') return 0;
  const ageMs = typeof given === 'string' ? parseAge(given) : undefined;
  if (ageMs !== undefined) return ageMs;
  const reason = t('must be an age such as "3d", "12h" or "2w"; until then no version is old enough');
  report({ key: SETTINGS.installMinimumAge, reason });
  return Infinity;
}

function oneOf<T extends string>(...words: readonly T[]): (value: unknown) => T | undefined {
  return (value) => words.find((word) => word === value);
}

function toBoolean(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

function toPath(value: unknown): string | undefined {
  return typeof value === 'string' && isWholePath(value) ? value : undefined;
}

function integer(smallest: number, largest: number): (value: unknown) => number | undefined {
  return (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= smallest && value <= largest ? value : undefined;
}
