import assert from 'node:assert/strict';
import { EngineError } from '../../../../src/engine/index.ts';
import type { AssetRecord, EvidenceKind } from '../../../../src/engine/index.ts';
import { viewAsset } from '../../../../src/editor/tree/assetView.ts';
import { makeEvidence, makeRecord } from '../../../support/records.ts';
import { assetNode } from '../../../support/treeNodes.ts';

const NODE = assetNode({ name: 'hello-linux-amd64.tar.gz', upstreamId: 'u1', sizeBytes: 18.2 * 1024 ** 2 });

const recordOf = (kind: EvidenceKind, rest: Partial<AssetRecord> = {}): AssetRecord =>
  makeRecord({ upstreamId: 'u1', storage: 'packageFile', evidence: makeEvidence(kind), ...rest });

const CONTRADICTED = new EngineError('integrity', 'changed', {
  what: 'sha256',
  expected: 'aa',
  actual: 'bb',
  source: 'checksum',
  file: 'SHA256\u202eSUMS',
  sources: [],
});
const UNTRUSTED = new EngineError('untrusted', 'x', { name: 'x', kind: 'checksum', require: 'signature' });
const UNSIGNED = { kind: 'signature-missing', before: ['K'] } as const;
const REPLACED = { kind: 'replaced', before: 'aa', now: 'bb' } as const;

interface Case {
  readonly is: string;
  readonly record?: AssetRecord;
  /** The error of the last try. */
  readonly error?: unknown;
  readonly description: string;
  readonly contextValue: string;
  readonly spoken: string;
  readonly icon?: string;
  readonly mark?: string;
}

const CASES: readonly Case[] = [
  {
    is: 'signed by a trusted key',
    record: recordOf('signature'),
    description: 'signed · 18.2 MB',
    contextValue: 'asset cached',
    spoken: 'signed by a key that you trust',
    mark: 'signed',
  },
  {
    is: 'the pinned one',
    record: recordOf('pin'),
    description: 'pinned · 18.2 MB',
    contextValue: 'asset cached digestPinned',
    spoken: 'pinned by you',
    mark: 'pinned',
  },
  {
    is: 'matched by its checksum file only',
    record: recordOf('checksum'),
    description: 'checksum · 18.2 MB',
    contextValue: 'asset cached',
    spoken: 'checksum file matches',
    mark: 'checksum',
  },
  {
    is: 'to be accepted, instead of its evidence',
    record: recordOf('checksum', { evidence: makeEvidence('checksum', { changes: [UNSIGNED] }) }),
    description: 'signed before, unsigned now · 18.2 MB',
    contextValue: 'asset cached changed',
    spoken: 'signed before, unsigned now',
    icon: 'warning',
    mark: 'changed',
  },
  {
    is: 'replaced, next to its evidence, because it may be used',
    record: recordOf('server', { evidence: makeEvidence('server', { changes: [REPLACED] }) }),
    description: 'server digest · replaced since your last download · 18.2 MB',
    contextValue: 'asset cached changed',
    spoken: 'server digest matches, replaced since your last download',
    icon: 'warning',
    mark: 'changed',
  },
  {
    is: 'not used before the change is accepted',
    record: recordOf('none', { evidence: makeEvidence('none', { changes: [UNSIGNED] }) }),
    error: new EngineError('changed', 'x', { name: 'x', changes: [UNSIGNED] }),
    description: 'signed before, unsigned now · 18.2 MB',
    contextValue: 'asset cached changed failed',
    spoken: 'signed before, unsigned now',
    icon: 'warning',
    mark: 'changed',
  },
  {
    is: 'below the required evidence, which is not a failure',
    record: recordOf('checksum'),
    error: UNTRUSTED,
    description: 'checksum, needs a signature · 18.2 MB',
    contextValue: 'asset cached failed',
    spoken: 'checksum, needs a signature',
    icon: 'shield',
  },
  {
    is: 'contradicted by another file of the release',
    error: CONTRADICTED,
    description: 'refused: does not match SHA256�SUMS · 18.2 MB',
    contextValue: 'asset remote failed',
    spoken: 'refused: does not match SHA256�SUMS',
    icon: 'workspace-untrusted',
    mark: 'refused',
  },
];

describe('viewAsset and evidence', () => {
  for (const { is, record, error, spoken, icon = 'file-zip', mark, ...expected } of CASES) {
    it(`shows that a file is ${is}`, () => {
      const { description, contextValue, ...row } = viewAsset(NODE, {
        record: () => record,
        download: () => (error === undefined ? undefined : { phase: 'failed', error }),
        partial: () => undefined,
        fileNames: 'platform',
      });
      assert.deepEqual({ description, contextValue }, expected);
      assert.equal(row.accessibleLabel, `hello-linux-amd64.tar.gz, archive, 18.2 megabytes, ${spoken}`);
      assert.deepEqual([row.icon, row.mark], [icon, mark]);
    });
  }
});
