import type { Asset, Evidence, EvidenceFile, Proof } from '../../../engine/index.ts';
import { algorithmName } from '../../../words/digestWords.ts';
import { groupBySource } from '../../../words/evidenceWords.ts';
import { signatureProblemWords } from '../../../words/findingWords.ts';
import { enumerate, formatDate } from '../../../words/format.ts';
import { toolName } from '../../../words/signerWords.ts';
import { code, facts, text } from '../markdown.ts';
import type { Row } from '../markdown.ts';
import { addressCell, keyCell, signaturesOver } from './words.ts';
import { t } from '../../../words/translate.ts';

type ProofGroup = readonly [Proof, ...Proof[]];

/** What else is known about the sources. */
interface ProofContext {
  readonly asset: Asset;
  /** The findings and files of this check, or after a mismatch those of an earlier one. */
  readonly evidence: Pick<Evidence, 'findings' | 'files'> | undefined;
  /** When the bytes were compared, milliseconds since the epoch. */
  readonly checkedAt?: number;
  /** There were no bytes to compare. */
  readonly isUnconfirmed?: boolean;
}

/** One section for each source: what it says, from which file, how it was checked, with which key and when. */
export function sourceSections(sources: readonly Proof[], context: ProofContext): readonly string[] {
  return groupBySource(sources).flatMap((group) => {
    const [first] = group;
    const mark = context.isUnconfirmed ? '?' : group.every(({ fits }) => fits) ? '✓' : '✗';
    return [`### ${mark} ${title(first, context)}`, facts(rows(group, context))];
  });
}

function title({ kind, file, digest }: Proof, { asset }: ProofContext): string {
  const named = (label: string): string => (file === undefined ? label : `${label} ${text(file)}`);
  switch (kind) {
    case 'pin':
      return t('Pin');
    case 'signature':
      return named(digest ? t('Signed list') : t('Signature'));
    case 'server':
      return asset.storage === 'packageFile' ? t('Digest from the package registry') : t('Digest from the server');
    case 'checksum':
      return named(t('Checksum file'));
    case 'notes':
      return t('Digest in the release notes');
    case 'remembered':
      return t('Remembered');
  }
}

function rows(group: ProofGroup, context: ProofContext): readonly Row[] {
  const [first] = group;
  const { asset, checkedAt } = context;
  return [
    ...group.flatMap(({ digest }): readonly Row[] =>
      digest ? [[algorithmName(digest.algorithm), code(digest.hex)]] : [],
    ),
    ...(first.kind === 'signature' ? signatureRows(first, context) : []),
    ...addressRow(t('Address'), first.file, context),
    ...(context.isUnconfirmed ? [] : [[t('Checked'), checkedHow(group, asset)] as const]),
    ...(checkedAt === undefined ? [] : [[t('When'), formatDate(checkedAt)]]),
  ];
}

function signatureRows({ file, keyId, digest }: Proof, context: ProofContext): readonly Row[] {
  const key: Row = [t('Key'), keyCell(keyId)];
  const all = context.evidence ? signaturesOver(context.evidence, digest ? file : undefined) : [];
  const finding = all.find((one) => one.keyId === keyId && (digest !== undefined || one.file === file));
  if (!finding) return [key];
  const { comment, problem } = finding;
  return [
    ...(digest ? [[t('Signature'), text(finding.file)], ...addressRow(t('Its address'), finding.file, context)] : []),
    [t('Made with'), toolName(finding)],
    key,
    ...(comment === undefined ? [] : [[t('Signed comment'), text(comment, 500)] as const]),
    ...(problem === undefined ? [] : [[t('What is wrong'), text(signatureProblemWords(finding), 500)] as const]),
  ];
}

function addressRow(label: string, file: string | undefined, { asset, evidence }: ProofContext): readonly Row[] {
  const files: readonly EvidenceFile[] = evidence?.files ?? [];
  const cell = file === undefined ? undefined : addressCell(asset, files, file);
  return cell === undefined ? [] : [[label, cell]];
}

function checkedHow(group: ProofGroup, asset: Asset): string {
  const [{ kind, file = '' }] = group;
  const algorithms = group.flatMap(({ digest }) => (digest ? [algorithmName(digest.algorithm)] : []));
  if (algorithms.length === 0) {
    return file.startsWith(asset.name)
      ? t('the signature with this key, over all bytes of the file')
      : t('the signature with this key, over all bytes of the list');
  }
  const compared = t('the {0} of all bytes, compared digit by digit', enumerate(algorithms, 'and'));
  return kind === 'signature' ? t('the signature with this key, over the list; then {0}', compared) : compared;
}
