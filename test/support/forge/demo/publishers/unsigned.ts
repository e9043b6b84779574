import { createHash } from 'node:crypto';
import type { ContentBuilder } from '../../content.ts';
import { daysAgo } from '../dates.ts';
import { sha256, tarball } from '../files.ts';
import type { Files } from '../files.ts';
import { SAW, sawFiles } from './habits.ts';

const TARGETS = [
  'aarch64-apple-darwin',
  'aarch64-pc-windows-msvc',
  'aarch64-unknown-linux-gnu',
  'aarch64-unknown-linux-musl',
  'i686-pc-windows-msvc',
  'powerpc64le-unknown-linux-gnu',
  'riscv64gc-unknown-linux-gnu',
  's390x-unknown-linux-gnu',
  'x86_64-apple-darwin',
  'x86_64-pc-windows-msvc',
  'x86_64-unknown-linux-gnu',
];

/** Like an action for Rust programs: a list for each target, named like the archive without its extension. */
export function addTargets(builder: ContentBuilder, owner: string): void {
  const repository = builder.repository(owner, 'targets', { description: 'A checksum file for each of many targets' });
  for (const [index, count] of [4, TARGETS.length].entries()) {
    const files = TARGETS.slice(-count).map((target) => targetFiles(target, `1.${index}.0`));
    builder.release(repository, `v1.${index}.0`, Object.assign({}, ...files) as Files, {
      createdAt: daysAgo(60 - index),
    });
  }
}

function targetFiles(target: string, version: string): Files {
  const name = `saw-${target}.tar.gz`;
  const body = tarball({ saw: Buffer.from(`#!/bin/sh\necho ${target} ${version}\n`) });
  return { [name]: body, [`saw-${target}.sha256`]: Buffer.from(`${sha256(body)}  ${name}\n`) };
}

/** Lists that no Unix tool writes, created here in the format of the tools that do. */
export function addOddLists(builder: ContentBuilder, owner: string): void {
  const rows = Object.entries(sawFiles()).map(([name, body]) => ({ name, body, hex: sha256(body) }));
  const lists: readonly (readonly [repo: string, shows: string, files: Files])[] = [
    ['powershell', 'A table of Get-FileHash in UTF-16', { 'checksums.txt': powershellTable(rows) }],
    ['markdown', 'A table of digests in Markdown', { 'CHECKSUMS.md': markdownTable(rows) }],
    ['columns', 'A table of digests, and a file that names its columns', columnsTable(rows)],
    ['provenance', 'A statement about several files, by no key', { 'multiple.intoto.jsonl': provenance(rows) }],
  ];
  for (const [repo, shows, files] of lists) {
    const repository = builder.repository(owner, repo, { description: shows });
    builder.release(repository, 'v1.0.0', { ...sawFiles(), ...files }, { createdAt: daysAgo(40) });
  }
}

interface Row {
  readonly name: string;
  readonly body: Buffer;
  readonly hex: string;
}

function powershellTable(rows: readonly Row[]): Buffer {
  const lines = rows.map(({ name, hex }) => `SHA256          ${hex.toUpperCase()}       D:\\a\\saw\\dist\\${name}\r\n`);
  const heading = '\r\nAlgorithm       Hash       Path\r\n---------       ----       ----\r\n';
  return Buffer.from(`\uFEFF${heading}${lines.join('')}\r\n`, 'utf16le');
}

function markdownTable(rows: readonly Row[]): Buffer {
  const lines = rows.map(({ name, hex }) => `| [${name}](https://saw.example/${name}) | \`${hex}\` |\n`);
  return Buffer.from(`| File | SHA-256 |\n| --- | --- |\n${lines.join('')}`);
}

/** Three algorithms have digests of the same length, so only their order distinguishes them. */
const ORDER = ['MD5', 'BLAKE2S', 'SHA3-256', 'SHA-256', 'SHA-512'];

function columnsTable(rows: readonly Row[]): Files {
  const digest = (algorithm: string, body: Buffer): string =>
    createHash(algorithm === 'BLAKE2S' ? 'blake2s256' : algorithm.replace('SHA-', 'SHA'))
      .update(body)
      .digest('hex');
  const lines = rows.map(({ name, body }) => `${[name, ...ORDER.map((one) => digest(one, body))].join('  ')}\n`);
  return {
    checksums: Buffer.from(lines.join('')),
    checksums_hashes_order: Buffer.from(ORDER.map((one) => `${one}\n`).join('')),
  };
}

/**
 * Digests that only the text of the release has: one in a list, one in a table, and one of another file than the one there.
 */
export function addNotes(builder: ContentBuilder, owner: string): void {
  const [darwin, linux, windows] = SAW;
  const digest = (name: string): string => sha256(sawFiles()[name] ?? Buffer.alloc(0));
  const notes = [
    '## Checksums',
    `- \`${digest(linux)}\`  ${linux}`,
    '',
    '| File | SHA-256 |',
    '| --- | --- |',
    `| ${darwin} | ${digest(darwin)} |`,
    `| ${windows} | ${digest(linux)} |`,
  ];
  const repository = builder.repository(owner, 'notes', {
    description: 'Digests in the release notes, one of them wrong',
  });
  builder.release(repository, 'v1.0.0', sawFiles(), { notes: `${notes.join('\n')}\n`, createdAt: daysAgo(40) });
}

/** Provenance like SLSA generators write it, but without a real signature. */
function provenance(rows: readonly Row[]): Buffer {
  const statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: rows.map(({ name, hex }) => ({ name, digest: { sha256: hex } })),
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {},
  };
  const envelope = {
    payloadType: 'application/vnd.in-toto+json',
    payload: Buffer.from(JSON.stringify(statement)).toString('base64'),
    signatures: [{ keyid: '', sig: 'AAAA' }],
  };
  return Buffer.from(`${JSON.stringify(envelope)}\n`);
}
