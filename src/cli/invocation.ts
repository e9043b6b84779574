import type { Requirement } from '../engine/index.ts';

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
  'completion',
] as const;
export type CommandName = (typeof COMMAND_NAMES)[number];

/** As they are given; lists are empty where an option is not. */
export interface CliOptions {
  readonly json: boolean;
  /** Of the workspace file and its lock. */
  readonly directory: string;
  readonly cache?: string;
  /** PEM certificates of one's own authority. */
  readonly caFile?: string;
  readonly offline: boolean;
  /** Of `restore` alone. */
  readonly frozen: boolean;
  readonly verbose: boolean;
  readonly instance: readonly string[];
  readonly trustedKey: readonly string[];
  /** With its port where that is not the usual one. */
  readonly allowHost: readonly string[];
  readonly require: Requirement;
  /** In milliseconds. */
  readonly minimumAge: number;
  /** Of `restore` and `install`. */
  readonly takeCommands: boolean;
  /** Of the commands that change something. */
  readonly dryRun: boolean;
  /** Of `versions`. */
  readonly all: boolean;
  /** Of `download`; absolute. */
  readonly output?: string;
  /** Of `add`. */
  readonly name?: string;
  /** Of the commands that take a source. */
  readonly package: boolean;
  /** A file, or for `add` a pattern for files. */
  readonly asset?: string;
  readonly executable: readonly string[];
  readonly acceptChange: boolean;
  /** Of `inspect` alone. */
  readonly contents: boolean;
}

/** One call of the program. */
export interface Invocation {
  readonly command: CommandName;
  readonly names: readonly string[];
  readonly options: CliOptions;
}
