import type { ContentBuilder, RepositoryContent } from '../../content.ts';
import { daysAgo } from '../dates.ts';
import { sha256, tarball } from '../files.ts';
import type { Files } from '../files.ts';
import { sawFiles } from './habits.ts';

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

/** As an action for programs in Rust does it: a list for each target, called like the archive without its ending. */
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

const release = (builder: ContentBuilder, repository: RepositoryContent, files: Files): void =>
  void builder.release(repository, 'v1.0.0', { ...sawFiles(), ...files }, { createdAt: daysAgo(40) });

/** Lists that no tool of Unix writes; made here, in the form of the tools that do. */
export function addOddLists(builder: ContentBuilder, owner: string): void {
  const rows = Object.entries(sawFiles()).map(([name, body]) => ({ name, hex: sha256(body) }));
  const powershell = rows.map(
    ({ name, hex }) => `SHA256          ${hex.toUpperCase()}       D:\\a\\saw\\dist\\${name}\r\n`,
  );
  const table = [
    '\r\n',
    'Algorithm       Hash       Path\r\n',
    '---------       ----       ----\r\n',
    ...powershell,
    '\r\n',
  ];
  release(builder, builder.repository(owner, 'powershell', { description: 'A table of Get-FileHash in UTF-16' }), {
    'checksums.txt': Buffer.from(`\uFEFF${table.join('')}`, 'utf16le'),
  });
  const markdown = rows.map(({ name, hex }) => `| [${name}](https://saw.example/${name}) | \`${hex}\` |\n`);
  release(builder, builder.repository(owner, 'markdown', { description: 'A table of digests in Markdown' }), {
    'CHECKSUMS.md': Buffer.from(['| File | SHA-256 |\n', '| --- | --- |\n', ...markdown].join('')),
  });
  release(
    builder,
    builder.repository(owner, 'provenance', { description: 'A statement about several files, by no key' }),
    {
      'multiple.intoto.jsonl': provenance(rows),
    },
  );
}

/** As generators of provenance for SLSA write it, but for the signature, which is none. */
function provenance(rows: readonly { readonly name: string; readonly hex: string }[]): Buffer {
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
