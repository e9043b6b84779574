import { answerFailure, answerResult } from './answers.ts';
import { errorJson } from './cliWords.ts';
import type { CommandResult } from './commandResult.ts';
import { addCommand } from './commands/add.ts';
import { checkCommand } from './commands/check.ts';
import { downloadCommand } from './commands/download.ts';
import { envCommand } from './commands/env.ts';
import { execCommand } from './commands/exec.ts';
import { exportCommand, importCommand } from './commands/export.ts';
import { inspectCommand } from './commands/inspect.ts';
import { installCommand } from './commands/install.ts';
import { listCommand } from './commands/list.ts';
import { mirrorCommand } from './commands/mirror.ts';
import { removeCommand } from './commands/remove.ts';
import { restoreCommand } from './commands/restore.ts';
import { searchCommand } from './commands/search.ts';
import { uninstallCommand } from './commands/uninstall.ts';
import { updateCommand } from './commands/update.ts';
import { verifyCommand } from './commands/verify.ts';
import { versionsCommand } from './commands/versions.ts';
import { whichCommand } from './commands/which.ts';
import { openContext } from './context.ts';
import type { Context, World } from './context.ts';
import { EXIT, exitCodeOf } from './exitCodes.ts';
import type { CommandName, Invocation } from './invocation.ts';
import type { Printer } from './printer.ts';
import { notStarted } from './programToRun.ts';

type EngineCommand = Exclude<CommandName, 'completion'>;

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
    list: listCommand,
    verify: verifyCommand,
    which: whichCommand,
    exec: execCommand,
    env: envCommand,
    inspect: inspectCommand,
    export: exportCommand,
    import: importCommand,
    mirror: mirrorCommand,
  };

interface Surroundings {
  readonly world: World;
  readonly printer: Printer;
}

/** Runs a command that needs the engine, which is loaded with this file. Never rejects. */
export async function performCommand(
  command: EngineCommand,
  invocation: Invocation,
  { world, printer }: Surroundings,
): Promise<number> {
  const call = { command, isJson: invocation.options.json };
  try {
    const result = await resultOf(command, invocation, { world, printer });
    const { program } = result;
    if (program) return await world.runProgram(program).catch((error: unknown) => notStarted(program, error));
    return answerResult(result, call, printer);
  } catch (error) {
    if (world.signal.aborted) {
      const message = 'Stopped. Partial downloads are kept and resumed next time.';
      answerFailure({ code: 'stopped', message }, call, printer);
      return EXIT.stopped;
    }
    answerFailure(errorJson(error), call, printer);
    return exitCodeOf(error);
  }
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
    await context.close();
    printer.clearProgress();
  }
}
