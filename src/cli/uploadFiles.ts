import { EngineError } from '../engine/index.ts';
import type { CachedAsset, UploadResult } from '../engine/index.ts';
import { notUploadedSentence, uploadedSentence, withheldSentence } from '../words/mirrorWords.ts';
import { errorJson, messageOf } from './cliWords.ts';
import type { Context } from './context.ts';
import type { CliOptions } from './invocation.ts';

interface Uploaded {
  /** For JSON. */
  readonly uploads: readonly object[];
  /** Whether every mirror has every file now. */
  readonly isComplete: boolean;
}

/** Uploads cached files to the mirrors, and reports the results. */
export async function uploadFiles(
  files: readonly CachedAsset[],
  { mirrorPrivate }: Pick<CliOptions, 'mirrorPrivate'>,
  { engine, printer, signal }: Pick<Context, 'engine' | 'printer' | 'signal'>,
): Promise<Uploaded> {
  const uploads = await engine.upload(files, { isPrivate: mirrorPrivate, signal });
  for (const line of sentences(uploads)) printer.say(line);
  return {
    uploads: uploads.map(({ error, ...rest }) => ({ ...rest, error: error && errorJson(error) })),
    isComplete: uploads.every(({ state }) => state === 'sent' || state === 'present'),
  };
}

/** One line for each mirror and outcome. */
function sentences(uploads: readonly UploadResult[]): readonly string[] {
  return [...Map.groupBy(uploads, ({ mirror }) => mirror)].flatMap(([mirror, all]) => {
    const count = (state: UploadResult['state']): number => all.filter((one) => one.state === state).length;
    const error = all.find((one) => one.error instanceof EngineError)?.error;
    return [
      ...(count('sent') > 0 ? [uploadedSentence(mirror, count('sent'))] : []),
      ...(count('withheld') > 0 ? [withheldSentence(mirror, count('withheld'))] : []),
      ...(error ? [notUploadedSentence(mirror, count('failed') + count('skipped'), messageOf(error))] : []),
    ];
  });
}
