import assert from 'node:assert/strict';
import { describeError } from '../../../src/words/describeError.ts';
import { lockedEvidence, lockedSummary, noteSentence } from '../../../src/words/lockWords.ts';
import { WorkspaceError } from '../../../src/words/workspaceError.ts';
import { HOSTILE } from '../../support/hostileText.ts';
import { lockedTool } from '../../support/projectRig.ts';

describe('the words for locks', () => {
  it('name the evidence for a digest, with its key and file', () => {
    assert.equal(
      lockedEvidence({ kind: 'signature', from: 'promise', file: 'SHA256SUMS', keyId: '4A' }),
      'signed, key 4A, SHA256SUMS, digest taken from the list, not downloaded',
    );
    assert.equal(lockedEvidence({ kind: 'none', from: 'bytes' }), 'unverified');
  });

  it('sum up locked files', () => {
    assert.equal(lockedSummary(lockedTool(['any'])), '1 file for any platform, unverified');
    assert.equal(lockedSummary(lockedTool(['linux-x64'])), '1 file for 1 platform, unverified');
    const two = lockedTool(['linux-x64', 'darwin-arm64']);
    assert.equal(lockedSummary(two), '2 files for 2 platforms, all unverified');
    const [[name, asset] = ['', undefined]] = two.assets;
    assert.ok(asset);
    const mixed = new Map([
      ...two.assets,
      [name, { ...asset, evidence: { kind: 'signature', from: 'bytes' } as const }],
    ]);
    assert.equal(lockedSummary({ ...two, assets: mixed }), '2 files for 2 platforms, signed and unverified');
  });

  it('explain why nothing is locked for a platform, and name some files', () => {
    const assets = ['a', 'b', 'c', 'd', 'e', 'f'];
    const note = { platform: 'linux-x64', why: 'unsure', assets } as const;
    assert.match(noteSentence(note), /^linux-x64: not locked: .*\(a, b, c, d and 2 more\)/);
    assert.doesNotMatch(noteSentence({ ...note, assets: [HOSTILE] }), /\u202e/);
  });

  it('name what the workspace lacks, and the alternatives', () => {
    const messageOf = (fault: WorkspaceError['fault']): string => describeError(new WorkspaceError(fault)).message;
    const available = [HOSTILE, 'saw'];
    const message = messageOf({ reason: 'noTool', tool: 'plane', available });
    assert.match(message, /^The lock has no plane\. Available: .* and saw\.$/);
    assert.doesNotMatch(message, /\u202e/);
    assert.equal(describeError(new WorkspaceError({ reason: 'untrusted' })).remedy, 'manageTrust');
    assert.equal(describeError(new WorkspaceError({ reason: 'noLock' })).remedy, 'addTool');
    assert.match(messageOf({ reason: 'unsaved', file: `a${HOSTILE}.json` }), /has edits that could not be saved/);
    assert.doesNotMatch(messageOf({ reason: 'unsaved', file: `a${HOSTILE}.json` }), /\u202e/);
    const several = messageOf({ reason: 'severalFolders', folders: ['/home/a', `/home/${HOSTILE}`] });
    assert.match(
      several,
      /^Several open folders have a lock\. Pass the path of one of them .* Available: \/home\/a and /,
    );
    assert.doesNotMatch(several, /\u202e/);
    assert.match(messageOf({ reason: 'notOpen', folder: `/home/${HOSTILE}` }), /^\/home\/.* is not an open folder/);
    for (const reason of ['noFolder', 'noProject', 'noMachine'] as const)
      assert.ok(messageOf({ reason }).endsWith('.'));
  });
});
