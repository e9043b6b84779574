import assert from 'node:assert/strict';
import { filesByPlatform } from '../../../../src/editor/documents/filesByPlatform.ts';
import { versionText } from '../../../../src/editor/documents/versionText.ts';
import type { FindHere } from '../../../../src/editor/documents/detailsText.ts';
import { recordKey } from '../../../../src/engine/index.ts';
import type { Version } from '../../../../src/engine/index.ts';
import { HOSTILE, assertHarmless } from '../../../support/hostileText.ts';
import { MACHINES } from '../../../support/machines.ts';
import { makeAsset } from '../../../support/makeAsset.ts';
import { makeEvidence, makeRecord } from '../../../support/records.ts';
import { makePartial } from '../../../support/partialDownload.ts';

const NOT_HERE: FindHere = () => ({ record: undefined, partial: undefined });

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

async function shownOf(one: Version, find: FindHere = NOT_HERE, name = 'Demo'): Promise<string> {
  return versionText(one, name, { ...(await filesByPlatform(one, MACHINES['linux-x64-gnu'])), find });
}

const NAMES = [
  'SHA256SUMS',
  'tool-darwin-arm64.tar.gz',
  'tool-linux-arm64.tar.gz',
  'tool-linux-x64.tar.gz',
  'tool-windows-x64.zip',
  'tool-manual.pdf',
  'SHA256SUMS.minisig',
];

describe('the details of a release', () => {
  it('shows its facts, its notes and then its files with their state', async () => {
    const record = makeRecord({ key: recordKey(asset), evidence: makeEvidence() });
    const shown = await shownOf(version, (key) => ({
      record: key === record.key ? record : undefined,
      partial: undefined,
    }));
    assert.match(shown, /^# First\n/);
    assert.match(shown, /^- State: pre-release$/m);
    assert.match(shown, /^- \*\*tool\\\.zip\*\*\\\n  2\.0 KB · downloaded 7 times · on this machine: unverified$/m);
    assert.match(shown, /> Hello \\<b>[^]*## Files/);
  });

  it('groups files by platform, with this machine first and evidence last', async () => {
    const shown = await shownOf({ ...version, assets: NAMES.map((name) => makeAsset({ name })) });
    assert.deepEqual(
      shown.match(/^(### .*|- \*\*.*\*\*)/gm)?.map((line) => line.replaceAll('\\', '')),
      [
        '### Linux',
        '- **tool-linux-x64.tar.gz**',
        '- **tool-linux-arm64.tar.gz**',
        '### macOS',
        '- **tool-darwin-arm64.tar.gz**',
        '### Windows',
        '- **tool-windows-x64.zip**',
        '### Any platform',
        '- **tool-manual.pdf**',
        '### Checksums and signatures',
        '- **SHA256SUMS**',
        '- **SHA256SUMS.minisig**',
      ],
    );
    assert.deepEqual(shown.match(/^ {2}for this machine/gm)?.length, 1);
  });

  it('shows which files are on another host and how many cannot be listed', async () => {
    const external = makeAsset({ name: 'manual.pdf', storage: 'external', externalUrl: 'https://docs.example/m.pdf' });
    const shown = await shownOf({ ...version, assets: [external], unlisted: 3 });
    assert.match(shown, /on another host/);
    assert.match(shown, /^3 more files cannot be listed\.$/m);
    assert.match(shown, /4 files, listed at the end/);
  });

  it('shows how much of a file a stopped download received', async () => {
    const big = makeAsset({ name: 'big.zip', sizeBytes: 4096 });
    const partial = makePartial({ asset: big, receivedBytes: 1024 });
    const shown = await shownOf({ ...version, assets: [big] }, () => ({ record: undefined, partial }));
    assert.match(shown, /on this machine: partial, 1\.0 of 4\.0 KB$/m);
  });

  it('says that there are no files, and leaves out empty notes', async () => {
    const shown = await shownOf({ ...version, assets: [], notes: ' \n', title: '' });
    assert.match(shown, /# alice\/tool v1/);
    assert.match(shown, /This version has no files/);
    assert.doesNotMatch(shown, /## Release notes/);
  });

  it('shows hostile names as text', async () => {
    const hostile = { version: HOSTILE, title: HOSTILE, author: HOSTILE, notes: HOSTILE };
    const shown = await shownOf({ ...version, ...hostile, assets: [makeAsset({ name: HOSTILE })] }, NOT_HERE, HOSTILE);
    assertHarmless(shown);
  });
});
