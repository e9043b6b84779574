import { shortSourceName } from '../model.ts';
import type { Asset } from '../model.ts';
import { compareTags } from '../versions/compareTags.ts';
import { readTag } from '../versions/readTag.ts';
import type { Last } from './downgrade.ts';
import { isOfVersion, isSigned, seenIn } from './fact.ts';
import type { Fact } from './fact.ts';
import { versionlessName } from './versionlessName.ts';
import { isRun, groupOf } from './fileGroup.ts';

/**
 * The evidence for the version before the asset's: that of the same file, or else of the other files of its source.
 * Uploaders choose names, tags and new files, so a source whose files were signed stays a signed one.
 */
export function lastBefore(facts: readonly Fact[], asset: Asset, now: number): Last | undefined {
  if (facts.length === 0) return undefined;
  const name = versionlessName(asset);
  const others = facts.filter((fact) => !isOfVersion(fact, asset));
  const own = others.filter((fact) => versionlessName(fact) === name);
  const last = latest(versionsBefore(own, asset, now));
  return last ? seenIn(last) : lastOfSource(facts, asset, now);
}

/**
 * The signers of the source's other files, for a new file to run. Taken from the last version with a signed file, or with a
 * file of the same group. A publisher who signs may leave some groups unsigned.
 */
function lastOfSource(facts: readonly Fact[], asset: Asset, now: number): Last | undefined {
  const project = shortSourceName(asset.source);
  if (!isRun(asset.name, project)) return undefined;
  const group = groupOf(asset.name);
  const telling = facts.filter((fact) => isRun(fact.name, project) && (isSigned(fact) || groupOf(fact.name) === group));
  const same = telling.filter((fact) => isOfVersion(fact, asset));
  const before = versionsBefore(telling, asset, now);
  const last = latest(same) ?? latest(before);
  const files = last ? telling.filter((fact) => isOfVersion(fact, last)) : [];
  const isLeft = files.some((fact) => !isSigned(fact)) || isLeftUnsigned(group, [...same, ...before]);
  if (!files.some(isSigned) || isLeft) return undefined;
  const all = (which: 'keyIds' | 'claims'): string[] => [...new Set(files.flatMap((one) => one[which] ?? []))].sort();
  return { kind: 'none', keyIds: all('keyIds'), claims: all('claims'), among: 'source' };
}

/**
 * Whether every listed release with a signed file left this group unsigned: adding a file to one release does not change the
 * others.
 */
function isLeftUnsigned(group: string, facts: readonly Fact[]): boolean {
  const listed = facts.flatMap((fact) => (isSigned(fact) && fact.bare ? [fact.bare] : []));
  return listed.length > 0 && listed.every((bare) => bare.includes(group));
}

/**
 * Files of a lower version, or earlier ones if the numbers do not decide: `1.0` and `v1.0.0` may be two versions. If there
 * are none, all earlier files.
 */
function versionsBefore(facts: readonly Fact[], asset: Asset, now: number): readonly Fact[] {
  const earlier = facts.filter((fact) => isEarlier(fact, asset, now));
  const before = facts.filter((fact) => {
    const order = compareVersions(fact, asset);
    return order < 0 || (order === 0 && earlier.includes(fact));
  });
  return before.length > 0 ? before : earlier;
}

/** A time in the future proves nothing, so the file counts as earlier. */
function isEarlier(fact: Fact, asset: Asset, now: number): boolean {
  if (isOfVersion(fact, asset)) return false;
  const isHigher = compareVersions(fact, asset) > 0;
  return fact.at > now || fact.at < (asset.createdAt ?? (isHigher ? 0 : Infinity));
}

/** The highest version; if the numbers do not decide, a signed one before the latest. */
function latest(facts: readonly Fact[]): Fact | undefined {
  const isLater = (one: Fact, other: Fact): boolean =>
    (compareVersions(one, other) || Number(isSigned(one)) - Number(isSigned(other)) || one.at - other.at) > 0;
  return facts.reduce<Fact | undefined>((last, one) => (last && !isLater(one, last) ? last : one), undefined);
}

/** Negative if the first is lower; 0 if the numbers do not decide. */
function compareVersions(one: { readonly version: string }, other: { readonly version: string }): number {
  const [first, second] = [readTag(one.version), readTag(other.version)];
  return first && second ? compareTags(first, second) : 0;
}
