import { sourceKey } from '../../engine/index.ts';
import type { Installed, Tool, UnreadableInstall } from '../../engine/index.ts';
import type { Updates } from './updates.ts';
import type { InstalledExtension } from './extensions.ts';
import type {
  InstalledExtensionNode,
  InstalledToolNode,
  InstalledVersionNode,
  UnreadableInstallNode,
} from './installedNodes.ts';

/** Ids fold case, because instances do not tell upper and lower case apart: two tools with one id are the same tool. */
export function toolId({ instance, source, name }: Tool): string {
  return JSON.stringify([sourceKey(instance, source), name.toLowerCase()]);
}

/** Tools with their versions, in the given order. Pure. */
export function groupByTool(all: readonly Installed[], newerOf: Updates['newer']): readonly InstalledToolNode[] {
  return [...Map.groupBy(all, ({ tool }) => toolId(tool))].flatMap(([id, [first, ...rest]]): InstalledToolNode[] => {
    if (!first) return [];
    const versions = [first, ...rest] as const;
    return [
      {
        kind: 'installedTool',
        id,
        tool: first.tool,
        versions,
        newer: newerOf(
          id,
          versions.map(({ asset }) => asset.version),
        ),
      },
    ];
  });
}

export function versionsOf(parent: InstalledToolNode): readonly InstalledVersionNode[] {
  return parent.versions.map((installed) => {
    const { version, sha256 } = installed.asset;
    return { kind: 'installedVersion', id: JSON.stringify([parent.id, version, sha256]), parent, installed };
  });
}

/** The version in use, or the one installed last if none is. */
export function currentOf({ versions }: Pick<InstalledToolNode, 'versions'>): Installed {
  return versions.find(({ active }) => active) ?? versions[0];
}

export function groupExtensions(
  extensions: readonly InstalledExtension[],
  newerOf: Updates['newer'],
): readonly InstalledExtensionNode[] {
  return extensions.map((extension) => {
    const id = extensionRowId(extension.id);
    return { kind: 'installedExtension', id, extension, newer: newerOf(id, [extension.tag]) };
  });
}

/** The id of the row of an extension, which differs from that of any tool. */
export function extensionRowId(id: string): string {
  return `extension:${id}`;
}

export function unreadableNodes(installs: readonly UnreadableInstall[]): readonly UnreadableInstallNode[] {
  return installs.map((install) => ({ kind: 'unreadableInstall', id: `unreadable:${install.directory}`, install }));
}
