import type { ArtifactSource, Installed } from '../../engine/index.ts';
import type { InstalledExtension } from './extensions.ts';
import { currentOf, extensionRowId, groupByTool } from './groupInstalled.ts';

/** An installed tool or editor extension that may have a newer version. */
export interface Followed {
  /** The id of its row. */
  readonly id: string;
  readonly name: string;
  readonly instance: string;
  readonly source: ArtifactSource;
  /** The version in use, as its publisher spells it. */
  readonly version: string;
}

/** Everything installed, tools first. Pure. */
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
