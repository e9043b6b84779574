import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { Asset } from '../../../src/engine/index.ts';
import { refusal, useLadder } from '../../support/ladderRig.ts';

const PLACE = { owner: 'alice', repo: 'odd', tag: 'odd+names%20@x', name: 'dup.bin' };

describe('two files with the same name in a release', () => {
  const rig = useLadder();

  const twins = async (): Promise<readonly Asset[]> => {
    const source = { kind: 'release', owner: PLACE.owner, repo: PLACE.repo } as const;
    const { value } = await rig.engine.version(rig.forge.url, source, PLACE.tag, { refresh: true });
    return value.assets.filter(({ name }) => name === PLACE.name);
  };

  it('counts them as two while both exist, and as replaced once others took their place', async () => {
    const contents: string[] = [];
    for (const asset of [...(await twins()), ...(await twins())]) {
      contents.push(await readFile((await rig.engine.obtain(asset)).path, 'utf8'));
    }
    assert.deepEqual(contents, ['first', 'second one', 'first', 'second one']);
    rig.forge.replaceAttachment(PLACE, Buffer.from('third'));
    rig.forge.replaceAttachment(PLACE, Buffer.from('fourth'));
    for (const asset of await twins()) await refusal(rig.engine.obtain(asset), 'changed');
  });
});
