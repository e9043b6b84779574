import type { ArtifactSource, Installed } from '../../engine/index.ts';
import type { InstalledExtension } from './extensions.ts';
import { currentOf, extensionRowId, groupByTool } from './groupInstalled.ts';

/** Something installed that there may be a newer version of: a tool or an extension of the editor. */
export interface Followed {
  /** That of its row. */
  readonly id: string;
  readonly name: string;
  readonly instance: string;
  readonly source: ArtifactSource;
  /** The version in use, as its publisher spells it. */
  readonly version: string;
}

/** All that is installed, tools first. Pure. */
export function followedOf(
  installed: readonly Installed[],
  extensions: readonly InstalledExtension[],
): readonly Followed[] {
  const tools = groupByTool(installed, () => undefined).map((node): Followed => {
    const { name, instance, source } = node.tool;
    return { id: node.id, name, instance, source, version: currentOf(node).asset.version };
  });
  return [
    ...tools,
    ...extensions.map(({ id, instance, source, tag }): Followed => ({
      id: extensionRowId(id),
      name: id,
      instance,
      source,
      version: tag,
    })),
  ];
}
