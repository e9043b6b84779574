import type { AssetChange, PlatformFile, ToolUpdate, UpdateResult } from '../engine/index.ts';
import { enumerate, plain } from '../words/format.ts';
import { cutSentence, skippedSentences } from '../words/projectWords.ts';
import { errorJson, messageOf } from './cliWords.ts';
import { noteWords } from '../words/lockWords.ts';

/** Notes in addition to the changes. */
export function updateRemarks(result: UpdateResult): readonly string[] {
  if (!result.ok) return [`${result.name}: ${messageOf(result.error)}`];
  const { notes, cutAt, skipped } = result.update;
  return [
    ...notes.map((note) => `${result.name}, ${note.platform}: ${noteWords(note)}`),
    ...(cutAt === undefined ? [] : [`${result.name}: ${cutSentence(cutAt)}`]),
    ...skippedSentences(skipped).map((line) => `${result.name}: ${line}`),
  ];
}

/** The changes, or that there are none. */
export function updateLines(result: UpdateResult): readonly string[] {
  if (!result.ok) return [];
  const { name, before, after, changes, isChanged } = result.update;
  if (!isChanged) return [`${name} ${plain(after.version)}: unchanged`];
  const from = before && before.version !== after.version ? `${plain(before.version)} → ` : '';
  return [`${name} ${from}${plain(after.version)}`, ...grouped(changes).map((line) => `  ${line}`)];
}

/** One line for each file, however many platforms it serves. */
function grouped(changes: readonly AssetChange[]): readonly string[] {
  const lines = Map.groupBy(changes, changeWords);
  return [...lines].map(([line, all]) => {
    const platforms = all.map(({ platform }) => platform);
    return `${enumerate(platforms, 'and')}: ${line}`;
  });
}

function changeWords({ before, after }: AssetChange): string {
  const next = after ? fileWords(after) : 'removed';
  return before ? `${fileWords(before)} → ${next}` : next;
}

function fileWords(file: PlatformFile): string {
  const { sha256, evidence } = file.asset;
  return `${plain(file.name, 80)} ${sha256.slice(0, 12)}… (${evidence.kind})`;
}

export function updateJson(result: UpdateResult): object {
  if (!result.ok) return { name: result.name, ok: false, error: errorJson(result.error) };
  return { ok: true, ...toolJson(result.update) };
}

function toolJson({ name, before, after, changes, notes, cutAt, skipped, isChanged }: ToolUpdate): object {
  return { name, isChanged, before: before?.version, version: after.version, changes, notes, cutAt, skipped };
}
