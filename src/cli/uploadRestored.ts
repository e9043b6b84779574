import { EngineError } from '../engine/index.ts';
import type { Restored, UploadResult } from '../engine/index.ts';
import { notUploadedSentence, uploadedSentence, withheldSentence } from '../words/mirrorWords.ts';
import { errorJson } from './cliWords.ts';
import type { Context } from './context.ts';
import type { CliOptions } from './invocation.ts';

/** Gives the mirrors the files of a restore, says what became of that, and returns it for JSON. A refusal fails nothing. */
export async function uploadRestored(
  results: readonly Restored[],
  { mirrorPrivate }: Pick<CliOptions, 'mirrorPrivate'>,
  { engine, printer, signal }: Pick<Context, 'engine' | 'printer' | 'signal'>,
): Promise<readonly object[]> {
  const files = results.flatMap((result) => (result.ok ? [result.cached] : []));
  const uploads = await engine.upload(files, { isPrivate: mirrorPrivate, signal });
  for (const line of sentences(uploads)) printer.say(line);
  return uploads.map(({ error, ...rest }) => ({ ...rest, error: error && errorJson(error) }));
}

/** One line for each mirror and outcome. */
function sentences(uploads: readonly UploadResult[]): readonly string[] {
  return [...Map.groupBy(uploads, ({ mirror }) => mirror)].flatMap(([mirror, all]) => {
    const count = (state: UploadResult['state']): number => all.filter((one) => one.state === state).length;
    const error = all.find((one) => one.error instanceof EngineError)?.error;
    return [
      ...(count('sent') > 0 ? [uploadedSentence(mirror, count('sent'))] : []),
      ...(count('withheld') > 0 ? [withheldSentence(mirror, count('withheld'))] : []),
      ...(error ? [notUploadedSentence(mirror, error)] : []),
    ];
  });
}
