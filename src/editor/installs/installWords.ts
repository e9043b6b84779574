import { isVerified, sourceName } from '../../engine/index.ts';
import type { AssetRecord, Installed } from '../../engine/index.ts';
import { evidenceSentence, spokenEvidence } from '../../words/evidenceWords.ts';
import { enumerate, plain } from '../../words/format.ts';
import type { Choice } from './chooseAsset.ts';

/** Sentences about installing. All pure. */

export interface Question {
  readonly question: string;
  readonly detail: string;
  readonly action: string;
}

/**
 * What has to be asked before a file is installed: all of it at once, or nothing where the pick is certain and somebody
 * vouches for the bytes.
 */
export function questionBefore(choice: Choice, record: AssetRecord, host: string): Question | undefined {
  const { evidence, source, version } = record;
  const isBelieved = isVerified(evidence);
  if (isBelieved && choice.assumptions.length === 0) return undefined;
  return {
    question: `Install ${plain(record.name, 80)}${isBelieved ? '' : ' anyway'}?`,
    detail: [
      `From ${plain(sourceName(source), 80)} ${plain(version, 60)} on ${host}.`,
      pickSentence(choice),
      evidenceSentence(record),
    ]
      .filter(Boolean)
      .join(' '),
    action: isBelieved ? 'Install' : 'Install Anyway',
  };
}

/** `Picked for this machine: Linux, x64. Assumed: it runs on glibc.` */
export function pickSentence({ reason, assumptions }: Choice): string {
  if (reason === '') return '';
  const granted = assumptions.length > 0 ? ` Assumed: it ${enumerate(assumptions, 'and')}.` : '';
  return `Picked for this machine: ${reason}.${granted}`;
}

/** `tool v1.0.0 is installed: signed by a key that you trust. Type tool in a new terminal.` */
export function installedSentence(installed: Installed, record: AssetRecord | undefined, isOnPath: boolean): string {
  const evidence = record ? `: ${spokenEvidence(record)}` : '';
  return `${nameOf(installed)} is installed${evidence}. ${commandSentence(installed, isOnPath)}`;
}

/** `Type tool in a new terminal.` */
export function commandSentence({ executables }: Installed, isOnPath: boolean): string {
  const linked = executables.filter((one) => one.linked).map(({ command }) => plain(command, 40));
  if (linked.length === 0) return 'None of its programs is a command; Choose Commands… changes that.';
  const some = linked.length > 4 ? [...linked.slice(0, 3), `${linked.length - 3} more`] : linked;
  return isOnPath
    ? `Type ${enumerate(some, 'or')} in a new terminal.`
    : `Its commands (${some.join(', ')}) are not on the PATH: Add to PATH changes that.`;
}

/** `tool v1.0.0` */
export function nameOf({ tool, asset }: Pick<Installed, 'tool' | 'asset'>): string {
  return `${plain(tool.name, 60)} ${plain(asset.version, 60)}`;
}
