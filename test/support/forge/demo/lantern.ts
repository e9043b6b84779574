import type { ContentBuilder } from '../content.ts';
import { zipOf } from '../zip.ts';
import { daysAgo } from './dates.ts';
import { sha256, sumsOf, tarball } from './files.ts';

const TRIPLES = [
  'aarch64-apple-darwin',
  'x86_64-apple-darwin',
  'aarch64-unknown-linux-gnu',
  'x86_64-unknown-linux-gnu',
  'x86_64-unknown-linux-musl',
  'x86_64-pc-windows-msvc',
] as const;

/** A program published like those in Rust: target triples in names, a checksum file per file, and a file on another host. */
export function addLantern(builder: ContentBuilder): void {
  const lantern = builder.repository('tools', 'lantern', { description: 'Looks into log files, in colour' });
  const versions = ['0.3.0', '0.4.0', '0.4.1', '0.4.2'];
  for (const [index, version] of versions.entries()) {
    const notes = `## Release notes\n\n- Follows \`${index % 2 ? 'journald' : 'syslog'}\` files while they are rotated\n`;
    const manual = { 'lantern-manual.pdf': `https://docs.example.invalid/lantern/${version}/manual.pdf` };
    const createdAt = daysAgo(12 + (versions.length - index) * 33);
    builder.release(lantern, `v${version}`, { ...filesOf(version), ...manual }, { notes, createdAt, author: 'bob' });
  }
}

function filesOf(version: string): Record<string, Buffer> {
  const archives: Record<string, Buffer> = {};
  for (const triple of TRIPLES) {
    const windows = triple.includes('windows');
    const folder = `lantern-${triple}`;
    const program = Buffer.from(`#!/bin/sh\necho "lantern ${version} for ${triple}"\n`);
    const inside = {
      [`${folder}/lantern${windows ? '.cmd' : ''}`]: program,
      [`${folder}/README.md`]: Buffer.from(README),
    };
    archives[`${folder}.${windows ? 'zip' : 'tar.gz'}`] = windows ? zipOf(inside) : tarball(inside);
  }
  const checksums = Object.entries(archives).map(([name, body]) => [
    `${name}.sha256`,
    Buffer.from(`${sha256(body)} *${name}\n`),
  ]);
  return { ...archives, ...(Object.fromEntries(checksums) as Record<string, Buffer>), 'sha256.sum': sumsOf(archives) };
}

const README = '# Lantern\n\nLooks into log files, in colour.\n';
