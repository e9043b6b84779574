import type { StoredInstall } from '../install/activation.ts';
import { shown } from '../install/installCatalog.ts';
import type { InstallOutcome } from '../install/installed.ts';
import type { EnvironmentState } from './environmentState.ts';

/** A restored tool as its folder has it: the programs that commands of the environment run come first. */
export function outcomeIn({ commands, tools }: EnvironmentState, name: string, install: StoredInstall): InstallOutcome {
  const targets = new Map(
    [...commands].flatMap(([command, target]) => (target === undefined ? [] : [[command, target]])),
  );
  const installed = shown(install, targets);
  const executables = installed.executables
    .map((one) => ({ ...one, isCommand: one.linked }))
    .toSorted((one, other) => Number(other.linked) - Number(one.linked));
  const notLinked = tools.find((one) => one.name === name)?.notLinked ?? [];
  return { ...installed, executables, notLinked };
}
