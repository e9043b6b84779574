import { MIRRORS_ONLY, isEngineError } from '../../engine/index.ts';
import type { ArchiveRule, EngineError, ErrorCode, ErrorFacts } from '../../engine/index.ts';
import { isUntrustedCertificate } from '../../words/networkErrorWords.ts';
import { SETTINGS } from '../ids.ts';
import type { SettingProblem } from './settingsModel.ts';

/** The setting that a key is in (`…instances` for `…instances[1].url`); `undefined` if it is none of ours. */
export function settingOfKey(key: string): string | undefined {
  const [name] = key.split('[');
  return Object.values(SETTINGS).find((setting) => setting === name);
}

/** The setting that a failure is about, if there is one. */
export function settingOfError(error: unknown): string | undefined {
  if (!isEngineError(error)) return undefined;
  if (error.is('badSetting')) return settingOfKey(error.facts.key);
  if (error.is('notFound') || error.is('badResponse') || error.is('htmlPage')) return SETTINGS.instances;
  return settingsBehind(error)[0];
}

/** The unusable setting that may have led to a failure, if there is one. */
export function problemBehind(error: unknown, problems: readonly SettingProblem[]): SettingProblem | undefined {
  if (!isEngineError(error)) return undefined;
  const settings = settingsBehind(error);
  return problems.find(({ key }) => settings.some((setting) => setting === settingOfKey(key)));
}

/** The settings that can lead to a failure, the most likely first. */
function settingsBehind(error: EngineError): readonly string[] {
  if (error.is('network')) return behindConnection(error.facts);
  if (error.is('redirect')) return error.facts.rule === 'instance' ? [SETTINGS.mirrorsOnly] : [];
  if (error.is('noVersion')) return error.facts.why === 'tooYoung' ? [SETTINGS.installMinimumAge] : [];
  if (error.is('unsafeArchive')) return ARCHIVE_LIMITS[error.facts.rule] ?? [];
  return BY_CODE[error.code] ?? [];
}

function behindConnection(facts: ErrorFacts['network']): readonly string[] {
  if (facts.reason === MIRRORS_ONLY) return [SETTINGS.mirrorsOnly];
  return isUntrustedCertificate(facts) ? [SETTINGS.networkCaFile] : [];
}

const BY_CODE: Partial<Record<ErrorCode, readonly string[]>> = {
  limited: [SETTINGS.downloadsPerDay],
  tooLarge: [SETTINGS.cacheMaxSize],
  storage: [SETTINGS.cacheDirectory],
  untrusted: [SETTINGS.verificationRequire, SETTINGS.requireByPlace],
  hostNotAllowed: [SETTINGS.networkAllowedHosts],
  notMirrored: [SETTINGS.mirrors, SETTINGS.mirrorsOnly],
  evidenceNotExported: [SETTINGS.mirrorsOnly],
};

const ARCHIVE_LIMITS: Partial<Record<ArchiveRule, readonly string[]>> = {
  tooMany: [SETTINGS.installMaxFiles],
  tooLarge: [SETTINGS.installMaxSize],
  tooDense: [SETTINGS.installMaxRatio],
};
