import { isBlocking } from '../../engine/index.ts';
import type { AssetRecord, Verified } from '../../engine/index.ts';
import { acceptHint, changeSentence } from '../../words/changeWords.ts';
import { agreementSentence, evidenceSentence, evidenceTally, evidenceWord } from '../../words/evidenceWords.ts';
import { count, enumerate, plain } from '../../words/format.ts';
import type { Services } from '../services.ts';
import { inBackground } from '../inBackground.ts';
import { cachedTargets } from '../choose/pickRecord.ts';
import { assetOf } from '../choose/targets.ts';

/**
 * Reads files on disk again and says whether they are still what they were; but of one that is intact there is more to say
 * than fits a message, so its record is given instead.
 */
export async function verify(services: Services, ...args: readonly unknown[]): Promise<AssetRecord | undefined> {
  const results = await readAgain(services, await cachedTargets(services, args, 'Verify'));
  const [result] = results;
  if (results.length === 1 && result?.state === 'intact') {
    const limits = limitsSentence(results);
    if (limits !== '') await services.ui.inform(limits.trim());
    return result.record;
  }
  if (results.length > 0) inBackground(services, tellResults(services, results));
  return undefined;
}

export async function verifyRecords(services: Services, records: readonly AssetRecord[]): Promise<void> {
  const results = await readAgain(services, records);
  if (results.length > 0) inBackground(services, tellResults(services, results));
}

async function readAgain(services: Services, records: readonly AssetRecord[]): Promise<readonly Verified[]> {
  const [only] = records;
  if (!only) return [];
  const title = records.length === 1 ? `Verifying ${plain(only.name, 60)}` : 'Verifying';
  return services.ui.progress(title, (report, signal) => {
    const totalBytes = records.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    let doneBytes = 0;
    return oneByOne(records, async (record, index) => {
      report(
        records.length > 1 ? `${index + 1} of ${records.length}` : '',
        (doneBytes / Math.max(1, totalBytes)) * 100,
      );
      const result = await services.downloads.verify(record, signal);
      doneBytes += record.sizeBytes;
      return result;
    });
  });
}

/** The disk is the bottleneck: one file after the other. */
async function oneByOne<T, R>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  for (const [index, item] of items.entries()) results.push(await work(item, index));
  return results;
}

async function tellResults(services: Services, results: readonly Verified[]): Promise<void> {
  const { ui, downloads, errors } = services;
  const broken = results.filter((result) => result.state === 'broken');
  const [first] = broken;
  if (first && broken.length === 1) {
    const state = downloads.state(first.record.key);
    const target = { kind: 'asset', asset: assetOf(first.record) };
    if (state?.phase === 'failed') await errors.show(state.error, { target, name: first.record.name });
  } else if (first) {
    await ui.error(brokenSentence(broken.map(({ record }) => record.name)));
  } else await ui.inform(intactSentence(results));
}

/** `3 of the files are not what they were …` */
export function brokenSentence(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => plain(name, 60));
  const more = names.length > shown.length ? ` and ${names.length - shown.length} more` : '';
  return `${count(names.length, 'file')} changed on disk and are not used any more: ${shown.join(', ')}${more}. They are kept in quarantine; download them again.`;
}

export function intactSentence(results: readonly Verified[]): string {
  const intact = results.flatMap((result) => (result.state === 'intact' ? [result.record] : []));
  const missingCount = results.length - intact.length;
  const missing = missingCount > 0 ? ` ${count(missingCount, 'file')} gone from the disk; download again.` : '';
  const [only] = intact;
  const limits = limitsSentence(results);
  if (only && results.length === 1) return `${oneSentence(only)}${limits}`;
  return `${count(intact.length, 'file')} intact: ${evidenceTally(intact)}.${changedSentence(intact)}${missing}${limits}`;
}

/** What could not be checked, as further sentences; '' where everything was. */
function limitsSentence(results: readonly Verified[]): string {
  return `${unaskedSentence(results)}${unseenSentence(results)}`;
}

/** ` What its release says of it could not be looked at again …`, and '' where that was looked at. */
function unseenSentence(results: readonly Verified[]): string {
  const unseen = results.filter(
    ({ asked, state, record }) =>
      asked && state === 'intact' && record?.evidence.gatheredAt !== record?.evidence.checkedAt,
  );
  if (unseen.length === 0) return '';
  const what = results.length === 1 ? 'its release says of it' : `the releases of ${count(unseen.length, 'file')} say`;
  return ` What ${what} could not be looked at again; what was known before was checked.`;
}

/** ` git.example.org is not one of your instances, so it was not asked. …`, and '' where every instance was asked. */
function unaskedSentence(results: readonly Verified[]): string {
  const unasked = results.flatMap(({ asked, record }) => (asked || !record ? [] : [new URL(record.instance).host]));
  const hosts = [...new Set(unasked)];
  if (hosts.length === 0) return '';
  const [is, it] = hosts.length === 1 ? ['is not one', 'it was'] : ['are not', 'they were'];
  return ` ${enumerate(hosts, 'and')} ${is} of your instances, so ${it} not contacted. What is kept on this machine was checked.`;
}

/** `tool.zip is intact: signed. It is signed by key …, which you trust. 3 sources checked, all match.` */
function oneSentence(record: AssetRecord): string {
  const { name, evidence } = record;
  const changes = evidence.changes.map((change) => ` ${changeSentence(change)}`).join('');
  const hint = evidence.changes.length > 0 ? ` ${acceptHint(evidence.changes)}` : '';
  return `${plain(name, 80)} is intact: ${evidenceWord(record)}. ${evidenceSentence(record)} ${agreementSentence(evidence.sources)}${changes}${hint}`;
}

function changedSentence(records: readonly AssetRecord[]): string {
  const changed = records.filter(({ evidence }) => evidence.changes.some(isBlocking)).length;
  return changed > 0 ? ` ${count(changed, 'file')} to be accepted first.` : '';
}
