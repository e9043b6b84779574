import { parse } from 'semver';
import type { SemVer } from 'semver';

/** A tag as publishers write them: what stands before the version, and the version. */
export interface ReadTag {
  /** Lower case, without the separator and without `v`: '' for `v1.2.3`, `tool` for `tool-v1.2.3` and `tool/1.2.3`. */
  readonly series: string;
  readonly version: SemVer;
}

/** A name that ends with a separator, then the version: in `7zip-1.2` the 7 begins no version. */
const TAG =
  /^(?:(?<series>.*?)[-_/@ ])?v?(?<numbers>\d+(?:\.\d+){0,2})(?<rest>(?:[-+][0-9A-Za-z.+-]+|(?:a|b|rc|alpha|beta|pre|dev)[-.]?\d*)?)$/i;

/** Longer ones are no version that anybody wrote. */
const MAX_LENGTH = 128;

/** What a tag says, or `undefined` for one that holds no version. Missing numbers are 0: `v1.4` is 1.4.0. */
export function readTag(tag: string): ReadTag | undefined {
  if (tag.length > MAX_LENGTH) return undefined;
  const { series = '', numbers = '', rest = '' } = TAG.exec(tag)?.groups ?? {};
  if (numbers === '') return undefined;
  const [major = '0', minor = '0', patch = '0'] = numbers.split('.');
  const suffix = /^[a-z]/i.test(rest) ? `-${rest}` : rest;
  const version = parse(`${major}.${minor}.${patch}${suffix}`, { loose: true });
  return version ? { series: series.replace(/^(?:v|version|rel|release)$/i, '').toLowerCase(), version } : undefined;
}

/** The version in a tag without what stands before it, as it is written in names of files. */
export function versionInTag(tag: string): string {
  const { numbers = '', rest = '' } = (tag.length > MAX_LENGTH ? undefined : TAG.exec(tag)?.groups) ?? {};
  return numbers === '' ? tag : `${numbers}${rest}`;
}
