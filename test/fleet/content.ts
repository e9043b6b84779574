import { hash, randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { ContentBuilder } from '../support/forge/content.ts';
import type { ForgeContent } from '../support/forge/content.ts';
import { tarOf } from '../support/forge/tar.ts';

export const OWNER = 'fleet';
const TAG = 'v1.0.0';
const FILE_BYTES = 100_000;

export function toolNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `tool${String(index + 1).padStart(2, '0')}`);
}

/** A repository per tool, each with one release: an archive for this machine and its checksum. */
export function fleetContent(names: readonly string[]): ForgeContent {
  const builder = new ContentBuilder().account(OWNER, { kind: 'organization' });
  for (const name of names) {
    const script = Buffer.from(`#!/bin/sh\necho ${name}\n`);
    // Random bytes do not compress, so each archive has about this size.
    const data = randomBytes(FILE_BYTES);
    const archive = gzipSync(tarOf({ [name]: script, 'data.bin': data }), { level: 1 });
    const file = `${name}-1.0.0-${process.platform}-${process.arch}.tar.gz`;
    const sums = Buffer.from(`${hash('sha256', archive)}  ${file}\n`);
    builder.release(builder.repository(OWNER, name), TAG, { [file]: archive, SHA256SUMS: sums });
  }
  return builder.content;
}
