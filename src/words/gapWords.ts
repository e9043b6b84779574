import { fitWords } from './fitWords.ts';
import type { Gap } from '../engine/index.ts';
import { checksumProblemWords, signatureProblemWords } from './findingWords.ts';
import { shellWord } from './foreign.ts';
import { enumerate, plain } from './format.ts';
import { askedWords } from './inspectWords.ts';
import { plural, t } from './translate.ts';

/** The words for what a release lacks, and how to fix it. */
interface GapWords {
  readonly sentence: string;
  /** Lines for a release script, run in the directory of the files. */
  readonly commands: readonly string[];
}

const NAMED = 5;

export function gapWords(gap: Gap): GapWords {
  switch (gap.kind) {
    case 'noDigest':
      return { sentence: noDigestSentence(gap), commands: [sumsCommand(gap)] };
    case 'unsigned':
      return { sentence: unsignedSentence(gap), commands: signCommands(gap.lists[0] ?? 'SHA256SUMS') };
    case 'uselessChecksums':
      return sentenceOnly(`${plain(gap.finding.file)} ${checksumProblemWords(gap.finding)}.`);
    case 'uselessSignature':
      return sentenceOnly(`${plain(gap.finding.file)} ${signatureProblemWords(gap.finding)}.`);
    case 'contradiction':
      return sentenceOnly(
        t(
          '{0}: {1} contradicts the other evidence, so the file is refused everywhere.',
          plain(gap.file),
          plain(gap.by),
        ),
      );
    case 'unknownKeys':
      return sentenceOnly(
        t(
          'Signed by {0}, which is not trusted here. Publish the key where people can compare it.',
          enumerate(
            gap.keyIds.map((one) => plain(one)),
            'and',
          ),
        ),
      );
    case 'ask':
      return sentenceOnly(`${gap.platforms.join(', ')}: ${askedWords(gap.why, gap.files)}. ${askedHint(gap.why)}`);
    case 'sameName':
      return sentenceOnly(t('Several files are called {0}: none of them can be picked or locked.', plain(gap.name)));
    case 'misfit':
      return sentenceOnly(
        t(
          'On {0}, users get {1}, whose programs do not run there: {2}.',
          gap.platform,
          plain(gap.file),
          fitWords(gap.reasons),
        ),
      );
    case 'unlisted':
      return sentenceOnly(plural(gap.count, '{0} more file cannot be listed.', '{0} more files cannot be listed.'));
  }
}

function askedHint(why: Of<'ask'>['why']): string {
  return why === 'onlyInstallers'
    ? t('Publish an archive (.tar.gz or .zip), which would be picked instead.')
    : t('Names such as {0} are unambiguous.', 'saw-1.4.0-linux-x64.tar.gz');
}

function sentenceOnly(sentence: string): GapWords {
  return { sentence, commands: [] };
}

type Of<K extends Gap['kind']> = Extract<Gap, { kind: K }>;

function noDigestSentence({ files, list }: Of<'noDigest'>): string {
  const which = namesOf(files);
  return list === undefined
    ? t('No checksum file has a digest for {0}.', which)
    : t('{0} has no digest for {1}.', plain(list), which);
}

function unsignedSentence({ files, lists }: Of<'unsigned'>): string {
  const which = namesOf(files);
  return lists.length === 0
    ? t('No signature covers {0}. Signing a list of digests would cover every file in it.', which)
    : t('No signature covers {0}. Signing {1} would cover every file in it.', which, plain(lists[0] ?? ''));
}

function namesOf(files: readonly string[]): string {
  const shown = files.slice(0, NAMED).map((file) => plain(file));
  const rest = files.length - shown.length;
  return rest > 0 ? t('{0} and {1} more', shown.join(', '), rest) : enumerate(shown, 'and');
}

function sumsCommand({ files, list }: Of<'noDigest'>): string {
  if (list === undefined) return 'sha256sum -- * > SHA256SUMS';
  return `sha256sum -- ${files.map((file) => shellWord(plain(file))).join(' ')} >> ${shellWord(plain(list))}`;
}

/** Alternatives by different tools; one is enough. */
function signCommands(list: string): readonly string[] {
  const file = shellWord(plain(list));
  return [
    `minisign -Sm ${file}`,
    `ssh-keygen -Y sign -n file -f ~/.ssh/id_ed25519 ${file}`,
    `gpg --armor --detach-sign ${file}`,
  ];
}
