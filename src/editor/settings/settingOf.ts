import { isEngineError } from '../../engine/index.ts';
import type { ArchiveRule, ErrorCode } from '../../engine/index.ts';
import { SETTINGS } from '../ids.ts';

/** The setting that a key is in (`…instances` for `…instances[1].url`); `undefined` if it is none of ours. */
export function settingOfKey(key: string): string | undefined {
  const [name] = key.split('[');
  return Object.values(SETTINGS).find((setting) => setting === name);
}

/** The setting that a failure is about, if there is one. */
export function settingOfError(error: unknown): string | undefined {
  if (!isEngineError(error)) return undefined;
  if (error.is('badSetting')) return settingOfKey(error.facts.key);
  if (error.is('unsafeArchive')) return ARCHIVE_LIMITS[error.facts.rule];
  return BY_CODE[error.code];
}

const BY_CODE: Partial<Record<ErrorCode, string>> = {
  limited: SETTINGS.downloadsPerDay,
  tooLarge: SETTINGS.cacheMaxSize,
  storage: SETTINGS.cacheDirectory,
  network: SETTINGS.networkCaFile,
  untrusted: SETTINGS.verificationRequire,
  hostNotAllowed: SETTINGS.networkAllowedHosts,
  notMirrored: SETTINGS.mirrors,
  notFound: SETTINGS.instances,
};

const ARCHIVE_LIMITS: Partial<Record<ArchiveRule, string>> = {
  tooMany: SETTINGS.installMaxFiles,
  tooLarge: SETTINGS.installMaxSize,
  tooDense: SETTINGS.installMaxRatio,
};
