import path from 'node:path';

/** The system's own, whatever commands of tools are on the PATH. */
const SYSTEM_PATH = '/usr/bin:/bin:/run/current-system/sw/bin';

/** Somebody may have linked to the launcher; what it leads to is beside itself. */
const START = `#!/bin/sh
[ -L "$0" ] && exec "$(PATH=${SYSTEM_PATH} readlink -f -- "$0")" "$@"
exec "\${0%/*}"/'`;
const END = `' "$@"\n`;

/**
 * A program that runs a script in its own place, so that the script finds what lies beside it by `$0`: through a link it
 * would look beside the link. The path is relative to the launcher's directory, as the whole may be moved.
 */
export function launcherText(relative: string): string {
  return `${START}${relative.replaceAll("'", String.raw`'\''`)}${END}`;
}

/** Where a launcher leads; `undefined` for any other text. */
export function targetOfLauncher(text: string, bin: string): string | undefined {
  if (!text.startsWith(START) || !text.endsWith(END)) return undefined;
  return path.resolve(bin, text.slice(START.length, -END.length).replaceAll(String.raw`'\''`, "'"));
}
