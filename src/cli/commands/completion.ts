import { bashCompletion } from '../completion/bash.ts';
import { fishCompletion } from '../completion/fish.ts';
import { pwshCompletion } from '../completion/pwsh.ts';
import type { ProgramShape, Shell } from '../completion/shape.ts';
import { zshCompletion } from '../completion/zsh.ts';
import type { CommandResult } from '../commandResult.ts';
import { EXIT } from '../exitCodes.ts';
import type { Invocation } from '../invocation.ts';
import { programShape } from '../parseArguments.ts';

const SCRIPTS: Readonly<Record<Shell, (program: ProgramShape) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
  pwsh: pwshCompletion,
};

/** Prints the completion script for a shell. */
export function completionCommand({ names }: Invocation): Promise<CommandResult> {
  const shell = names[0] as Shell;
  const script = SCRIPTS[shell](programShape()).trimEnd();
  return Promise.resolve({ exit: EXIT.done, lines: [script], json: { shell, script } });
}
