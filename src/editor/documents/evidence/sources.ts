import type { Asset, Evidence, EvidenceFile, Source } from '../../../engine/index.ts';
import { algorithmName } from '../../../words/digestWords.ts';
import { serverName, voicesOf } from '../../../words/evidenceWords.ts';
import { signatureProblemWords } from '../../../words/findingWords.ts';
import { enumerate, formatDate } from '../../../words/format.ts';
import { toolName } from '../../../words/signerWords.ts';
import { code, facts, text } from '../markdown.ts';
import type { Row } from '../markdown.ts';
import { addressCell, keyCell, signaturesOver } from './words.ts';

type Voice = readonly [Source, ...Source[]];

/** What is known around the sources. */
export interface SourceContext {
  readonly asset: Asset;
  /** The findings and the files of this time, or in an alarm of an earlier one. */
  readonly evidence: Pick<Evidence, 'findings' | 'files'> | undefined;
  /** When the bytes were compared, milliseconds since the epoch. */
  readonly checkedAt?: number;
  /** There were no bytes to be compared. */
  readonly isUnheard?: boolean;
}

/** One section for each that was heard: what it says, from which file, checked how, with which key and when. */
export function sourceSections(sources: readonly Source[], context: SourceContext): readonly string[] {
  return voicesOf(sources).flatMap((voice) => {
    const [first] = voice;
    const mark = context.isUnheard ? '?' : voice.every(({ fits }) => fits) ? '✓' : '✗';
    return [`### ${mark} ${title(first, context)}`, facts(rows(voice, context))];
  });
}

function title({ kind, file, digest }: Source, { asset }: SourceContext): string {
  const named = file === undefined ? '' : ` ${text(file)}`;
  switch (kind) {
    case 'pin':
      return 'Pin';
    case 'signature':
      return digest ? `Signed list${named}` : `Signature${named}`;
    case 'server':
      return `Digest from ${serverName(asset)}`;
    case 'checksum':
      return `Checksum file${named}`;
    case 'remembered':
      return 'Remembered';
  }
}

function rows(voice: Voice, context: SourceContext): readonly Row[] {
  const [first] = voice;
  const { asset, checkedAt } = context;
  return [
    ...voice.flatMap(({ digest }): readonly Row[] =>
      digest ? [[`${algorithmName(digest.algorithm)} that it says`, code(digest.hex)]] : [],
    ),
    ...(first.kind === 'signature' ? signatureRows(first, context) : []),
    ...addressRow('Address', first.file, context),
    ...(context.isUnheard ? [] : [['Checked', checkedHow(voice, asset)] as const]),
    ...(checkedAt === undefined ? [] : [['When', formatDate(checkedAt)]]),
  ];
}

function signatureRows({ file, keyId, digest }: Source, context: SourceContext): readonly Row[] {
  const key: Row = ['Key', keyCell(keyId)];
  const all = context.evidence ? signaturesOver(context.evidence, digest ? file : undefined) : [];
  const finding = all.find((one) => one.keyId === keyId && (digest !== undefined || one.file === file));
  if (!finding) return [key];
  const { comment, problem } = finding;
  return [
    ...(digest ? [['Signature', text(finding.file)], ...addressRow('Its address', finding.file, context)] : []),
    ['Made with', toolName(finding)],
    key,
    ...(comment === undefined ? [] : [['Signed comment', text(comment, 500)] as const]),
    ...(problem === undefined ? [] : [['What is wrong', text(signatureProblemWords(finding), 500)] as const]),
  ];
}

function addressRow(label: string, file: string | undefined, { asset, evidence }: SourceContext): readonly Row[] {
  const files: readonly EvidenceFile[] = evidence?.files ?? [];
  const cell = file === undefined ? undefined : addressCell(asset, files, file);
  return cell === undefined ? [] : [[label, cell]];
}

function checkedHow(voice: Voice, asset: Asset): string {
  const [{ kind, file = '' }] = voice;
  const algorithms = voice.flatMap(({ digest }) => (digest ? [algorithmName(digest.algorithm)] : []));
  if (algorithms.length === 0) {
    return `the signature with this key, over all bytes of ${file.startsWith(asset.name) ? 'the file' : 'the list'}`;
  }
  const compared = `the ${enumerate(algorithms, 'and')} of all bytes, compared digit by digit`;
  return kind === 'signature' ? `the signature with this key, over the list; then ${compared}` : compared;
}
