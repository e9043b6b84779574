import { Argument, Option } from 'commander';
import type { Command } from 'commander';
import { SHELLS } from './completion/shape.ts';
import type { CommandName } from './invocation.ts';
import { list, pathOption } from './options.ts';

type Add = (name: CommandName, usage: string, description: string) => Command;

/** The commands, and what each takes in addition to the common options. */
export function addCommands(add: Add): void {
  addProjectCommands(add);
  addPortableCommands(add);
  addToolCommands(add);
  addEnvironmentCommands(add);
  add('completion', '', 'print a completion script for a shell').addArgument(
    new Argument('<shell>', 'the shell').choices(SHELLS),
  );
}

/** Commands for a workspace file and its lock. */
function addProjectCommands(add: Add): void {
  add('restore', ' [tools...]', 'install the locked tools (all, or those named), each checked against the lock')
    .option('--mirror-upload', 'upload files that the mirrors lack')
    .option('--mirror-private', 'also upload files that might not be public; for private mirrors only')
    .option('--frozen', 'fail if the lock and forgejo-artifacts.json disagree')
    .option('--verify', 'hash installed programs again, even if they look unchanged')
    .addOption(takeCommands())
    .addOption(dryRun());
  add('check', '', 'check that locked files are unchanged upstream and list newer versions; downloads nothing');
  add('update', ' [tools...]', 'update the lock from the workspace file and show what changes').addOption(dryRun());
  add('add', ' <source>', 'add owner/repo[@version] or a link to forgejo-artifacts.json, and lock it')
    .option('--name <name>', 'its name in the workspace file (default: the name of the repository or package)')
    .addOption(packageOption())
    .option('--asset <pattern>', 'a pattern for its files, such as "tool-{version}-*.tar.gz"')
    .addOption(list('--executable <name>', 'a program inside it (repeatable)'))
    .addOption(dryRun());
  add('remove', ' <tools...>', 'remove tools from forgejo-artifacts.json and its lock; they stay installed').addOption(
    dryRun(),
  );
}

/** Commands that take locked files to other machines. */
function addPortableCommands(add: Add): void {
  add('export', ' <target> [tools...]', 'write the locked files into a directory, for a machine without a network')
    .addOption(platforms())
    .option('--tar', 'write a tar file of that name instead of a directory')
    .addOption(pathOption('--with <file>', "an extra file to include, such as the extension's .vsix"));
  add(
    'import',
    ' <from>',
    'import an exported directory or tar file into the cache, each file checked against the lock',
  );
  add('mirror', '', 'upload the files of the lock that the mirrors lack, for all platforms')
    .addArgument(new Argument('<action>', 'what to do').choices(['push']))
    .argument('[tools...]', 'names of tools in the lock (default: all)')
    .addOption(platforms())
    .option('--mirror-private', 'also upload files that might not be public; for private mirrors only')
    .addOption(dryRun());
}

function platforms(): Option {
  const what = 'all (the default), this, or a platform such as linux-x64; may be given several times';
  return list('--platform <name>', what);
}

/** Commands for instances and this machine. */
function addToolCommands(add: Add): void {
  addFileOptions(add('install', ' <source>', 'install owner/repo[@version] or a link'))
    .addOption(list('--executable <path>', 'a program inside it (repeatable)'))
    .addOption(takeCommands())
    .addOption(dryRun());
  add(
    'uninstall',
    ' <tool>',
    'uninstall tool[@version], given by name, owner/repo, link or the directory that list shows; its files stay in the cache',
  )
    .option('--force', 'even if a project uses it')
    .addOption(dryRun());
  addFileOptions(add('download', ' <source>', 'save one file of owner/repo[@version] or of a link')).addOption(
    pathOption('--output <path>', 'a directory or a file name (default: the current directory)'),
  );
  add('versions', ' <source>', 'list the versions of owner/repo, or the files of owner/repo@version')
    .addOption(packageOption())
    .option('--all', 'list all versions, not only the newest 20');
  add('inspect', ' <source>', 'show what each platform gets from a release, how it is verified, and what is missing')
    .addOption(packageOption())
    .option('--contents', 'also download, check and open the file for each platform, and show its programs')
    .addHelpText('after', INSPECT_HELP);
  add('search', ' <text>', 'find repositories by name');
  add('list', '', "list the project's tools, if there is a project, and all installed tools");
  add('verify', '', 'check that installed programs and cached files are unchanged; contacts no server');
  add('which', ' <command>', 'print the program that a command runs, in this project if there is one');
}

/** Commands that use the tools of a project: that of the nearest lock, from the directory upwards. */
function addEnvironmentCommands(add: Add): void {
  add('exec', ' [command...]', "run a command with the project's tools first on the PATH; put -- before the command");
  add('env', '', "print shell code that puts the project's tools on the PATH").addOption(
    new Option('--shell <shell>', 'the shell to print it for (default: yours)').choices(SHELLS),
  );
}

const INSPECT_HELP = `
Without --contents it reads only checksum files and signatures. With --require it exits with 3 if a picked file has less
evidence, so it can be the last step of a release script.`;

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
  const what = "link the tool's own and the named commands, even if their names run other programs now";
  return new Option('--take-commands', what);
}
