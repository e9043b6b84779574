import { answerCommand } from './answers.ts';
import type { Surroundings } from './answers.ts';
import type { CommandResult } from './commandResult.ts';
import { addCommand } from './commands/add.ts';
import { checkCommand } from './commands/check.ts';
import { downloadCommand } from './commands/download.ts';
import { exportCommand, importCommand } from './commands/export.ts';
import { inspectCommand } from './commands/inspect.ts';
import { installCommand } from './commands/install.ts';
import { mirrorCommand } from './commands/mirror.ts';
import { removeCommand } from './commands/remove.ts';
import { restoreCommand } from './commands/restore.ts';
import { searchCommand } from './commands/search.ts';
import { uninstallCommand } from './commands/uninstall.ts';
import { updateCommand } from './commands/update.ts';
import { verifyCommand } from './commands/verify.ts';
import { versionsCommand } from './commands/versions.ts';
import { openContext } from './context.ts';
import type { Context } from './context.ts';
import type { EngineCommand, Invocation } from './invocation.ts';
import { unusedKeySentence } from './trustedKeys.ts';

const COMMANDS: Readonly<Record<EngineCommand, (invocation: Invocation, context: Context) => Promise<CommandResult>>> =
  {
    restore: restoreCommand,
    check: checkCommand,
    update: updateCommand,
    add: addCommand,
    remove: removeCommand,
    install: installCommand,
    uninstall: uninstallCommand,
    download: downloadCommand,
    versions: versionsCommand,
    search: searchCommand,
    verify: verifyCommand,
    inspect: inspectCommand,
    export: exportCommand,
    import: importCommand,
    mirror: mirrorCommand,
  };

/** Runs a command that may need the network; the engine is loaded with this file. Never rejects. */
export function performCommand(
  command: EngineCommand,
  invocation: Invocation,
  surroundings: Surroundings,
): Promise<number> {
  return answerCommand(invocation, surroundings, () => resultOf(command, invocation, surroundings));
}

async function resultOf(
  command: EngineCommand,
  invocation: Invocation,
  { world, printer }: Surroundings,
): Promise<CommandResult> {
  const context = await openContext(invocation.options, world, printer);
  try {
    return await COMMANDS[command](invocation, context);
  } finally {
    for (const place of context.unusedKeys()) printer.say(unusedKeySentence(place));
    await context.close();
    printer.clearProgress();
  }
}
