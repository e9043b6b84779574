import { shortSourceName, toolOfAsset } from '../../engine/index.ts';
import type { Asset, Grounds, Installed, Restored } from '../../engine/index.ts';
import { onlyLocked } from '../project/openProject.ts';
import { restoreLock, thisMachine } from '../project/restoreLock.ts';
import { isCancelled } from '../../words/describeError.ts';
import { WorkspaceError } from '../../words/workspaceError.ts';
import { toFailure } from './apiError.ts';
import type { ApiFailure } from './apiError.ts';
import type { Services } from '../services.ts';

interface ApiProgram {
  /** The command that runs it. */
  readonly command: string;
  /** Absolute, on the machine where extensions run. */
  readonly path: string;
  /** Whether typing the command runs this program. A command that needs consent is not linked without it. */
  readonly linked: boolean;
}

export interface ApiInstalled {
  readonly tool: string;
  /** The version as its publisher spells it. */
  readonly version: string;
  /** Digest of the file it was installed from. */
  readonly sha256: string;
  /** What verified its bytes; `locked` if only a lock named them. */
  readonly evidence: Grounds;
  readonly programs: readonly ApiProgram[];
}

export interface ApiInstallOptions {
  /** Stops the installation; the call rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Hex digest of the file that is meant; any other is refused. It adds no evidence about the file. */
  readonly sha256?: string | undefined;
  /** Which file, if the address is that of a release or a package version. */
  readonly file?: string | undefined;
  /** Which files of an archive are the programs: names or paths in it. @default those that are found */
  readonly executables?: readonly string[] | undefined;
  /** Whether its commands run this version from now on. @default true */
  readonly activate?: boolean | undefined;
}

/** The outcome for one tool of a lock. */
export type ApiRestored = ({ readonly ok: true } & ApiInstalled) | ({ readonly ok: false } & ApiNotRestored);

/** The code is a text, because later versions may have others. */
interface ApiNotRestored extends Pick<ApiFailure, 'message' | 'facts'> {
  readonly tool: string;
  readonly code: string;
}

export interface ApiRestoreOptions {
  /** Stops the restore; the call rejects with the signal's reason. What was installed by then stays. */
  readonly signal?: AbortSignal | undefined;
  /** Names in the lock. @default all */
  readonly tools?: readonly string[] | undefined;
}

/** Installs a file that is on disk. Asks nothing: what only the user can decide is an error. */
export async function installFound(
  services: Services,
  asset: Asset,
  { signal, sha256, executables, activate }: ApiInstallOptions,
): Promise<ApiInstalled> {
  const machine = await thisMachine(services);
  const tool = await toolNamed(services, asset, signal);
  const expected = sha256 === undefined ? undefined : ({ by: 'caller', digests: { sha256 } } as const);
  try {
    // A choice made by another extension is not remembered as the user's.
    const request = { machine, tool, executables, activate, consent: 'leave', remember: false } as const;
    return toInstalled(await services.engine.get().install(asset, { ...request, expected, signal }));
  } finally {
    await services.installs.refresh();
  }
}

/** The tool's name, if its release holds several. Without a connection, the file's own name is used. */
async function toolNamed(
  { engine }: Services,
  { instance, source, version, name }: Asset,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const running = engine.get();
  const listed = await running.version(instance, source, version, { signal }).catch(() => undefined);
  const names = listed?.value.assets.map((one) => one.name);
  return names && toolOfAsset(name, names, { version, repo: shortSourceName(source) });
}

/** The program that a command runs in the first of the open folders that has it restored, else for the user. */
export async function whichProgram({ engine, workspace }: Services, command: string): Promise<string | undefined> {
  const { environments, installer } = engine.get();
  for (const { directory } of workspace.isTrusted ? workspace.folders() : []) {
    const found = await environments.which(directory, command);
    if (found !== undefined) return found;
  }
  return installer.which(command);
}

/**
 * Restores the lock of an open folder: the one named, or the only one that has a lock.
 * @throws WorkspaceError `noTool`, and as `onlyLocked`
 */
export async function restoreFolder(
  services: Services,
  folder: string | undefined,
  { tools, signal }: ApiRestoreOptions,
): Promise<readonly ApiRestored[]> {
  const { lock, directory } = await onlyLocked(services, folder);
  const unknown = tools?.find((tool) => !lock.tools.has(tool));
  if (unknown !== undefined)
    throw new WorkspaceError({ reason: 'noTool', tool: unknown, available: [...lock.tools.keys()] });
  const results = await restoreLock(services, lock, { folder: directory, tools, signal });
  // The engine stops when a setting that it is built from changes, and when the window closes.
  const stopped = results.find((result) => !result.ok && isCancelled(result.error));
  if (stopped?.ok === false) throw stopped.error;
  return results.map(toRestored);
}

function toRestored(result: Restored): ApiRestored {
  if (result.ok) return { ok: true, ...toInstalled(result.installed) };
  return { ok: false, tool: result.name, ...toFailure(result.error) };
}

function toInstalled({ tool, asset, executables }: Installed): ApiInstalled {
  return {
    tool: tool.name,
    version: asset.version,
    sha256: asset.sha256,
    evidence: asset.evidence,
    programs: executables.map(({ command, path, linked }) => ({ command, path, linked })),
  };
}
