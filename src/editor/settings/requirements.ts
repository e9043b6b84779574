import { REQUIREMENTS } from '../../engine/index.ts';
import type { Requirement } from '../../engine/index.ts';

/** What evidence a file needs before it is used, by place (see `placeKey`); `''` is the key for everywhere. */
export interface Requirements {
  /** For everywhere, the instances and the owners on them. The most specific one applies. */
  readonly places: ReadonlyMap<string, Requirement>;
  /**
   * For addresses that are no such place, such as those of removed instances and misspelt ones. Each applies to everything
   * below the address and to the owner that it is in, and none ever lowers a requirement.
   */
  readonly minimums: ReadonlyMap<string, Requirement>;
}

/** An instance, or an owner on one; owners ignore case. */
export function placeKey(instance: string, owner?: string): string {
  return owner === undefined ? instance : `${instance}${owner.toLowerCase()}/`;
}

/** The requirement for an owner. Without an entry for its own instance, the strictest one around it applies. */
export function requirementFor({ places, minimums }: Requirements, instance: string, owner: string): Requirement {
  const place = placeKey(instance, owner);
  const named = places.get(place) ?? places.get(instance) ?? strictest(places, (key) => contains(key, place));
  return stricter(
    named,
    strictest(minimums, (key) => contains(key, place) || contains(place, key)),
  );
}

function strictest(words: ReadonlyMap<string, Requirement>, applies: (key: string) => boolean): Requirement {
  return [...words]
    .filter(([key]) => applies(key))
    .reduce<Requirement>((most, [, word]) => stricter(most, word), 'any');
}

/** Whether one address contains another. Ignores case, as an address may be that of an owner. */
export function contains(outer: string, inner: string): boolean {
  return inner.toLowerCase().startsWith(outer.toLowerCase());
}

export function stricter(one: Requirement, other: Requirement): Requirement {
  return REQUIREMENTS.indexOf(one) > REQUIREMENTS.indexOf(other) ? one : other;
}

/** The requirement that a user's value stands for; an unknown value requires the most. */
export function stricterWord(one: unknown, other: unknown): unknown {
  if (!isRequirement(one) || !isRequirement(other)) return isRequirement(one) ? other : one;
  return stricter(one, other);
}

export function isRequirement(value: unknown): value is Requirement {
  return REQUIREMENTS.some((word) => word === value);
}
