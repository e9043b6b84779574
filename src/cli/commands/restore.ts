import { groundsOf, systemClock } from '../../engine/index.ts';
import type { Restored } from '../../engine/index.ts';
import { evidenceTally } from '../../words/evidenceWords.ts';
import { plain } from '../../words/format.ts';
import { mirrorSentence } from '../../words/mirrorWords.ts';
import { CliError } from '../cliError.ts';
import { errorJson, messageOf } from '../cliWords.ts';
import type { Context } from '../context.ts';
import { EXIT, exitCodeOf, worstOf } from '../exitCodes.ts';
import { installedJson, programPath } from '../installedJson.ts';
import type { Invocation } from '../invocation.ts';
import { assertMirrors } from '../mirrors.ts';
import { notLinkedByRestore } from '../notLinked.ts';
import type { CommandResult } from '../commandResult.ts';
import { environmentSentence, lookOnPath } from '../pathWords.ts';
import { environmentOf } from '../projectEnvironment.ts';
import { planRestoreOf } from '../restorePlan.ts';
import { chosen, requireLock, staleLockSentence } from '../projectOf.ts';
import { uploadFiles } from '../uploadFiles.ts';
import { TransferLine } from '../transferLine.ts';

/** Installs everything in the lock for this machine, and nothing else. */
export async function restoreCommand({ names, options }: Invocation, context: Context): Promise<CommandResult> {
  const { printer, engine, machine, mirrors, world, signal } = context;
  if (options.mirrorUpload) assertMirrors(mirrors);
  const { lock, outdated } = await requireLock(options.directory);
  if (options.frozen && outdated.length > 0) throw new CliError('stale', staleLockSentence(outdated), { outdated });
  const tools = chosen(names, lock.tools, 'lock');
  if (options.dryRun) return planRestoreOf(lock, tools, { ...context, outdated, options });
  const transfer = new TransferLine(systemClock, (text) => printer.progress(text));
  const results = await engine.restore(lock, {
    machine: await machine(),
    folder: options.directory,
    tools,
    consent: options.takeCommands ? 'own' : 'leave',
    readAll: options.verify,
    onProgress: printer.showsProgress ? (progress) => transfer.restore(progress) : undefined,
    signal,
  });
  const files = results.flatMap((result) => (result.ok ? [result.cached] : []));
  // A mirror that refuses a file does not fail a restore.
  const { uploads } = options.mirrorUpload ? await uploadFiles(files, options, context) : {};
  if (outdated.length > 0) printer.say(staleLockSentence(outdated));
  const { state } = await environmentOf(options.directory, lock, context);
  const { binDirectory, isCurrent } = state;
  const { isOnPath } = await lookOnPath(binDirectory, [], world);
  const hasRestored = files.length > 0 && state.commands.size > 0;
  if (!options.json && !isOnPath && hasRestored) printer.say(environmentSentence(binDirectory));
  for (const result of results) for (const line of remarks(result)) printer.say(line);
  const records = results.flatMap((result) => (result.ok ? [result.cached.record] : []));
  if (!options.json && records.length > 0) printer.say(`Evidence: ${evidenceTally(records)}.`);
  return {
    exit: worstOf(results.map((result) => (result.ok ? EXIT.done : exitCodeOf(result.error)))),
    lines: results.flatMap((result) => (result.ok ? [toLine(result)] : [])),
    json: { binDirectory, isOnPath, isCurrent, outdated, tools: results.map(toJson), uploads },
  };
}

type Done = Extract<Restored, { ok: true }>;

function toLine({ name, planned, installed }: Done): string {
  return `${name} ${plain(planned.tool.version)}  ${programPath(installed)}`;
}

/** Notes about one tool, in addition to the result. */
function remarks(result: Restored): readonly string[] {
  if (!result.ok) return [`${result.name}: ${messageOf(result.error)}`];
  const { name, planned, cached, installed } = result;
  return [
    ...(cached.mirror === undefined ? [] : [mirrorSentence(name, cached.mirror)]),
    ...(planned.emulated ? [`${name}: runs under emulation (built for ${planned.emulated}).`] : []),
    ...notLinkedByRestore(name, installed.notLinked),
  ];
}

function toJson(result: Restored): object {
  if (!result.ok) return { name: result.name, ok: false, error: errorJson(result.error) };
  const { name, planned, cached, installed } = result;
  const { fromCache, mirror, record } = cached;
  const { notLinked } = installed;
  const evidence = groundsOf(record);
  return {
    ...installedJson(installed),
    name,
    ok: true,
    evidence,
    fromCache,
    mirror,
    emulated: planned.emulated,
    notLinked,
  };
}
