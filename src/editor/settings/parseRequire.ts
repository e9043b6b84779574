import { REQUIREMENTS, normaliseBase } from '../../engine/index.ts';
import type { Requirement } from '../../engine/index.ts';
import { SETTINGS } from '../ids.ts';
import { isTable } from './changeSetting.ts';
import type { Table } from './changeSetting.ts';
import { withoutQuery, withoutUser } from './looseBase.ts';
import type { SettingProblem } from './settingsModel.ts';
import { tokenWithin } from './tokenShapes.ts';
import { t } from '../../words/translate.ts';

const WORDS = REQUIREMENTS.map((word) => `"${word}"`).join(', ');
/** An unknown value requires the most, as its author wanted something to be checked. */
const STRICTEST: Requirement = 'pin';
const WORD_REASON = t('must be one of {0}; until it is, "{1}" is required', WORDS, STRICTEST);
const PLACES_REASON = t(
  'must be a table of instances and owners with one of {0} for each; until it is, "{1}" is required',
  WORDS,
  STRICTEST,
);
const PLACE_REASON = t(
  'must be the address of one of your instances or of an owner on one, such as "https://codeberg.org/forgejo"',
);

/** The key for everything else, from the time when one setting held everything. */
export const EVERYWHERE = 'default';

/** What evidence a file needs before it is used, by scope (see `scopeKey`); `''` is the key for everything else. */
export type Requirements = ReadonlyMap<string, Requirement>;

/** An instance, or an owner on one; owners ignore case. */
export function scopeKey(instance: string, owner?: string): string {
  return owner === undefined ? instance : `${instance}${owner.toLowerCase()}/`;
}

type Report = (problem: SettingProblem) => void;

/**
 * Reads the global requirement and the requirements by scope, including those in the global setting, where earlier
 * versions had them. An unreadable value is reported and requires the most, so that a typo never loosens a requirement. A
 * scope that is on none of the instances is reported, because it would guard nothing.
 */
export function parseRequire(
  { everywhere, byScope }: { readonly everywhere: unknown; readonly byScope: unknown },
  instances: readonly string[],
  report: Report,
): Requirements {
  const found = new Map<string, Requirement>();
  if (isTable(everywhere)) readTable(everywhere, { key: SETTINGS.verificationRequire, instances, found, report });
  else if (isRequirement(everywhere)) found.set('', everywhere);
  else if (!isEmpty(everywhere)) {
    report({ key: SETTINGS.verificationRequire, reason: WORD_REASON });
    found.set('', STRICTEST);
  }
  if (isTable(byScope)) readTable(byScope, { key: SETTINGS.requireByPlace, instances, found, report });
  else if (!isEmpty(byScope)) {
    report({ key: SETTINGS.requireByPlace, reason: PLACES_REASON });
    found.set('', STRICTEST);
  }
  return found;
}

interface Reading {
  readonly key: string;
  readonly instances: readonly string[];
  readonly found: Map<string, Requirement>;
  readonly report: Report;
}

function readTable(table: Table, { key: setting, instances, found, report }: Reading): void {
  for (const [scope, word] of Object.entries(table)) {
    const key = `${setting}[${JSON.stringify(shownScope(scope))}]`;
    const isEverywhere = scope === EVERYWHERE && setting === SETTINGS.verificationRequire;
    const known = isEverywhere ? '' : knownScope(scope, instances);
    if (known === undefined) {
      report({ key, reason: PLACE_REASON });
      continue;
    }
    if (!isRequirement(word)) report({ key, reason: WORD_REASON });
    if (found.has(known)) report({ key, reason: t('must appear once; the stricter of the two counts') });
    found.set(known, stricter(isRequirement(word) ? word : STRICTEST, found.get(known) ?? 'any'));
  }
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function stricter(one: Requirement, other: Requirement): Requirement {
  return REQUIREMENTS.indexOf(one) > REQUIREMENTS.indexOf(other) ? one : other;
}

/** The requirement that a user's value stands for; an unknown value requires the most. */
export function stricterWord(one: unknown, other: unknown): unknown {
  if (!isRequirement(one) || !isRequirement(other)) return isRequirement(one) ? other : one;
  return stricter(one, other);
}

function isRequirement(value: unknown): value is Requirement {
  return REQUIREMENTS.some((word) => word === value);
}

/** A scope as its author wrote it, without anything that may be a secret. */
function shownScope(text: string): string {
  const shown = withoutUser(withoutQuery(text)).replace(/^.*@/s, '');
  return tokenWithin(shown) === undefined ? shown : '…';
}

/** The key of a scope on one of the instances; `undefined` if it is on none. */
function knownScope(text: string, instances: readonly string[]): string | undefined {
  const base = normaliseBase(text);
  if (!base.ok) return undefined;
  if (instances.includes(base.value)) return scopeKey(base.value);
  const instance = instances.find(
    (one) => base.value.startsWith(one) && /^[^/]+\/$/.test(base.value.slice(one.length)),
  );
  return instance && scopeKey(instance, base.value.slice(instance.length, -1));
}
