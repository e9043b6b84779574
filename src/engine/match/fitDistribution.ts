import { distributionName } from '../machine/distribution.ts';
import type { Distribution } from '../machine/distribution.ts';
import { because } from '../fitReason.ts';
import type { Machine } from '../machine/platform.ts';
import type { AssetName } from './assetName.ts';
import type { PartFit, Siblings } from './fit.ts';

/**
 * Whether a build is for the machine's distribution. A build for an older release usually runs, which the result says. The
 * only build for a platform may name the distribution that its publisher builds on; among several builds, one for another
 * distribution is never guessed.
 */
export function fitDistribution(
  { distribution: built }: AssetName,
  { distributions: here = [] }: Machine,
  { hasDistributions }: Siblings,
): PartFit {
  if (!built) return { distance: 1 };
  const name = distributionName(built);
  const own = here.find(({ id }) => id === built.id);
  const order = own && compareReleases(built, own);
  if (order === 0) return { distance: 0, reason: because('distribution', name) };
  const nearest = own ?? here[0];
  if (!nearest) {
    return hasDistributions
      ? { no: 'unsure', reason: because('forDistribution', name) }
      : { distance: 2, reason: because('distribution', name) };
  }
  const names = [name, distributionName(nearest)];
  const reason = because('otherDistribution', ...names);
  const isOlder = order !== undefined && order < 0;
  if (!isOlder && hasDistributions) return { no: 'unsure', reason };
  return { distance: isOlder ? 2 - order / 1e6 : 3, reason, assumption: because('builtForDistribution', ...names) };
}

/** Negative if the first release is older; the larger, the older. An unnamed release matches any. */
function compareReleases({ version: one }: Distribution, { version: other }: Distribution): number {
  return one === undefined || other === undefined ? 0 : numberOf(one) - numberOf(other);
}

/** `22.04` as 2204, `3.9` as 309. */
function numberOf(version: string): number {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return 100 * major + minor;
}
