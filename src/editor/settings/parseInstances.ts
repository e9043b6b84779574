import { normaliseBase } from '../../engine/index.ts';
import { SETTINGS } from '../ids.ts';
import { looseBase } from './looseBase.ts';
import { MISPLACED_REASON, parseTokenSource } from './parseTokenSource.ts';
import type { InstanceSetting, SettingProblem } from './settingsModel.ts';
import { tokenInUrl, tokenInside, tokenWithin } from './tokenShapes.ts';
import { BASE_PROBLEM_WORDS } from '../../words/addressWords.ts';
import { fieldsOf } from './instanceEntries.ts';
import { t } from '../../words/translate.ts';

type Reporter = (problem: SettingProblem) => void;

/** The usable instances; each unusable entry is reported by its position and left out. */
export function parseInstances(value: unknown, report: Reporter): readonly InstanceSetting[] {
  if (!Array.isArray(value)) {
    report({ key: SETTINGS.instances, reason: t('must be a list of instances') });
    return [];
  }
  const found = new Map<string, InstanceSetting>();
  for (const [index, entry] of (value as unknown[]).entries()) {
    const key = `${SETTINGS.instances}[${index}]`;
    const instance = parseInstance(entry, key, report);
    if (!instance) continue;
    if (found.has(instance.url)) report({ key, reason: t('repeats {0}; the first entry counts', instance.url) });
    else found.set(instance.url, instance);
  }
  return [...found.values()];
}

function parseInstance(entry: unknown, key: string, report: Reporter): InstanceSetting | undefined {
  const fields = fieldsOf(entry);
  const { url } = fields;
  const instance = typeof url === 'string' ? looseBase(url) : undefined;
  reportTokens(fields, { key, instance }, report);
  if (typeof url !== 'string') {
    report({ key, reason: t('must be an object with a "url", such as { "url": "https://git.example.org" }') });
    return undefined;
  }
  const base = normaliseBase(url);
  if (!base.ok) {
    const token = tokenInUrl(url);
    const misplacedToken = token === undefined ? undefined : { instance, value: token };
    report({ key: `${key}.url`, reason: BASE_PROBLEM_WORDS[base.reason], misplacedToken });
    return undefined;
  }
  const { name, owners, repositories, token } = fields;
  return {
    url: base.value,
    name: toName(name, (reason) => report({ key: `${key}.name`, reason })) ?? defaultName(base.value),
    owners: toList(owners, OWNERS, (reason) => report({ key: `${key}.owners`, reason })),
    repositories: toList(repositories, REPOSITORIES, (reason) => report({ key: `${key}.repositories`, reason })),
    token: parseTokenSource(token, { instance: base.value, key: `${key}.token` }, report),
  };
}

const KNOWN_FIELDS = new Set(['url', 'owners', 'repositories', 'token']);

/** Tokens in the name of an instance, and in unknown fields. */
function reportTokens(
  fields: Readonly<Record<string, unknown>>,
  { key, instance }: { readonly key: string; readonly instance: string | undefined },
  report: Reporter,
): void {
  for (const [field, value] of Object.entries(fields).filter(([name]) => !KNOWN_FIELDS.has(name))) {
    const token = tokenInside(field, value);
    if (token === undefined) continue;
    const fieldKey = tokenWithin(field) === undefined ? `${key}.${field}` : key;
    report({ key: fieldKey, reason: MISPLACED_REASON, misplacedToken: { instance, value: token } });
  }
}

function toName(value: unknown, report: (reason: string) => void): string | undefined {
  if (typeof value === 'string') return tokenWithin(value) === undefined ? value.trim() || undefined : undefined;
  if (value !== undefined) report(t('must be text, such as "Work"'));
  return undefined;
}

/** The host, and the sub-path if there is one. */
export function defaultName(base: string): string {
  const { host, pathname } = new URL(base);
  return `${host}${pathname}`.replace(/\/$/, '');
}

interface ListForm {
  readonly form: RegExp;
  readonly words: string;
}

const OWNERS: ListForm = { form: /^[^/\s]+$/, words: t('must be a list of names of users or organizations') };
const REPOSITORIES: ListForm = { form: /^[^/\s]+\/[^/\s]+$/, words: t('must be a list of "owner/name"') };

function toList(value: unknown, { form, words }: ListForm, report: (reason: string) => void): readonly string[] {
  if (value === undefined) return [];
  const list = Array.isArray(value) ? (value as unknown[]) : [];
  const good = list.filter((item): item is string => typeof item === 'string' && form.test(item));
  if (!Array.isArray(value) || good.length < list.length) report(words);
  return [...new Set(good)];
}
