import { isEngineError, sourceName } from '../../engine/index.ts';
import type { Asset, AssetRecord, EngineError, EvidenceKind } from '../../engine/index.ts';
import { evidenceSentence, evidenceWord } from '../words/evidenceWords.ts';
import { formatDate, formatSize } from '../words/format.ts';
import { block, code, document, facts, text } from './markdown.ts';
import type { Row } from './markdown.ts';

export interface EvidenceSubject {
  readonly asset: Asset;
  readonly instanceName: string;
  /** What is on disk of it, and where. */
  readonly cached: { readonly record: AssetRecord; readonly path: string } | undefined;
  /** Why the last try failed. */
  readonly failure: unknown;
}

/** What was compared with what, what that proves and what not, and how to do it by hand. */
export function evidenceText({ asset, instanceName, cached, failure }: EvidenceSubject): string {
  const refused = isEngineError(failure, 'integrity') ? failure : undefined;
  // Bytes that were set aside are no longer where the record has them.
  const here = refused?.facts.setAside === undefined ? cached : undefined;
  return document(
    `# Evidence for ${text(asset.name)}`,
    `From ${text(sourceName(asset.source))} ${text(asset.version)} on ${text(instanceName)}.`,
    ...(refused ? refusedSections(refused) : []),
    ...(here ? cachedSections(here.record, here.path) : absentSections(asset, refused !== undefined)),
  );
}

/** `1,024 bytes` */
export function exactSize(sizeBytes: number): string {
  return `${formatSize(sizeBytes)} (${sizeBytes.toLocaleString('en')} bytes)`;
}

function cachedSections(record: AssetRecord, path: string): readonly string[] {
  const { evidence } = record;
  const times = `Downloaded ${formatDate(record.storedAt)}, last checked ${formatDate(evidence.checkedAt)}.`;
  return [
    `**${text(capitalised(evidenceWord(record)))}.** ${evidenceSentence(evidence)}`,
    '## What was compared',
    facts(digestRows(record)),
    `Size: ${exactSize(record.sizeBytes)}. ${times}`,
    '## What this proves',
    PROVES[evidence.kind].yes,
    '## What this does not prove',
    PROVES[evidence.kind].no,
    '## Check it by hand',
    block([`sha256sum ${shellQuoted(path)}`]),
    `It has to print ${code(record.sha256)}. On macOS use ${code('shasum -a 256')}, in PowerShell ${code('Get-FileHash')}.`,
  ];
}

function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function digestRows({ sha256, digests, evidence, storage }: AssetRecord): readonly Row[] {
  const from = storage === 'packageFile' ? 'the package registry' : 'the server';
  const rows: Row[] = [['SHA-256 of the file on this machine', code(sha256)]];
  if (digests.sha256) rows.push([`SHA-256 that ${from} gives`, code(digests.sha256)]);
  if (digests.sha512) rows.push([`SHA-512 that ${from} gives`, code(digests.sha512)]);
  if (evidence.kind === 'pin' && evidence.hex) {
    rows.push([`${(evidence.algorithm ?? '').toUpperCase()} that was pinned`, code(evidence.hex)]);
  }
  return rows;
}

const PROVES: Readonly<Record<EvidenceKind, { readonly yes: string; readonly no: string }>> = {
  pin: {
    yes: 'The file is, bit for bit, the one that was meant when its digest was pinned. Neither the server nor anybody on the way could change it.',
    no: 'That the pinned file itself was a good one. That was decided by whoever pinned it.',
  },
  registryDigest: {
    yes: 'The file is, bit for bit, the one that was uploaded to the package registry. Nothing on the way changed it.',
    no: 'Who uploaded it, and that the server itself is honest: the digest comes from the same server as the file.',
  },
  attachmentDigest: {
    yes: 'The file is, bit for bit, the one that the server has. Nothing on the way changed it.',
    no: 'Who uploaded it, and that the server itself is honest: the digest comes from the same server as the file.',
  },
  remembered: {
    yes: 'The file is the same as when it was first downloaded to this machine.',
    no: 'That the first download was what the publisher uploaded. The server gives no digest to compare with.',
  },
  none: {
    yes: 'The file has the size that the server lists, and it came from that server over the connection that your settings name.',
    no: 'That it is what the publisher uploaded. The server gives no digest for files of releases. If the release has a checksum file, compare with that.',
  },
};

function absentSections({ digests, storage }: Asset, refused: boolean): readonly string[] {
  const promised = [digests.sha256, digests.sha512].filter((digest) => digest !== undefined);
  const from = storage === 'packageFile' ? 'The package registry' : 'The server';
  return [
    ...(refused ? [] : ['The file is not on this machine, so nothing was compared yet.']),
    promised.length > 0
      ? `${from} gives this digest, and a download has to have it: ${promised.map(code).join(', ')}`
      : `${from} gives no digest for it. What a download hashes to is remembered and compared from then on.`,
  ];
}

function refusedSections(error: EngineError<'integrity'>): readonly string[] {
  const { what, expected, actual, source, setAside } = error.facts;
  const say: Readonly<Record<string, string>> = {
    pin: 'pinned',
    registryDigest: 'promised by the package registry',
    attachmentDigest: 'promised by the server',
    remembered: 'as it was before',
  };
  const kind = what === 'size' ? 'Size' : what.toUpperCase().replace('SHA', 'SHA-');
  return [
    '**Refused.** The bytes are not those that were expected, and they are not used.',
    facts([
      [`${kind} that was expected, ${say[source] ?? 'as listed'}`, code(expected)],
      [`${kind} of these bytes`, code(actual)],
    ]),
    setAside === undefined ? '' : `The bytes are kept for a look, for two weeks:\n\n${block([setAside])}`,
    'A proxy or a failing disk can be the reason, and so can somebody who replaced the file. Download it again; if that is refused too, ask the publisher.',
  ];
}

/** As one word for a POSIX shell. */
function shellQuoted(path: string): string {
  return /^[\w./+@%:,-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
