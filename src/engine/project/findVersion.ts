import { isEngineError } from '../errors.ts';
import { placeName } from '../model.ts';
import type { ArtifactSource, Version } from '../model.ts';
import type { PassedOver } from '../versions/minimumAge.ts';
import { LATEST, literalTags, resolveVersion } from '../versions/resolveVersion.ts';
import type { LockPorts } from './lockTool.ts';

export interface WantedVersion {
  readonly instance: string;
  readonly source: ArtifactSource;
  readonly range: string;
  /** What the tool is called. @default the name of the repository or package */
  readonly tool?: string | undefined;
  /** How old a version must be at least that is not named; what the user demands counts where it is more. @default 0 */
  readonly minimumAgeMs?: number | undefined;
  /** A version of any age, as it is locked already. */
  readonly held?: string | undefined;
}

export interface FoundVersion {
  readonly version: Version;
  /** Only so many of the newest releases were looked at: an older one may be a higher version. */
  readonly cutAt?: number | undefined;
  /** Those that would have been taken if they were older, best first. */
  readonly passedOver: readonly PassedOver[];
}

interface FoundTag extends Omit<FoundVersion, 'version'> {
  readonly tag: string;
  /** Where it is known already. */
  readonly version?: Version;
}

type Ports = Pick<LockPorts, 'versions' | 'version' | 'minimumAge'>;

interface Options {
  readonly signal?: AbortSignal | undefined;
}

/** The version that a range means, with its files. @throws EngineError as `findTag` */
export async function findVersion(wanted: WantedVersion, ports: Ports, options: Options = {}): Promise<FoundVersion> {
  const { tag, version, ...rest } = await findTag(wanted, ports, options);
  return { version: version ?? (await ports.version(wanted.instance, wanted.source, tag, options)), ...rest };
}

/**
 * The tag or package version that a range means. Where the range may be a tag, the release of that tag is asked for by
 * itself: a list of releases has an end, beyond which nobody looked.
 *
 * @throws EngineError `noVersion`, and what the ports throw
 */
export async function findTag(
  { instance, source, range, tool = placeName(source), minimumAgeMs, held }: WantedVersion,
  ports: Ports,
  options: Options = {},
): Promise<FoundTag> {
  const tags = source.kind === 'release' && range !== LATEST ? literalTags(range).filter(mayBeTag) : [];
  for (const tag of tags) {
    const version = await ports.version(instance, source, tag, options).catch(unlessMissing);
    if (version && !version.draft) return { tag: version.version, version, passedOver: [] };
  }
  const { versions, cutAt } = await ports.versions(instance, source, options);
  const wanted = { tool, names: [placeName(source)], cutAt, age: { ...ports.minimumAge(minimumAgeMs), held } };
  const { version, passedOver } = resolveVersion(range, versions, wanted);
  return { tag: version.version, cutAt, passedOver };
}

/** What no URL can carry is no tag of theirs either. */
function unlessMissing(error: unknown): undefined {
  if (!isEngineError(error, 'notFound') && !isEngineError(error, 'unsafeName')) throw error;
}

/** What git-check-ref-format(1) forbids is no tag; most ranges have some of it. */
function mayBeTag(text: string): boolean {
  return !/[\s~^:?*[\\]|\.\./.test(text);
}
