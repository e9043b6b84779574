import assert from 'node:assert/strict';
import { notLinkedByInstall, notLinkedByRestore } from '../../../src/cli/notLinked.ts';
import type { CommandOffer } from '../../../src/engine/index.ts';

const GIT = { why: 'onPath', path: '/usr/bin/git' } as const;

describe('commands that were not linked', () => {
  for (const [what, offer, installed, restored] of [
    [
      'another program of the tool',
      { command: 'sawctl', isOwn: false, reasons: [{ why: 'further' }] },
      'sawctl is not a command: not named after the tool. To make it a command, add --executable sawctl.',
      'saw: sawctl is not a command: not named after the tool. To make it a command, name it in "executables" of forgejo-artifacts.json; you can still run it by its path.',
    ],
    [
      'the tool itself, whose name runs another program',
      { command: 'git', isOwn: true, reasons: [GIT] },
      'git is not a command: replaces /usr/bin/git in new terminals. To make it a command, add --take-commands.',
      'saw: git is not a command: replaces /usr/bin/git in new terminals. To make it a command, add --take-commands; you can still run it by its path.',
    ],
    [
      'another program of the tool whose name already runs something',
      { command: 'git', isOwn: false, reasons: [{ why: 'further' }, { why: 'new' }, GIT] },
      'git is not a command: not named after the tool, new in this version, replaces /usr/bin/git in new terminals. To make it a command, add --executable git --take-commands.',
      'saw: git is not a command: not named after the tool, new in this version, replaces /usr/bin/git in new terminals. To make it a command, name it in "executables" of forgejo-artifacts.json and add --take-commands; you can still run it by its path.',
    ],
    [
      'the tool itself, with a name that no version had',
      { command: 'saw', isOwn: true, reasons: [{ why: 'new' }, { why: 'shell' }, { why: 'taken', by: 'bob/saw v1' }] },
      'saw is not a command: new in this version, also a shell builtin, runs bob/saw v1 now. To make it a command, add --take-commands.',
      'saw: saw is not a command: new in this version, also a shell builtin, runs bob/saw v1 now. To make it a command, add --take-commands; you can still run it by its path.',
    ],
  ] as const satisfies readonly (readonly [string, CommandOffer, string, string])[]) {
    it(`names commands that were not linked, and what would link them: ${what}`, () => {
      assert.deepEqual(notLinkedByInstall([offer]), [installed]);
      assert.deepEqual(notLinkedByRestore('saw', [offer]), [restored]);
    });
  }

  it('names the tool that has a command claimed by two tools of a lock', () => {
    const offer: CommandOffer = { command: 'saw', isOwn: true, reasons: [{ why: 'claimed', by: 'drill v2' }] };
    assert.deepEqual(notLinkedByRestore('saw', [offer]), [
      'saw: saw is not a command: taken by drill v2, which comes first in the lock. You can still run it by its path.',
    ]);
  });

  it('cannot inject control characters into the terminal', () => {
    const [line] = notLinkedByInstall([
      { command: 'git', isOwn: true, reasons: [{ why: 'onPath', path: '/home/\u001b[2Ja/git' }] },
    ]);
    assert.ok(!line?.includes('\u001b'));
  });
});
