import { assetOfLock, lockedFiles, omittedTools, systemClock } from '../../engine/index.ts';
import type { Lock } from '../../engine/index.ts';
import { formatSize, plain } from '../../words/format.ts';
import { omittedSentence } from '../../words/omittedWords.ts';
import { fileResults } from '../fileResults.ts';
import type { CommandResult } from '../commandResult.ts';
import type { Context } from '../context.ts';
import { EXIT, worstOf } from '../exitCodes.ts';
import type { Invocation } from '../invocation.ts';
import { assertMirrors } from '../mirrors.ts';
import { platformsOf } from '../platforms.ts';
import { chosen, requireLock, NOTHING_CHANGED } from '../projectOf.ts';
import { TransferLine } from '../transferLine.ts';
import { uploadFiles } from '../uploadFiles.ts';

/** Uploads the files of the lock that the mirrors lack, downloaded first where they are not on this machine. */
export async function mirrorCommand({ names, options }: Invocation, context: Context): Promise<CommandResult> {
  const { engine, mirrors, printer, signal } = context;
  const [, ...tools] = names;
  assertMirrors(mirrors);
  const { lock } = await requireLock(options.directory);
  const which = { tools: chosen(tools, lock.tools, 'lock'), ...(await platformsOf(options.platform, context)) };
  if (options.dryRun) return planOf(lock, which, context);
  const transfer = new TransferLine(systemClock, (text) => printer.progress(text));
  const obtained = await engine.obtainFiles(lock, {
    ...which,
    onProgress: (progress) => transfer.files(progress),
    signal,
  });
  const files = obtained.results.flatMap((result) => (result.ok ? [result.cached] : []));
  const { uploads, isComplete } = await uploadFiles(files, options, context);
  const answer = fileResults(obtained, 'platforms', context, { uploads });
  return { ...answer, exit: worstOf([answer.exit, isComplete ? EXIT.done : EXIT.failed]) };
}

/** What would be uploaded to a mirror without it. Sends nothing. */
async function planOf(
  lock: Lock,
  which: Parameters<typeof lockedFiles>[1],
  { engine, printer }: Context,
): Promise<CommandResult> {
  const files = [];
  const wanted = lockedFiles(lock, which);
  const omitted = omittedTools(lock, wanted, which);
  for (const { tool, locked, asset, sha256, sizeBytes, platforms } of wanted) {
    const state = (await engine.find(assetOfLock(locked, asset))) ? 'cached' : 'missing';
    files.push({ tool, asset, platforms, sha256, sizeBytes, state } as const);
  }
  if (omitted.length > 0) printer.say(omittedSentence(omitted, 'platforms'));
  printer.say(NOTHING_CHANGED);
  return {
    exit: EXIT.done,
    lines: files.map(({ tool, asset, sizeBytes, state }) => {
      const size = sizeBytes === undefined ? '' : ` (${formatSize(sizeBytes)})`;
      const what = state === 'cached' ? 'would be uploaded' : 'would be downloaded and uploaded';
      return `${tool} ${plain(asset, 80)}${size}: ${what} to each mirror that lacks it`;
    }),
    json: { dryRun: true, files, omitted },
  };
}
