import type { CommandOffer } from '../commandOffers.ts';
import type { InstallLayout } from '../install/installLayout.ts';
import type { PlannedTool } from '../project/planRestore.ts';
import type { EnvironmentPaths } from './environmentPaths.ts';
import { lockedDigest } from './environmentRecord.ts';
import type { LinkedTool, RefusalCode, WithheldInstall } from './environmentRecord.ts';
import { directoryOf, factsOf } from './lockedInstall.ts';
import type { Snapshot } from './snapshot.ts';
import { withheldByName } from './withheld.ts';

/** One tool of a lock, as it is for one folder on this machine. */
export interface EnvironmentTool {
  readonly name: string;
  /** The locked version. */
  readonly version: string;
  /**
   * `ready`: installed, and the commands of the folder run it. `unlinked`: installed, but the environment was not built
   * with it. `missing`: not installed. `otherVersion`: the commands of the folder run something other than the locked file.
   * `withheld`: installed, but not for this folder, because its file was refused here or was never checked against the keys
   * and requirements that the user has set since. `noPlatform`: the lock has no file for this machine.
   */
  readonly state: 'ready' | 'unlinked' | 'missing' | 'withheld' | 'otherVersion' | 'noPlatform';
  /** For `withheld`: whether its file was refused here. If not, it has yet to be checked. */
  readonly isRefused?: boolean | undefined;
  /** For a refused file: the reason, if it is known. */
  readonly refusal?: RefusalCode | undefined;
  /** Whether the locked file is installed and not withheld, so that building the environment is enough. */
  readonly isInstalled: boolean;
  /** The version that the commands of the folder run, if any. For `otherVersion` it may be the same with other bytes. */
  readonly linked?: string | undefined;
  /** Its commands in the environment. */
  readonly commands: readonly string[];
  /** Programs that are not commands, because consent is missing or an earlier tool of the lock has the name. */
  readonly notLinked: readonly CommandOffer[];
}

/** How a folder's environment compares with a lock. */
export interface EnvironmentState {
  /** The directory for the PATH, which may not exist. */
  readonly binDirectory: string;
  /** Whether it has everything that the lock has for this machine, and nothing else. */
  readonly isCurrent: boolean;
  /** The tools in the order of the lock. */
  readonly tools: readonly EnvironmentTool[];
  /** The absolute path of the program that each command of the environment runs; `undefined` if it is gone. */
  readonly commands: ReadonlyMap<string, string | undefined>;
}

interface Looked {
  readonly paths: EnvironmentPaths;
  readonly plan: readonly PlannedTool[];
  /** Names of the tools whose locked file is installed. */
  readonly installed: ReadonlySet<string>;
  readonly snapshot: Snapshot | typeof DAMAGED | undefined;
  readonly layout: InstallLayout;
}

/** An environment that exists but cannot be read. */
export const DAMAGED = 'damaged';

/** Compares the linked tools with the locked and the installed ones. */
export function stateOf({ paths, plan, installed, layout, ...found }: Looked): EnvironmentState {
  const snapshot = found.snapshot === DAMAGED ? undefined : found.snapshot;
  const targets: Snapshot['targets'] = snapshot?.targets ?? new Map();
  const alive = (snapshot?.record.tools ?? []).filter((one) => isAlive(one, targets, layout));
  const linked = new Map(alive.map((one) => [one.name, one]));
  const withheld = withheldByName(snapshot?.record.withheld, plan, layout);
  const tools = plan.map((planned) => {
    const { name } = planned;
    const facts = { isInstalled: installed.has(name), withheld: withheld.get(name), entry: linked.get(name) };
    return toolState(planned, facts, layout);
  });
  const possible = tools.filter(({ state }) => state !== 'noPlatform');
  const isReady = found.snapshot !== DAMAGED && possible.every(({ state }) => state === 'ready');
  const isCurrent = isReady && hasOnly(snapshot, possible);
  return { binDirectory: paths.bin, isCurrent, tools, commands: targets };
}

/** Whether each of its commands leads into the install that it names. */
function isAlive(entry: LinkedTool, targets: Snapshot['targets'], layout: InstallLayout): boolean {
  const directory = directoryOf(layout, entry);
  return entry.commands.every((command) => {
    const target = targets.get(command);
    return target !== undefined && layout.versionOf(target) === directory;
  });
}

interface ToolFacts {
  readonly isInstalled: boolean;
  readonly withheld: WithheldInstall | undefined;
  readonly entry: LinkedTool | undefined;
}

function toolState(
  planned: PlannedTool,
  { isInstalled, withheld, entry }: ToolFacts,
  layout: InstallLayout,
): EnvironmentTool {
  const { name, tool } = planned;
  const { commands = [], left: notLinked = [] } = entry ?? {};
  const { version } = tool;
  const isUsable = isInstalled && !withheld;
  const base = { name, version, isInstalled: isUsable, linked: entry?.version, commands, notLinked };
  if (!planned.ok) return { ...base, state: 'noPlatform' };
  if (entry && directoryOf(layout, entry) !== directoryOf(layout, factsOf(planned)))
    return { ...base, state: 'otherVersion' };
  if (!isInstalled) return { ...base, state: 'missing' };
  if (withheld) {
    const { isRefused, refusal } = withheld;
    return { ...base, state: 'withheld', isRefused, ...(refusal && { refusal }) };
  }
  return { ...base, state: entry?.locked === lockedDigest(planned) ? 'ready' : 'unlinked' };
}

/** Whether an environment has these tools in this order, and no other commands. */
function hasOnly(snapshot: Snapshot | undefined, tools: readonly EnvironmentTool[]): boolean {
  if (!snapshot) return tools.length === 0;
  const { record, targets } = snapshot;
  const isSameList =
    record.tools.length === tools.length && record.tools.every(({ name }, index) => name === tools[index]?.name);
  return isSameList && targets.size === tools.flatMap(({ commands }) => commands).length;
}
