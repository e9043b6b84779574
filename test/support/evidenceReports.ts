import assert from 'node:assert/strict';
import { evidenceText } from '../../src/editor/documents/evidenceText.ts';
import type { AssetRecord, Evidence, EvidenceFile } from '../../src/engine/index.ts';
import { makeAsset } from './makeAsset.ts';
import { makeEvidence, makeRecord } from './records.ts';

/** Reports on evidence, and their subjects. */

export const A = 'a'.repeat(64);
export const B = 'b'.repeat(64);
export const C = 'c'.repeat(128);
export const SHA_A = { algorithm: 'sha256', hex: A } as const;
export const SHA_B = { algorithm: 'sha256', hex: B } as const;
export const AT = Date.UTC(2026, 10, 24);
export const ASSET = makeAsset({ name: 'tool.bin' });

export type Subject = Parameters<typeof evidenceText>[0];

/** The report on a file that is not here, with the given facts. */
export function shown(rest: Partial<Subject> = {}): string {
  return evidenceText({ asset: ASSET, instanceName: 'Demo', cached: undefined, failure: undefined, ...rest });
}

/** The report on a file that is here. */
export function ofRecord(evidence: Evidence, rest: Partial<AssetRecord> = {}): string {
  const record = makeRecord({ name: ASSET.name, sha256: A, evidence, storedAt: AT, ...rest });
  return shown({ cached: { record, path: '/cache/blobs/aa' } });
}

export const file = (name: string, rest: Partial<EvidenceFile> = {}): EvidenceFile => ({
  name,
  upstreamId: `uuid-${name}`,
  storage: 'attachment',
  sizeBytes: 3,
  digests: {},
  ...rest,
});

/** Signed directly and by a list, with digests from the server, a checksum file and this machine's memory. */
export const SIGNED = makeEvidence('signature', {
  sources: [
    { kind: 'signature', fits: true, file: 'SHA256SUMS', keyId: 'F542', digest: SHA_A },
    { kind: 'signature', fits: true, file: 'tool.bin.sig', keyId: 'SHA256:abc' },
    { kind: 'server', fits: true, digest: { algorithm: 'sha512', hex: C } },
    { kind: 'server', fits: true, digest: SHA_A },
    { kind: 'checksum', fits: true, file: 'tool.bin.sha256', digest: SHA_A },
    { kind: 'remembered', fits: true, digest: SHA_A },
  ],
  findings: {
    signatures: [
      { file: 'tool.bin.sig', scheme: 'ssh', keyId: 'SHA256:abc' },
      { file: 'tool.bin.asc', scheme: 'openpgp', keyId: 'ABCD', problem: 'unknown-key' },
    ],
    checksums: [
      {
        file: 'SHA256SUMS',
        scope: 'list',
        digests: [SHA_A],
        signatures: [{ file: 'SHA256SUMS.minisig', scheme: 'minisign', keyId: 'F542', comment: 'of 1 May' }],
      },
      { file: 'tool.bin.sha256', scope: 'asset', digests: [SHA_A], signatures: [] },
      { file: 'sums.txt', scope: 'list', digests: [], problem: 'fetch', code: 'forbidden', signatures: [] },
      { file: 'MD5SUMS', scope: 'list', digests: [], problem: 'weak', signatures: [] },
    ],
  },
  files: ['SHA256SUMS', 'SHA256SUMS.minisig', 'tool.bin.sig', 'tool.bin.asc', 'tool.bin.sha256'].map((name) =>
    file(name),
  ),
  digests: { sha256: A, sha512: C },
  gatheredAt: AT,
  checkedAt: AT,
});

/** The lines of the section with that heading. Fails if there is none. */
export function section(text: string, heading: string): string {
  const parts = text.split(/^(?=#{2,3} )/m);
  const found = parts.find((part) => part.startsWith(`## ${heading}\n`) || part.startsWith(`### ${heading}\n`));
  assert.ok(found, `no section ${heading} in\n${text}`);
  return found;
}
