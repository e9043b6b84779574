import path from 'node:path';
import { findProgram, foreignDirectories, pathDirectories, pathOf } from '../../engine/index.ts';

/**
 * What git and its credential helpers need to find the user's settings, keyrings and proxies. It passes on no token of ours,
 * nothing that loads code into programs (`LD_*`, `DYLD_*`, `NODE_OPTIONS`), and no `GIT_*`, which could name another
 * repository's settings.
 */
const NEEDED: readonly string[] = [
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'LANG',
  'LC_ALL',
  'TMPDIR',
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
  'XDG_CACHE_HOME',
  'XDG_STATE_HOME',
  'XDG_RUNTIME_DIR',
  // For keyrings and password stores. A keyring asks on the display to be unlocked.
  'DBUS_SESSION_BUS_ADDRESS',
  'DISPLAY',
  'WAYLAND_DISPLAY',
  'GNUPGHOME',
  'PASSWORD_STORE_DIR',
  'http_proxy',
  'https_proxy',
  'all_proxy',
  'no_proxy',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'ALL_PROXY',
  'NO_PROXY',
  // The socket of the helper that the editor installs in dev containers.
  'REMOTE_CONTAINERS_IPC',
  'REMOTE_CONTAINERS_SOCKETS',
  'SystemRoot',
  'SystemDrive',
  'windir',
  'ComSpec',
  'PATHEXT',
  'TEMP',
  'TMP',
  'USERNAME',
  'USERDOMAIN',
  'USERPROFILE',
  'HOMEDRIVE',
  'HOMEPATH',
  'APPDATA',
  'LOCALAPPDATA',
  'ProgramData',
  'ALLUSERSPROFILE',
  'ProgramFiles',
  'ProgramFiles(x86)',
  'ProgramW6432',
  'CommonProgramFiles',
];

/** Git asks its helpers, but not in a terminal, where its prompts would have nowhere to appear. A keyring may ask on the display. */
const QUIET = { GIT_TERMINAL_PROMPT: '0', GIT_ASKPASS: '', SSH_ASKPASS: '', GCM_INTERACTIVE: 'never' };

/** The environment git runs in. Its PATH contains no directory of installed tools. */
export async function gitEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): Promise<Readonly<Record<string, string>>> {
  const needed = NEEDED.flatMap((name) => {
    const value = env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const directories = await foreignDirectories(pathDirectories(pathOf(env)));
  return { ...Object.fromEntries(needed), ...QUIET, PATH: directories.join(path.delimiter) };
}

/** The absolute path of git in that environment. */
export function findGit({ PATH }: Readonly<Record<string, string>>): Promise<string | undefined> {
  const name = process.platform === 'win32' ? 'git.exe' : 'git';
  return findProgram(name, pathDirectories(PATH));
}
