import type { Asset, Evidence } from '../../../engine/index.ts';
import { checksumProblemWords, signatureProblemWords } from '../../words/findingWords.ts';
import { text } from '../markdown.ts';
import { addressCell, toolName } from './words.ts';

/** What was found beside the file and says nothing about it: each with the reason. */
export function silentLines(
  asset: Asset,
  { findings, files }: Pick<Evidence, 'findings' | 'files'>,
): readonly string[] {
  const line = (file: string, words: string): string => {
    const address = addressCell(asset, files, file);
    return `- **${text(file)}**\\\n  ${text(words, 500)}${address === undefined ? '' : `\\\n  ${address}`}`;
  };
  const ofChecksums = findings.checksums.flatMap(({ signatures, ...one }) => [
    ...(one.problem === undefined ? [] : [line(one.file, checksumProblemWords({ ...one, signatures }))]),
    ...(one.clearsigned && one.problem === undefined && signatures.every(({ problem }) => problem !== undefined)
      ? [line(one.file, 'has a signature in its own text, which was not checked: it counts as a list without one')]
      : []),
    ...signatures.filter(({ problem }) => problem !== undefined).map(signatureLine),
  ]);
  function signatureLine(finding: (typeof findings.signatures)[number]): string {
    const tool = finding.scheme === undefined ? '' : `${toolName(finding)}: `;
    const commented = finding.comment === undefined ? '' : ` It says "${finding.comment}".`;
    return line(finding.file, `${tool}${signatureProblemWords(finding)}${commented}`);
  }
  return [...findings.signatures.filter(({ problem }) => problem !== undefined).map(signatureLine), ...ofChecksums];
}
