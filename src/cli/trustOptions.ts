import type { CommandName } from './invocation.ts';

/** The options that say which files are trusted. */
export const TRUST_OPTIONS = ['--trusted-key', '--require'] as const;

/** Commands that judge no file, so these options would change nothing. */
const WITHOUT_TRUST = new Set<string>([
  'remove',
  'uninstall',
  'search',
  'list',
  'verify',
  'versions',
  'check',
  'which',
  'exec',
  'env',
  'completion',
] satisfies readonly CommandName[]);

export function takesTrust(command: string): boolean {
  return !WITHOUT_TRUST.has(command);
}

/** The usage error for a trust option that a command would ignore. */
export function trustRefusal(command: CommandName, option: string): string {
  return `${command} does not take ${option}, because it judges no files. Commands that judge them take it, such as restore.`;
}
