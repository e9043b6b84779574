import { coerce, compare, parse, prerelease } from 'semver';
import type { SemVer } from 'semver';

/** A version that there is upstream: a release's, or one of a package. */
export interface UpstreamVersion {
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number | undefined;
  readonly prerelease?: boolean;
  readonly draft?: boolean;
}

/**
 * The newest version that is newer than the installed one, as its publisher spells it, or `undefined`. By semantic version
 * where both are one, whatever stands before the number; by the time they were made where neither is. Of versions with another prefix,
 * which are other tools of one repository, none is newer. Pre-releases count only for who has one.
 */
export function outdated(
  installed: { readonly asset: { readonly version: string } },
  versions: readonly UpstreamVersion[],
): string | undefined {
  const current = versions.find(({ version }) => version === installed.asset.version) ?? {
    version: installed.asset.version,
    createdAt: undefined,
  };
  const takesPrereleases = isPrerelease(current);
  const newer = versions.filter(
    (one) => one.draft !== true && (takesPrereleases || !isPrerelease(one)) && isNewer(one, current),
  );
  return newer.reduce<UpstreamVersion | undefined>(
    (best, one) => (best === undefined || isNewer(one, best) ? one : best),
    undefined,
  )?.version;
}

interface Split {
  readonly prefix: string;
  readonly number: SemVer | null;
}

/** `tool-v1.2` is `tool` and 1.2.0. A number with less than two parts is a date, a build or a year: no version. */
function split(version: string): Split {
  const [, prefix = '', number = ''] = /^(.*?)v?(\d+(?:\.\d+)+.*)$/i.exec(version) ?? [];
  return { prefix: prefix.toLowerCase(), number: parse(number) ?? shortVersion(number) };
}

/** `1.2` and `1.2-rc.1`; not `1.2.3.4`, which would lose its last number. */
function shortVersion(number: string): SemVer | null {
  return /^\d+\.\d+(?:-[\w.-]+)?$/.test(number) ? coerce(number, { includePrerelease: true }) : null;
}

function isNewer(one: UpstreamVersion, than: UpstreamVersion): boolean {
  const [mine, other] = [split(one.version), split(than.version)];
  if (mine.number && other.number) return mine.prefix === other.prefix && compare(mine.number, other.number) > 0;
  // A nightly build is no successor of a numbered version.
  if (mine.number || other.number) return false;
  return one.createdAt !== undefined && than.createdAt !== undefined && one.createdAt > than.createdAt;
}

function isPrerelease({ version, prerelease: isMarked }: UpstreamVersion): boolean {
  const { number } = split(version);
  return isMarked === true || (number !== null && prerelease(number) !== null);
}
