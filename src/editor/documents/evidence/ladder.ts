import { EVIDENCE_KINDS } from '../../../engine/index.ts';
import type { AssetRecord, Evidence, EvidenceKind, Proof } from '../../../engine/index.ts';
import { serverDigest, groupBySource } from '../../../words/evidenceWords.ts';

import { table } from '../markdown.ts';
import type { Row } from '../markdown.ts';
import { plural, t } from '../../../words/translate.ts';

type Rung = Exclude<EvidenceKind, 'none'>;

const NAMES: Readonly<Record<Rung, string>> = {
  pin: t('Pin'),
  signature: t('Signature'),
  server: t('Server'),
  checksum: t('Checksum file'),
  notes: t('Release notes'),
  remembered: t('Remembered'),
};

/** Every rung, from strong to weak: what was looked for, and what was found. File names are below it. */
export function ladderTable(record: Pick<AssetRecord, 'evidence' | 'storage'>): string {
  const { evidence } = record;
  const rungs = EVIDENCE_KINDS.filter((kind) => kind !== 'none');
  const rows = rungs.map((kind, index): Row => {
    const found = foundOn(kind, evidence);
    const isStrongest = evidence.kind === kind;
    const name = unbroken(`${index + 1}\\. ${NAMES[kind]}`);
    return [isStrongest ? `**${name}**` : name, lookedFor(kind, record), isStrongest ? `**${found}**` : found];
  });
  return table([t('Kind'), t('Looked for'), t('Found')], rows);
}

function lookedFor(kind: Rung, record: Pick<AssetRecord, 'storage'>): string {
  const words: Readonly<Record<Rung, string>> = {
    pin: t('a digest that you pinned by hand'),
    signature: t(
      'signatures (`.minisig`, `.sig`, `.asc`, `.sigstore.json`) by a key that you trust, over the file or a list that has it',
    ),
    server: serverDigest(record),
    checksum: t('files of the same release that have its digest (`.sha256`, `SHA256SUMS`, `checksums.txt`)'),
    notes: t('its digest in the release notes, if no file of the release has one'),
    remembered: t('the digest of the same upload before'),
  };
  return words[kind];
}

function foundOn(kind: Rung, evidence: Evidence): string {
  const parts = [
    ...proofWords(evidence.sources.filter((source) => source.kind === kind)),
    ...silentWords(kind, evidence),
  ];
  if (parts.length > 0) return parts.join(', ');
  const isBeside = kind === 'signature' || kind === 'checksum';
  return isBeside && evidence.gatheredAt === undefined ? t('not looked for yet') : t('none');
}

function proofWords(sources: readonly Proof[]): readonly string[] {
  const groups = groupBySource(sources);
  const against = groups.filter((group) => group.some(({ fits }) => !fits)).length;
  const fitting = groups.length - against;
  return [
    ...(fitting > 0 ? [unbroken(plural(fitting, '✓ {0} matches', '✓ {0} match'))] : []),
    ...(against > 0 ? [unbroken(plural(against, '✗ {0} does not match', '✗ {0} do not match'))] : []),
  ];
}

/** The text on one line, for a narrow column. */
function unbroken(words: string): string {
  return words.replaceAll(' ', '\u00a0');
}

/** Files that were found but say nothing, or are counted elsewhere. */
function silentWords(kind: Rung, { findings, sources }: Evidence): readonly string[] {
  if (kind === 'signature') {
    const all = [...findings.signatures, ...findings.checksums.flatMap((one) => one.signatures)];
    const unknown = all.filter(({ problem }) => problem === 'unknown-key').length;
    const silent = all.filter(({ problem }) => problem !== undefined && problem !== 'unknown-key').length;
    return [
      ...(unknown > 0 ? [t('{0} by a key that you do not trust', unknown)] : []),
      ...(silent > 0 ? [t('{0} unusable', silent)] : []),
    ];
  }
  if (kind !== 'checksum') return [];
  const silent = findings.checksums.filter(({ problem }) => problem !== undefined).length;
  const signed = new Set(sources.flatMap((one) => (one.kind === 'signature' && one.digest ? (one.file ?? []) : [])));
  return [
    ...(signed.size > 0 ? [plural(signed.size, '{0} list counted as signed', '{0} lists counted as signed')] : []),
    ...(silent > 0 ? [t('{0} unusable', silent)] : []),
  ];
}
