import type { Asset, EngineError, ErrorFacts, Evidence, IdentityKind } from '../../../engine/index.ts';
import { algorithmName } from '../../../words/digestWords.ts';
import { agreementSentence, isContradiction } from '../../../words/evidenceWords.ts';
import { block, code, facts, text } from '../markdown.ts';
import type { Row } from '../markdown.ts';
import { advice } from './advice.ts';
import { silentLines } from './silent.ts';
import { sourceSections } from './sources.ts';
import { t } from '../../../words/translate.ts';

type Facts = ErrorFacts['integrity'];

/**
 * Why a file was refused: which file was meant, everything that was compared, what matches and what does not, and where the
 * bytes are. `earlier` is evidence of the same asset, for the addresses of files if the file was refused before any bytes
 * arrived.
 */
export function mismatchSections(
  error: EngineError<'integrity'>,
  asset: Asset,
  earlier: Evidence | undefined,
): readonly string[] {
  const { sources, quarantinePath, evidence = earlier } = error.facts;
  const silent = error.facts.evidence ? silentLines(asset, error.facts.evidence, sources) : [];
  const context = { asset, evidence, isUnconfirmed: isContradiction(error.facts) };
  return [
    `**${t('Refused.')}** ${reason(error.facts)}`,
    facts(comparedRows(error.facts, asset)),
    ...identitySection(error.facts),
    sources.length === 0
      ? ''
      : isContradiction(error.facts)
        ? `## ${t('What each source says')}\n\n${CONTRADICTION}`
        : `## ${t('What was compared')}\n\n${agreementSentence(sources)}`,
    ...sourceSections(sources, context),
    silent.length === 0 ? '' : `## ${t('Found but not counted')}\n\n${silent.join('\n')}`,
    quarantinePath === undefined
      ? ''
      : `## ${t('Where the file is')}\n\n${t('It stays in quarantine for 14 days, or until the space is needed:')}\n\n${block([quarantinePath])}`,
    `## ${t('What to do')}`,
    advice(error.facts),
  ];
}

const MEANT: Readonly<Record<IdentityKind, string>> = {
  lock: t('The lock'),
  caller: t('The request'),
  kept: t('The file that you keep'),
  listed: t('The file list'),
};

/** Who says which file it must be; kept apart from who vouches for the bytes. */
function identitySection(mismatch: Facts): readonly string[] {
  const { identity = [] } = mismatch;
  if (identity.length === 0) return [];
  const rows = identity.map(({ kind, fits, digest }): Row => {
    const mark = isContradiction(mismatch) ? '?' : fits ? '✓' : '✗';
    return [`${mark} ${MEANT[kind]}`, `${algorithmName(digest.algorithm)} ${code(digest.hex)}`];
  });
  return [`## ${t('Which file was expected')}`, facts(rows)];
}

const CONTRADICTION = t('They disagree: no file can match all of them, so nothing was downloaded.');

function reason(mismatch: Facts): string {
  if (isContradiction(mismatch)) return t('Two sources disagree about this file.');
  return mismatch.what === 'signature'
    ? t('A signature by a key that you trust does not match these bytes, so they are not used.')
    : t('These are not the expected bytes, so they are not used.');
}

function comparedRows(mismatch: Facts, asset: Asset): readonly Row[] {
  const { what, expected, actual, source, file, keyId } = mismatch;
  if (what === 'signature') {
    return [
      [t('Signature'), file === undefined ? t('not named') : text(file)],
      [t('Key'), code(keyId ?? expected)],
    ];
  }
  const kind = what === 'size' ? t('Size') : algorithmName(what);
  const other = isContradiction(mismatch) ? t('{0} according to the other source', kind) : t('Actual {0}', kind);
  return [
    [t('Expected {0}, {1}', kind, saidBy(source, file, asset)), code(expected)],
    [other, code(actual)],
  ];
}

function saidBy(source: Facts['source'], file: string | undefined, asset: Asset): string {
  const named = file === undefined ? t('a file of its release') : text(file);
  const words: Readonly<Record<Facts['source'], string>> = {
    lock: t('from the lock'),
    caller: t('as requested'),
    kept: t('from the file that you keep'),
    listed: t('from the file list'),
    pin: t('from your pin'),
    signature: t('from {0}, which is signed', named),
    server: asset.storage === 'packageFile' ? t('from the package registry') : t('from the server'),
    checksum: t('from {0}', named),
    notes: t('from the release notes'),
    remembered: t('from the first download'),
    none: t('from the file list'),
  };
  return words[source];
}
