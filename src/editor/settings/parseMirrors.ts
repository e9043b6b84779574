import { parseMirror } from '../../engine/index.ts';
import type { MirrorAddress } from '../../engine/index.ts';
import { mirrorProblem } from '../../words/mirrorWords.ts';
import { t } from '../../words/translate.ts';
import { SETTINGS } from '../ids.ts';
import type { SettingProblem } from './settingsModel.ts';

const LIST_REASON = t('must be a list of addresses, such as "https://cache.example.org"');

/** The usable mirrors, in order; each unusable entry is reported by its position, without its text, and left out. */
export function parseMirrors(value: unknown, report: (problem: SettingProblem) => void): readonly MirrorAddress[] {
  if (value === undefined || value === null || value === '') return [];
  if (!Array.isArray(value)) {
    report({ key: SETTINGS.mirrors, reason: LIST_REASON });
    return [];
  }
  return (value as unknown[]).flatMap((entry, index) => {
    const parsed = parseMirror(typeof entry === 'string' ? entry : '');
    if (parsed.ok) return [parsed.value];
    report({ key: `${SETTINGS.mirrors}[${index}]`, reason: mirrorProblem(parsed.reason) });
    return [];
  });
}

/** An unusable value stops all requests to instances until it is corrected, since the user wanted none. */
export function parseMirrorsOnly(value: unknown, report: (problem: SettingProblem) => void): boolean {
  if (value === undefined || value === null || value === '') return false;
  if (typeof value === 'boolean') return value;
  report({ key: SETTINGS.mirrorsOnly, reason: t('must be true or false; until then no instance is contacted') });
  return true;
}
