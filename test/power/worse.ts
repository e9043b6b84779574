import type { Step } from './tree.ts';

/** A program or a disk that is worse than ours in one way, and the scenario that shows it. */
export interface Worse {
  readonly name: string;
  readonly scenario: string;
  readonly spoil: (steps: readonly Step[]) => readonly Step[];
}

function isSyncOf(step: Step, path: RegExp): boolean {
  return step.does === 'sync' && path.test(step.path);
}

/** Drops the syncs of these paths. */
const without =
  (path: RegExp): Worse['spoil'] =>
  (steps) =>
    renumbered(steps, (step) => (isSyncOf(step, path) ? 'dropped' : 'kept'));

/** Moves the syncs of these paths to the end. */
const last =
  (path: RegExp): Worse['spoil'] =>
  (steps) =>
    renumbered(steps, (step) => (isSyncOf(step, path) ? 'last' : 'kept'));

/** Syncs name the step that they reach to, so these numbers are adjusted. */
function renumbered(steps: readonly Step[], of: (step: Step) => 'kept' | 'dropped' | 'last'): readonly Step[] {
  const kept = steps.filter((step) => of(step) === 'kept');
  const places = new Map<number, number>();
  let place = 0;
  for (const [index, step] of steps.entries()) {
    places.set(index, place);
    if (of(step) === 'kept') place += 1;
  }
  const moved = (step: Step): Step =>
    step.does === 'sync' ? { ...step, upTo: places.get(step.upTo) ?? kept.length } : step;
  return [...kept, ...steps.filter((step) => of(step) === 'last')].map(moved);
}

export const WORSE: readonly Worse[] = [
  { name: 'renames a download before its bytes are synced', scenario: 'download', spoil: without(/\.data$/) },
  { name: 'writes the record before the blob is synced', scenario: 'replace', spoil: last(/\.data$/) },
  { name: 'writes records without a sync', scenario: 'download', spoil: without(/state\/[^/]+\.tmp$/) },
  { name: 'does not sync the directory after a pin', scenario: 'decide', spoil: without(/pins$/) },
  { name: 'notes what it received without a sync', scenario: 'receive', spoil: without(/partials\/.*\.json\.tmp$/) },
  { name: 'writes pins without a sync', scenario: 'decide', spoil: without(/pins\/[^/]+\.tmp$/) },
  { name: 'counts without a sync', scenario: 'count', spoil: without(/counters\//) },
  { name: 'writes the lock without a sync', scenario: 'lock', spoil: without(/lock\.json\.[^/]+$/) },
  { name: 'does not sync the directory of a lock', scenario: 'lock', spoil: without(/^$/) },
  { name: 'links commands before the content is synced', scenario: 'install', spoil: last(/\/content\//) },
  { name: 'syncs programs only', scenario: 'install', spoil: without(/\/content\/lib/) },
  { name: 'does not sync directories with links', scenario: 'install', spoil: without(/\/content\/lib$/) },
  { name: 'does not sync the list of files', scenario: 'install', spoil: without(/\/files\.json$/) },
  { name: 'does not sync the directory of an install', scenario: 'install', spoil: without(/installs\/[^/]+$/) },
  { name: 'writes launchers without a sync', scenario: 'switch', spoil: without(/\.link-/) },
  { name: 'does not sync the directory of commands', scenario: 'switch', spoil: without(/^bin$/) },
  { name: 'switches before launchers are synced', scenario: 'environment', spoil: without(/environments\/.*\.link-/) },
  { name: 'switches before links are synced', scenario: 'environment', spoil: without(/environments\/.*\/bin$/) },
  { name: 'does not sync a switch', scenario: 'environment', spoil: without(/environments\/[^/]+$/) },
  { name: 'saves over a file before its copy is synced', scenario: 'save over a file', spoil: without(/\.part$/) },
];
