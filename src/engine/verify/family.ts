import type { Asset } from '../model.ts';

/** A number with more after it, as `1.2.0-rc.1`. */
const PRERELEASE = /^\d+(?:\.\d+)+[-+~]/;

/**
 * One file through all versions: its name, but for all numbers in it. Of the version only what belongs to its number goes,
 * too: a tag is chosen by whoever uploads, and `linux` must not make another file of `tool-linux`.
 */
export function familyOf({ version, name }: Pick<Asset, 'version' | 'name'>): string {
  const bare = bareVersion(version);
  const unnumbered = PRERELEASE.test(bare) ? name.replaceAll(bare, '*') : name;
  return unnumbered.toLowerCase().replace(/[\d*]+(?:\.[\d*]+)*/g, '*');
}

/** Without what stands before its number. */
function bareVersion(version: string): string {
  return version.replace(/^[^\d]*(?=\d)/, '');
}

/**
 * Whether something of an earlier version, which was there `at`, milliseconds since the epoch, comes before the asset. A
 * server may date a version as it likes, but whoever wants a new one asks for a higher number.
 */
export function isOlder(
  entry: { readonly version: string; readonly at: number },
  { version, createdAt }: Pick<Asset, 'version' | 'createdAt'>,
): boolean {
  const order = numericOrder(entry.version, version);
  return (order ?? 0) < 0 || entry.at < (createdAt ?? (order === undefined ? Infinity : 0));
}

/** Below 0 where the first is the lower number; `undefined` where one of them is more than a number. */
function numericOrder(one: string, other: string): number | undefined {
  const [left, right] = [one, other].map(bareVersion);
  if (![left, right].every((text) => /^\d+(?:\.\d+)*$/.test(text ?? ''))) return undefined;
  return NUMERIC.compare(left ?? '', right ?? '');
}

const NUMERIC = new Intl.Collator('en', { numeric: true });

/** What tells a file of a version from the others: the registry takes names that differ only in case for one. */
export function nameOf({ storage, name }: Pick<Asset, 'storage' | 'name'>): string {
  return storage === 'packageFile' ? name.toLowerCase() : name;
}
