import { REQUIREMENTS, normaliseBase } from '../../engine/index.ts';
import type { Requirement } from '../../engine/index.ts';
import { SETTINGS } from '../ids.ts';
import type { SettingProblem } from './settingsModel.ts';

const KEY = SETTINGS.verificationRequire;
const WORDS = REQUIREMENTS.map((word) => `"${word}"`).join(', ');
/** What a word that nobody knows demands: whoever wrote it wanted something to be checked. */
const STRICTEST: Requirement = 'pin';
const UNTIL_THEN = `until it is, "${STRICTEST}" is demanded`;
const WORD_REASON = `must be one of ${WORDS}; ${UNTIL_THEN}`;
const VALUE_REASON = `must be one of ${WORDS}, or an object of such words by the addresses of instances and owners; ${UNTIL_THEN}`;
const PLACE_REASON =
  'must be "default", or the address of one of your instances or of an owner on one, such as "https://codeberg.org/forgejo"';

/** What stands for every place that is not named. */
const EVERYWHERE = 'default';

/** What has to be known of a file before it is used, by place (see `placeKey`); `''` is the key of all others. */
export type Requirements = ReadonlyMap<string, Requirement>;

/** An instance, or an owner on one; the case of owners says nothing. */
export function placeKey(instance: string, owner?: string): string {
  return owner === undefined ? instance : `${instance}${owner.toLowerCase()}/`;
}

/**
 * Reads one word for everywhere, or words by place. What cannot be read is reported and demands the strictest word, so that
 * a misspelt demand never loosens anything. A place that is on none of the instances is reported: it would guard nothing.
 */
export function parseRequire(
  value: unknown,
  instances: readonly string[],
  report: (problem: SettingProblem) => void,
): Requirements {
  const found = new Map<string, Requirement>();
  if (value === undefined || value === null || value === '') return found;
  if (isRequirement(value)) return found.set('', value);
  if (typeof value !== 'object' || Array.isArray(value)) {
    report({ key: KEY, reason: VALUE_REASON });
    return found.set('', STRICTEST);
  }
  for (const [place, word] of Object.entries(value)) {
    const key = `${KEY}[${JSON.stringify(place)}]`;
    const known = place === EVERYWHERE ? '' : knownPlace(place, instances);
    if (known === undefined) {
      report({ key, reason: PLACE_REASON });
      continue;
    }
    if (!isRequirement(word)) report({ key, reason: WORD_REASON });
    if (found.has(known)) report({ key, reason: 'must be there once; the stricter of the two counts' });
    found.set(known, stricter(isRequirement(word) ? word : STRICTEST, found.get(known) ?? 'any'));
  }
  return found;
}

function stricter(one: Requirement, other: Requirement): Requirement {
  return REQUIREMENTS.indexOf(one) > REQUIREMENTS.indexOf(other) ? one : other;
}

function isRequirement(value: unknown): value is Requirement {
  return REQUIREMENTS.some((word) => word === value);
}

/** The key of a place that is on one of the instances. */
function knownPlace(text: string, instances: readonly string[]): string | undefined {
  const base = normaliseBase(text);
  if (!base.ok) return undefined;
  if (instances.includes(base.value)) return placeKey(base.value);
  const instance = instances.find(
    (one) => base.value.startsWith(one) && /^[^/]+\/$/.test(base.value.slice(one.length)),
  );
  return instance && placeKey(instance, base.value.slice(instance.length, -1));
}
