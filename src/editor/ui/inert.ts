import { withoutControls } from '../../words/foreign.ts';

/** U+2060 has no width, and forbids a line break where it stands. */
const WORD_JOINER = '\u2060';

/**
 * Text that the editor shows literally. Messages, prompts and view messages turn `[label](command:…)` into a link that runs
 * any command; quick picks, prompts and terminal names turn `$(name)` into an icon, for example a "verified" sign. File
 * names may contain both. A word joiner after `]` and `$` prevents both readings everywhere, also in places that strip icons
 * or know no escape, where a backslash would be shown or spoken. The text looks the same, but a copy of a message would
 * contain the mark, so commands that copy do not use this.
 *
 * Everything in `editor/ui` that passes text to the editor calls this, and nothing outside may pass it any; our own words
 * need neither links nor icons in their text.
 */
export function inert(text: string): string {
  return withoutControls(text).replace(/[\]$](?=\()/g, `$&${WORD_JOINER}`);
}
