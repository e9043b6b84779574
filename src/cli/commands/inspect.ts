import { isWeaker } from '../../engine/index.ts';
import type { InspectedFile, InspectReport, Requirement } from '../../engine/index.ts';
import { enumerate, plain } from '../../words/format.ts';
import { gapWords } from '../../words/gapWords.ts';
import { fileDetails, fileTitle, inspectedTitle, platformLines, readSentence } from '../../words/inspectWords.ts';
import type { CommandResult } from '../commandResult.ts';
import type { Context } from '../context.ts';
import { EXIT } from '../exitCodes.ts';
import type { Invocation } from '../invocation.ts';
import { resolveWanted } from '../resolveWanted.ts';

/** Reports what users of a release get, and what is missing. By default it downloads only checksum files and signatures. */
export async function inspectCommand({ names, options }: Invocation, context: Context): Promise<CommandResult> {
  const { engine, printer, signal } = context;
  const { version } = await resolveWanted(names[0] ?? '', options, context);
  const onFile = (file: string): void => printer.progress(`reading ${plain(file, 60)}`);
  const report = await engine.inspect(version, { contents: options.contents, onFile, signal });
  const unmet = unmetBy(report, options.require);
  if (unmet.length > 0) printer.say(unmetSentence(unmet, options.require));
  return {
    exit: unmet.length > 0 ? EXIT.distrusted : EXIT.done,
    lines: reportLines(report),
    json: { report, unmet: unmet.map(({ name }) => name) },
  };
}

/** The files that users get without naming one. */
function unmetBy({ files }: InspectReport, require: Requirement): readonly InspectedFile[] {
  if (require === 'any') return [];
  return files.filter(({ platforms, kind }) => platforms.length > 0 && isWeaker(kind, require));
}

function unmetSentence(unmet: readonly InspectedFile[], require: Requirement): string {
  const names = enumerate(
    unmet.map(({ name }) => plain(name, 80)),
    'and',
  );
  const isOpen = unmet.some(({ isProven, unchecked }) => !isProven && unchecked.length > 0);
  const hint = isOpen ? ' A signature over a file is only checked with --contents, which downloads it.' : '';
  return `Below the required minimum (${require}): ${names}.${hint}`;
}

function reportLines(report: InspectReport): readonly string[] {
  const gaps = report.gaps.map(gapWords);
  return [
    inspectedTitle(report),
    ...section('Platforms', platformLines(report)),
    ...section(
      'Files',
      report.files.flatMap((file) => [fileTitle(file), ...fileDetails(file).map((line) => `  ${line}`)]),
    ),
    ...section(
      'What is missing',
      gaps.flatMap(({ sentence, commands }) => [sentence, ...commands.map((command) => `  $ ${command}`)]),
    ),
    '',
    readSentence(report),
  ];
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}
