import type { Requirement } from '../engine/index.ts';
import type { Shell } from './completion/shape.ts';

const COMMAND_NAMES = [
  'restore',
  'check',
  'update',
  'add',
  'remove',
  'install',
  'uninstall',
  'download',
  'versions',
  'search',
  'inspect',
  'list',
  'verify',
  'which',
  'export',
  'import',
  'mirror',
  'exec',
  'env',
  'completion',
] as const;
export type CommandName = (typeof COMMAND_NAMES)[number];

/** Commands that use only this machine. */
const LOCAL_COMMANDS = ['which', 'exec', 'env', 'list'] as const satisfies readonly CommandName[];
export type LocalCommand = (typeof LOCAL_COMMANDS)[number];
/** Commands that need the whole engine. */
export type EngineCommand = Exclude<CommandName, LocalCommand | 'completion'>;

export function isLocal(command: CommandName): command is LocalCommand {
  return LOCAL_COMMANDS.some((one) => one === command);
}

/** The options as given; lists are empty if an option is missing. */
export interface CliOptions {
  readonly json: boolean;
  /** The directory of the workspace file and its lock. */
  readonly directory: string;
  readonly cache?: string;
  /** A file with PEM certificates of a private authority. */
  readonly caFile?: string;
  readonly offline: boolean;
  /** Only for `restore`. */
  readonly frozen: boolean;
  /** Only for `restore`. */
  readonly verify: boolean;
  readonly verbose: boolean;
  readonly instance: readonly string[];
  /** The mirrors as given, in the order in which they are tried. */
  readonly mirror: readonly string[];
  readonly mirrorOnly: boolean;
  /** Only for `restore`. */
  readonly mirrorUpload: boolean;
  /** Only for `restore` and `mirror`. */
  readonly mirrorPrivate: boolean;
  /** Only for `export`. */
  readonly tar: boolean;
  /** Only for `export`; absolute. */
  readonly with?: string;
  /** Only for `export` and `mirror`: `all`, `this`, or names of platforms. */
  readonly platform: readonly string[];
  readonly trustedKey: readonly string[];
  /** Host names, with the port unless it is the default. */
  readonly allowHost: readonly string[];
  readonly require: Requirement;
  /** In milliseconds. */
  readonly minimumAge: number;
  /** Only for `restore` and `install`. */
  readonly takeCommands: boolean;
  /** Only for commands that change something. */
  readonly dryRun: boolean;
  /** Only for `versions`. */
  readonly all: boolean;
  /** Only for `download`; absolute. */
  readonly output?: string;
  /** Only for `add`. */
  readonly name?: string;
  /** Only for commands with a source. */
  readonly package: boolean;
  /** A file, or a pattern for files with `add`. */
  readonly asset?: string;
  readonly executable: readonly string[];
  readonly acceptChange: boolean;
  /** Only for `inspect`. */
  readonly contents: boolean;
  /** Only for `uninstall`. */
  readonly force: boolean;
  /** Only for `env`. */
  readonly shell?: Shell;
}

/** Values of missing options. Not declared as defaults, which the help would print for each. */
export const NOT_GIVEN: CliOptions = {
  json: false,
  directory: '.',
  offline: false,
  frozen: false,
  verify: false,
  verbose: false,
  instance: [],
  trustedKey: [],
  allowHost: [],
  mirror: [],
  mirrorOnly: false,
  mirrorUpload: false,
  mirrorPrivate: false,
  platform: [],
  tar: false,
  require: 'any',
  package: false,
  dryRun: false,
  all: false,
  executable: [],
  takeCommands: false,
  acceptChange: false,
  contents: false,
  force: false,
  minimumAge: 0,
};

/** One call of the program. */
export interface Invocation {
  readonly command: CommandName;
  readonly names: readonly string[];
  readonly options: CliOptions;
}

/** A call that needs the engine or parts of it. */
export interface EngineInvocation extends Invocation {
  readonly command: LocalCommand | EngineCommand;
}
