import { SETTINGS } from '../ids.ts';
import type { SettingProblem } from './settingsModel.ts';
import { t } from '../../words/translate.ts';

const LIST_REASON = t('must be a list of host names, such as "downloads.example.org"');
const HOST_REASON = t('must be a host name, such as "downloads.example.org", with its port if it has one');

/** The usable hosts; each unusable entry is reported by its position and left out. */
export function parseHosts(value: unknown, report: (problem: SettingProblem) => void): readonly string[] {
  if (value === undefined || value === null || value === '') return [];
  if (!Array.isArray(value)) {
    report({ key: SETTINGS.networkAllowedHosts, reason: LIST_REASON });
    return [];
  }
  return (value as unknown[]).flatMap((entry, index) => {
    const host = toHost(entry);
    if (host !== undefined) return [host];
    report({ key: `${SETTINGS.networkAllowedHosts}[${index}]`, reason: HOST_REASON });
    return [];
  });
}

/** The list with the host added at its end, unless present. */
export function withHost(entries: readonly unknown[], host: string): readonly unknown[] {
  return entries.some((entry) => toHost(entry) === host) ? entries : [...entries, host];
}

/** A host name, with or without a port, and no other part of an address. */
function toHost(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^[^\s/?#@\\]+$/.test(value)) return undefined;
  return URL.canParse(`https://${value}/`) ? new URL(`https://${value}/`).host : undefined;
}
