import type { Asset, Evidence, SignatureFinding, Proof } from '../../../engine/index.ts';
import { checksumProblemWords, signatureProblemWords } from '../../../words/findingWords.ts';
import { toolName } from '../../../words/signerWords.ts';
import { text } from '../markdown.ts';
import { addressCell } from './words.ts';
import { t } from '../../../words/translate.ts';

/**
 * The evidence files that prove nothing about the file, each with the reason. Those that contradict it are among `proofs`.
 */
export function silentLines(
  asset: Asset,
  { findings, files }: Pick<Evidence, 'findings' | 'files'>,
  proofs: readonly Proof[] = [],
): readonly string[] {
  const line = (file: string, words: string): string => {
    const address = addressCell(asset, files, file);
    return `- **${text(file)}**\\\n  ${text(words, 500)}${address === undefined ? '' : `\\\n  ${address}`}`;
  };
  const isSilent = ({ problem, file, keyId }: SignatureFinding): boolean =>
    problem !== undefined && !proofs.some((proof) => proof.file === file && proof.keyId === keyId);
  const ofChecksums = findings.checksums.flatMap(({ signatures, ...one }) => [
    ...(one.problem === undefined ? [] : [line(one.file, checksumProblemWords({ ...one, signatures }))]),
    ...(one.clearsigned && one.problem === undefined && signatures.every(({ problem }) => problem !== undefined)
      ? [line(one.file, t('contains a signature that was not checked, so it counts as an unsigned list'))]
      : []),
    ...signatures.filter(isSilent).map(signatureLine),
  ]);
  function signatureLine(finding: SignatureFinding): string {
    const tool = finding.scheme === undefined ? '' : `${toolName(finding)}: `;
    const comment = finding.comment === undefined ? '' : ` ${t('It says "{0}".', finding.comment)}`;
    return line(finding.file, `${tool}${signatureProblemWords(finding)}${comment}`);
  }
  return [...findings.signatures.filter(isSilent).map(signatureLine), ...ofChecksums];
}
