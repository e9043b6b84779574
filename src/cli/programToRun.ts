import path from 'node:path';
import { commandEndings, findProgram, pathOf, pathParts } from '../engine/index.ts';
import { plain } from '../words/format.ts';
import { CliError } from './cliError.ts';

/** A program to run in place of this one. */
export interface Program {
  /** As the user typed it, for messages. */
  readonly command: string;
  /** A path, or on POSIX a name to look for on the PATH of `env`. */
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Environment;
  /** Whether Windows gets the arguments as they are, because they are quoted already. */
  readonly isVerbatim: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** What the system searches where there is no PATH. */
const DEFAULT_PATH = '/usr/bin:/bin';

/** The same environment with a directory first on the PATH. Windows spells the name in any case. */
export function withFirstOnPath(directory: string, env: Environment, platform: NodeJS.Platform): Environment {
  const isWindows = platform === 'win32';
  const delimiter = isWindows ? ';' : ':';
  const names = Object.keys(env).filter((name) => (isWindows ? name.toUpperCase() === 'PATH' : name === 'PATH'));
  const rest = names.map((name) => env[name]).find((value) => value !== undefined) ?? (isWindows ? '' : DEFAULT_PATH);
  // An empty element means the current directory, so none is added to an empty PATH. The others keep theirs.
  const parts = rest === '' ? [] : rest.split(delimiter).filter((part) => part !== directory);
  const others = Object.entries(env).filter(([name]) => !names.includes(name));
  return { ...Object.fromEntries(others), [names[0] ?? 'PATH']: [directory, ...parts].join(delimiter) };
}

interface Wanted {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  /** The programs of the project, by command. */
  readonly targets: ReadonlyMap<string, string | undefined>;
}

/**
 * The program that a command means. POSIX systems look for it themselves; for Windows it is looked for here, because Node
 * finds nothing but `.exe` there, and batch files need a shell and its own quoting.
 * @throws CliError `noProgram`, `usage`
 */
export async function programToRun({ command, args, env, platform, targets }: Wanted): Promise<Program> {
  if (platform !== 'win32') return { command, file: command, args, env, isVerbatim: false };
  // Not through its batch file on the PATH, which would parse the arguments again.
  const own = [...targets].find(([name]) => name.toLowerCase() === command.toLowerCase())?.[1];
  const file = own ?? (await findOnWindows(command, env));
  if (file === undefined) throw noProgram(command);
  if (!/\.(?:cmd|bat)$/i.test(file)) return { command, file, args, env, isVerbatim: false };
  const shell = path.win32.join(env['SystemRoot'] ?? String.raw`C:\Windows`, 'System32', 'cmd.exe');
  return { command, file: shell, args: batchArguments(file, args), env, isVerbatim: true };
}

function noProgram(command: string): CliError {
  return new CliError('noProgram', `There is no command ${plain(command, 200)} on the PATH.`, { command });
}

/** Why the system did not start a program. @throws CliError `noProgram`, `notRun` */
export function notStarted({ command }: Program, error: unknown): never {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  if (code === 'ENOENT' && !/[/\\]/.test(command)) throw noProgram(command);
  const message = `${plain(command, 200)} could not be started (${code}).`;
  throw new CliError(code === 'ENOENT' ? 'noProgram' : 'notRun', message, { command });
}

async function findOnWindows(command: string, env: Environment): Promise<string | undefined> {
  const endings = commandEndings({ env, platform: 'win32' });
  const isNamed = endings.some((ending) => command.toLowerCase().endsWith(ending));
  const names = (isNamed ? ['', ...endings] : endings).map((ending) => path.basename(command) + ending);
  const isPath = /[/\\]/.test(command);
  const directories = isPath ? [process.cwd()] : pathParts(pathOf(env, 'win32'), ';');
  return findProgram(
    names,
    directories.map((directory) => path.resolve(directory, path.dirname(command))),
  );
}

/**
 * The arguments of `cmd.exe` for a batch file, quoted as Rust's standard library does it: in quotes nothing but `"` and `%`
 * has a meaning, and `%cd:~,%` is an empty part of a variable that always exists.
 * @throws CliError `usage` for an argument that cannot be passed at all
 */
export function batchArguments(script: string, args: readonly string[]): readonly string[] {
  const broken = args.find((arg) => /[\r\n\0]/.test(arg));
  if (broken !== undefined) throw new CliError('usage', 'A batch file takes no arguments with line breaks.');
  const words = [script, ...args].map((word) => `"${escaped(word).replaceAll('%', '%%cd:~,%')}"`);
  return ['/e:ON', '/v:OFF', '/d', '/c', `"${words.join(' ')}"`];
}

/** A quote counts double, and so do backslashes before one and at the end. */
function escaped(word: string): string {
  return word.replaceAll(/\\+|"/g, (part, at: number) => {
    const next = word[at + part.length];
    return part === '"' || next === '"' || next === undefined ? part + part : part;
  });
}
