import { REQUIREMENTS, normaliseBase } from '../../engine/index.ts';
import type { Requirement } from '../../engine/index.ts';
import { SETTINGS } from '../ids.ts';
import { isTable } from './changeSetting.ts';
import type { Table } from './changeSetting.ts';
import { looseBase, withoutQuery, withoutUser } from './looseBase.ts';
import { isRequirement, placeKey, stricter } from './requirements.ts';
import type { Requirements } from './requirements.ts';
import type { SettingProblem } from './settingsModel.ts';
import { tokenWithin } from './tokenShapes.ts';
import { t } from '../../words/translate.ts';

const WORDS = REQUIREMENTS.map((word) => `"${word}"`).join(', ');
/** An unknown value requires the most, as its author wanted something to be checked. */
const STRICTEST: Requirement = 'pin';
const WORD_REASON = t('must be one of {0}; until it is, "{1}" is required', WORDS, STRICTEST);
const PLACES_REASON = t(
  'must be an object of instances and owners with one of {0} for each; until it is, "{1}" is required everywhere',
  WORDS,
  STRICTEST,
);
const ANYWHERE_REASON = t(
  'must be the address of one of your instances or of an owner on one, such as "https://codeberg.org/forgejo"; until you correct it, its value is the minimum everywhere',
);

/** The key for everything else, from the time when one setting held everything. */
export const EVERYWHERE = 'default';

type Report = (problem: SettingProblem) => void;

/**
 * Reads the global requirement and the requirements by place, including those in the global setting, where earlier
 * versions had them. An unreadable value is reported and requires the most, so that a misspelt word never loosens a
 * requirement. An address that is no instance and no owner on one is reported, and its requirement is a minimum for
 * everything that the address may mean.
 */
export function parseRequire(
  { everywhere, byPlace }: { readonly everywhere: unknown; readonly byPlace: unknown },
  instances: readonly string[],
  report: Report,
): Requirements {
  const places = new Map<string, Requirement>();
  const minimums = new Map<string, Requirement>();
  const reading = { instances, places, minimums, report };
  if (isTable(everywhere)) readTable(everywhere, SETTINGS.verificationRequire, reading);
  else if (isRequirement(everywhere)) places.set('', everywhere);
  else if (!isEmpty(everywhere)) {
    report({ key: SETTINGS.verificationRequire, reason: WORD_REASON });
    places.set('', STRICTEST);
  }
  if (isTable(byPlace)) readTable(byPlace, SETTINGS.requireByPlace, reading);
  else if (!isEmpty(byPlace)) {
    report({ key: SETTINGS.requireByPlace, reason: PLACES_REASON });
    minimums.set('', STRICTEST);
  }
  return { places, minimums };
}

interface Reading {
  readonly instances: readonly string[];
  readonly places: Map<string, Requirement>;
  readonly minimums: Map<string, Requirement>;
  readonly report: Report;
}

function readTable(table: Table, setting: string, { instances, places, minimums, report }: Reading): void {
  for (const [written, word] of Object.entries(table)) {
    const key = `${setting}[${JSON.stringify(shownAddress(written))}]`;
    const isEverywhere = written === EVERYWHERE && setting === SETTINGS.verificationRequire;
    const place = isEverywhere ? '' : placeAt(written, instances);
    const address = place ?? addressAround(written);
    if (place === undefined) report({ key, reason: addressReason(address, instances) });
    else if (places.has(place)) report({ key, reason: t('appears twice; the stricter entry counts') });
    if (!isRequirement(word)) report({ key, reason: WORD_REASON });
    const words = place === undefined ? minimums : places;
    words.set(address, stricter(isRequirement(word) ? word : STRICTEST, words.get(address) ?? 'any'));
  }
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** An address as its author wrote it, without anything that may be a secret. */
function shownAddress(text: string): string {
  const shown = withoutUser(withoutQuery(text)).replace(/^.*@/s, '');
  return tokenWithin(shown) === undefined ? shown : '…';
}

/** The key of an instance or of an owner on one; `undefined` for any other address. */
function placeAt(text: string, instances: readonly string[]): string | undefined {
  const base = normaliseBase(text);
  if (!base.ok) return undefined;
  if (instances.includes(base.value)) return placeKey(base.value);
  const instance = instances.find(
    (one) => base.value.startsWith(one) && /^[^/%]+\/$/.test(base.value.slice(one.length)),
  );
  return instance && placeKey(instance, base.value.slice(instance.length, -1));
}

/** The narrowest address that surely contains what a wrong one was meant to be; `''` if it may be anything. */
function addressAround(text: string): string {
  const base = text === EVERYWHERE ? undefined : looseBase(text);
  // No name has an "@", so this is part of a user name or a password with a slash in it.
  if (base === undefined || base.includes('@')) return '';
  const encoded = base.indexOf('%');
  // An encoded part may be spelt in several ways.
  return encoded === -1 ? base : base.slice(0, base.lastIndexOf('/', encoded) + 1);
}

function addressReason(around: string, instances: readonly string[]): string {
  if (around === '') return ANYWHERE_REASON;
  // Of addresses around one address, the longest sorts last.
  const instance = instances
    .filter((one) => around.startsWith(one))
    .toSorted()
    .at(-1);
  if (instance === undefined) {
    return t('applies as a minimum to all files from {0}, which is on none of your instances', withoutSlash(around));
  }
  const [owner = ''] = around.slice(instance.length).split('/', 1);
  const shown = withoutSlash(`${instance}${owner}`);
  return t(
    'must be one of your instances or an owner on one; until you correct it, its value is the minimum for all files from {0}',
    shown,
  );
}

/** For display. */
function withoutSlash(address: string): string {
  return shownAddress(address.endsWith('/') ? address.slice(0, -1) : address);
}
