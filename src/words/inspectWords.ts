import { assumedWords, fitWords } from './fitWords.ts';
import { archName, osName, sourceName } from '../engine/index.ts';
import type { Header, InspectedFile, InspectedPlatform, InspectReport } from '../engine/index.ts';
import { checksumProblemWords, signatureProblemWords } from './findingWords.ts';
import { enumerate, formatSize, plain } from './format.ts';
import { kindWord } from './evidenceWords.ts';
import { toolName } from './signerWords.ts';
import { plural, t } from './translate.ts';
import { undecidedWords } from './undecidedWords.ts';

const NAME_LENGTH = 120;
const name = (text: string): string => plain(text, NAME_LENGTH);

/** `tools/saw v1.4.0` */
export function inspectedTitle({ source, version }: InspectReport): string {
  return `${plain(sourceName(source), NAME_LENGTH)} ${name(version)}`;
}

/** A line for each result of the matcher, with the platforms that get it. */
export function platformLines({ platforms }: InspectReport): readonly string[] {
  const groups = Map.groupBy(platforms, (one) => JSON.stringify({ ...one, platform: '' }));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const names = group.map(({ platform }) => platform).join(', ');
    return first ? [`${names}: ${answerWords(first)}`] : [];
  });
}

function answerWords({ match, file = '', reasons, assumptions, why, candidates }: InspectedPlatform): string {
  if (match === 'none') return t('no file');
  if (match === 'ask') return askedWords(why, candidates);
  const picked = `${name(file)} (${fitWords(reasons)})`;
  return assumptions.length === 0 ? picked : t('{0}. Assumed: {1}.', picked, assumedWords(assumptions));
}

/** Why the user must choose, and among which files. */
export function askedWords(why: InspectedPlatform['why'], files: readonly string[]): string {
  const shown = enumerate(files.slice(0, 5).map(name), 'or');
  const rest = files.length > 5 ? t('{0} and {1} more', shown, files.length - 5) : shown;
  return t('asks the user: {0} ({1})', undecidedWords(why ?? 'severalTools'), rest);
}

/** The file, its size and its evidence. */
export function fileTitle({ name: file, sizeBytes, kind, isProven, unchecked }: InspectedFile): string {
  const size = sizeBytes === undefined ? [] : [formatSize(sizeBytes)];
  const open = !isProven && unchecked.length > 0 && kind !== 'signature';
  const word = open ? t('{0}, or signed', kindWord(kind)) : kindWord(kind);
  return [name(file), ...size, word].join(' · ');
}

/** What was found about the file, one sentence each. */
export function fileDetails(file: InspectedFile): readonly string[] {
  const { findings, unchecked, contents, error } = file;
  return [
    ...(error ? [plain(error.message)] : []),
    ...(findings.notes ? [t('The release notes give its digest.')] : []),
    ...findings.checksums.flatMap((list) => [
      `${name(list.file)} ${checksumProblemWords(list)}.`,
      ...list.signatures.map((one) => `${name(one.file)} ${signatureProblemWords(one)}.`),
    ]),
    ...findings.signatures.map((one) => `${name(one.file)} ${signatureProblemWords(one)}.`),
    ...unchecked.map((one) =>
      t(
        '{0} is a signature of {1} over the file. Only the file itself can show that it is good.',
        name(one.file),
        toolName(one),
      ),
    ),
    ...(contents ? contentLines(contents) : []),
  ];
}

function contentLines({ files, programs, morePrograms }: NonNullable<InspectedFile['contents']>): readonly string[] {
  const more = morePrograms === 0 ? [] : [plural(morePrograms, '{0} more program', '{0} more programs')];
  return [
    plural(files, '{0} file in it', '{0} files in it'),
    ...programs.map(({ path, header }) => `${name(path)}: ${headerWords(header)}`),
    ...more,
  ];
}

/** `Linux, x64, glibc 2.28 or newer` */
function headerWords(header: Header): string {
  switch (header.kind) {
    case 'program': {
      const { os, archs, libc, minimumGlibc } = header;
      const needs = minimumGlibc === undefined ? t('glibc') : t('glibc {0} or newer', plain(minimumGlibc));
      const library = libc === 'gnu' ? [needs] : libc === 'musl' ? ['musl'] : libc === 'static' ? [t('static')] : [];
      return [osName(os), archs.map(archName).join(' + '), ...library].join(', ');
    }
    case 'script':
      return t('a script for {0}', plain(header.interpreter));
    case 'damaged':
      return t('looks like a program but is damaged');
    case 'other':
      return t('not a program');
  }
}

/** What was downloaded for the report, so that the user knows. */
export function readSentence({ read, downloaded, omitted }: InspectReport): string {
  const parts = [
    plural(read.length, '{0} checksum or signature file read', '{0} checksum and signature files read'),
    plural(downloaded.length, '{0} file downloaded', '{0} files downloaded'),
    ...(omitted > 0 ? [plural(omitted, '{0} more file not examined', '{0} more files not examined')] : []),
  ];
  return `${parts.join(', ')}.`;
}
