import type { FileResult, FileResults } from '../../engine/index.ts';
import { describeError } from '../../words/describeError.ts';
import { spokenEvidence } from '../../words/evidenceWords.ts';
import { formatSize } from '../../words/format.ts';
import { fromMirror } from '../../words/mirrorWords.ts';
import { t } from '../../words/translate.ts';
import { code, document, facts, text } from '../documents/markdown.ts';

interface ReportFacts extends FileResults {
  readonly title: string;
  readonly sentence: string;
  readonly lacking?: readonly { readonly asset: string; readonly file: string }[];
}

/** Each exported or imported file with its digest and evidence, and why other files failed. */
export function fileResultsReport({ title, sentence, results, omitted, lacking = [] }: ReportFacts): string {
  const missing = omitted.map((name) => text(name, 80)).join(', ');
  return document(
    `# ${title}`,
    text(sentence, 1500),
    ...results.map((result) => section(result, lacking)),
    ...(omitted.length > 0 ? [`## ${t('Not included')}`, missing] : []),
  );
}

function section(result: FileResult, lacking: NonNullable<ReportFacts['lacking']>): string {
  const { tool, asset, platforms } = result;
  const head = `## ${text(tool)}: ${text(asset)}`;
  if (!result.ok) return document(head, text(describeError(result.error).message, 1500)).trimEnd();
  const { record, mirror } = result.cached;
  const missing = lacking.filter((one) => one.asset === asset).map(({ file }) => text(file));
  const rows = [
    [t('Platforms'), text(platforms.join(', '))],
    [t('Size'), formatSize(record.sizeBytes)],
    [t('SHA-256, matches the lock'), code(record.sha256)],
    [t('Evidence'), text(spokenEvidence(record), 400)],
    ...(mirror === undefined ? [] : [[t('Source'), text(fromMirror(mirror))]]),
    ...(missing.length > 0 ? [[t('Not included'), missing.join(', ')]] : []),
  ];
  return document(head, facts(rows)).trimEnd();
}
