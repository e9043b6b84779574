import path from 'node:path';
import { isWholePath } from '../engine/wholePath.ts';
import { usageError } from './cliError.ts';

interface HomeFacts {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

const NAME = 'forgejo-artifacts';

/**
 * The default directory for files and tools: `$XDG_CACHE_HOME` (if absolute, as its specification requires) or the
 * platform's usual place. Never below the current directory, whatever the environment says.
 *
 * @throws CliError `usage` if neither names a place
 */
export function cacheDirectory({ platform, env, home }: HomeFacts): string {
  const paths = platform === 'win32' ? path.win32 : path.posix;
  const given = (name: string): string | undefined => {
    const value = env[name];
    return value !== undefined && isWholePath(value, platform) ? value : undefined;
  };
  const xdg = given('XDG_CACHE_HOME');
  if (xdg !== undefined) return paths.join(xdg, NAME);
  const local = platform === 'win32' ? given('LOCALAPPDATA') : undefined;
  if (local !== undefined) return paths.join(local, NAME, 'Cache');
  if (!isWholePath(home, platform)) {
    throw usageError(
      'Your home directory is not known (HOME has no absolute path). Use --cache to say where to keep files.',
    );
  }
  switch (platform) {
    case 'win32':
      return paths.join(home, 'AppData', 'Local', NAME, 'Cache');
    case 'darwin':
      return paths.join(home, 'Library', 'Caches', NAME);
    default:
      return paths.join(home, '.cache', NAME);
  }
}
