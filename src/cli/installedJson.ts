import { sourceName } from '../engine/index.ts';
import type { Installed } from '../engine/index.ts';

/** An installed version in JSON output. */
export function installedJson({ tool, asset, active, executables, directory }: Installed): object {
  return {
    name: tool.name,
    version: asset.version,
    active,
    instance: tool.instance,
    source: { kind: tool.source.kind, name: sourceName(tool.source) },
    asset: asset.name,
    sha256: asset.sha256,
    evidence: asset.evidence,
    directory,
    executables: executables.map(({ command, path, sha256, linked }) => ({ command, path, sha256, linked })),
  };
}

/** Its first program, or the directory of the unpacked files if it has none. */
export function programPath({ executables, directory }: Pick<Installed, 'executables' | 'directory'>): string {
  return executables[0]?.path ?? directory;
}
