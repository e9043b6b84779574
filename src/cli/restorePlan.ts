import { planRestore } from '../engine/index.ts';
import type { EnvironmentTool, Lock, PlannedFile, PlannedTool } from '../engine/index.ts';
import { formatSize, plain } from '../words/format.ts';
import { errorJson, messageOf } from './cliWords.ts';
import type { CommandResult } from './commandResult.ts';
import type { Context } from './context.ts';
import { EXIT, exitCodeOf, worstOf } from './exitCodes.ts';
import { NOTHING_CHANGED } from './projectOf.ts';

type Step =
  | {
      readonly ok: true;
      readonly planned: PlannedFile;
      readonly state: 'installed' | 'unlinked' | 'cached' | 'missing';
    }
  | { readonly ok: false; readonly name: string; readonly error: unknown };

interface PlanContext extends Pick<Context, 'engine' | 'machine' | 'printer' | 'signal'> {
  readonly outdated: readonly string[];
  readonly folder: string;
}

/** What a restore would do, judged by what is on this machine. Sends nothing and changes nothing. */
export async function planRestoreOf(
  lock: Lock,
  names: readonly string[],
  { engine, machine, printer, signal, outdated, folder }: PlanContext,
): Promise<CommandResult> {
  const steps: Step[] = [];
  const here = await machine();
  const { tools } = await engine.environments.state(folder, lock, here);
  for (const planned of planRestore(lock, here, names)) {
    signal.throwIfAborted();
    const now = tools.find(({ name }) => name === planned.name);
    steps.push(await stepOf(planned, now, engine));
  }
  for (const step of steps) if (!step.ok) printer.say(`${step.name}: ${messageOf(step.error)}`);
  printer.say(NOTHING_CHANGED);
  return {
    exit: worstOf(steps.map((step) => (step.ok ? EXIT.done : exitCodeOf(step.error)))),
    lines: steps.flatMap((step) => (step.ok ? [toLine(step)] : [])),
    json: { dryRun: true, outdated, tools: steps.map(toJson) },
  };
}

async function stepOf(
  planned: PlannedTool,
  now: EnvironmentTool | undefined,
  engine: Context['engine'],
): Promise<Step> {
  const { name } = planned;
  if (!planned.ok) return planned;
  if (now?.isInstalled) return { ok: true, planned, state: now.state === 'ready' ? 'installed' : 'unlinked' };
  try {
    const cached = await engine.find(planned.asset);
    return { ok: true, planned, state: cached ? 'cached' : 'missing' };
  } catch (error) {
    return { ok: false, name, error };
  }
}

function toLine({ planned: { name, tool, asset }, state }: Extract<Step, { ok: true }>): string {
  const size = asset.sizeBytes === undefined ? '' : ` (${formatSize(asset.sizeBytes)})`;
  const what = {
    installed: 'is installed already',
    unlinked: 'is installed already and would be linked',
    cached: 'would be installed from the cache',
    missing: `would be downloaded${size} and installed`,
  };
  return `${name} ${plain(tool.version)}: ${what[state]}`;
}

function toJson(step: Step): object {
  if (!step.ok) return { name: step.name, ok: false, error: errorJson(step.error) };
  const { planned, state } = step;
  const { name, tool, asset, locked } = planned;
  return { name, ok: true, version: tool.version, asset: asset.name, sha256: locked.sha256, state };
}
