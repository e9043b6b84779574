import { SETTINGS } from '../ids.ts';
import type { SettingProblem } from './settingsModel.ts';
import { t } from '../../words/translate.ts';

const LIST_REASON = t('must be a list of host names, such as "downloads.example.org"');
const HOST_REASON = t('must be a host name, such as "downloads.example.org", with its port where it has one');

/** The hosts that can be used; each unusable entry is reported by its place and left out. */
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

/** The list with the host at its end, unless it is in it. */
export function withHost(entries: readonly unknown[], host: string): readonly unknown[] {
  return entries.some((entry) => toHost(entry) === host) ? entries : [...entries, host];
}

/** A name with a port where it has one, and nothing else of an address. */
function toHost(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^[^\s/?#@\\]+$/.test(value)) return undefined;
  return URL.canParse(`https://${value}/`) ? new URL(`https://${value}/`).host : undefined;
}
