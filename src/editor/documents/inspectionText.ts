import { shortSourceName } from '../../engine/index.ts';
import type { InspectedFile, InspectReport } from '../../engine/index.ts';
import { shellWord } from '../../words/foreign.ts';
import { plain } from '../../words/format.ts';
import { gapWords } from '../../words/gapWords.ts';
import { fileDetails, fileTitle, inspectedTitle, platformLines, readSentence } from '../../words/inspectWords.ts';
import { t } from '../../words/translate.ts';
import { block, code, document, text } from './markdown.ts';

/** What a release offers its users. Missing things come first, because the publisher can fix those. */
export function inspectionText(report: InspectReport): string {
  const gaps = report.gaps.map(gapWords);
  return document(
    `# ${text(inspectedTitle(report))}`,
    readSentence(report),
    `## ${t('What is missing')}`,
    ...(gaps.length === 0
      ? [t('Nothing.')]
      : gaps.flatMap(({ sentence, commands }) => gapSections(sentence, commands))),
    `## ${t('Platforms')}`,
    platformLines(report)
      .map((line) => `- ${text(line, 1000)}`)
      .join('\n'),
    `## ${t('Files')}`,
    report.files.length === 0
      ? t('Nothing here can be run, unpacked or installed.')
      : report.files.map(fileItem).join('\n'),
    t('To look inside the files, use the command line: {0}', code(commandFor(report))),
  );
}

function commandFor({ source, version }: InspectReport): string {
  const isPackage = source.kind === 'genericPackage' ? ' --package' : '';
  return `forgejo-artifacts inspect ${shellWord(plain(`${source.owner}/${shortSourceName(source)}@${version}`))}${isPackage} --contents`;
}

function gapSections(sentence: string, commands: readonly string[]): readonly string[] {
  return [`- ${text(sentence, 2000)}`, ...(commands.length === 0 ? [] : [block(commands)])];
}

function fileItem(file: InspectedFile): string {
  return [`- **${text(fileTitle(file))}**`, ...fileDetails(file).map((line) => `  - ${text(line, 1000)}`)].join('\n');
}
