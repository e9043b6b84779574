import { Argument, Option } from 'commander';
import type { Command } from 'commander';
import { SHELLS } from './completion/shape.ts';
import type { CommandName } from './invocation.ts';
import { list, pathOption } from './options.ts';

type Add = (name: CommandName, usage: string, description: string) => Command;

/** The commands, and what each takes in addition to the common options. */
export function addCommands(add: Add): void {
  addProjectCommands(add);
  addToolCommands(add);
  addEnvironmentCommands(add);
  add('completion', '', 'print a completion script for a shell').addArgument(
    new Argument('<shell>', 'which shell').choices(SHELLS),
  );
}

/** Commands for a workspace file and its lock. */
function addProjectCommands(add: Add): void {
  add('restore', ' [tools...]', 'install everything in the lock, or just these tools, each checked against it')
    .option('--mirror-upload', 'give the mirrors what they do not have')
    .option('--mirror-private', 'the mirrors are private: give them also what may need a token')
    .option('--frozen', 'fail where the lock does not agree with forgejo-artifacts.json')
    .option('--verify', 'read installed programs again instead of trusting that untouched files are unchanged')
    .addOption(takeCommands())
    .addOption(dryRun());
  add('check', '', 'check that locked files are unchanged upstream and list newer versions; downloads nothing');
  add('update', ' [tools...]', 'update the lock from the workspace file and show what changes').addOption(dryRun());
  add('add', ' <source>', 'add owner/repo[@version] or a link to forgejo-artifacts.json, and lock it')
    .option('--name <name>', 'what it is called there; default: the name of the repository or package')
    .addOption(packageOption())
    .option('--asset <pattern>', 'a pattern for its files, such as "tool-{version}-*.tar.gz"')
    .addOption(list('--executable <name>', 'which file in it is the program; may be given several times'))
    .addOption(dryRun());
  add('remove', ' <tools...>', 'remove tools from forgejo-artifacts.json and its lock; they stay installed').addOption(
    dryRun(),
  );
}

/** Commands for instances and this machine. */
function addToolCommands(add: Add): void {
  addFileOptions(add('install', ' <source>', 'install owner/repo[@version] or a link'))
    .addOption(list('--executable <path>', 'which file in it is the program; may be given several times'))
    .addOption(takeCommands())
    .addOption(dryRun());
  add(
    'uninstall',
    ' <tool>',
    'uninstall tool[@version], given by name, owner/repo or link; its files stay in the cache',
  )
    .option('--force', 'also where a project has it locked and restored')
    .addOption(dryRun());
  addFileOptions(add('download', ' <source>', 'save one file of owner/repo[@version] or of a link')).addOption(
    pathOption('--output <path>', 'a directory, or the file to write; default: the current directory'),
  );
  add('versions', ' <source>', 'list the versions of owner/repo, or the files of owner/repo@version')
    .addOption(packageOption())
    .option('--all', 'all versions, not only the newest 20');
  add('inspect', ' <source>', 'show what each platform gets from a release, how it is verified, and what is missing')
    .addOption(packageOption())
    .option('--contents', 'download the file of each platform too, check it, and show the programs in it')
    .addHelpText('after', INSPECT_HELP);
  add('search', ' <text>', 'find repositories by name');
  add('list', '', 'show the tools of the project, if there is one, and what is installed');
  add('verify', '', 'check installed programs and cached files on disk; asks no server');
  add('which', ' <command>', 'show which program a command runs, in the project if there is one');
}

/** Commands that use the tools of a project: that of the nearest lock, from the directory upwards. */
function addEnvironmentCommands(add: Add): void {
  add('exec', ' [command...]', 'run a command with the tools of the project first on the PATH; put -- before it');
  add('env', '', 'print what a shell evaluates to have the tools of the project on its PATH').addOption(
    new Option('--shell <shell>', 'for which shell; default: yours').choices(SHELLS),
  );
}

const INSPECT_HELP = `
Reads only checksum files and signatures without --contents. With --require it exits with 3 where a file that is
picked for a platform has less, so that a release script can end with it.`;

function addFileOptions(command: Command): Command {
  return command
    .addOption(packageOption())
    .option('--asset <name>', 'take this file instead of picking one')
    .option('--accept-change', 'accept weaker evidence than before, another key, or a replaced file');
}

function packageOption(): Option {
  return new Option('--package', 'owner/name is a generic package, not a repository');
}

function dryRun(): Option {
  return new Option('--dry-run', 'only show what would change');
}

function takeCommands(): Option {
  const what = "link the tool's own commands, and those that are named, also where the name runs something else now";
  return new Option('--take-commands', what);
}
