import { groundsOf, isEngineError, outdatedTools } from '../../engine/index.ts';
import type { CommandOffer, ErrorFacts, PlannedFile, PlannedTool, Restored } from '../../engine/index.ts';
import { mismatchSections } from '../documents/evidence/mismatch.ts';
import { code, digestCell, document, facts, table, text } from '../documents/markdown.ts';
import { offersWords, offerWords } from '../../words/commandWords.ts';
import { describeError } from '../../words/describeError.ts';
import { spokenEvidence } from '../../words/evidenceWords.ts';
import { enumerateFirst, plain } from '../../words/format.ts';
import { fromMirror } from '../../words/mirrorWords.ts';
import type { OpenProject } from './openProject.ts';
import { plural, t } from '../../words/translate.ts';

export type Done = Extract<Restored, { ok: true }>;
type Failed = Extract<Restored, { ok: false }>;

export function failuresOf(results: readonly Restored[]): readonly Failed[] {
  return results.filter((result): result is Failed => !result.ok);
}

/** `greet v1.0.0 is restored and matches the lock.`, or how many were not. */
export function restoredSentence(results: readonly Restored[]): string {
  const done = results.filter((result): result is Done => result.ok);
  const failed = failuresOf(results);
  if (failed.length > 0) {
    const problem = plural(failed.length, '{0} tool was not restored.', '{0} tools were not restored.');
    if (done.length === 0) return problem;
    return `${problem} ${plural(done.length, 'The other one was restored.', 'The other {0} were restored.')}`;
  }
  const [only] = done;
  if (!only) return t('The lock is empty, so there is nothing to restore.');
  const restored =
    done.length === 1
      ? t('{0} is restored and matches the lock.', nameOf(only))
      : plural(done.length, '{0} tool is restored and matches the lock.', '{0} tools are restored and match the lock.');
  return [restored, ...notLinkedSentence(notLinkedIn(results)), ...claimedSentence(results)].join(' ');
}

function nameOf({ name, planned }: Done): string {
  return `${plain(name, 60)} ${plain(planned.tool.version, 60)}`;
}

/** A program of a restored tool that did not become a command because it needs consent. */
export interface NotLinkedCommand extends CommandOffer {
  readonly of: Done;
}

/** Those that consent would link. */
export function notLinkedIn(results: readonly Restored[]): readonly NotLinkedCommand[] {
  return allNotLinked(results).filter((offer) => !isClaimed(offer));
}

function allNotLinked(results: readonly Restored[]): readonly NotLinkedCommand[] {
  const done = results.filter((result): result is Done => result.ok);
  return done.flatMap((of) => of.installed.notLinked.map((offer) => ({ ...offer, of })));
}

function isClaimed({ reasons }: CommandOffer): boolean {
  return reasons.some(({ why }) => why === 'claimed');
}

/** If two tools have the same command, the first in the lock gets it. */
function claimedSentence(results: readonly Restored[]): readonly string[] {
  const claimed = allNotLinked(results).filter(isClaimed);
  return claimed.length === 0 ? [] : [t('Not linked: {0}.', offersWords(claimed))];
}

/** `This program becomes a command only if you agree: git (replaces /usr/bin/git in new terminals).` */
function notLinkedSentence(notLinked: readonly NotLinkedCommand[]): readonly string[] {
  if (notLinked.length === 0) return [];
  return [
    plural(
      notLinked.length,
      'This program becomes a command only if you agree: {1}.',
      'These programs become commands only if you agree: {1}.',
      offersWords(notLinked),
    ),
  ];
}

/** Says that a workspace file and its lock disagree, as after an edit by hand; '' if they agree. */
export function outdatedSentence({ project, lock }: Pick<OpenProject, 'project' | 'lock'>): string {
  const names = project && lock ? outdatedTools(project, lock) : [];
  if (names.length === 0) return '';
  const shown = enumerateFirst(
    names.map((name) => plain(name, 60)),
    5,
  );
  return t(
    'forgejo-artifacts.json and its lock disagree about {0}. Choose Update All Workspace Tools to change the lock.',
    shown,
  );
}

/** A line for a tool, and one for each of its programs that was left out; for a terminal. */
export function restoredLines(result: Restored): readonly string[] {
  if (!result.ok) return [`${plain(result.name, 60)}: ${describeError(result.error).message}`];
  const { planned, cached } = result;
  const parts = [
    ...(groundsOf(cached.record) === 'locked' ? [] : [t('matches the lock')]),
    spokenEvidence(cached.record),
    sourceWords(cached),
    ...(planned.emulated ? [t('runs emulated (made for {0})', planned.emulated)] : []),
  ];
  return [
    `${nameOf(result)}: ${parts.join(', ')}`,
    ...notLinkedIn([result]).map((one) => `  ${t('becomes a command only if you agree: {0}', offerWords(one))}`),
    ...claimedSentence([result]).map((text) => `  ${text}`),
  ];
}

function sourceWords({ fromCache, mirror }: Done['cached']): string {
  if (mirror !== undefined) return fromMirror(mirror);
  return fromCache ? t('from the cache') : t('downloaded');
}

/** The restored files, and the refused ones with the reason, including both digests of a replaced file. */
export function restoreReport(results: readonly Restored[], plan: readonly PlannedTool[]): string {
  const plannedFor = (name: string): PlannedFile | undefined =>
    plan.flatMap((one) => (one.ok && one.name === name ? [one] : []))[0];
  return document(
    `# ${t('Restored tools')}`,
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
      [t('File'), text(planned.asset.name)],
      [t('SHA-256, matches the lock'), code(planned.locked.sha256)],
      [t('Evidence'), text(spokenEvidence(cached.record), 400)],
      ...(cached.mirror === undefined ? [] : [[t('Source'), text(fromMirror(cached.mirror))]]),
      [t('Programs'), installed.executables.map(({ path }) => text(path, 1000)).join(', ')],
      ...(installed.notLinked.length > 0
        ? [[t('Commands that need your consent'), text(offersWords(installed.notLinked), 1000)]]
        : []),
      ...(planned.emulated ? [[t('Emulated'), t('made for {0}', planned.emulated)]] : []),
    ]),
  ];
}

function failedSections({ name, error }: Failed, planned: PlannedFile | undefined): readonly string[] {
  const head = [`## ${t('{0}: not restored', text(name))}`, text(describeError(error).message, 1500)];
  if (isEngineError(error, 'integrity') && planned) {
    const { asset } = planned;
    // The detail's own headings go below this tool's.
    const sections = mismatchSections(error, asset, undefined).map((section) => section.replace(/^## /, '### '));
    return [...head, t('File: {0}', text(asset.name)), ...sections];
  }
  if (!isEngineError(error, 'lockMismatch')) return head;
  return [...head, t('File: {0}', text(error.facts.asset)), mismatchTable(error.facts, planned)];
}

/** Both digests. If another upload replaced the file, that was not downloaded, and its digest is unknown. */
function mismatchTable({ before, now }: ErrorFacts['lockMismatch'], planned: PlannedFile | undefined): string {
  const isDigest = /^[0-9a-f]{64}$/.test(now);
  const rows = isDigest
    ? [[t('SHA-256'), digestCell(before), digestCell(now)]]
    : [
        [t('Server ID'), code(before), code(now)],
        ...(planned
          ? [[t('SHA-256'), digestCell(planned.locked.sha256), t('not known, as it was not downloaded')]]
          : []),
      ];
  return table(['', t('Locked'), t('Found')], rows);
}
