import { isBlocking, sourceName } from '../../engine/index.ts';
import type { AssetRecord, Verified } from '../../engine/index.ts';
import { brokenFilesSentence, isChangedOnDisk } from '../../words/brokenFileWords.ts';
import { acceptHint, changeSentence } from '../../words/changeWords.ts';
import {
  agreementSentence,
  evidenceSentence,
  evidenceTally,
  evidenceWord,
  mismatchWord,
} from '../../words/evidenceWords.ts';
import { enumerate, plain } from '../../words/format.ts';
import type { Services } from '../services.ts';
import { showFailureOf } from '../inBackground.ts';
import { cachedTargets } from '../choose/pickRecord.ts';
import { assetOf } from '../choose/recordTargets.ts';
import { plural, t } from '../../words/translate.ts';

/**
 * Reads files on disk again and says whether they are unchanged. For a single intact file it returns the record instead, as
 * there is more to say than fits a message.
 */
export async function verify(services: Services, ...args: readonly unknown[]): Promise<AssetRecord | undefined> {
  const results = await readAgain(services, await cachedTargets(services, args, t('Verify')));
  const [result] = results;
  if (results.length === 1 && result?.state === 'intact') {
    const limits = limitSentences(results);
    if (limits.length > 0) await services.ui.inform(limits.join(' '));
    return result.record;
  }
  if (results.length > 0) showFailureOf(services, tellResults(services, results));
  return undefined;
}

export async function verifyRecords(services: Services, records: readonly AssetRecord[]): Promise<void> {
  const results = await readAgain(services, records);
  if (results.length > 0) showFailureOf(services, tellResults(services, results));
}

async function readAgain(services: Services, records: readonly AssetRecord[]): Promise<readonly Verified[]> {
  const [only] = records;
  if (!only) return [];
  const title = records.length === 1 ? t('Verifying {0}', plain(only.name, 60)) : t('Verifying');
  return services.ui.progress(title, (report, signal) => {
    const totalBytes = records.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    let doneBytes = 0;
    return oneByOne(records, async (record, index) => {
      report(
        records.length > 1 ? t('{0} of {1}', index + 1, records.length) : '',
        (doneBytes / Math.max(1, totalBytes)) * 100,
      );
      const result = await services.downloads.verify(record, signal);
      doneBytes += record.sizeBytes;
      return result;
    });
  });
}

/** One file after the other, because the disk is the bottleneck. */
async function oneByOne<T, R>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  for (const [index, item] of items.entries()) results.push(await work(item, index));
  return results;
}

async function tellResults(services: Services, results: readonly Verified[]): Promise<void> {
  const broken = results.filter((result) => result.state === 'broken');
  const [first] = broken;
  if (!first) await services.ui.inform(intactSentence(results));
  else if (broken.length > 1) await tellSeveral(services, broken);
  else {
    const target = { kind: 'asset', asset: assetOf(first.record) };
    await services.errors.show(first.error, { target, name: first.record.name });
  }
}

const SHOW_EVIDENCE = t('Show Evidence');

/** Offers the evidence of the files that it contradicts; there is nothing more to see of a file that changed on disk. */
async function tellSeveral({ ui, errors }: Services, broken: readonly BrokenRecord[]): Promise<void> {
  const contradicted = broken.filter((file) => !isChangedOnDisk(file));
  const [first] = contradicted;
  const pressed = await ui.error(brokenFilesSentence(broken), ...(first ? [SHOW_EVIDENCE] : []));
  if (!first || pressed !== SHOW_EVIDENCE) return;
  const chosen = contradicted.length === 1 ? first : await pickContradicted(ui, contradicted);
  if (!chosen) return;
  await errors.run('showEvidence', chosen.error, { target: { kind: 'asset', asset: assetOf(chosen.record) } });
}

type BrokenRecord = Extract<Verified, { state: 'broken' }>;

function pickContradicted(ui: Services['ui'], files: readonly BrokenRecord[]): Promise<BrokenRecord | undefined> {
  const items = files.map((file) => ({
    label: plain(file.record.name),
    description: mismatchWord(file.error.facts),
    detail: `${plain(sourceName(file.record.source))} ${plain(file.record.version)}`,
    value: file,
  }));
  return ui.pick(items, { title: SHOW_EVIDENCE, placeholder: t('The file whose evidence to show') });
}

export function intactSentence(results: readonly Verified[]): string {
  const intact = results.flatMap((result) => (result.state === 'intact' ? [result.record] : []));
  const [only] = intact;
  if (only && results.length === 1) return [oneSentence(only), ...limitSentences(results)].join(' ');
  return [
    ...tallySentence(intact),
    ...changedSentence(intact),
    ...goneSentence(results),
    ...limitSentences(results),
  ].join(' ');
}

/** `3 files intact: all signed.`, if there are any. */
function tallySentence(intact: readonly AssetRecord[]): readonly string[] {
  if (intact.length === 0) return [];
  return [plural(intact.length, '{0} file intact: {1}.', '{0} files intact: {1}.', evidenceTally(intact))];
}

function goneSentence(results: readonly Verified[]): readonly string[] {
  const missing = results.filter(({ state }) => state === 'missing');
  const [only] = missing;
  if (!only) return [];
  if (results.length === 1 && only.record) {
    return [t('{0} is gone from the disk; download it again.', plain(only.record.name, 80))];
  }
  return [
    plural(
      missing.length,
      '{0} file gone from the disk; download it again.',
      '{0} files gone from the disk; download them again.',
    ),
  ];
}

/** What could not be checked, as further sentences. */
function limitSentences(results: readonly Verified[]): readonly string[] {
  return [...unaskedSentence(results), ...unseenSentence(results)];
}

/** `Its release could not be listed again, …`, if that failed. */
function unseenSentence(results: readonly Verified[]): readonly string[] {
  const unseen = results.filter(
    ({ asked, state, record }) =>
      asked && state === 'intact' && record?.evidence.gatheredAt !== record?.evidence.checkedAt,
  );
  if (unseen.length === 0) return [];
  if (results.length === 1) {
    return [t('Its release could not be listed again, so the file was checked against the evidence known so far.')];
  }
  return [
    plural(
      unseen.length,
      'The release of {0} file could not be listed again, so the file was checked against the evidence known so far.',
      'The releases of {0} files could not be listed again, so the files were checked against the evidence known so far.',
    ),
  ];
}

/** `git.example.org is not one of your instances, so it was not contacted. …`, for each such instance. */
function unaskedSentence(results: readonly Verified[]): readonly string[] {
  const unasked = results.flatMap(({ asked, record }) => (asked || !record ? [] : [new URL(record.instance).host]));
  const hosts = [...new Set(unasked)];
  if (hosts.length === 0) return [];
  const names = enumerate(hosts, 'and');
  return [
    hosts.length === 1
      ? t('{0} is not one of your instances, so it was not contacted.', names)
      : t('{0} are not your instances, so they were not contacted.', names),
    t('The evidence on this machine was checked.'),
  ];
}

/** `tool.zip is intact: signed. It is signed by key …, which you trust. 3 sources checked, all match.` */
function oneSentence(record: AssetRecord): string {
  const { changes, sources } = record.evidence;
  return [
    t('{0} is intact: {1}.', plain(record.name, 80), evidenceWord(record)),
    evidenceSentence(record),
    agreementSentence(sources),
    ...changes.map(changeSentence),
    ...(changes.length > 0 ? [acceptHint(changes)] : []),
  ].join(' ');
}

function changedSentence(records: readonly AssetRecord[]): readonly string[] {
  const changed = records.filter(({ evidence }) => evidence.changes.some(isBlocking)).length;
  if (changed === 0) return [];
  return [
    plural(
      changed,
      '{0} file has other evidence than the last version and is not used until you choose "Accept Change…".',
      '{0} files have other evidence than the last version and are not used until you choose "Accept Change…".',
    ),
  ];
}
