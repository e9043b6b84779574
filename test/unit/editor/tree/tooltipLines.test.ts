import assert from 'node:assert/strict';
import { EngineError } from '../../../../src/engine/index.ts';
import { evidenceSentence } from '../../../../src/words/evidenceWords.ts';
import { formatDate } from '../../../../src/words/format.ts';
import type { Facts } from '../../../../src/editor/tree/nodeView.ts';
import { tooltipOf } from '../../../../src/editor/tree/tooltipLines.ts';
import { makeEvidence, makeRecord } from '../../../support/records.ts';
import { makePartial } from '../../../support/partialDownload.ts';
import { assetNode, instanceNode, makeVersion, repositoryNode, versionNode } from '../../../support/treeNodes.ts';

const AT = Date.UTC(2026, 10, 24, 12);
const NODE = assetNode({
  name: 'tool.zip',
  upstreamId: 'u1',
  sizeBytes: 2048,
  createdAt: AT,
  downloadCount: 1,
  digests: { sha256: 'abc' },
});

const A_DIGEST = { algorithm: 'sha256', hex: 'a'.repeat(64) } as const;

const facts = (rest: Partial<Facts> = {}): Facts => ({
  now: AT,
  fileNames: 'platform',
  instance: () => undefined,
  nameOf: () => 'Codeberg',
  record: () => undefined,
  download: () => undefined,
  installed: () => [],
  partial: () => undefined,
  answeredAt: () => undefined,
  isLoadingMore: () => false,
  ...rest,
});

describe('tooltipOf', () => {
  it("shows a file's exact size, times, digest and origin", () => {
    assert.deepEqual(tooltipOf(NODE, facts()), {
      title: 'tool.zip',
      lines: [
        '2.0 KB (2,048 bytes)',
        `Uploaded ${formatDate(AT)}`,
        'Downloaded 1 time',
        'SHA-256 from the server: abc',
        'From alice/tool v1 on Codeberg',
      ],
    });
  });

  it('shows how much of a partial download was received, when, and how long it is kept', () => {
    const partial = makePartial({ asset: NODE.asset, receivedBytes: 1024, updatedAt: AT });
    const { lines } = tooltipOf(NODE, facts({ partial: () => partial }))!;
    assert.ok(
      lines.includes(`Stopped after 1.0 of 2.0 KB on ${formatDate(AT)}. Resume Download continues from there.`),
    );
    assert.ok(lines.includes('The part received is kept for 14 days, or until the space is needed.'));
  });

  it("shows a cached file's evidence and its age", () => {
    const evidence = makeEvidence('checksum', { checkedAt: AT });
    const record = makeRecord({ upstreamId: 'u1', sha256: 'f00', evidence, kept: true });
    const { lines } = tooltipOf(NODE, facts({ record: () => record }))!;
    for (const line of ['SHA-256 of the file here: f00', evidenceSentence(record), `Checked ${formatDate(AT)}`]) {
      assert.ok(lines.includes(line), line);
    }
    assert.ok(lines.some((line) => line.startsWith('Kept')));
    const replaced = tooltipOf(NODE, facts({ record: () => ({ ...record, upstreamId: 'other' }) }))!;
    assert.ok(!replaced.lines.includes(evidenceSentence(record)));
  });

  it('names the file and the key of its evidence, and what an unknown key means', () => {
    const source = { kind: 'signature', fits: true, file: 'SHA256SUMS', keyId: 'F542', digest: A_DIGEST } as const;
    const unknown = { file: 'tool.zip.asc', problem: 'unknown-key', keyId: 'EV\u202eIL' } as const;
    const findings = { signatures: [unknown], checksums: [] };
    const record = makeRecord({
      upstreamId: 'u1',
      evidence: makeEvidence('signature', { sources: [source], findings }),
    });
    const { lines } = tooltipOf(NODE, facts({ record: () => record }))!;
    assert.ok(lines.includes('It matches SHA256SUMS, which is signed by key F542, which you trust.'));
    assert.ok(
      lines.includes(
        'A signature names key EV\ufffdIL, which you do not trust. It cannot be checked without that key and does not count yet.',
      ),
    );
  });

  it('shows first which change has to be accepted, and how', () => {
    const changes = [{ kind: 'weaker', before: 'server', now: 'none' }] as const;
    const record = makeRecord({ upstreamId: 'u1', evidence: makeEvidence('none', { changes }) });
    const { lines } = tooltipOf(NODE, facts({ record: () => record }))!;
    const at = lines.indexOf('The last version had a digest from the server; this one has nothing to compare it with.');
    assert.ok(at >= 0 && at < lines.indexOf(evidenceSentence(record)));
    assert.match(lines[at + 1]!, /not used until .* "Accept Change…"/);
  });

  it('shows the full reason of a failure', () => {
    const error = new EngineError('network', 'down', { host: 'git.example.org', reason: 'ECONNREFUSED' });
    const { lines } = tooltipOf(NODE, facts({ download: () => ({ phase: 'failed', error }) }))!;
    assert.ok(lines.includes('git.example.org refuses connections. Is the server running?'));
  });

  it('keeps long names whole and hostile ones on one line', () => {
    const name = `${'n'.repeat(290)}\n\u202e.bin`;
    assert.equal(tooltipOf(assetNode({ name }), facts())?.title, `${'n'.repeat(290)} \ufffd.bin`);
  });

  it('shows further facts about a release, a repository and an instance', () => {
    const release = makeVersion({ version: 'v1', title: 'One', author: 'alice', createdAt: AT });
    const version = tooltipOf(versionNode(release), facts());
    assert.deepEqual(version, {
      title: 'v1 · One',
      lines: ['alice/tool', `Published ${formatDate(AT)}`, 'By alice', '0 files'],
    });
    assert.equal(tooltipOf(repositoryNode(), facts())?.title, 'alice/tool');
    assert.deepEqual(tooltipOf(instanceNode(), facts())?.lines, ['https://git.example.org/']);
  });
});
