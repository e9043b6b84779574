import type { Asset, Evidence, SignatureFinding, Source } from '../../../engine/index.ts';
import { checksumProblemWords, signatureProblemWords } from '../../../words/findingWords.ts';
import { toolName } from '../../../words/signerWords.ts';
import { text } from '../markdown.ts';
import { addressCell } from './words.ts';

/** What was found beside the file and says nothing about it: each with the reason. What speaks against it is among `heard`. */
export function silentLines(
  asset: Asset,
  { findings, files }: Pick<Evidence, 'findings' | 'files'>,
  heard: readonly Source[] = [],
): readonly string[] {
  const line = (file: string, words: string): string => {
    const address = addressCell(asset, files, file);
    return `- **${text(file)}**\\\n  ${text(words, 500)}${address === undefined ? '' : `\\\n  ${address}`}`;
  };
  const isSilent = ({ problem, file, keyId }: SignatureFinding): boolean =>
    problem !== undefined && !heard.some((source) => source.file === file && source.keyId === keyId);
  const ofChecksums = findings.checksums.flatMap(({ signatures, ...one }) => [
    ...(one.problem === undefined ? [] : [line(one.file, checksumProblemWords({ ...one, signatures }))]),
    ...(one.clearsigned && one.problem === undefined && signatures.every(({ problem }) => problem !== undefined)
      ? [line(one.file, 'has a signature in its own text, which was not checked: it counts as a list without one')]
      : []),
    ...signatures.filter(isSilent).map(signatureLine),
  ]);
  function signatureLine(finding: SignatureFinding): string {
    const tool = finding.scheme === undefined ? '' : `${toolName(finding)}: `;
    const commented = finding.comment === undefined ? '' : ` It says "${finding.comment}".`;
    return line(finding.file, `${tool}${signatureProblemWords(finding)}${commented}`);
  }
  return [...findings.signatures.filter(isSilent).map(signatureLine), ...ofChecksums];
}
