import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { parseAge } from '../engine/age.ts';
import { REQUIREMENTS } from '../engine/evidence.ts';
import type { OptionShape, ProgramShape } from './completion/shape.ts';
import { EXIT } from './exitCodes.ts';
import type { ExitCode } from './exitCodes.ts';
import { addCommands } from './commandTable.ts';
import { EXAMPLES } from './examples.ts';
import { examplesText, globalOptionsText, helpText } from './helpText.ts';
import { NOT_GIVEN } from './invocation.ts';
import { list, pathOption } from './options.ts';
import type { CliOptions, CommandName, Invocation } from './invocation.ts';
import { TRUST_OPTIONS, takesTrust, trustRefusal } from './trustOptions.ts';
import { usageSentence } from './usageWords.ts';

export type ParsedArguments =
  | { readonly ok: true; readonly invocation: Invocation }
  /** Help or the version was requested and printed, or the call is invalid. */
  | { readonly ok: false; readonly exit: ExitCode; readonly message: string };

interface ParseOptions {
  readonly version: string;
  /** Receives help and the version. */
  readonly write: (text: string) => void;
}

const NO_COMMAND = 'No command is given. "forgejo-artifacts --help" lists them.';

/** Options of the command could be taken for ours. */
const NO_DASHES = 'Write -- before the command, such as: forgejo-artifacts exec -- saw --version';

/** Milliseconds. */
function toAge(text: string): number {
  const ageMs = parseAge(text);
  if (ageMs === undefined) throw new InvalidArgumentError('Write it as 90m, 12h, 3d or 2w.');
  return ageMs;
}

/** Parses the arguments after the name of the program. */
export function parseArguments(argv: readonly string[], { version, write }: ParseOptions): ParsedArguments {
  let invocation: Invocation | undefined;
  const program = createProgram(version, (command, names, options) => {
    invocation = { command, names, options };
  });
  const quiet = { writeOut: write, writeErr: () => undefined };
  for (const one of [program, ...program.commands]) one.exitOverride().configureOutput(quiet);
  try {
    program.parse([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const message =
      error.code === 'commander.help' ? NO_COMMAND : usageSentence(error.message, commandIn(argv, program));
    return { ok: false, exit: error.exitCode === 0 ? EXIT.done : EXIT.usage, message };
  }
  if (invocation?.command === 'exec' && !argv.includes('--'))
    return { ok: false, exit: EXIT.usage, message: NO_DASHES };
  const ignored = invocation && ignoredOption(invocation.command, program);
  if (invocation && ignored !== undefined)
    return { ok: false, exit: EXIT.usage, message: trustRefusal(invocation.command, ignored) };
  if (invocation) return { ok: true, invocation };
  return { ok: false, exit: EXIT.usage, message: NO_COMMAND };
}

/** A trust option that was given to a command on which it has no effect. */
function ignoredOption(command: CommandName, program: Command): string | undefined {
  if (takesTrust(command)) return undefined;
  const given = program.options.find(
    (option) => isTrustOption(option) && program.getOptionValueSource(option.attributeName()) === 'cli',
  );
  return given?.long;
}

function isTrustOption({ long }: Option): boolean {
  return TRUST_OPTIONS.some((one) => one === long);
}

function commandIn(argv: readonly string[], { commands }: Command): string | undefined {
  return argv.find((word) => commands.some((one) => one.name() === word));
}

type OnCommand = (command: CommandName, names: readonly string[], options: CliOptions) => void;

function createProgram(version: string, onCommand: OnCommand): Command {
  const program = new Command('forgejo-artifacts')
    .description('Install, verify and lock tools from Forgejo and Gitea.')
    .version(version)
    .helpCommand('help [command]', 'show the help of the program or of a command')
    .addHelpText('after', helpText());
  addCommonOptions(program);
  const add = (name: CommandName, usage: string, description: string): Command => {
    const command = program.command(`${name}${usage}`).description(description);
    command.addHelpText(
      'after',
      globalOptionsText(
        program.options
          .filter((option) => takesTrust(name) || !isTrustOption(option))
          .map(({ short, long }) => [short, long].filter(Boolean).join('/')),
      ),
    );
    command.addHelpText('after', examplesText(EXAMPLES[name]));
    return command.action(() => {
      onCommand(name, command.args, { ...NOT_GIVEN, ...command.optsWithGlobals<CliOptions>() });
    });
  };
  addCommands(add);
  return program;
}

function addCommonOptions(program: Command): void {
  program
    .option('--json', 'print the answer as JSON; messages go to stderr')
    .addOption(pathOption('-C, --directory <dir>', 'the directory of forgejo-artifacts.json and its lock').default('.'))
    .addOption(pathOption('--cache <dir>', 'where files and tools are kept (default: your cache directory)'))
    .addOption(pathOption('--ca-file <file>', 'PEM certificates of another authority to trust'))
    .option('--offline', 'use only files on this machine')
    .option('--verbose', 'log each request to stderr')
    .addOption(list('--instance <url>', 'an instance to use (repeatable)'))
    .addOption(list('--mirror <url>', 'a mirror to fetch files from by digest (repeatable)'))
    .option('--mirror-only', 'fetch from mirrors only; contact no instance')
    .addOption(list('--allow-host <host>', 'another host to fetch release files from (repeatable)'))
    .addOption(
      list(
        '--trusted-key <instance/owner=file>',
        "for commands that judge files: a public key to trust for an owner's files (repeatable)",
      ),
    )
    .addOption(
      new Option(
        '--minimum-age <age>',
        'skip versions with files younger than this, such as 3d, unless named exactly',
      ).argParser(toAge),
    )
    .addOption(
      new Option('--require <evidence>', 'for commands that judge files: the minimum evidence for a file')
        .choices(REQUIREMENTS)
        .default('any'),
    );
}

/** The description for shell completion. */
export function programShape(): ProgramShape {
  const program = createProgram('', () => undefined);
  const commands = program.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    options: command.options.map(optionShape),
    choices: command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices),
  }));
  return { name: program.name(), commands, options: program.options.map(optionShape) };
}

function optionShape({ long = '', short, description, required, flags, argChoices = [] }: Option): OptionShape {
  const isPath = /<(?:dir|file|path)>/.test(flags);
  const value = required ? (isPath ? 'path' : 'text') : 'none';
  return { long, short, description, value, choices: argChoices };
}
