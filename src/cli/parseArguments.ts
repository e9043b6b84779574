import path from 'node:path';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { parseAge, REQUIREMENTS } from '../engine/index.ts';
import { EXIT } from './exitCodes.ts';
import type { ExitCode } from './exitCodes.ts';
import { EXAMPLES } from './examples.ts';
import { examplesText, helpText } from './helpText.ts';
import type { CliOptions, CommandName, Invocation } from './invocation.ts';

export type ParsedArguments =
  | { readonly ok: true; readonly invocation: Invocation }
  /** Help or the version was asked for and is written, or the call cannot be meant. */
  | { readonly ok: false; readonly exit: ExitCode; readonly message: string };

interface ParseOptions {
  readonly version: string;
  /** Takes help and the version. */
  readonly write: (text: string) => void;
}

const NO_COMMAND = 'Say which command; --help shows what there is.';

/** What is not given. Not as defaults of the options, where the help would show each. */
const NOT_GIVEN = {
  json: false,
  offline: false,
  frozen: false,
  verbose: false,
  instance: [],
  trustedKey: [],
  allowHost: [],
  package: false,
  executable: [],
  takeCommands: false,
  acceptChange: false,
  minimumAge: 0,
};

const collect = (one: string, before: readonly string[] = []): readonly string[] => [...before, one];

/** A path as an absolute one. An empty one is a variable that a script forgot to set, not the current directory. */
function pathOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text: string) => {
    if (text.trim() === '') throw new InvalidArgumentError('It is empty.');
    return path.resolve(text);
  });
}

/** Milliseconds. */
function toAge(text: string): number {
  const ageMs = parseAge(text);
  if (ageMs === undefined) throw new InvalidArgumentError('Write it as 90m, 12h, 3d or 2w.');
  return ageMs;
}

function list(flags: string, description: string): Option {
  return new Option(flags, description).argParser(collect);
}

/** Reads what stands behind the name of the program. */
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
    const message = error.code === 'commander.help' ? NO_COMMAND : error.message.replace(/^error: /, '');
    return { ok: false, exit: error.exitCode === 0 ? EXIT.done : EXIT.usage, message };
  }
  if (invocation) return { ok: true, invocation };
  return { ok: false, exit: EXIT.usage, message: NO_COMMAND };
}

type OnCommand = (command: CommandName, names: readonly string[], options: CliOptions) => void;

function createProgram(version: string, onCommand: OnCommand): Command {
  const program = new Command('forgejo-artifacts')
    .description('Tools of Forgejo and Gitea instances: locked, verified, installed.')
    .version(version)
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', helpText());
  addCommonOptions(program);
  const add = (name: CommandName, usage: string, description: string): Command => {
    const command = program.command(`${name}${usage}`).description(description);
    command.addHelpText('after', examplesText(EXAMPLES[name]));
    return command.configureHelp({ showGlobalOptions: true }).action(() => {
      onCommand(name, command.args, { ...NOT_GIVEN, ...command.optsWithGlobals<CliOptions>() });
    });
  };
  add('restore', ' [tools...]', 'install what is in the lock, or these tools of it, each checked against it')
    .option('--frozen', 'fail where the lock does not agree with forgejo-artifacts.json')
    .addOption(takeCommands());
  add('check', '', 'tell whether upstream still has what is locked, and what is newer; downloads nothing');
  add('update', ' [tools...]', 'lock anew what the workspace file asks for, and show what changes');
  addInstallOptions(
    add('install', ' <source>', 'install owner/repo[@version], or what a link names, from an instance'),
  );
  add('uninstall', ' <tool>', 'remove tool[@version]; its files stay in the cache');
  add('list', '', 'show what is installed');
  add('verify', '', 'read installed programs and cached files again; asks no server');
  add('which', ' <command>', 'show the program that a command of an installed tool runs');
  return program;
}

function addCommonOptions(program: Command): void {
  program
    .option('--json', 'the answer as JSON on stdout, words on stderr')
    .addOption(pathOption('-C, --directory <dir>', 'where forgejo-artifacts.json and its lock are').default('.'))
    .addOption(pathOption('--cache <dir>', 'where files and tools are kept; default: the cache directory of the user'))
    .addOption(pathOption('--ca-file <file>', 'certificates (PEM) of an authority to trust besides the usual ones'))
    .option('--offline', 'use only what is on this machine')
    .option('--verbose', 'a line for each request on stderr')
    .addOption(list('--instance <url>', 'an instance that may be asked; may be given several times'))
    .addOption(list('--allow-host <host>', 'another host from which files of releases may be fetched; may repeat'))
    .addOption(
      list('--trusted-key <instance/owner=file>', "a public key that is trusted for an owner's files; may repeat"),
    )
    .addOption(
      new Option(
        '--minimum-age <age>',
        'take no version whose files are newer, such as 3d, unless it is named',
      ).argParser(toAge),
    )
    .addOption(
      new Option('--require <evidence>', 'what must vouch for a file at least').choices(REQUIREMENTS).default('any'),
    );
}

function addInstallOptions(install: Command): void {
  install
    .option('--package', 'owner/name is a generic package, not a repository')
    .option('--asset <name>', 'the file to take, where it is not to be picked')
    .addOption(list('--executable <path>', 'which file in it is the program; may be given several times'))
    .addOption(takeCommands())
    .option('--accept-change', 'accept that what vouches for it is other than it was');
}

function takeCommands(): Option {
  const what = "link the tool's own commands, and those that are named, also where the name runs something else now";
  return new Option('--take-commands', what);
}
