import { isEngineError } from '../errors.ts';
import { shortSourceName } from '../model.ts';
import type { ArtifactSource, Version } from '../model.ts';
import type { KnownVersion } from '../versions/knownVersion.ts';
import type { SkippedVersion } from '../versions/minimumAge.ts';
import { LATEST, literalTags, resolveVersion } from '../versions/resolveVersion.ts';
import type { LockPorts } from './lockTool.ts';

export interface WantedVersion {
  readonly instance: string;
  readonly source: ArtifactSource;
  readonly range: string;
  /** The name of the tool. @default the name of the repository or package */
  readonly tool?: string | undefined;
  /** The minimum age of a version that is not named exactly; the user's setting counts if it is higher. @default 0 */
  readonly minimumAgeMs?: number | undefined;
  /** The locked version, which may have any age. */
  readonly held?: string | undefined;
}

export interface FoundVersion {
  readonly version: Version;
  /** How many of the newest releases were read: an older one may be a higher version. */
  readonly cutAt?: number | undefined;
  /** Versions that would have been chosen if they were older, best first. */
  readonly skipped: readonly SkippedVersion[];
}

interface FoundTag extends Omit<FoundVersion, 'version'> {
  readonly tag: string;
  /** Present if it was fetched already. */
  readonly version?: Version;
  /** Present if the list of versions contains its files. */
  readonly listed?: Version;
}

type Ports = Pick<LockPorts, 'versions' | 'version' | 'minimumAge'>;

interface Options {
  readonly signal?: AbortSignal | undefined;
}

/** Resolves a range to a version with its files. @throws EngineError as `findTag` */
export async function findVersion(wanted: WantedVersion, ports: Ports, options: Options = {}): Promise<FoundVersion> {
  const { tag, version, listed, ...rest } = await findTag(wanted, ports, options);
  if (version) return { version, ...rest };
  return { version: await ports.version(wanted.instance, wanted.source, tag, { ...options, listed }), ...rest };
}

/**
 * Resolves a range to a tag or package version. If the range may be a tag, the release of that tag is requested directly,
 * because a list of releases may be incomplete.
 *
 * @throws EngineError `noVersion`, and what the ports throw
 */
export async function findTag(
  { instance, source, range, tool = shortSourceName(source), minimumAgeMs, held }: WantedVersion,
  ports: Ports,
  options: Options = {},
): Promise<FoundTag> {
  const tags = source.kind === 'release' && range !== LATEST ? literalTags(range).filter(mayBeTag) : [];
  for (const tag of tags) {
    const version = await ports.version(instance, source, tag, options).catch(unlessMissing);
    if (version && !version.draft) return { tag: version.version, version, skipped: [] };
  }
  const { versions, cutAt } = await ports.versions(instance, source, options);
  const wanted = { tool, names: [shortSourceName(source)], cutAt, age: { ...ports.minimumAge(minimumAgeMs), held } };
  const { version, skipped } = resolveVersion(range, versions, wanted);
  return { tag: version.version, cutAt, skipped, ...(isWhole(version) && { listed: version }) };
}

/** Lists of releases contain their files; those of packages do not. */
function isWhole(version: KnownVersion | Version): version is Version {
  return 'source' in version;
}

/** Text that cannot be part of a URL is not a tag either. */
function unlessMissing(error: unknown): undefined {
  if (!isEngineError(error, 'notFound') && !isEngineError(error, 'unsafeName')) throw error;
}

/** git-check-ref-format(1) forbids these characters in tags; most ranges contain some. */
export function mayBeTag(text: string): boolean {
  return !/[\s~^:?*[\\]|\.\./.test(text);
}
