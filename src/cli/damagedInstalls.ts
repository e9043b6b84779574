import type { UnreadableInstall } from '../engine/index.ts';
import { damageSentence } from '../words/damagedInstallWords.ts';
import { shellWord } from '../words/foreign.ts';

/** One line for each install that cannot be read, with what to do about it. */
export function damagedLines(unreadable: readonly Pick<UnreadableInstall, 'directory'>[]): readonly string[] {
  return unreadable.map(
    ({ directory }) =>
      `${damageSentence([directory])} Install the tool again, or run "forgejo-artifacts uninstall ${shellWord(directory)}".`,
  );
}

/** The directories, for JSON. */
export function directoriesOf(unreadable: readonly Pick<UnreadableInstall, 'directory'>[]): readonly string[] {
  return unreadable.map(({ directory }) => directory);
}
