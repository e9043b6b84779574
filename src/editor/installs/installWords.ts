import { assumedWords } from '../../words/fitWords.ts';
import { isVerified, sourceName } from '../../engine/index.ts';
import type { AssetRecord, Installed } from '../../engine/index.ts';
import { evidenceSentence, spokenEvidence } from '../../words/evidenceWords.ts';
import { enumerate, enumerateFirst, plain } from '../../words/format.ts';
import type { LockedNames } from '../project/lockedNames.ts';
import type { ChosenAsset } from './chooseAsset.ts';
import { t } from '../../words/translate.ts';

/** Sentences about installing. All pure. */

export interface Question {
  readonly question: string;
  readonly detail: string;
  readonly action: string;
}

/** What to ask before a file is installed, in one question; nothing if the pick is certain and the bytes are vouched for. */
export function questionBefore(choice: ChosenAsset, record: AssetRecord, host: string): Question | undefined {
  const { evidence, source, version } = record;
  const isBelieved = isVerified(evidence);
  if (isBelieved && choice.assumptions.length === 0) return undefined;
  return {
    question: isBelieved ? t('Install {0}?', plain(record.name, 80)) : t('Install {0} anyway?', plain(record.name, 80)),
    detail: [
      t('From {0} {1} on {2}.', plain(sourceName(source), 80), plain(version, 60), host),
      ...pickSentences(choice),
      evidenceSentence(record),
    ].join(' '),
    action: isBelieved ? t('Install') : t('Install Anyway'),
  };
}

/** `Chosen for this machine: Linux, x64. Assumed: it runs on glibc.` */
export function pickSentences({ reason, assumptions }: ChosenAsset): readonly string[] {
  if (reason === '') return [];
  return [
    t('Chosen for this machine: {0}.', reason),
    ...(assumptions.length > 0 ? [t('Assumed: {0}.', assumedWords(assumptions))] : []),
  ];
}

/** `tool v1.0.0 is installed: signed by a key that you trust. Type tool in a new terminal.` */
export function installedSentence(installed: Installed, record: AssetRecord | undefined, reach: CommandReach): string {
  const name = installedName(installed);
  const done = record ? t('{0} is installed: {1}.', name, spokenEvidence(record)) : t('{0} is installed.', name);
  return `${done} ${commandSentence(installed, reach)}`;
}

/** Where the names of commands run what the user installed. */
export interface CommandReach {
  readonly isOnPath: boolean;
  /** The open folders in whose terminals the names run locked tools. */
  readonly folders: readonly LockedNames[];
}

/** `Type tool in a new terminal. In terminals of the folder demo, tool runs the locked tool instead.` */
export function commandSentence({ executables }: Installed, { isOnPath, folders }: CommandReach): string {
  const linked = executables.filter((one) => one.linked).map(({ command }) => plain(command, 40));
  if (linked.length === 0) return t('None of its programs is a command. Choose Commands… to change that.');
  if (!isOnPath) {
    return t('Its commands ({0}) are not on the PATH. Choose Add to PATH to add them.', enumerateFirst(linked, 4));
  }
  const type = t('Type {0} in a new terminal.', enumerate(linked.slice(0, 4), 'or'));
  return [type, ...folders.map(insteadSentence)].join(' ');
}

function insteadSentence({ folder, commands }: LockedNames): string {
  const names = commands.slice(0, 4).map((command) => plain(command, 40));
  return t(
    'In terminals of the folder {0}, {1} runs the locked tool instead.',
    plain(folder, 60),
    enumerate(names, 'or'),
  );
}

/** `tool v1.0.0` */
export function installedName({ tool, asset }: Pick<Installed, 'tool' | 'asset'>): string {
  return `${plain(tool.name, 60)} ${plain(asset.version, 60)}`;
}
