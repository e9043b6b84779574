import path from 'node:path';
import { EngineError, PLATFORM_KEYS, platformOf } from '../../engine/index.ts';
import type { CarryResult } from '../../engine/index.ts';
import { formatSize, plain } from '../../words/format.ts';
import { usageError } from '../cliError.ts';
import { errorJson, listed, messageOf } from '../cliWords.ts';
import type { CommandResult } from '../commandResult.ts';
import type { Context } from '../context.ts';
import { EXIT, exitCodeOf, worstOf } from '../exitCodes.ts';
import type { Invocation } from '../invocation.ts';
import { chosen, demandLock } from '../projectOf.ts';

/** Writes what is locked into a directory, for a machine without a network. */
export async function exportCommand({ names, options }: Invocation, context: Context): Promise<CommandResult> {
  const { engine, printer, signal } = context;
  const [target = '', ...tools] = names;
  const directory = path.resolve(target);
  const { lock } = await demandLock(options.directory);
  const results = await engine.exportTools(lock, {
    directory,
    tools: chosen(tools, lock.tools),
    platforms: await platformsOf(options.platform, context),
    onProgress: ({ name, done, files }) => printer.progress(`${plain(name, 60)}: ${done} of ${files} files`),
    signal,
  });
  return carried(results, context, { directory });
}

/** Brings what was exported into the cache, each file checked against the lock. */
export async function importCommand({ names, options }: Invocation, context: Context): Promise<CommandResult> {
  const { engine, printer, signal } = context;
  const directory = path.resolve(names[0] ?? '');
  // The workspace's own lock counts; the one in the directory came with the bytes.
  const { lock } = await demandLock(options.directory).catch(async (error: unknown) => {
    if (!isMissingLock(error)) throw error;
    printer.say(`There is no lock in ${options.directory}, so the one in ${directory} says which files are right.`);
    return demandLock(directory);
  });
  const results = await engine.importTools(lock, {
    onProgress: ({ name, done, files }) => printer.progress(`${plain(name, 60)}: ${done} of ${files} files`),
    signal,
  });
  const there = results.filter((result) => result.ok || !isAbsent(result.error));
  return carried(there.length > 0 ? there : results, context, { directory });
}

function isMissingLock(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'noLock';
}

/** Exported for other platforms only. */
function isAbsent(error: unknown): boolean {
  return error instanceof EngineError && error.is('notMirrored');
}

/** `undefined` for all of them. @throws CliError `usage` */
async function platformsOf(
  given: readonly string[],
  { machine }: Pick<Context, 'machine'>,
): Promise<readonly string[] | undefined> {
  if (given.length === 0 || given.includes('all')) return undefined;
  const here = given.includes('this') ? [platformOf(await machine())] : [];
  const named = given.filter((one) => one !== 'this');
  const known: readonly string[] = PLATFORM_KEYS;
  const unknown = named.filter((one) => !known.includes(one));
  if (unknown.length === 0) return [...here, ...named];
  throw usageError(`There is no platform ${listed(unknown)}; write all, this, or one of ${listed(known)}.`);
}

function carried(results: readonly CarryResult[], { printer }: Pick<Context, 'printer'>, json: object): CommandResult {
  for (const result of results) if (!result.ok) printer.say(`${result.tool}: ${messageOf(result.error)}`);
  return {
    exit: worstOf(results.map((result) => (result.ok ? EXIT.done : exitCodeOf(result.error)))),
    lines: results.flatMap((result) => (result.ok ? [toLine(result)] : [])),
    json: { ...json, files: results.map(toJson) },
  };
}

function toLine({ tool, asset, platforms, cached }: Extract<CarryResult, { ok: true }>): string {
  const { sha256, sizeBytes } = cached.record;
  return `${tool} ${plain(asset, 80)} (${platforms.join(', ')})  ${formatSize(sizeBytes)}  ${sha256}`;
}

function toJson(result: CarryResult): object {
  const { tool, asset, platforms } = result;
  if (!result.ok) return { tool, asset, platforms, ok: false, error: errorJson(result.error) };
  const { sha256, sizeBytes, evidence } = result.cached.record;
  return { tool, asset, platforms, ok: true, sha256, sizeBytes, evidence: evidence.kind };
}
