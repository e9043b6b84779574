import { isEngineError } from '../errors.ts';
import { placeName } from '../model.ts';
import type { ArtifactSource, Version } from '../model.ts';
import { LATEST, literalTags, resolveVersion } from '../versions/resolveVersion.ts';
import type { LockPorts } from './lockTool.ts';

export interface WantedVersion {
  readonly instance: string;
  readonly source: ArtifactSource;
  readonly range: string;
  /** What the tool is called. @default the name of the repository or package */
  readonly tool?: string | undefined;
}

export interface FoundVersion {
  readonly version: Version;
  /** Only so many of the newest releases were looked at: an older one may be a higher version. */
  readonly cutAt?: number | undefined;
}

interface Options {
  readonly signal?: AbortSignal | undefined;
}

/**
 * The version that a range means, with its files. Where the range may be a tag, the release of that tag is asked for by
 * itself: a list of releases has an end, beyond which nobody looked.
 *
 * @throws EngineError `noVersion`, and what the ports throw
 */
export async function findVersion(
  { instance, source, range, tool = placeName(source) }: WantedVersion,
  ports: Pick<LockPorts, 'versions' | 'version'>,
  options: Options = {},
): Promise<FoundVersion> {
  const tags = source.kind === 'release' && range !== LATEST ? literalTags(range).filter(mayBeTag) : [];
  for (const tag of tags) {
    const version = await ports.version(instance, source, tag, options).catch(unlessMissing);
    if (version && !version.draft) return { version };
  }
  const { versions, cutAt } = await ports.versions(instance, source, options);
  const wanted = { tool, names: [placeName(source)], ...(cutAt !== undefined && { cutAt }) };
  const { version: tag } = resolveVersion(range, versions, wanted);
  return { version: await ports.version(instance, source, tag, options), cutAt };
}

function unlessMissing(error: unknown): undefined {
  if (!isEngineError(error, 'notFound')) throw error;
}

/** What git-check-ref-format(1) forbids is no tag; most ranges have some of it. */
function mayBeTag(text: string): boolean {
  return !/[\s~^:?*[\\]|\.\./.test(text);
}
