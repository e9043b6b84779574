import { groundsOf, isBlocking } from '../engine/index.ts';
import type { AssetRecord, Change, ErrorFacts, Evidence, Grounds, Proof } from '../engine/index.ts';
import { enumerate, formatDay, formatNumber, plain } from './format.ts';
import { plural, t } from './translate.ts';

/** How strong the evidence is, as a name that is the same in every language. */
export type EvidenceMark =
  'pinned' | 'signed' | 'server' | 'checksum' | 'notes' | 'remembered' | 'locked' | 'unverified';

const LOOKS: Readonly<Record<Grounds, { readonly mark: EvidenceMark; readonly icon: string }>> = {
  pin: { mark: 'pinned', icon: 'verified-filled' },
  signature: { mark: 'signed', icon: 'verified-filled' },
  server: { mark: 'server', icon: 'verified' },
  checksum: { mark: 'checksum', icon: 'checklist' },
  notes: { mark: 'notes', icon: 'note' },
  remembered: { mark: 'remembered', icon: 'history' },
  locked: { mark: 'locked', icon: 'lock' },
  none: { mark: 'unverified', icon: 'unverified' },
};

/** The word for each, strongest first. */
const MARK_WORDS: Readonly<Record<EvidenceMark, string>> = {
  pinned: t('pinned'),
  signed: t('signed'),
  server: t('server digest'),
  checksum: t('checksum'),
  notes: t('release notes'),
  remembered: t('remembered'),
  locked: t('as locked'),
  unverified: t('unverified'),
};

export function kindMark(kind: Grounds): EvidenceMark {
  return LOOKS[kind].mark;
}

function kindIcon(kind: Grounds): string {
  return LOOKS[kind].icon;
}

/** `pinned`, `signed`, `server digest`, `checksum`, `release notes`, `remembered`, `as locked` or `unverified`, translated. */
export function kindWord(kind: Grounds): string {
  return MARK_WORDS[kindMark(kind)];
}

/** The facts about a cached file that its evidence words need. */
type Believed = Pick<AssetRecord, 'absence' | 'claimedBy' | 'evidence' | 'storage' | 'storedAt'>;
type Grounded = Pick<Believed, 'absence' | 'claimedBy' | 'evidence'>;

/** The row's word for a file that failed a check and is not used. */
const REFUSED_WORD = t('refused');
export const REFUSED_ICON = 'workspace-untrusted';
export const CHANGE_ICON = 'warning';
const GONE_ICON = 'question';

/**
 * The row's word, and what has changed. A change that must be accepted first replaces the word. For a file that is not in its
 * place, the word says why, as its evidence was for bytes that are not there.
 */
export function evidenceWord(record: Grounded): string {
  if (record.absence) return absenceWord(record.absence);
  return withChanges(kindWord(groundsOf(record)), record.evidence).join(' · ');
}

/** `refused: does not match SHA256SUMS`, or that the file is gone. */
export function absenceWord(absence: NonNullable<AssetRecord['absence']>): string {
  return absence.kind === 'refused' ? mismatchWord(absence.facts) : t('gone from the disk');
}

function withChanges(word: string, { changes }: Pick<Evidence, 'changes'>): readonly string[] {
  return [...(changes.some(isBlocking) ? [] : [word]), ...changes.map(changeWord)];
}

/** Replaces the word for the evidence in a row. */
export function changeWord(change: Change): string {
  switch (change.kind) {
    case 'signature-missing':
      return t('signed before, unsigned now');
    case 'key-changed':
      return t('different key than before');
    case 'weaker':
      return t('weaker than before, {0} now', kindWord(change.now));
    case 'replaced':
      return t('replaced since your last download');
  }
}

/** The codicon that goes with the word. */
export function evidenceIcon(record: Grounded): string {
  if (record.absence) return record.absence.kind === 'refused' ? REFUSED_ICON : GONE_ICON;
  return record.evidence.changes.length > 0 ? CHANGE_ICON : kindIcon(groundsOf(record));
}

/** The word as part of a sentence, with its source; for screen readers and messages. */
export function spokenEvidence(record: Believed): string {
  const { evidence, storedAt } = record;
  if (record.absence) return absenceWord(record.absence);
  const spoken: Readonly<Record<Grounds, string>> = {
    pin: t('pinned by you'),
    signature: t('signed by a key that you trust'),
    server: t('server digest matches'),
    checksum: t('checksum file matches'),
    notes: t('release notes match'),
    remembered: t('remembered, unchanged since {0}', formatDay(storedAt)),
    locked: t('as locked'),
    none: t('unverified'),
  };
  return withChanges(spoken[groundsOf(record)], evidence).join(', ');
}

/** The digest that the instance itself gives, as a noun. */
export function serverDigest({ storage }: Pick<AssetRecord, 'storage'>): string {
  return storage === 'packageFile' ? t('the digest from the package registry') : t('the digest from the server');
}

/** What was compared, with which file or key, and what that proves: one or two sentences. */
export function evidenceSentence(record: Believed): string {
  const { absence, evidence, storage, storedAt } = record;
  if (absence) return absenceSentence(absence);
  const { kind, sources } = evidence;
  const strongest = sources.find((source) => source.kind === kind && source.fits);
  switch (groundsOf(record)) {
    case 'pin':
      return t('It has the digest that you pinned.');
    case 'signature':
      return signedSentence(strongest);
    case 'server':
      return storage === 'packageFile'
        ? t('It matches the digest that the package registry computed at upload.')
        : t('It matches the digest that the server gives.');
    case 'checksum':
      return `${checksumSentence(strongest)} ${t('That detects damage, not a malicious publisher: anyone who can replace the file can replace both.')}`;
    case 'notes':
      return t('It matches the digest in the release notes. Anyone who can edit the release can change both.');
    case 'remembered':
      return t(
        'It is unchanged since it was first downloaded on {0}. There is no other evidence.',
        formatDay(storedAt),
      );
    case 'locked':
      return evidence.gatheredAt === undefined
        ? t('It is exactly the file that a lock names. Its release was not checked for evidence.')
        : t('It is exactly the file that a lock names. There is no other evidence.');
    case 'none':
      return t('No evidence that counts was found for this file.');
  }
}

function absenceSentence({ kind }: NonNullable<AssetRecord['absence']>): string {
  return kind === 'refused'
    ? t(
        'The file failed a check after it was downloaded, so it is not used any more. Look at its evidence, or download it again.',
      )
    : t('The file is gone from the disk. Download it again.');
}

function signedSentence(source: Proof | undefined): string {
  if (source?.keyId === undefined) return t('It is signed by a key that you trust.');
  const key = plain(source.keyId);
  if (source.file === undefined) return t('It is signed by key {0}, which you trust.', key);
  return source.digest
    ? t('It matches {0}, which is signed by key {1}, which you trust.', plain(source.file), key)
    : t('It is signed by key {0}, which you trust ({1}).', key, plain(source.file));
}

function checksumSentence(source: Proof | undefined): string {
  return source?.file === undefined
    ? t('It matches a checksum file of the same release.')
    : t('It matches the checksum file {0} of the same release.', plain(source.file));
}

/** Proofs grouped by their source, strongest first: the digests of one checksum file are one source. */
export function groupBySource(sources: readonly Proof[]): readonly (readonly [Proof, ...Proof[]])[] {
  const groups = Map.groupBy(sources, ({ kind, file, keyId }) => JSON.stringify([kind, file, keyId]));
  return [...groups.values()].flatMap(([first, ...rest]) => (first ? [[first, ...rest] as const] : []));
}

/** `3 sources checked, all match.` */
export function agreementSentence(sources: readonly Proof[]): string {
  const groups = groupBySource(sources);
  const against = groups.filter((group) => group.some(({ fits }) => !fits)).length;
  if (groups.length === 0) return t('There is nothing to compare this file with.');
  if (groups.length === 1 && against > 0) return t('One source checked, and it does not match.');
  if (groups.length === 1) return t('One source checked, and it matches.');
  if (against === 0) return t('{0} sources checked, all match.', groups.length);
  return plural(
    against,
    '{1} sources checked, {0} of them does not match.',
    '{1} sources checked, {0} of them do not match.',
    groups.length,
  );
}

/** How many files of each kind: `all signed`, or `5 signed, 2 checksum and 1 unverified`. */
export function evidenceTally(records: readonly Grounded[]): string {
  const groups = Map.groupBy(records, (record) => kindMark(groundsOf(record)));
  const marks = Object.keys(MARK_WORDS) as readonly EvidenceMark[];
  const present = marks.filter((mark) => groups.has(mark));
  const [only] = present;
  if (only && present.length === 1) return records.length === 1 ? MARK_WORDS[only] : t('all {0}', MARK_WORDS[only]);
  const parts = present.map((mark) => t('{0} {1}', formatNumber(groups.get(mark)?.length ?? 0), MARK_WORDS[mark]));
  return enumerate(parts, 'and');
}

type Contradicting = ErrorFacts['integrity']['source'];

const REQUIRED: Readonly<Record<ErrorFacts['untrusted']['require'], string>> = {
  any: t('needs nothing'),
  checksum: t('needs a checksum file'),
  server: t('needs a digest from the server'),
  signature: t('needs a signature'),
  pin: t('needs a pin'),
};

/** `checksum, needs a signature`: the evidence, and what the settings require. */
export function untrustedWord({ kind, require }: Pick<ErrorFacts['untrusted'], 'kind' | 'require'>): string {
  return `${kindWord(kind)}, ${REQUIRED[require]}`;
}

/** `refused: does not match SHA256SUMS`: which source contradicts the bytes. */
export function mismatchWord(facts: ErrorFacts['integrity']): string {
  return `${REFUSED_WORD}: ${mismatchReason(facts)}`;
}

function mismatchReason(facts: ErrorFacts['integrity']): string {
  if (isContradiction(facts)) return t('its sources disagree');
  return facts.what === 'size' ? t('not the listed size') : against(facts.source, facts.file);
}

/** Whether it was found before any bytes arrived; then the "actual" digest is that of another source. */
export function isContradiction({
  sources,
  identity = [],
  actual,
}: Pick<ErrorFacts['integrity'], 'sources' | 'identity' | 'actual'>): boolean {
  return [...sources, ...identity].some(({ fits, digest }) => !fits && digest?.hex === actual);
}

function against(source: Contradicting, file: string | undefined): string {
  const named = file === undefined ? t('a file of its release') : plain(file, 80);
  const words: Readonly<Record<Contradicting, string>> = {
    lock: t('not the locked file'),
    caller: t('not the requested file'),
    kept: t('not the file that you keep'),
    listed: t('not the listed file'),
    pin: t('does not match your pin'),
    signature: t('its signature does not match ({0})', named),
    server: t('does not match the digest from the server'),
    checksum: t('does not match {0}', named),
    notes: t('does not match the release notes'),
    remembered: t('changed since it was first downloaded'),
    none: t('not the expected file'),
  };
  return words[source];
}
