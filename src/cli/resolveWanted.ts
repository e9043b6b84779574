import type { FoundVersion } from '../engine/index.ts';
import { cutSentence, skippedSentences } from '../words/projectWords.ts';
import type { Context } from './context.ts';
import type { CliOptions } from './invocation.ts';
import { readWanted } from './wanted.ts';

interface ResolvedWanted extends Pick<FoundVersion, 'version' | 'skipped'> {
  /** The file that a link names. */
  readonly file: string | undefined;
}

/**
 * The version that the argument of a command means, by default the latest. Says which versions were passed over, and if
 * the list of releases was cut.
 * @throws CliError `usage`; EngineError as `Engine.resolve`; the signal's reason
 */
export async function resolveWanted(
  text: string,
  options: Pick<CliOptions, 'package'>,
  context: Context,
): Promise<ResolvedWanted> {
  const { engine, printer, signal } = context;
  const wanted = await readWanted(text, { ...context, isPackage: options.package });
  const { instance, source, range = 'latest', file } = wanted;
  const { version, cutAt, skipped } = await engine.resolve(instance, source, range, { signal });
  if (cutAt !== undefined) printer.say(cutSentence(cutAt));
  for (const line of skippedSentences(skipped)) printer.say(line);
  return { version, skipped, file };
}
