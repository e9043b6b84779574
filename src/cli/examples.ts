import type { CommandName } from './invocation.ts';

/** Typical calls, shown in the help of each command. */
export const EXAMPLES: Readonly<Record<CommandName, readonly string[]>> = {
  restore: [
    'restore',
    'restore --frozen',
    'restore saw --offline',
    'restore --mirror https://cache.example.org --mirror-upload',
    'restore --mirror file:///media/stick --mirror-only',
  ],
  check: ['check', 'check --json'],
  update: ['update', 'update saw', 'update --dry-run'],
  add: [
    'add tools/saw@^1.4',
    'add https://git.example.org/tools/saw --name saw',
    'add tools/blade --package --dry-run',
  ],
  remove: ['remove saw'],
  install: [
    'install tools/saw',
    'install tools/saw@^1.4 --instance https://git.example.org',
    'install https://git.example.org/tools/saw/releases/tag/v1.4.0',
  ],
  uninstall: ['uninstall saw', 'uninstall saw@v1.4.0', 'uninstall tools/saw --dry-run'],
  download: [
    'download tools/saw --output build/',
    'download tools/saw@v1.4.0 --asset saw-1.4.0.tar.gz --output saw.tar.gz',
    'download https://git.example.org/tools/saw/releases/download/v1.4.0/SHA256SUMS',
  ],
  versions: ['versions tools/saw', 'versions tools/saw@v1.4.0', 'versions tools/blade --package --all'],
  search: ['search saw'],
  inspect: [
    'inspect tools/saw',
    'inspect tools/saw@v1.4.0 --contents',
    'inspect tools/saw --require signature --trusted-key https://git.example.org/tools=saw.pub',
  ],
  list: ['list', 'list --json'],
  verify: ['verify'],
  export: [
    'export /media/stick',
    'export /media/stick saw --platform this',
    'export tools.tar --tar --with forgejo-artifacts.vsix',
  ],
  import: ['import /media/stick', 'import tools.tar -C build'],
  mirror: ['mirror push --mirror https://cache.example.org', 'mirror push saw --platform linux-x64 --dry-run'],
  which: ['which saw'],
  exec: ['exec -- saw --fast', 'exec -C ../other -- make build'],
  env: ['env --shell bash', 'env --shell fish | source', 'env --json'],
  completion: [
    'completion bash >~/.local/share/bash-completion/completions/forgejo-artifacts',
    'completion fish | source',
  ],
};
