import { isBlocking } from '../engine/index.ts';
import type { AssetRecord, ErrorFacts, Evidence, EvidenceKind, Proof } from '../engine/index.ts';
import { changeWord } from './changeWords.ts';
import { enumerate, formatDay, plain } from './format.ts';
import { KIND_LOOKS, kindWord } from './kindWords.ts';
import type { EvidenceWord } from './kindWords.ts';

/** What is known of a file on disk, as far as it says why to believe it. */
type Believed = Pick<AssetRecord, 'evidence' | 'storage' | 'storedAt'>;

/** What a row says of a file that failed a check and is not used. */
export const ALARM_WORD = 'ALARM';
export const ALARM_ICON = 'workspace-untrusted';
export const CHANGE_ICON = 'warning';

/** The word of the row, and what is other than before; in place of the word, where that has to be accepted first. */
export function evidenceWord({ evidence }: Pick<Believed, 'evidence'>): string {
  return withChanges(kindWord(evidence.kind), evidence).join(' · ');
}

function withChanges(word: string, { changes }: Pick<Evidence, 'changes'>): readonly string[] {
  return [...(changes.some(isBlocking) ? [] : [word]), ...changes.map(changeWord)];
}

/** The codicon that goes with the word. */
export function evidenceIcon({ kind, changes }: Pick<Evidence, 'kind' | 'changes'>): string {
  return changes.length > 0 ? CHANGE_ICON : KIND_LOOKS[kind].icon;
}

/** The word as part of a sentence, with what it rests on; for screen readers and messages. */
export function spokenEvidence({ evidence, storage, storedAt }: Believed): string {
  const spoken: Readonly<Record<EvidenceKind, string>> = {
    pin: 'verified by your pin',
    signature: 'signed by a key that you trust',
    server: `verified by ${serverName({ storage })}`,
    checksum: 'checksum file matches',
    remembered: `remembered, unchanged since ${formatDay(storedAt)}`,
    none: 'unverified',
  };
  return withChanges(spoken[evidence.kind], evidence).join(', ');
}

/** Who gave the digest that comes with the listing. */
export function serverName({ storage }: Pick<AssetRecord, 'storage'>): string {
  return storage === 'packageFile' ? 'the package registry' : 'the server';
}

/** What was compared, with which file or key, and how far that goes: one or two sentences. */
export function evidenceSentence({ evidence, storage, storedAt }: Believed): string {
  const { kind, sources } = evidence;
  const strongest = sources.find((source) => source.kind === kind && source.fits);
  switch (kind) {
    case 'pin':
      return 'It has the digest that you pinned.';
    case 'signature':
      return signedSentence(strongest);
    case 'server':
      return storage === 'packageFile'
        ? 'It matches the digest that the package registry computed at the upload.'
        : 'It matches the digest that the server gives.';
    case 'checksum':
      return `It matches ${checksumFile(strongest)} of the same release. That detects damage, not a malicious publisher: whoever can replace the file can replace both.`;
    case 'remembered':
      return `It is unchanged since it was first downloaded, ${formatDay(storedAt)}. Nothing else vouches for it.`;
    case 'none':
      return 'Nothing vouches for this file.';
  }
}

function signedSentence(source: Proof | undefined): string {
  const key = source?.keyId === undefined ? 'a key that you trust' : `key ${plain(source.keyId)}, which you trust`;
  if (source?.digest) return `It matches ${fileName(source, 'a list')}, which is signed by ${key}.`;
  return `It is signed by ${key} (${fileName(source, 'a signature file')}).`;
}

function checksumFile(source: Proof | undefined): string {
  return source?.file === undefined ? 'a checksum file' : `the checksum file ${plain(source.file)}`;
}

function fileName(source: Proof | undefined, otherwise: string): string {
  return source?.file === undefined ? otherwise : plain(source.file);
}

/** Proofs grouped by the source they come from, strongest first: the digests of one checksum file are one source. */
export function groupBySource(sources: readonly Proof[]): readonly (readonly [Proof, ...Proof[]])[] {
  const groups = Map.groupBy(sources, ({ kind, file, keyId }) => JSON.stringify([kind, file, keyId]));
  return [...groups.values()].flatMap(([first, ...rest]) => (first ? [[first, ...rest] as const] : []));
}

/** `3 sources checked, all match.` */
export function agreementSentence(sources: readonly Proof[]): string {
  const groups = groupBySource(sources);
  const against = groups.filter((group) => group.some(({ fits }) => !fits)).length;
  if (groups.length === 0) return 'Nothing was found to compare this file with.';
  if (groups.length === 1) return `One source checked, and it ${against > 0 ? 'does not match' : 'matches'}.`;
  if (against > 0)
    return `${groups.length} sources checked, ${against} of them ${against === 1 ? 'does' : 'do'} not match.`;
  return `${groups.length} sources checked, all match.`;
}

/** How many of each word: `all signed`, or `5 signed, 2 checksum and 1 unverified`. */
export function evidenceTally(records: readonly Pick<AssetRecord, 'evidence'>[]): string {
  const words = Object.values(KIND_LOOKS).map(({ word }) => word);
  const groups = Map.groupBy(records, ({ evidence: { kind } }) => kindWord(kind));
  const parts = [...new Set(words)].flatMap((word): readonly (readonly [EvidenceWord, number])[] => {
    const size = groups.get(word)?.length ?? 0;
    return size > 0 ? [[word, size]] : [];
  });
  const [only] = parts;
  if (only && parts.length === 1) return records.length === 1 ? only[0] : `all ${only[0]}`;
  return enumerate(
    parts.map(([word, size]) => `${size} ${word}`),
    'and',
  );
}

type Contradicting = ErrorFacts['integrity']['source'];

const REQUIRED = {
  any: 'nothing',
  checksum: 'a checksum file',
  server: 'a digest of the server',
  signature: 'a signature',
  pin: 'a pin',
} as const satisfies Readonly<Record<ErrorFacts['untrusted']['require'], string>>;

/** `checksum, needs a signature`: what there is, and what the settings demand. */
export function untrustedWord({ kind, require }: Pick<ErrorFacts['untrusted'], 'kind' | 'require'>): string {
  return `${kindWord(kind)}, needs ${REQUIRED[require]}`;
}

/** `ALARM: SHA256SUMS says otherwise`: who speaks against the bytes. */
export function alarmWord(facts: ErrorFacts['integrity']): string {
  if (isContradiction(facts)) return `${ALARM_WORD}: what vouches for it contradicts itself`;
  const { what, source, file } = facts;
  return `${ALARM_WORD}: ${what === 'size' ? 'not of the size that is listed' : against(source, file)}`;
}

/** Whether it was found before there were any bytes: what is called actual is then what another one says. */
export function isContradiction({
  sources,
  identity = [],
  actual,
}: Pick<ErrorFacts['integrity'], 'sources' | 'identity' | 'actual'>): boolean {
  return [...sources, ...identity].some(({ fits, digest }) => !fits && digest?.hex === actual);
}

function against(source: Contradicting, file: string | undefined): string {
  const named = file === undefined ? 'a file beside it' : plain(file, 80);
  const words: Readonly<Record<Contradicting, string>> = {
    lock: 'not the file that is locked',
    caller: 'not the file that was asked for',
    kept: 'not the file that you keep',
    listed: 'not the file that was listed',
    pin: 'not what you pinned',
    signature: `its signature does not fit (${named})`,
    server: 'not what the server promised',
    checksum: `${named} says otherwise`,
    remembered: 'not what it was before',
    none: 'not what was expected',
  };
  return words[source];
}
