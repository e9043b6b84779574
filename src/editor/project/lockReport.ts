import { isWeaker } from '../../engine/index.ts';
import type { AssetChange, PlatformFile, ToolUpdate } from '../../engine/index.ts';
import { code, digestCell, document, facts, table, text } from '../documents/markdown.ts';
import { describeError } from '../../words/describeError.ts';
import { lockedEvidence, lockedSize, lockedSummary, noteSentence } from '../../words/lockWords.ts';
import { cutSentence, skippedSentences } from '../../words/projectWords.ts';
import { t } from '../../words/translate.ts';

/** What a lock would become, shown before it is written. */
export interface PlannedLock {
  readonly updates: readonly ToolUpdate[];
  readonly failures: readonly { readonly name: string; readonly error: unknown }[];
  /** Locked, but no longer in the workspace file. */
  readonly dropped: readonly string[];
}

/** Old and new version, digests and evidence of each tool and platform, to review before anything is written. */
export function lockReport({ updates, failures, dropped }: PlannedLock): string {
  const changed = updates.filter(({ isChanged }) => isChanged);
  const same = updates.filter(({ isChanged }) => !isChanged);
  return document(
    `# ${t('Lock preview')}`,
    t('Nothing has been written yet. Once it is, restores accept only files with these digests, on every machine.'),
    ...changed.flatMap(toolSections),
    ...failures.flatMap(({ name, error }) => [
      `## ${t('{0}: not locked', text(name))}`,
      text(describeError(error).message, 1000),
    ]),
    dropped.length > 0
      ? `## ${t('Removed from the lock')}\n\n${dropped.map((name) => `- ${text(name)}`).join('\n')}`
      : '',
    same.length > 0 ? `## ${t('Unchanged')}\n\n${same.map(sameLine).join('\n')}` : '',
  );
}

function sameLine({ name, after, skipped }: ToolUpdate): string {
  const over = skippedSentences(skipped).map((line) => ` ${text(line, 400)}`);
  return `- ${text(name)} ${text(after.version)}${over.length > 0 ? `.${over.join('')}` : ''}`;
}

function toolSections({ name, before, after, changes, notes, cutAt, skipped }: ToolUpdate): readonly string[] {
  const isNew = before?.version !== after.version;
  const versions = before && isNew ? `${text(before.version)} → ${text(after.version)}` : text(after.version);
  return [
    `## ${text(name)} ${versions}`,
    t('{0}. From {1}, requested as {2}.', text(lockedSummary(after)), text(after.instance, 300), code(after.requested)),
    cutAt === undefined ? '' : text(cutSentence(cutAt)),
    ...skippedSentences(skipped).map((line) => text(line, 400)),
    ...inGroups(changes).flatMap((group) => changeSections(group, isNew)),
    notes.length > 0 ? notes.map((note) => `- ${text(noteSentence(note), 600)}`).join('\n') : '',
  ];
}

/** Platforms that share a file, before and after, share a row. */
function inGroups(changes: readonly AssetChange[]): readonly (readonly AssetChange[])[] {
  return [...Map.groupBy(changes, ({ before, after }) => JSON.stringify([before, after])).values()];
}

function changeSections(group: readonly AssetChange[], isNewVersion: boolean): readonly string[] {
  const { before, after } = group[0] ?? {};
  return [
    `### ${text(group.map(({ platform }) => platform).join(', '))}`,
    ...warnings(before, after, isNewVersion),
    before && after ? comparison(before, after) : fileFacts(before ?? after),
    after ? '' : t('There is no file for it any more.'),
  ];
}

function warnings(
  before: PlatformFile | undefined,
  after: PlatformFile | undefined,
  isNewVersion: boolean,
): readonly string[] {
  if (!before || !after) return [];
  const isReplaced = !isNewVersion && before.asset.sha256 !== after.asset.sha256;
  const [old, now] = [before.asset.evidence.kind, after.asset.evidence.kind];
  return [
    isReplaced
      ? `**${t('Replaced.')}** ${t('The same version has a different file now. Releases are not supposed to change.')}`
      : '',
    isWeaker(now, old) ? `**${t('Weaker.')}** ${t('Its evidence is weaker than before.')}` : '',
    before.asset.evidence.keyId !== after.asset.evidence.keyId && now === 'signature' && old === 'signature'
      ? `**${t('Different key.')}** ${t('It is signed by a different key than before.')}`
      : '',
  ].filter((line) => line !== '');
}

function comparison(before: PlatformFile, after: PlatformFile): string {
  const both = [before, after];
  return table(
    ['', t('Locked'), t('New')],
    [
      [t('File'), ...both.map(fileCell)],
      [t('SHA-256'), ...both.map(({ asset }) => digestCell(asset.sha256))],
      [t('Evidence'), ...both.map(evidenceCell)],
    ],
  );
}

function fileFacts(file: PlatformFile | undefined): string {
  if (!file) return '';
  return facts([
    [t('File'), fileCell(file)],
    [t('SHA-256'), code(file.asset.sha256)],
    [t('Evidence'), evidenceCell(file)],
  ]);
}

function fileCell({ name, asset }: PlatformFile): string {
  return `${text(name)}, ${lockedSize(asset)}`;
}

function evidenceCell({ asset }: PlatformFile): string {
  return text(lockedEvidence(asset.evidence), 400);
}
