import type { InstallLayout } from '../install/installLayout.ts';
import type { PlannedTool } from '../project/planRestore.ts';
import { isRefusalCode } from './environmentRecord.ts';
import type { EnvironmentRecord, RefusalCode, WithheldInstall } from './environmentRecord.ts';
import { directoryOf, factsOf } from './lockedInstall.ts';

/**
 * What is known about a locked file whose install may be on this machine already, perhaps from another folder or from a time
 * when the user trusted other keys or required less. `restored`: it just passed every check. `clear`: nothing on this machine
 * speaks against it. `unknown`: it has not been checked against the user's keys, pins and requirements of now, or a restore
 * failed before it could check it. A `RefusalCode`: a check refused it for that reason.
 */
export type Verdict = 'restored' | 'clear' | 'unknown' | RefusalCode;

interface Judged {
  readonly plan: readonly PlannedTool[];
  /** By the names in the lock. A tool without a verdict is `clear`. */
  readonly verdicts: ReadonlyMap<string, Verdict>;
  /** Whether the folder had a record that cannot be read, so that its refusals are not known any more. */
  readonly isForgotten: boolean;
  readonly layout: InstallLayout;
}

/** Enough for every lock that a folder has had; the oldest are forgotten first. */
const MAX_WITHHELD = 1000;

/**
 * The installs that a folder must not use from now on. Only a restore lifts a refusal. An unknown file stays linked where the
 * folder has it already, because it passed when it was linked, but is not linked anew. A folder whose record is damaged may
 * have refused any of them, so it gets only what was just restored.
 */
export function withheldFrom(
  before: EnvironmentRecord | undefined,
  { plan, verdicts, isForgotten, layout }: Judged,
): readonly WithheldInstall[] {
  const withheld = new Map(before?.withheld.map((facts) => [directoryOf(layout, facts), facts]));
  const linked = new Set(before?.tools.map((one) => directoryOf(layout, one)));
  for (const planned of plan) {
    if (!planned.ok) continue;
    const facts = factsOf(planned);
    const directory = directoryOf(layout, facts);
    const verdict = verdicts.get(planned.name) ?? 'clear';
    if (verdict === 'restored') withheld.delete(directory);
    else if (isForgotten || isRefusalCode(verdict) || (verdict === 'unknown' && !linked.has(directory))) {
      const earlier = withheld.get(directory) ?? { ...facts, isRefused: false };
      withheld.set(directory, isRefusalCode(verdict) ? { ...earlier, isRefused: true, refusal: verdict } : earlier);
    }
  }
  return [...withheld.values()].slice(-MAX_WITHHELD);
}

/** The withheld installs among those of the planned tools, by the tool's name. */
export function withheldByName(
  withheld: readonly WithheldInstall[] = [],
  plan: readonly PlannedTool[],
  layout: InstallLayout,
): ReadonlyMap<string, WithheldInstall> {
  const directories = new Map(withheld.map((one) => [directoryOf(layout, one), one]));
  const found = new Map<string, WithheldInstall>();
  for (const planned of plan) {
    const one = planned.ok ? directories.get(directoryOf(layout, factsOf(planned))) : undefined;
    if (one) found.set(planned.name, one);
  }
  return found;
}
