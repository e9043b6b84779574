import assert from 'node:assert/strict';
import { MACHINES } from '../../support/machines.ts';
import { ContentBuilder } from '../../support/forge/content.ts';
import { startForge } from '../../support/forge/forge.ts';
import { refusal } from '../../support/ladderRig.ts';
import { useTempDir } from '../../support/tempDir.ts';
import { makeEngine } from '../../support/testEngine.ts';

const PROGRAM = Buffer.from('#!/bin/sh\necho hello\n');
const SOURCE = { kind: 'release', owner: 'alice', repo: 'notes' } as const;

describe('a program named like a text, for which no signature is expected', () => {
  const directory = useTempDir();

  for (const [name, isInstalled] of [
    ['notes-linux-amd64-sha256', false],
    ['notes-linux-amd64-checksum', false],
    ['VERSION', false],
    ['copying', false],
    ['README', false],
    ['notes', true],
    ['notes-linux-amd64', true],
  ] as const)
    it(`is shown and ${isInstalled ? 'installed' : 'not installed'} under the name ${name}`, async () => {
      const builder = new ContentBuilder().account('alice');
      builder.release(builder.repository('alice', 'notes'), 'v1', { [name]: PROGRAM });
      const forge = await startForge({ content: builder.content });
      await using made = await makeEngine(directory());
      try {
        const { value } = await made.engine.version(forge.url, SOURCE, 'v1');
        const [asset] = value.assets;
        assert.ok(asset);
        await made.engine.obtain(asset, { toShow: true });
        const installing = made.engine.install(asset, { machine: MACHINES['linux-x64-gnu'] });
        if (isInstalled) assert.equal((await installing).executables.length, 1);
        else await refusal(installing, 'noExecutable');
      } finally {
        await forge.close();
      }
    });
});
