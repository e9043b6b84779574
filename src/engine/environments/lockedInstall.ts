import { isNotUnderstood } from '../disk.ts';
import type { StoredInstall } from '../install/activation.ts';
import { toolOf } from '../install/installLayout.ts';
import type { InstallLayout } from '../install/installLayout.ts';
import { readManifest } from '../install/manifest.ts';
import type { Manifest } from '../install/manifest.ts';
import { nominationOf, nominationOfNamed } from '../install/nomination.ts';
import type { Nomination } from '../install/nomination.ts';
import type { PlannedFile } from '../project/planRestore.ts';
import type { InstallFacts } from './environmentRecord.ts';

/** A locked tool and its install on this machine. */
export interface LockedInstall {
  readonly planned: PlannedFile;
  readonly install: StoredInstall;
}

export function factsOf({ name, tool, locked }: PlannedFile): InstallFacts {
  const { instance, source, version } = tool;
  return { name, instance, source, version, sha256: locked.sha256 };
}

/** The directory that an install of these facts has. */
export function directoryOf(layout: InstallLayout, facts: InstallFacts): string {
  return layout.version(toolOf(facts, facts.name), facts);
}

/**
 * The install of exactly the locked file, with the programs that the lock names. A damaged one does not count, because
 * restoring repairs it. Reads no programs.
 */
export async function findLocked(layout: InstallLayout, planned: PlannedFile): Promise<LockedInstall | undefined> {
  const facts = factsOf(planned);
  const directory = directoryOf(layout, facts);
  const manifest = await readManifest(directory).catch((error: unknown) => {
    if (isNotUnderstood(error)) return undefined;
    throw error;
  });
  if (manifest?.asset.version !== facts.version || manifest.asset.sha256 !== facts.sha256) return undefined;
  return lockedNomination(planned, manifest, undefined) && { planned, install: { directory, manifest } };
}

/** Its programs as the lock names them; `undefined` if one of those is missing. */
export function lockedNomination(
  { tool: { executables } }: PlannedFile,
  manifest: Manifest,
  recalled: readonly string[] | undefined,
): Nomination | undefined {
  return executables ? nominationOfNamed(manifest, executables) : nominationOf(manifest, recalled);
}
