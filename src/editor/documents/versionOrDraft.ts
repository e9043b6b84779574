import { isEngineError } from '../../engine/index.ts';
import type { ArtifactSource, Engine, Version } from '../../engine/index.ts';

/** One version with its files. A draft has no address until it is published, so it is looked up in the list. */
export async function versionOrDraft(
  engine: Pick<Engine, 'client' | 'version'>,
  { instance, source, version }: { instance: string; source: ArtifactSource; version: string },
): Promise<Version> {
  try {
    return (await engine.version(instance, source, version)).value;
  } catch (error) {
    if (source.kind !== 'release' || !isEngineError(error, 'notFound')) throw error;
    const { items } = await engine.client(instance).releases(source, { draft: true });
    const draft = items.find((release) => release.version === version);
    if (!draft) throw error;
    return draft;
  }
}
