import { placeName } from '../model.ts';
import type { Asset } from '../model.ts';
import { compareTags } from '../versions/compareTags.ts';
import { readTag } from '../versions/readTag.ts';
import type { Last } from './downgrade.ts';
import { isOfVersion, isSigned, seenIn } from './fact.ts';
import type { Fact } from './fact.ts';
import { familyOf } from './family.ts';
import { isRun, sortOf } from './fileSort.ts';

/**
 * What there was to believe the version before the asset's by: the same file of it, or else the other files of its source.
 * Names, tags and new files are for whoever uploads to choose, so a source whose files were signed stays one.
 */
export function lastBefore(facts: readonly Fact[], asset: Asset, now: number): Last | undefined {
  const family = familyOf(asset);
  const others = facts.filter((fact) => !isOfVersion(fact, asset));
  const own = others.filter((fact) => familyOf(fact) === family);
  const last = latest(versionsBefore(own, asset, now));
  return last ? seenIn(last) : lastOfSource(facts, asset, now);
}

/**
 * Who signed the other files of the source, for a file to run of which nothing is known. Of the last version in which
 * anything tells that: a signed file, or one of the same sort. Sorts that a publisher who signs leaves unsigned are theirs
 * to leave.
 */
function lastOfSource(facts: readonly Fact[], asset: Asset, now: number): Last | undefined {
  const place = placeName(asset.source);
  if (!isRun(asset.name, place)) return undefined;
  const sort = sortOf(asset.name);
  const telling = facts.filter((fact) => isRun(fact.name, place) && (isSigned(fact) || sortOf(fact.name) === sort));
  const same = telling.filter((fact) => isOfVersion(fact, asset));
  const before = versionsBefore(telling, asset, now);
  const last = latest(same) ?? latest(before);
  const files = last ? telling.filter((fact) => isOfVersion(fact, last)) : [];
  const isLeft = files.some((fact) => !isSigned(fact)) || isLeftUnsigned(sort, [...same, ...before]);
  if (!files.some(isSigned) || isLeft) return undefined;
  const all = (which: 'keyIds' | 'claims'): string[] => [...new Set(files.flatMap((one) => one[which] ?? []))].sort();
  return { kind: 'none', keyIds: all('keyIds'), claims: all('claims'), among: 'source' };
}

/** In every release that was listed beside a signed file of it: whoever adds a file to one does not change the others. */
function isLeftUnsigned(sort: string, facts: readonly Fact[]): boolean {
  const listed = facts.flatMap((fact) => (isSigned(fact) && fact.bare ? [fact.bare] : []));
  return listed.length > 0 && listed.every((bare) => bare.includes(sort));
}

/**
 * Those of a lower version, and those that were there earlier where the numbers do not tell: `1.0` and `v1.0.0` may be two
 * versions. Where there are none, all that were there earlier.
 */
function versionsBefore(facts: readonly Fact[], asset: Asset, now: number): readonly Fact[] {
  const earlier = facts.filter((fact) => isEarlier(fact, asset, now));
  const before = facts.filter((fact) => {
    const order = compareVersions(fact, asset);
    return order < 0 || (order === 0 && earlier.includes(fact));
  });
  return before.length > 0 ? before : earlier;
}

/** A time that lies in the future says nothing, and keeps nothing from having been there before. */
function isEarlier(fact: Fact, asset: Asset, now: number): boolean {
  if (isOfVersion(fact, asset)) return false;
  const isHigher = compareVersions(fact, asset) > 0;
  return fact.at > now || fact.at < (asset.createdAt ?? (isHigher ? 0 : Infinity));
}

/** Of the highest version, and where the numbers do not tell, a signed one before the one that came last. */
function latest(facts: readonly Fact[]): Fact | undefined {
  const isLater = (one: Fact, other: Fact): boolean =>
    (compareVersions(one, other) || Number(isSigned(one)) - Number(isSigned(other)) || one.at - other.at) > 0;
  return facts.reduce<Fact | undefined>((last, one) => (last && !isLater(one, last) ? last : one), undefined);
}

/** Below 0 where the first is lower; 0 where nothing tells. */
function compareVersions(one: { readonly version: string }, other: { readonly version: string }): number {
  const [first, second] = [readTag(one.version), readTag(other.version)];
  return first && second ? compareTags(first, second) : 0;
}
