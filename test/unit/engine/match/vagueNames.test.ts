import assert from 'node:assert/strict';
import { matchAssets } from '../../../../src/engine/match/matchAssets.ts';
import type { Match } from '../../../../src/engine/match/matchAssets.ts';
import { MACHINES } from '../../../support/machines.ts';
import type { PlatformId } from '../../../support/machines.ts';

interface Wanted {
  readonly repo?: string;
  readonly tool?: string;
}

function match(names: readonly string[], platform: PlatformId, wanted: Wanted = {}): Match {
  return matchAssets(names, { machine: MACHINES[platform], version: 'v1.2.3', repo: 'tool', ...wanted });
}

function answer(names: readonly string[], platform: PlatformId, wanted: Wanted = {}): string {
  const found = match(names, platform, wanted);
  if (found.kind === 'pick') return found.pick.name;
  return found.kind === 'ask' ? `ask: ${found.why}` : 'none';
}

describe('names that leave something out', () => {
  it('does not take a file for any system for the tool if its name differs', () => {
    const script = ['tool-linux-x64.zip', 'libtool-1.2.3.js'];
    assert.equal(answer(script, 'linux-x64-gnu'), script[0]);
    assert.equal(answer(script, 'linux-arm64-gnu'), 'ask: severalTools');
  });

  it('does not take another tool because the builds of the wanted one name no system', () => {
    const pair = ['saw-x86_64.tar.gz', 'sawyer-linux-x64', 'sawyer-darwin-x64'];
    assert.equal(answer(pair, 'linux-x64-gnu', { repo: 'saw' }), 'ask: unsure');
    assert.equal(answer(pair, 'linux-x64-gnu', { repo: 'saw', tool: 'sawyer' }), pair[1]);
  });

  it('reads x86 as 64 bits if the release has it for macOS and nothing else for 64 bits', () => {
    const all = ['tool_linux_x86', 'tool_linux_arm64', 'tool_osx_x86', 'tool_windows_x86.exe'];
    assert.equal(answer(all, 'linux-x64-gnu'), all[0]);
    assert.equal(answer(all, 'darwin-x64'), all[2]);
    assert.equal(answer(all.slice(0, 2), 'linux-x64-gnu'), 'ask: unsure');
    assert.equal(answer([...all, 'tool_linux_x64'], 'darwin-x64'), 'none');
  });

  it('offers only builds for this processor if they name no system', () => {
    const found = match(['tool.amd64', 'tool.arm64', 'tool.s390x', 'tool'], 'linux-x64-gnu');
    assert.deepEqual(found.kind === 'ask' && found.candidates.map(({ name }) => name), ['tool.amd64', 'tool']);
  });
});
