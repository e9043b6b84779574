import { EngineError, planRestore } from '../engine/index.ts';
import type { Asset, EnvironmentTool, Lock, PlannedFile, PlannedTool } from '../engine/index.ts';
import { formatSize, plain } from '../words/format.ts';
import { errorJson, messageOf } from './cliWords.ts';
import type { CommandResult } from './commandResult.ts';
import type { Context } from './context.ts';
import { EXIT, exitCodeOf, worstOf } from './exitCodes.ts';
import type { CliOptions } from './invocation.ts';
import { offlineError } from './networkWords.ts';
import { NOTHING_CHANGED } from './projectOf.ts';

type Step =
  | {
      readonly ok: true;
      readonly planned: PlannedFile;
      readonly state: 'installed' | 'unlinked' | 'uncached' | 'cached' | 'missing';
    }
  | { readonly ok: false; readonly name: string; readonly error: unknown };

interface PlanContext extends Pick<Context, 'engine' | 'instances' | 'mirrors' | 'machine' | 'printer' | 'signal'> {
  readonly outdated: readonly string[];
  readonly options: Pick<CliOptions, 'directory' | 'offline' | 'mirrorOnly'>;
}

/**
 * What a restore would do, judged by what is on this machine: a file is refused if the evidence here does not meet the
 * requirements of now, even if it is installed. Sends nothing and changes nothing.
 */
export async function planRestoreOf(
  lock: Lock,
  names: readonly string[],
  context: PlanContext,
): Promise<CommandResult> {
  const { engine, machine, printer, signal, outdated, options } = context;
  const steps: Step[] = [];
  const here = await machine();
  const { tools } = await engine.environments.state(options.directory, lock, here);
  for (const planned of planRestore(lock, here, names)) {
    signal.throwIfAborted();
    const now = tools.find(({ name }) => name === planned.name);
    steps.push(await stepOf(planned, now, context));
  }
  for (const step of steps) if (!step.ok) printer.say(`${step.name}: ${messageOf(step.error)}`);
  printer.say(NOTHING_CHANGED);
  return {
    exit: worstOf(steps.map((step) => (step.ok ? EXIT.done : exitCodeOf(step.error)))),
    lines: steps.flatMap((step) => (step.ok ? [toLine(step)] : [])),
    json: { dryRun: true, outdated, tools: steps.map(toJson) },
  };
}

async function stepOf(planned: PlannedTool, now: EnvironmentTool | undefined, context: PlanContext): Promise<Step> {
  const { name } = planned;
  if (!planned.ok) return planned;
  const isInstalled = now?.isInstalled ?? false;
  try {
    if (await context.engine.find(planned.asset)) {
      const installed = now?.state === 'ready' ? 'installed' : 'unlinked';
      return { ok: true, planned, state: isInstalled ? installed : 'cached' };
    }
    assertObtainable(planned.asset, context);
    return { ok: true, planned, state: isInstalled ? 'uncached' : 'missing' };
  } catch (error) {
    return { ok: false, name, error };
  }
}

/** A file in a directory that is a mirror needs no network. @throws EngineError `unknownInstance`, `network` */
function assertObtainable({ instance }: Asset, { options, instances, mirrors }: PlanContext): void {
  const { offline, mirrorOnly } = options;
  if (offline && !mirrors.some(({ kind }) => kind === 'file')) throw offlineError(new URL(instance).host);
  if (!offline && !mirrorOnly && !instances.includes(instance))
    throw new EngineError('unknownInstance', `${instance} is not configured`, { instance });
}

function toLine({ planned: { name, tool, asset }, state }: Extract<Step, { ok: true }>): string {
  const size = asset.sizeBytes === undefined ? '' : ` (${formatSize(asset.sizeBytes)})`;
  const what = {
    installed: 'is installed already',
    unlinked: 'is installed already and would be linked',
    uncached: `is installed already, but would be downloaded${size} to check it`,
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
