import { addCommand } from './commands/add.ts';
import { checkCommand } from './commands/check.ts';
import { completionCommand } from './commands/completion.ts';
import { downloadCommand } from './commands/download.ts';
import { inspectCommand } from './commands/inspect.ts';
import { installCommand } from './commands/install.ts';
import { listCommand } from './commands/list.ts';
import { removeCommand } from './commands/remove.ts';
import { restoreCommand } from './commands/restore.ts';
import { searchCommand } from './commands/search.ts';
import { uninstallCommand } from './commands/uninstall.ts';
import { updateCommand } from './commands/update.ts';
import { verifyCommand } from './commands/verify.ts';
import { versionsCommand } from './commands/versions.ts';
import { whichCommand } from './commands/which.ts';
import { usageError } from './cliError.ts';
import { errorJson } from './cliWords.ts';
import type { ErrorJson } from './cliWords.ts';
import { openContext } from './context.ts';
import type { Context, World } from './context.ts';
import { EXIT, exitCodeOf } from './exitCodes.ts';
import type { ExitCode } from './exitCodes.ts';
import type { CommandName, Invocation } from './invocation.ts';
import type { CommandResult } from './commandResult.ts';
import { parseArguments } from './parseArguments.ts';
import { terminalJson } from '../words/foreign.ts';
import { Printer } from './printer.ts';
import type { TextStream } from './printer.ts';

const COMMANDS: Readonly<
  Record<Exclude<CommandName, 'completion'>, (invocation: Invocation, context: Context) => Promise<CommandResult>>
> = {
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
  inspect: inspectCommand,
};

interface Streams {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
}

/** Runs one call, from its arguments to its exit code. Never rejects. */
export async function run(argv: readonly string[], world: World, { stdout, stderr }: Streams): Promise<ExitCode> {
  const printer = new Printer(stdout, stderr);
  let text = '';
  const write = (more: string): void => {
    text += more;
  };
  const parsed = parseArguments(argv, { version: world.version, write });
  if (!parsed.ok) {
    const wantsJson = argv.some((one) => /^--json(?:=|$)/.test(one));
    if (parsed.exit !== EXIT.done) {
      return fail(errorJson(usageError(parsed.message)), { isJson: wantsJson }, printer, parsed.exit);
    }
    const answer = text.trimEnd();
    printer.answer(wantsJson ? terminalJson({ ok: true, text: answer }) : answer);
    return parsed.exit;
  }
  const { invocation } = parsed;
  const { command } = invocation;
  const isJson = invocation.options.json;
  try {
    const { exit, lines, json } = await perform(invocation, world, printer);
    const answer = isJson ? terminalJson({ command, ok: exit === EXIT.done, ...json }) : lines.join('\n');
    if (answer !== '') printer.answer(answer);
    return exit;
  } catch (error) {
    if (!world.signal.aborted) return fail(errorJson(error), { command, isJson }, printer, exitCodeOf(error));
    const stopped = { code: 'stopped', message: 'Stopped. The part received is kept for the next time.' };
    return fail(stopped, { command, isJson }, printer, EXIT.stopped);
  }
}

async function perform(invocation: Invocation, world: World, printer: Printer): Promise<CommandResult> {
  const { command } = invocation;
  // Shells request it at their start, whatever the environment says about instances and directories.
  if (command === 'completion') return completionCommand(invocation);
  const context = await openContext(invocation.options, world, printer);
  try {
    return await COMMANDS[command](invocation, context);
  } finally {
    await context.close();
    printer.clearProgress();
  }
}

interface Call {
  readonly command?: CommandName;
  readonly isJson: boolean;
}

function fail(error: ErrorJson, { command, isJson }: Call, printer: Printer, exit: ExitCode): ExitCode {
  printer.say(error.message);
  if (isJson) printer.answer(terminalJson({ ...(command && { command }), ok: false, error }));
  return exit;
}
