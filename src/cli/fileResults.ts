import { groundsOf } from '../engine/index.ts';
import type { FileResult, FileResults } from '../engine/index.ts';
import { formatSize, plain } from '../words/format.ts';
import { omittedSentence } from '../words/omittedWords.ts';
import { errorJson, messageOf } from './cliWords.ts';
import type { CommandResult } from './commandResult.ts';
import type { Context } from './context.ts';
import { EXIT, exitCodeOf, worstOf } from './exitCodes.ts';

/**
 * Reports which files of a lock failed or are missing, and returns the result of the command, with `json` added. `why`: the
 * reason why tools may be missing.
 */
export function fileResults(
  { results, omitted }: FileResults,
  why: Parameters<typeof omittedSentence>[1],
  { printer }: Pick<Context, 'printer'>,
  json: object,
): CommandResult {
  if (omitted.length > 0) printer.say(omittedSentence(omitted, why));
  for (const result of results) if (!result.ok) printer.say(`${result.tool}: ${messageOf(result.error)}`);
  return {
    exit: worstOf(results.map((result) => (result.ok ? EXIT.done : exitCodeOf(result.error)))),
    lines: results.flatMap((result) => (result.ok ? [toLine(result)] : [])),
    json: { ...json, files: results.map(toJson), omitted },
  };
}

function toLine({ tool, asset, platforms, cached }: Extract<FileResult, { ok: true }>): string {
  const { sha256, sizeBytes } = cached.record;
  return `${tool} ${plain(asset, 80)} (${platforms.join(', ')})  ${formatSize(sizeBytes)}  ${sha256}`;
}

function toJson(result: FileResult): object {
  const { tool, asset, platforms } = result;
  if (!result.ok) return { tool, asset, platforms, ok: false, error: errorJson(result.error) };
  const { record } = result.cached;
  const { sha256, sizeBytes } = record;
  return { tool, asset, platforms, ok: true, sha256, sizeBytes, evidence: groundsOf(record) };
}
