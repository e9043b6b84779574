import { createHash } from 'node:crypto';
import type { AssetRecord } from '../../src/engine/ports.ts';
import { EVIDENCE_RULES } from '../../src/engine/evidence.ts';
import type { Evidence, EvidenceKind } from '../../src/engine/evidence.ts';

export const sha256Of = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Evidence with one source of that kind, and with a SHA-256 if the kind has a digest. */
export function makeEvidence(kind: EvidenceKind = 'none', rest: Partial<Evidence> = {}): Evidence {
  const hex = sha256Of('one');
  const source = { fits: true, digest: { algorithm: 'sha256', hex } } as const;
  return {
    kind,
    sources: kind === 'none' ? [] : [{ kind, ...source }],
    findings: { signatures: [], checksums: [] },
    files: [],
    digests: { sha256: hex },
    changes: [],
    checkedAt: 0,
    rules: EVIDENCE_RULES,
    ...rest,
  };
}

/** A record with default fields, apart from those given. Another `id` creates another record with other bytes. */
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
    evidence: makeEvidence(),
    digests: {},
    kept: false,
    storedAt: 0,
    usedAt: 0,
    ...rest,
  };
}
