import { REQUIREMENTS, normaliseBase } from '../../engine/index.ts';
import type { Requirement } from '../../engine/index.ts';
import { SETTINGS } from '../ids.ts';
import type { SettingProblem } from './settingsModel.ts';
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

/** The key for all other places, from the time when one setting held everything. */
export const EVERYWHERE = 'default';

/** What evidence a file needs before it is used, by place (see `placeKey`); `''` is the key for all other places. */
export type Requirements = ReadonlyMap<string, Requirement>;

/** An instance, or an owner on one; owners ignore case. */
export function placeKey(instance: string, owner?: string): string {
  return owner === undefined ? instance : `${instance}${owner.toLowerCase()}/`;
}

type Report = (problem: SettingProblem) => void;

/**
 * Reads the global requirement and the requirements by place, including those by place in the global setting, where earlier
 * versions had them. An unreadable value is reported and requires the most, so that a typo never loosens a requirement. A
 * place that is on none of the instances is reported, because it would guard nothing.
 */
export function parseRequire(
  { everywhere, byPlace }: { readonly everywhere: unknown; readonly byPlace: unknown },
  instances: readonly string[],
  report: Report,
): Requirements {
  const found = new Map<string, Requirement>();
  if (isPlaces(everywhere)) readPlaces(everywhere, { key: SETTINGS.verificationRequire, instances, found, report });
  else if (isRequirement(everywhere)) found.set('', everywhere);
  else if (!isEmpty(everywhere)) {
    report({ key: SETTINGS.verificationRequire, reason: WORD_REASON });
    found.set('', STRICTEST);
  }
  if (isPlaces(byPlace)) readPlaces(byPlace, { key: SETTINGS.requireByPlace, instances, found, report });
  else if (!isEmpty(byPlace)) {
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

function readPlaces(
  places: Readonly<Record<string, unknown>>,
  { key: setting, instances, found, report }: Reading,
): void {
  for (const [place, word] of Object.entries(places)) {
    const key = `${setting}[${JSON.stringify(place)}]`;
    const isEverywhere = place === EVERYWHERE && setting === SETTINGS.verificationRequire;
    const known = isEverywhere ? '' : knownPlace(place, instances);
    if (known === undefined) {
      report({ key, reason: PLACE_REASON });
      continue;
    }
    if (!isRequirement(word)) report({ key, reason: WORD_REASON });
    if (found.has(known)) report({ key, reason: t('must appear once; the stricter of the two counts') });
    found.set(known, stricter(isRequirement(word) ? word : STRICTEST, found.get(known) ?? 'any'));
  }
}

/** Requirements by place, from either setting. */
export function isPlaces(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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

/** The key of a place on one of the instances. */
function knownPlace(text: string, instances: readonly string[]): string | undefined {
  const base = normaliseBase(text);
  if (!base.ok) return undefined;
  if (instances.includes(base.value)) return placeKey(base.value);
  const instance = instances.find(
    (one) => base.value.startsWith(one) && /^[^/]+\/$/.test(base.value.slice(one.length)),
  );
  return instance && placeKey(instance, base.value.slice(instance.length, -1));
}
