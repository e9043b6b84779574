import { withoutControls } from '../../words/foreign.ts';

/** U+2060: has no width, and forbids a line break where it stands. */
const WORD_JOINER = '\u2060';

/**
 * Text that the editor shows as it is. Messages, prompts and view messages take `[label](command:…)` for a link that runs
 * any command; quick picks, prompts and names of terminals take `$(name)` for an icon, a "verified" sign say. Names of
 * files may hold both. A word joiner after `]` and `$` takes both readings away from every surface, also from those that
 * strip icons or know no escape: a backslash would be shown or spoken by some. Nothing that a person sees changes; what is
 * copied from a message carries the mark, which is why commands that copy do not go through here.
 *
 * Everything in `editor/ui` that hands text to the editor calls this, and nothing outside may hand it any; our own words
 * need neither links nor icons in their text.
 */
export function inert(text: string): string {
  return withoutControls(text).replace(/[\]$](?=\()/g, `$&${WORD_JOINER}`);
}
