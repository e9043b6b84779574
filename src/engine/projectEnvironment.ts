import { isEngineError } from './errors.ts';
import type { Environments } from './environments/environments.ts';
import type { BuildOptions } from './environments/buildRecord.ts';
import { isRefusalCode } from './environments/environmentRecord.ts';
import type { EnvironmentState } from './environments/environmentState.ts';
import type { Verdict } from './environments/withheld.ts';
import type { Machine } from './machine/platform.ts';
import type { Asset } from './model.ts';
import type { KnownVerdict } from './obtain.ts';
import { planRestore } from './project/planRestore.ts';
import type { PlannedFile } from './project/planRestore.ts';
import type { Lock } from './project/projectModel.ts';

export interface LinkOptions extends Pick<BuildOptions, 'allow'> {
  readonly machine: Machine;
  /** The folder that the lock belongs to. */
  readonly folder: string;
}

/** How a restore of one tool ended. */
interface Ended {
  readonly name: string;
  readonly ok: boolean;
  readonly error?: unknown;
}

interface EnvironmentParts {
  readonly environments: Pick<Environments, 'build'>;
  /** What is known about a file without network, see `verdictOn` of the use cases for files. */
  readonly verdictOn: (asset: Asset) => Promise<KnownVerdict>;
}

/**
 * Builds a folder's environment from the locked tools that are installed and that nothing speaks against. Other folders share
 * the installs, so being installed is no proof that the user of this folder would accept a file now.
 * @param ended what a restore found out a moment ago
 * @throws EngineError `storage`; then the earlier environment stays
 */
export async function buildEnvironment(
  lock: Lock,
  { machine, folder, ...options }: LinkOptions & Pick<BuildOptions, 'consent' | 'tools'>,
  { environments, verdictOn }: EnvironmentParts,
  ended: readonly Ended[] = [],
): Promise<EnvironmentState> {
  const results = new Map(ended.map((one) => [one.name, one]));
  const verdicts = new Map<string, Verdict>();
  for (const planned of planRestore(lock, machine)) {
    if (!planned.ok) continue;
    verdicts.set(planned.name, await verdictOf(planned, results.get(planned.name), verdictOn));
  }
  return environments.build(folder, lock, machine, { ...options, verdicts });
}

/** A restore that failed for another reason did not find out whether the file is acceptable. */
async function verdictOf(
  planned: PlannedFile,
  result: Ended | undefined,
  verdictOn: EnvironmentParts['verdictOn'],
): Promise<Verdict> {
  if (result?.ok) return 'restored';
  if (isEngineError(result?.error) && isRefusalCode(result.error.code)) return result.error.code;
  const verdict = await known(planned, verdictOn);
  return result && verdict === 'clear' ? 'unknown' : verdict;
}

/** A file that cannot be looked at now is like one that was never checked. */
async function known({ asset }: PlannedFile, verdictOn: EnvironmentParts['verdictOn']): Promise<KnownVerdict> {
  try {
    return await verdictOn(asset);
  } catch (error) {
    if (!isEngineError(error)) throw error;
    return 'unknown';
  }
}
