import type { Asset, EngineError, ErrorFacts, Evidence, IdentityKind } from '../../../engine/index.ts';
import { algorithmName } from '../../../words/digestWords.ts';
import { ALARM_WORD, agreementSentence, isContradiction, serverName } from '../../../words/evidenceWords.ts';
import { block, code, facts, text } from '../markdown.ts';
import type { Row } from '../markdown.ts';
import { silentLines } from './silent.ts';
import { sourceSections } from './sources.ts';

type Facts = ErrorFacts['integrity'];

/**
 * Why a file was refused: which file was meant, all that was compared, what matches and what does not, and where the bytes are. `earlier`
 * is evidence of the same asset, for the addresses of files where the alarm came before there were bytes.
 */
export function alarmSections(
  error: EngineError<'integrity'>,
  asset: Asset,
  earlier: Evidence | undefined,
): readonly string[] {
  const { sources, setAside, evidence = earlier } = error.facts;
  const silent = error.facts.evidence ? silentLines(asset, error.facts.evidence, sources) : [];
  const context = { asset, evidence, isUnconfirmed: isContradiction(error.facts) };
  return [
    `**${ALARM_WORD}. Refused.** ${reason(error.facts)}`,
    facts(comparedRows(error.facts, asset)),
    ...identitySection(error.facts),
    sources.length === 0
      ? ''
      : isContradiction(error.facts)
        ? `## What they say\n\n${CONTRADICTION}`
        : `## What was compared\n\n${agreementSentence(sources)}`,
    ...sourceSections(sources, context),
    silent.length === 0 ? '' : `## Found but not counted\n\n${silent.join('\n')}`,
    setAside === undefined
      ? ''
      : `## Where the bytes are\n\nThey are kept in quarantine for two weeks:\n\n${block([setAside])}`,
    '## What to do',
    ADVICE,
  ];
}

const MEANT: Readonly<Record<IdentityKind, string>> = {
  lock: 'The lock',
  caller: 'Whoever asked for the file',
  kept: 'The file that you keep',
  listed: 'The listing that it was chosen from',
};

/** Who says which file it has to be. It is apart from who vouches for the bytes. */
function identitySection(alarm: Facts): readonly string[] {
  const { identity = [] } = alarm;
  if (identity.length === 0) return [];
  const rows = identity.map(({ kind, fits, digest }): Row => {
    const mark = isContradiction(alarm) ? '?' : fits ? '✓' : '✗';
    return [`${mark} ${MEANT[kind]}`, `${algorithmName(digest.algorithm)} ${code(digest.hex)}`];
  });
  return ['## Which file was meant', facts(rows)];
}

const CONTRADICTION = 'They contradict each other: no file could be what all of them say, so none was fetched.';
const ADVICE =
  'A proxy or a failing disk can be the reason, and so can somebody who replaced the file. Download it again; if that is refused too, ask the publisher, and not over the same server.';

function reason(alarm: Facts): string {
  if (isContradiction(alarm)) return 'Two that say what the file has to be contradict each other.';
  return alarm.what === 'signature'
    ? 'A signature by a key that you trust is not over these bytes, and they are not used.'
    : 'The bytes are not those that were expected, and they are not used.';
}

function comparedRows(alarm: Facts, asset: Asset): readonly Row[] {
  const { what, expected, actual, source, file, keyId } = alarm;
  if (what === 'signature') {
    return [
      ['Signature', file === undefined ? 'not named' : text(file)],
      ['Key', code(keyId ?? expected)],
    ];
  }
  const kind = what === 'size' ? 'Size' : algorithmName(what);
  const other = isContradiction(alarm) ? `${kind} that another one says` : `${kind} of these bytes`;
  return [
    [`${kind} that was expected, ${saidBy(source, file, asset)}`, code(expected)],
    [other, code(actual)],
  ];
}

function saidBy(source: Facts['source'], file: string | undefined, asset: Asset): string {
  const named = file === undefined ? 'a file beside it' : text(file);
  const words: Readonly<Record<Facts['source'], string>> = {
    lock: 'as it is in the lock',
    caller: 'as it was asked for',
    kept: 'as the file that you keep has it',
    listed: 'as it was listed',
    pin: 'as you pinned it',
    signature: `as ${named} says, which is signed`,
    server: `as ${serverName(asset)} promised`,
    checksum: `as ${named} says`,
    remembered: 'as it was before',
    none: 'as it was listed',
  };
  return words[source];
}
