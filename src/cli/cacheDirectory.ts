import path from 'node:path';

interface Place {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

const NAME = 'forgejo-artifacts';

/**
 * Where files and tools are kept unless somebody says otherwise: `$XDG_CACHE_HOME` (an absolute one, as its specification
 * has it) or what is usual on the platform.
 */
export function cacheDirectory({ platform, env, home }: Place): string {
  const paths = platform === 'win32' ? path.win32 : path.posix;
  const xdg = env['XDG_CACHE_HOME'];
  if (xdg && paths.isAbsolute(xdg)) return paths.join(xdg, NAME);
  switch (platform) {
    case 'win32':
      return paths.join(env['LOCALAPPDATA'] || paths.join(home, 'AppData', 'Local'), NAME, 'Cache');
    case 'darwin':
      return paths.join(home, 'Library', 'Caches', NAME);
    default:
      return paths.join(home, '.cache', NAME);
  }
}
