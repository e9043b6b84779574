/**
 * What VS Code reads in text that extensions hand over: copied from `workbench.js` of 1.139.1 (MIT licence), the same since
 * 1.101 at least. `test/ui/foreignText.test.ts` looks whether the editor still has them.
 */

/** Messages, progress, prompts, validation messages and view messages: `[label](command:…)`, opened with all commands allowed. */
export const LINK = new RegExp(
  String.raw`\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^\)\s]+)(?: (["'])(.+?)(\3))?\)`,
  'gi',
);

/** Quick picks, prompts, buttons, names of terminals: `$(icon)`; a backslash before it shows it as text. */
export const ICON = /(\\)?\$\(([A-Za-z0-9-]+(?:~[A-Za-z]+)?)\)/g;

/** What highlighting in quick picks takes out of a label before it looks for what was typed; knows no backslash. */
export const ICON_CHARACTERS = /\$\([A-Za-z0-9~-]+\)/g;

/** What some surfaces take for an icon when they leave icons out for screen readers. */
export const STRIPPED = /\$\((.*?)\)/g;

/** The readings that text has besides its own, in any of the surfaces. */
export function readings(text: string): readonly string[] {
  return [LINK, ICON, ICON_CHARACTERS, STRIPPED].flatMap((rule) => text.match(rule) ?? []);
}
