import { createHash } from 'node:crypto';
import type { AssetRecord } from '../../src/engine/ports.ts';

export const sha256Of = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A record that differs from the others only where it is told to; `id` alone makes another record with other bytes. */
export function makeRecord({ id = 'one', ...rest }: Partial<AssetRecord> & { readonly id?: string }): AssetRecord {
  return {
    key: sha256Of(`key ${id}`),
    instance: 'https://git.example.org/',
    source: { kind: 'release', owner: 'alice', repo: 'tool' },
    version: 'v1',
    name: 'tool.bin',
    storage: 'attachment',
    upstreamId: id,
    sha256: sha256Of(id),
    sizeBytes: 100,
    evidence: { kind: 'none', checkedAt: 0 },
    digests: {},
    pinned: false,
    storedAt: 0,
    usedAt: 0,
    ...rest,
  };
}
