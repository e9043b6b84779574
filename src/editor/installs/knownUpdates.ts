import { shortSourceName } from '../../engine/index.ts';
import type { ArtifactSource, Grounds } from '../../engine/index.ts';
import type { Services } from '../services.ts';
import { currentOf } from './groupInstalled.ts';
import { extensionNodes, toolNodes } from './installedTargets.ts';

/** A newer version of something installed. */
export interface KnownUpdate {
  /** The id of the row. */
  readonly id: string;
  readonly name: string;
  readonly instance: string;
  readonly source: ArtifactSource;
  readonly version: string;
  readonly newer: string;
  /** The evidence for the installed version. */
  readonly evidence: Grounds;
  /** Which one of several tools in its release. */
  readonly tool: string | undefined;
}

/** All known updates, tools first. @throws EngineError `storage` */
export async function knownUpdates(services: Services): Promise<readonly KnownUpdate[]> {
  const tools = (await toolNodes(services)).flatMap((node): KnownUpdate[] => {
    const { id, newer } = node;
    const { name, instance, source } = node.tool;
    const { version, evidence } = currentOf(node).asset;
    const tool = name.toLowerCase() === shortSourceName(source).toLowerCase() ? undefined : name;
    return newer === undefined ? [] : [{ id, name, instance, source, version, newer, evidence, tool }];
  });
  const extensions = extensionNodes(services).flatMap(({ id, newer, extension }): KnownUpdate[] => {
    const { instance, source, evidence, tag } = extension;
    const known = { id, name: extension.id, instance, source, version: tag, evidence, tool: undefined };
    return newer === undefined ? [] : [{ ...known, newer }];
  });
  return [...tools, ...extensions];
}
