import { digestsOf, groundsOf, isEngineError, isHere, sourceName } from '../../engine/index.ts';
import type { Asset, AssetRecord, Evidence } from '../../engine/index.ts';
import { algorithmName } from '../../words/digestWords.ts';
import { describeError } from '../../words/describeError.ts';
import { agreementSentence, evidenceSentence, evidenceWord, serverDigest } from '../../words/evidenceWords.ts';
import { unknownKeySentences } from '../../words/findingWords.ts';
import { exactSize, formatDate } from '../../words/format.ts';
import { mismatchSections } from './evidence/mismatch.ts';
import { changeSections } from './evidence/changes.ts';
import { handCheckSections } from './evidence/handCheck.ts';
import { ladderTable } from './evidence/ladder.ts';
import { meaningOf } from './evidence/meaning.ts';
import { silentLines } from './evidence/silent.ts';
import { sourceSections } from './evidence/sources.ts';
import type { EvidenceSubject } from './evidence/subject.ts';
import { block, code, document, text } from './markdown.ts';
import { capitalised } from './evidence/words.ts';
import { t } from '../../words/translate.ts';

/**
 * Why a file is trusted or not: every rung of the ladder, what that proves and does not prove, and how to check it by hand.
 */
export function evidenceText({ asset, instanceName, cached, failure }: EvidenceSubject): string {
  const mismatch = isEngineError(failure, 'integrity') ? failure : undefined;
  // Bytes in quarantine are no longer where the record says.
  const isThere = cached && isHere(cached.record) && mismatch?.facts.quarantinePath === undefined;
  const here = isThere ? cached : undefined;
  return document(
    `# ${t('Evidence for {0}', text(asset.name))}`,
    t('From {0} {1} on {2}.', text(sourceName(asset.source)), text(asset.version), text(instanceName)),
    ...(mismatch ? mismatchSections(mismatch, asset, cached?.record.evidence) : refusalSections(failure, here?.record)),
    here && mismatch ? `## ${t('The file that is on this machine')}` : '',
    ...(here ? cachedSections(asset, here.record, here.path) : absentSections(asset, cached?.record, failure)),
  );
}

function refusalSections(failure: unknown, record: AssetRecord | undefined): readonly string[] {
  if (isEngineError(failure, 'untrusted'))
    return [`**${t('Not used.')}** ${text(describeError(failure).message, 1000)}`];
  // The record says the same, and more.
  return isEngineError(failure, 'changed') && !record ? changeSections(failure.facts.changes) : [];
}

function cachedSections(asset: Asset, record: AssetRecord, path: string): readonly string[] {
  const { evidence, sizeBytes } = record;
  const { yes, no } = meaningOf(record);
  const silent = silentLines(asset, evidence);
  return [
    `**${text(capitalised(evidenceWord(record)), 1000)}.** ${text(evidenceSentence(record), 1000)}`,
    record.kept ? t('You keep this file, so nothing replaces it. That does not make it genuine.') : '',
    [
      groundsOf(record) === 'locked' ? '' : agreementSentence(evidence.sources),
      ...unknownKeySentences(evidence).map((one) => text(one)),
    ].join(' '),
    ...changeSections(evidence.changes),
    `## ${t('Evidence, strongest first')}`,
    ladderTable(record),
    times(record),
    evidence.sources.length === 0 ? '' : `## ${t('What was compared')}`,
    ...sourceSections(evidence.sources, { asset, evidence, checkedAt: evidence.checkedAt }),
    silent.length === 0 ? '' : `## ${t('Found but not counted')}\n\n${silent.join('\n')}`,
    `## ${t('Digests')}`,
    t('Digests of the file on this machine ({0}), one per line for copying.', exactSize(sizeBytes)),
    ...digestSections(record),
    `## ${t('What this proves')}`,
    yes,
    `## ${t('What this does not prove')}`,
    no,
    ...handCheckSections(record, path),
  ];
}

function times(record: AssetRecord): string {
  const { storedAt, evidence } = record;
  const { checkedAt, gatheredAt } = evidence;
  const unsearched =
    groundsOf(record) === 'locked'
      ? t('The other files of its release were not searched for evidence.')
      : t('The other files of its release could not be searched for evidence.');
  const search =
    gatheredAt === undefined
      ? unsearched
      : t('The other files of its release were last searched for evidence on {0}.', formatDate(gatheredAt));
  return `${t('Downloaded {0}; the bytes were last checked {1}.', formatDate(storedAt), formatDate(checkedAt))} ${search}`;
}

function digestSections({ sha256, evidence }: AssetRecord): readonly string[] {
  const digests: Evidence['digests'] = { sha256, ...evidence.digests };
  return digestsOf(digests).map(({ algorithm, hex }) => `${algorithmName(algorithm)}:\n\n${block([hex])}`);
}

function absentSections(
  { digests, storage }: Asset,
  record: AssetRecord | undefined,
  failure: unknown,
): readonly string[] {
  // The reason for having no evidence is given elsewhere in the report.
  if (isEngineError(failure, 'integrity') || isEngineError(failure, 'changed')) return [];
  const expected = digestsOf(digests).map(({ hex }) => hex);
  return [
    record?.absence ? evidenceSentence(record) : t('The file is not on this machine, so nothing was compared yet.'),
    expected.length > 0
      ? t('A download must match {0}: {1}', serverDigest({ storage }), expected.map(code).join(', '))
      : t(
          'The server gives no digest for it. A download looks for signatures and checksum files of the same release, and remembers its digest.',
        ),
  ];
}
