import { isEngineError, outdatedTools } from '../../engine/index.ts';
import type { CommandOffer, ErrorFacts, PlannedFile, PlannedTool, Restored } from '../../engine/index.ts';
import { alarmSections } from '../documents/evidence/alarm.ts';
import { code, document, facts, text } from '../documents/markdown.ts';
import type { Row } from '../documents/markdown.ts';
import { offersWords, offerWords } from '../../words/commandWords.ts';
import { describeError } from '../../words/describeError.ts';
import { spokenEvidence } from '../../words/evidenceWords.ts';
import { count, enumerate, plain } from '../../words/format.ts';
import type { OpenProject } from './openProject.ts';

export type Done = Extract<Restored, { ok: true }>;
type Failed = Extract<Restored, { ok: false }>;

export function failuresOf(results: readonly Restored[]): readonly Failed[] {
  return results.filter((result): result is Failed => !result.ok);
}

/** `greet v1.0.0 is restored, just as locked.`, or how many were not. */
export function restoredSentence(results: readonly Restored[]): string {
  const done = results.filter((result): result is Done => result.ok);
  const failed = failuresOf(results);
  if (failed.length > 0) {
    const rest = done.length > 0 ? ` The other ${done.length === 1 ? 'one is' : `${done.length} are`}.` : '';
    return `${count(failed.length, 'tool was', 'tools were')} not restored.${rest}`;
  }
  const [only] = done;
  if (!only) return 'The lock is empty, so there is nothing to restore.';
  const what = done.length === 1 ? `${nameOf(only)} is` : `${count(done.length, 'tool')} are`;
  return `${what} restored, just as locked.${leftSentence(leftIn(results))}`;
}

function nameOf({ name, planned }: Done): string {
  return `${plain(name, 60)} ${plain(planned.tool.version, 60)}`;
}

/** A program of a restored tool that is no command for want of a yes. */
export interface LeftCommand extends CommandOffer {
  readonly of: Done;
}

export function leftIn(results: readonly Restored[]): readonly LeftCommand[] {
  const done = results.filter((result): result is Done => result.ok);
  return done.flatMap((of) => of.installed.left.map((offer) => ({ ...offer, of })));
}

/** ` These are not commands without your yes: git (replaces /usr/bin/git in new terminals).` */
function leftSentence(left: readonly LeftCommand[]): string {
  if (left.length === 0) return '';
  return ` ${left.length === 1 ? 'This is no command' : 'These are no commands'} without your yes: ${offersWords(left)}.`;
}

/** A workspace file that was changed by hand asks for what nobody has locked yet; '' where it does not. */
export function outdatedSentence({ project, lock }: Pick<OpenProject, 'project' | 'lock'>): string {
  const names = project && lock ? outdatedTools(project, lock) : [];
  if (names.length === 0) return '';
  const shown = enumerate(
    names.slice(0, 5).map((name) => plain(name, 60)),
    'and',
  );
  return `forgejo-artifacts.json asks otherwise for ${shown} than is locked: Update All Workspace Tools locks that.`;
}

/** A line for a tool, and one for each program of it that was left out; for a terminal. */
export function restoredLines(result: Restored): readonly string[] {
  if (!result.ok) return [`${plain(result.name, 60)}: ${describeError(result.error).message}`];
  const { planned, cached } = result;
  const from = cached.fromCache ? 'from the cache' : 'downloaded';
  const emulated = planned.emulated ? `, runs emulated (made for ${planned.emulated})` : '';
  return [
    `${nameOf(result)}: matches the lock, ${spokenEvidence(cached.record)}, ${from}${emulated}`,
    ...leftIn([result]).map((one) => `  not a command without your yes: ${offerWords(one)}`),
  ];
}

/** What came, and what was refused and why, with both digests of what was replaced. */
export function restoreReport(results: readonly Restored[], plan: readonly PlannedTool[]): string {
  const plannedFor = (name: string): PlannedFile | undefined =>
    plan.flatMap((one) => (one.ok && one.name === name ? [one] : []))[0];
  return document(
    '# Restored tools',
    text(restoredSentence(results), 1500),
    ...results.flatMap((result) =>
      result.ok ? doneSections(result) : failedSections(result, plannedFor(result.name)),
    ),
  );
}

function doneSections(result: Done): readonly string[] {
  const { planned, cached, installed } = result;
  return [
    `## ${text(nameOf(result))}`,
    facts([
      ['File', text(planned.asset.name)],
      ['SHA-256, matches the lock', code(planned.locked.sha256)],
      ['Evidence', text(spokenEvidence(cached.record), 400)],
      ['Programs', installed.executables.map(({ path }) => text(path, 1000)).join(', ')],
      ...(installed.left.length > 0 ? [['No commands without your yes', text(offersWords(installed.left), 1000)]] : []),
      ...(planned.emulated ? [['Emulated', `made for ${planned.emulated}`]] : []),
    ]),
  ];
}

function failedSections({ name, error }: Failed, planned: PlannedFile | undefined): readonly string[] {
  const head = [`## ${text(name)}: not restored`, text(describeError(error).message, 1500)];
  if (isEngineError(error, 'integrity') && planned) {
    const { asset } = planned;
    // Its own headings are below this tool's.
    const alarm = alarmSections(error, asset, undefined).map((section) => section.replace(/^## /, '### '));
    return [...head, `File: ${text(asset.name)}`, ...alarm];
  }
  if (!isEngineError(error, 'lockMismatch')) return head;
  return [...head, facts(mismatchRows(error.facts, planned))];
}

/** Digests of both; where another upload took its place, that was not fetched, and its digest is not known. */
function mismatchRows(
  { asset, before, now }: ErrorFacts['lockMismatch'],
  planned: PlannedFile | undefined,
): readonly Row[] {
  if (/^[0-9a-f]{64}$/.test(now)) {
    return [
      ['File', text(asset)],
      ['Locked: SHA-256', code(before)],
      ['There is now: SHA-256', code(now)],
    ];
  }
  return [
    ['File', text(asset)],
    ['Locked: upstream id', code(before)],
    ...(planned ? [['Locked: SHA-256', code(planned.locked.sha256)]] : []),
    ['There is now: upstream id', code(now)],
    ['There is now: SHA-256', 'not known, as it was not downloaded'],
  ];
}
