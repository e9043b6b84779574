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
 * The signers of the last version that had files to run, for a file to run that nothing is known of. A publisher who left
 * files of its sort unsigned in that version may do so again.
 */
function lastOfSource(facts: readonly Fact[], asset: Asset, now: number): Last | undefined {
  if (!isRun(asset.name)) return undefined;
  const run = facts.filter(({ name }) => isRun(name));
  const same = run.filter((fact) => isOfVersion(fact, asset));
  const last = latest(same) ?? latest(versionsBefore(run, asset, now));
  const files = last ? run.filter((fact) => isOfVersion(fact, last)) : [];
  if (!files.some(isSigned) || unsignedIn(files).has(sortOf(asset.name))) return undefined;
  const all = (which: 'keyIds' | 'claims'): string[] => [...new Set(files.flatMap((one) => one[which] ?? []))].sort();
  return { kind: 'none', keyIds: all('keyIds'), claims: all('claims'), among: 'source' };
}

/** The sorts that were unsigned by all that is known of these files' release: nothing that was added to it later counts. */
function unsignedIn(files: readonly Fact[]): ReadonlySet<string> {
  const [first = [], ...others] = files.flatMap(({ bare }) => (bare ? [bare] : []));
  const listed = first.filter((sort) => others.every((bare) => bare.includes(sort)));
  const had = files.filter((fact) => !isSigned(fact)).map(({ name }) => sortOf(name));
  return new Set([...listed, ...had]);
}

/** Those of a lower version; where there are none, those that were there earlier. */
function versionsBefore(facts: readonly Fact[], asset: Asset, now: number): readonly Fact[] {
  const lower = facts.filter((fact) => compareVersions(fact, asset) < 0);
  return lower.length > 0 ? lower : facts.filter((fact) => isEarlier(fact, asset, now));
}

/** A time that lies in the future says nothing, and keeps nothing from having been there before. */
function isEarlier(fact: Fact, asset: Asset, now: number): boolean {
  if (isOfVersion(fact, asset)) return false;
  const isHigher = compareVersions(fact, asset) > 0;
  return fact.at > now || fact.at < (asset.createdAt ?? (isHigher ? 0 : Infinity));
}

/** Of the highest version, and where versions cannot be compared, the one that came last. */
function latest(facts: readonly Fact[]): Fact | undefined {
  const isLater = (one: Fact, other: Fact): boolean => (compareVersions(one, other) || one.at - other.at) > 0;
  return facts.reduce<Fact | undefined>((last, one) => (last && !isLater(one, last) ? last : one), undefined);
}

/** Below 0 where the first is lower; 0 where nothing tells. */
function compareVersions(one: { readonly version: string }, other: { readonly version: string }): number {
  const [first, second] = [readTag(one.version), readTag(other.version)];
  return first && second ? compareTags(first, second) : 0;
}
