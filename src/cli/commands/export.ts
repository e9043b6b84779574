import path from 'node:path';
import { isEngineError, systemClock } from '../../engine/index.ts';
import { plain } from '../../words/format.ts';
import { assertThere } from '../givenPath.ts';
import { fileResults } from '../fileResults.ts';
import { CliError } from '../cliError.ts';
import type { CommandResult } from '../commandResult.ts';
import type { Context } from '../context.ts';
import type { Invocation } from '../invocation.ts';
import { platformsOf } from '../platforms.ts';
import { chosen, requireLock } from '../projectOf.ts';
import { TransferLine } from '../transferLine.ts';

/** Writes the locked files into a directory or a tar file, for a machine without a network. */
export async function exportCommand({ names, options }: Invocation, context: Context): Promise<CommandResult> {
  const { engine, printer, signal } = context;
  const [given = '', ...tools] = names;
  const target = path.resolve(given);
  const to = options.tar ? { tar: target } : { directory: target };
  const { lock } = await requireLock(options.directory);
  if (options.with !== undefined) await assertThere(options.with);
  const transfer = new TransferLine(systemClock, (text) => printer.progress(text));
  const exported = await engine.exportTools(lock, {
    to,
    extra: options.with,
    tools: chosen(tools, lock.tools, 'lock'),
    ...(await platformsOf(options.platform, context)),
    onProgress: (progress) => transfer.files(progress),
    signal,
  });
  const { lacking } = exported;
  for (const { asset, file } of lacking)
    printer.say(`${plain(file, 80)}, which vouches for ${plain(asset, 80)}, could not be read, so it is not included.`);
  return fileResults(exported, 'platforms', context, { ...to, lacking });
}

/** Imports an export into the cache, each file checked against the lock. */
export async function importCommand({ names, options }: Invocation, context: Context): Promise<CommandResult> {
  const { engine, machine, printer, signal } = context;
  const source = path.resolve(names[0] ?? '');
  await assertThere(source);
  // The workspace's own lock counts; the one in the export is only as trustworthy as its bytes.
  const own = await requireLock(options.directory).catch((error: unknown) => {
    if (!(error instanceof CliError) || error.code !== 'noLock') throw error;
    return undefined;
  });
  const transfer = new TransferLine(systemClock, (text) => printer.progress(text));
  const imported = await engine.importTools(source, {
    lock: own?.lock,
    machine: await machine(),
    onProgress: (progress) => transfer.files(progress),
    signal,
  });
  if (!own) {
    const folder = path.resolve(options.directory);
    printer.say(`There is no lock in ${folder}, so the one in ${source} decides which files are right.`);
  }
  const answer = fileResults(imported, 'notInExport', context, { source });
  if (imported.results.some((result) => !result.ok && isEngineError(result.error, 'untrusted')))
    printer.say('Checksum lists in an export count only if a key that --trusted-key names signed them.');
  return answer;
}
