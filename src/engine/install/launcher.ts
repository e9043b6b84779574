import path from 'node:path';

/** The system's own, whatever commands of tools are on the PATH. */
const SYSTEM_PATH = '/usr/bin:/bin:/run/current-system/sw/bin';

/** The launcher may be reached through a link; its target is next to the launcher itself. */
const START = `#!/bin/sh
[ -L "$0" ] && exec "$(PATH=${SYSTEM_PATH} readlink -f -- "$0")" "$@"
exec "\${0%/*}"/'`;
const END = `' "$@"\n`;

/**
 * A program that runs a script at its own place, so that the script finds its neighbours by `$0`; through a link it would
 * look next to the link. The path is relative to the launcher's directory, because the whole may be moved.
 */
export function launcherText(relative: string): string {
  return `${START}${relative.replaceAll("'", String.raw`'\''`)}${END}`;
}

/** The target of a launcher; `undefined` for any other text. */
export function targetOfLauncher(text: string, bin: string): string | undefined {
  if (!text.startsWith(START) || !text.endsWith(END)) return undefined;
  return path.resolve(bin, text.slice(START.length, -END.length).replaceAll(String.raw`'\''`, "'"));
}
