import type { CommandName } from './invocation.ts';

/** What people type, for the help of each command. */
export const EXAMPLES: Readonly<Record<CommandName, readonly string[]>> = {
  restore: ['restore', 'restore --frozen', 'restore saw --offline'],
  check: ['check', 'check --json'],
  update: ['update', 'update saw', 'update --dry-run'],
  install: [
    'install tools/saw',
    'install tools/saw@^1.4 --instance https://git.example.org',
    'install https://git.example.org/tools/saw/releases/tag/v1.4.0',
  ],
  uninstall: ['uninstall saw', 'uninstall saw@v1.4.0'],
  list: ['list'],
  verify: ['verify'],
  which: ['which saw'],
};
