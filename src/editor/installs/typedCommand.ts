import { shellWord } from '../../words/foreign.ts';

/** A program, and the command that starts it. */
export interface TypedProgram {
  readonly command: string;
  /** Whether its name starts this program in the terminal if the directory with the linked commands is on the PATH. */
  readonly linked: boolean;
  readonly path: string;
}

/** The terminal that a command is typed into. */
interface TypedInto {
  /** Whether the directory with the linked commands is on its PATH. */
  readonly isOnPath: boolean;
  /** The path of its shell; '' if unknown. */
  readonly shell: string;
}

/** Characters that every shell takes as part of a plain word. */
const ONE_WORD = /^[A-Za-z0-9_][\w.+-]*$/;

/**
 * What to type to start a program: its name if that does it, else its path in the quotes of the shell. `undefined` if the
 * shell could read anything else into that. Pure.
 */
export function typedCommand({ command, linked, path }: TypedProgram, into: TypedInto): string | undefined {
  if (linked && into.isOnPath && ONE_WORD.test(command)) return command;
  // A control character can be a key that the shell obeys, such as Enter.
  if (path === '' || /\p{Cc}/u.test(path) || !path.isWellFormed()) return undefined;
  return quotedFor(into.shell)(path);
}

type Quote = (path: string) => string | undefined;

function quotedFor(shell: string): Quote {
  const name = shell
    .replace(/^.*[\\/]/, '')
    .toLowerCase()
    .replace(/\.exe$/, '');
  switch (name) {
    case 'bash':
      // This one of Windows starts a Linux, where the path is another.
      return /\\(system32|sysnative)\\/i.test(shell) ? unquoted : shellWord;
    case 'sh':
    case 'zsh':
    case 'dash':
    case 'ash':
    case 'ksh':
    case 'mksh':
      return shellWord;
    case 'fish':
      return quotedForFish;
    case 'powershell':
    case 'pwsh':
    case 'pwsh-preview':
      return quotedForPowerShell;
    case 'cmd':
      return quotedForCmd;
    default:
      return unquoted;
  }
}

/** In an unknown shell, only a path that every shell takes literally. */
function unquoted(path: string): string | undefined {
  return /^\/[\w./+-]+$/.test(path) ? path : undefined;
}

/** Unlike POSIX shells, fish reads backslashes inside single quotes. */
function quotedForFish(path: string): string {
  return unquoted(path) ?? `'${path.replaceAll(/['\\]/g, String.raw`\$&`)}'`;
}

/** PowerShell takes typographic quotes for plain ones, and starts a quoted path only after `&`. */
function quotedForPowerShell(path: string): string {
  return PLAIN_ON_WINDOWS.test(path) ? path : `& '${path.replaceAll(/['\u2018-\u201b]/g, '$&$&')}'`;
}

/** The prompt of cmd replaces `%NAME%`, and `!NAME!` if so configured, even in quotes, and nothing there escapes them. */
function quotedForCmd(path: string): string | undefined {
  if (/["%!]/.test(path)) return undefined;
  return PLAIN_ON_WINDOWS.test(path) ? path : `"${path}"`;
}

const PLAIN_ON_WINDOWS = /^(?:[A-Za-z]:[\\/]|[\\/])[\w.\\/+-]+$/;
