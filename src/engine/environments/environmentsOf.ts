import { Activation } from '../install/activation.ts';
import { ExecutableChoices } from '../install/choices.ts';
import { CommandAnswers } from '../install/commandAnswers.ts';
import { InstallLayout } from '../install/installLayout.ts';
import { linksFor } from '../install/linksFor.ts';
import { createPathLookup } from '../install/pathLookup.ts';
import type { PathLookup } from '../install/pathLookup.ts';
import type { Clock, Log, MementoSections } from '../ports.ts';
import { Environments } from './environments.ts';

interface EnvironmentPorts {
  readonly directory: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly memory: MementoSections;
  /** @default process.platform */
  readonly platform?: NodeJS.Platform | undefined;
  /** @default a look-up on the PATH of this process */
  readonly findOnPath?: PathLookup | undefined;
}

/** The environments next to the installs of an engine's directory. Touches nothing on disk. */
export function environmentsOf({ directory, clock, log, memory, ...rest }: EnvironmentPorts): Environments {
  const { platform = process.platform } = rest;
  const layout = new InstallLayout(directory);
  const memento = memory.section('choices');
  return new Environments({
    directory,
    clock,
    layout,
    platform,
    activation: new Activation(layout, linksFor(layout.bin, { platform, clock }), log),
    answers: new CommandAnswers(memento),
    choices: new ExecutableChoices(memento),
    findOnPath: rest.findOnPath ?? createPathLookup({ env: process.env, platform }),
  });
}
