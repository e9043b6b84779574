import assert from 'node:assert/strict';
import { assetText, versionText } from '../../../../src/editor/documents/detailsText.ts';
import { exactSize } from '../../../../src/editor/documents/evidenceText.ts';
import { recordKey } from '../../../../src/engine/index.ts';
import type { Version } from '../../../../src/engine/index.ts';
import { HOSTILE, assertHarmless } from '../../../support/hostileText.ts';
import { makeAsset } from '../../../support/makeAsset.ts';
import { makeEvidence, makeRecord } from '../../../support/records.ts';
import { makeStopped } from '../../../support/stopped.ts';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);
const NOT_HERE = { record: undefined, stopped: undefined };

describe('exactSize', () => {
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
    const record = makeRecord({ key: recordKey(asset), evidence: makeEvidence() });
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
