import type { AssetCheck, ToolCheck } from '../../engine/index.ts';
import { plain } from '../../words/format.ts';
import { skippedSentences } from '../../words/projectWords.ts';
import { errorJson, messageOf } from '../cliWords.ts';
import type { Context } from '../context.ts';
import { EXIT, exitCodeOf, worstOf } from '../exitCodes.ts';
import type { ExitCode } from '../exitCodes.ts';
import type { Invocation } from '../invocation.ts';
import type { CommandResult } from '../commandResult.ts';
import { requireLock, staleLockSentence } from '../projectOf.ts';

/** Checks whether upstream and the workspace file still match the lock. A newer version is not a fault. */
export async function checkCommand({ options }: Invocation, context: Context): Promise<CommandResult> {
  const { engine, printer, signal } = context;
  const { project, lock, outdated } = await requireLock(options.directory);
  const checks = await engine.check(lock, { project, signal });
  for (const one of checks) for (const line of remarks(one)) printer.say(line);
  if (outdated.length > 0) printer.say(staleLockSentence(outdated));
  return {
    exit: worstOf([...checks.map(exitOf), outdated.length > 0 ? EXIT.distrusted : EXIT.done]),
    lines: checks.flatMap(linesOf),
    json: { outdated, tools: checks.map(toJson) },
  };
}

function remarks(one: ToolCheck): readonly string[] {
  const lines = one.ok ? skippedSentences(one.skipped) : [messageOf(one.error)];
  return lines.map((line) => `${one.name}: ${line}`);
}

function exitOf(one: ToolCheck): ExitCode {
  if (!one.ok) return exitCodeOf(one.error);
  return one.assets.every(({ state }) => state === 'same') ? EXIT.done : EXIT.distrusted;
}

function linesOf(one: ToolCheck): readonly string[] {
  if (!one.ok) return [];
  const head = `${one.name} ${plain(one.tool.version)}`;
  const faults = one.assets.flatMap((asset) => faultOf(asset).map((fault) => `${head}: ${fault}`));
  const newer = one.newer === undefined ? [] : [`${head}: ${plain(one.newer)} is newer`];
  return [...(faults.length > 0 ? faults : [`${head}: unchanged`]), ...newer];
}

function faultOf(asset: AssetCheck): readonly string[] {
  const name = `${plain(asset.name, 80)} (${asset.platforms.join(', ')})`;
  switch (asset.state) {
    case 'same':
      return [];
    case 'missing':
      return [`${name} is gone`];
    case 'replaced': {
      const { before, now } = asset;
      return [`${name} was replaced: locked ${plain(before.upstreamId)}, now ${plain(now.upstreamId)}`];
    }
  }
}

function toJson(one: ToolCheck): object {
  const { name, tool } = one;
  const { version } = tool;
  if (!one.ok) return { name, version, ok: false, error: errorJson(one.error) };
  return {
    name,
    version,
    ok: exitOf(one) === EXIT.done,
    newer: one.newer,
    skipped: one.skipped,
    assets: one.assets,
  };
}
