import { shellWord } from '../words/foreign.ts';
import { CliError } from './cliError.ts';
import { SHELLS } from './completion/shape.ts';
import type { Shell } from './completion/shape.ts';
import type { World } from './world.ts';

/** The user's shell, or for an unknown one the script closest to the standard. */
export function shellOf({ env, platform }: Pick<World, 'env' | 'platform'>): Shell {
  // Git Bash converts it for Windows programs.
  const name = (env['SHELL'] ?? '').replace(/^.*[/\\]/, '').replace(/\.exe$/i, '');
  return SHELLS.find((shell) => shell === name) ?? (platform === 'win32' ? 'pwsh' : 'bash');
}

/** A text as one word of a shell, whatever characters it has. */
const QUOTES: Readonly<Record<Shell, (text: string) => string>> = {
  bash: (text) => `'${text.replaceAll("'", String.raw`'\''`)}'`,
  zsh: (text) => `'${text.replaceAll("'", String.raw`'\''`)}'`,
  fish: (text) => `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`,
  // PowerShell takes four more characters for single quotes, and doubles all of them.
  pwsh: (text) => `'${text.replaceAll(/['\u2018-\u201b]/g, '$&$&')}'`,
};

/** The line that puts a directory first on the PATH of a shell. @throws CliError `badPlace` for one with control characters */
export function pathLine(shell: Shell, directory: string, world: Pick<World, 'env' | 'platform'>): string {
  // A terminal would obey them when it displays the line.
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(directory)) {
    throw new CliError(
      'badPlace',
      'The cache directory has control characters in its path. Choose another with --cache.',
    );
  }
  const word = QUOTES[shell](shell === 'pwsh' ? directory : posixName(directory, world));
  switch (shell) {
    case 'bash':
    case 'zsh':
      return `export PATH=${word}"\${PATH:+:$PATH}"`;
    case 'fish':
      return `set -gx PATH ${word} $PATH`;
    case 'pwsh':
      return `$env:PATH = ${word} + [IO.Path]::PathSeparator + $env:PATH`;
  }
}

/**
 * A Windows directory as Unix shells write it, because a drive's colon would split their PATH. Git Bash and MSYS have drives
 * below `/`, Cygwin below `/cygdrive`.
 */
function posixName(directory: string, { env, platform }: Pick<World, 'env' | 'platform'>): string {
  if (platform !== 'win32') return directory;
  const drives = env['MSYSTEM'] === undefined ? '/cygdrive/' : '/';
  return directory.replaceAll('\\', '/').replace(/^([a-z]):/i, (_, drive: string) => drives + drive.toLowerCase());
}

/**
 * A path as one word of whatever shell people paste it into. All Windows shells take double quotes, which paths there never
 * have; in PowerShell some characters have a meaning inside them.
 */
export function pathWord(file: string, platform: NodeJS.Platform = process.platform): string {
  const isHarmless = platform === 'win32' && /^[\p{L}\p{N}_.:\\+@() -]+$/u.test(file) && !file.endsWith('\\');
  return isHarmless ? `"${file}"` : shellWord(file);
}
