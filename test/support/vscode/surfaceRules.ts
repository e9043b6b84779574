/**
 * What VS Code reads in text from extensions: copied from `workbench.js` of 1.139.1 (MIT licence), the same since at least
 * 1.101. `test/ui/foreignText.test.ts` checks that the editor still has these rules.
 */

/**
 * Messages, progress, prompts, validation messages and view messages: `[label](command:…)`, opened with all commands
 * allowed.
 */
export const LINK = new RegExp(
  String.raw`\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^\)\s]+)(?: (["'])(.+?)(\3))?\)`,
  'gi',
);

/** Quick picks, prompts, buttons and names of terminals: `$(icon)`; a backslash before it shows it as text. */
export const ICON = /(\\)?\$\(([A-Za-z0-9-]+(?:~[A-Za-z]+)?)\)/g;

/**
 * The part of a label that highlighting in quick picks removes before it looks for the typed text. It ignores backslashes.
 */
export const ICON_CHARACTERS = /\$\([A-Za-z0-9~-]+\)/g;

/** The part of a text that some surfaces remove as an icon for screen readers. */
export const STRIPPED = /\$\((.*?)\)/g;

/** The interpretations of a text, other than as plain text, in any of the surfaces. */
export function readings(text: string): readonly string[] {
  return [LINK, ICON, ICON_CHARACTERS, STRIPPED].flatMap((rule) => text.match(rule) ?? []);
}
