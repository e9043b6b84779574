import assert from 'node:assert/strict';
import { assetText, versionText } from '../../../../src/editor/documents/detailsText.ts';
import { evidenceText, exactSize } from '../../../../src/editor/documents/evidenceText.ts';
import { EVIDENCE_KINDS, EngineError, recordKey } from '../../../../src/engine/index.ts';
import type { Version } from '../../../../src/engine/index.ts';
import { makeAsset } from '../../../support/makeAsset.ts';
import { makeRecord } from '../../../support/records.ts';
import { makeStopped } from '../../../support/stopped.ts';

const HOSTILE = '../../[x](command:y)|<img src=x>\u202e.zip';
const A = 'a'.repeat(64);
const B = 'b'.repeat(64);
const NOT_HERE = { record: undefined, stopped: undefined };

function evidence(rest: Partial<Parameters<typeof evidenceText>[0]> = {}): string {
  return evidenceText({ asset: makeAsset(), instanceName: 'Demo', cached: undefined, failure: undefined, ...rest });
}

function assertHarmless(shown: string): void {
  const outsideCode = shown.replace(/^(`{3,})\n[\s\S]*?\n\1$/gm, '');
  assert.doesNotMatch(outsideCode, /(?<!\\)\[x(?<!\\)\]/);
  assert.doesNotMatch(outsideCode, /(?<!\\)<img/);
  assert.doesNotMatch(shown, /\u202e/);
}

describe('evidence as a document', () => {
  it('says what was compared, in full, and when', () => {
    const record = makeRecord({
      sha256: A,
      digests: { sha256: A },
      storage: 'packageFile',
      sizeBytes: 2048,
      evidence: { kind: 'registryDigest', algorithm: 'sha256', hex: A, checkedAt: Date.UTC(2026, 10, 24) },
    });
    const shown = evidence({ cached: { record, path: '/cache/blobs/aa' } });
    assert.match(shown, /\*\*Verified \\\(package registry\\\)\.\*\*/);
    assert.match(shown, new RegExp(`SHA-256 of the file on this machine:\\\\\n  \`${A}\``));
    assert.match(shown, new RegExp(`SHA-256 that the package registry gives:\\\\\n  \`${A}\``));
    assert.match(shown, /24 Nov 2026/);
    assert.match(shown, /sha256sum \/cache\/blobs\/aa/);
  });

  it('says of every kind what it proves and what not', () => {
    const seen = new Set<string>();
    for (const kind of EVIDENCE_KINDS) {
      const shown = evidence({ cached: { record: makeRecord({ evidence: { kind, checkedAt: 0 } }), path: '/x' } });
      const [, yes = '', no = ''] =
        /## What this proves\n\n(.+)\n\n## What this does not prove\n\n(.+)\n/.exec(shown) ?? [];
      assert.ok(yes && no, kind);
      seen.add(yes);
    }
    assert.equal(seen.size, EVIDENCE_KINDS.length);
  });

  it('does not claim anything for a file that is not here', () => {
    assert.match(evidence(), /nothing was compared yet/);
    assert.match(evidence(), /gives no digest/);
    assert.match(evidence({ asset: makeAsset({ digests: { sha256: A }, storage: 'packageFile' }) }), new RegExp(A));
  });

  it('shows both digests of what was refused, and where it is kept', () => {
    const facts = { what: 'sha256', expected: A, actual: B, source: 'pin', setAside: '/cache/aside/x' } as const;
    const cached = { record: makeRecord({}), path: '/cache/blobs/aa' };
    const shown = evidence({ failure: new EngineError('integrity', 'no', facts), cached });
    assert.match(shown, /\*\*Refused\.\*\*/);
    assert.match(shown, new RegExp(`SHA-256 that was expected, pinned:\\\\\n  \`${A}\``));
    assert.match(shown, new RegExp(`SHA-256 of these bytes:\\\\\n  \`${B}\``));
    assert.match(shown, /\/cache\/aside\/x/);
    assert.doesNotMatch(shown, /nothing was compared/);
    assert.doesNotMatch(shown, /on this machine|sha256sum/, 'what is not there any more is not told of');
  });

  it('does not mind hostile names, and quotes paths for the shell', () => {
    const record = makeRecord({ name: HOSTILE });
    const shown = evidence({
      asset: makeAsset({ name: HOSTILE, version: HOSTILE }),
      cached: { record, path: "/it's here/x" },
    });
    assertHarmless(shown);
    assert.match(shown, /sha256sum '\/it'\\''s here\/x'/);
  });

  it('gives sizes for people and for comparing', () =>
    assert.equal(exactSize(19_088_743), '18.2 MB (19,088,743 bytes)'));
});

describe('details as a document', () => {
  const asset = makeAsset({ name: 'tool.zip', sizeBytes: 2048, downloadCount: 7, createdAt: Date.UTC(2026, 10, 20) });
  const version: Version = {
    instance: asset.instance,
    source: asset.source,
    version: 'v1',
    title: 'First',
    notes: 'Hello <b>',
    draft: false,
    prerelease: true,
    createdAt: Date.UTC(2026, 10, 20),
    author: 'alice',
    webUrl: 'https://git.example.org/alice/tool/releases/tag/v1',
    assets: [asset],
  };

  it('show a release with its files, their state, and its notes', () => {
    const record = makeRecord({ key: recordKey(asset), evidence: { kind: 'none', checkedAt: 0 } });
    const shown = versionText(version, 'Demo', (key) =>
      key === record.key ? { record, stopped: undefined } : NOT_HERE,
    );
    assert.match(shown, /^# First\n/);
    assert.match(shown, /^- State: pre-release$/m);
    assert.match(shown, /^- \*\*tool\\\.zip\*\*\\\n  2\.0 KB · downloaded 7 times · on this machine: unverified$/m);
    assert.match(shown, /> Hello \\<b>/);
  });

  it('keep long digests out of tables, which would squeeze them where there is little room', () => {
    const shown = assetText(makeAsset({ digests: { sha256: A, sha512: A + A } }), 'Demo', {
      record: makeRecord({ sha256: B }),
      stopped: undefined,
    });
    for (const digest of [A, A + A, B]) assert.match(shown, new RegExp(`^  \`${digest}\`$`, 'm'));
    assert.doesNotMatch(shown, /^\|/m);
  });

  it('say what came of a download that stopped', () => {
    const big = makeAsset({ name: 'big.zip', sizeBytes: 4096 });
    const here = { record: undefined, stopped: makeStopped({ asset: big, receivedBytes: 1024 }) };
    assert.match(assetText(big, 'Demo', here), /^- On this machine: partial, 1\.0 of 4\.0 KB$/m);
    assert.match(
      versionText({ ...version, assets: [big] }, 'Demo', () => here),
      /on this machine: partial, 1\.0 of 4\.0 KB$/m,
    );
  });

  it('say that there are no files or notes', () => {
    const shown = versionText({ ...version, assets: [], notes: ' \n', title: '' }, 'Demo', () => NOT_HERE);
    assert.match(shown, /# alice\/tool v1/);
    assert.match(shown, /This version has no files/);
    assert.doesNotMatch(shown, /## Notes/);
  });

  it('do not mind hostile names', () => {
    const hostile = {
      ...version,
      version: HOSTILE,
      title: HOSTILE,
      author: HOSTILE,
      notes: HOSTILE,
      assets: [makeAsset({ name: HOSTILE })],
    };
    const here = { record: makeRecord({ name: HOSTILE }), stopped: undefined };
    assertHarmless(versionText(hostile, HOSTILE, () => NOT_HERE));
    assertHarmless(assetText(makeAsset({ name: HOSTILE, version: HOSTILE }), HOSTILE, here));
  });

  it('show the address of an external file without a link, and survive one that is none', () => {
    const external = makeAsset({ storage: 'external', externalUrl: 'https://evil.example/x' });
    assert.match(assetText(external, 'Demo', NOT_HERE), /https\\:\/\/evil\\.example\/x/);
    assert.match(assetText({ ...external, externalUrl: 'javascript:x' }, 'Demo', NOT_HERE), /none that can be written/);
  });
});
