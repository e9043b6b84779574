import assert from 'node:assert/strict';
import { offerRestore } from '../../../../src/editor/project/offerRestore.ts';
import { MemoryMemento } from '../../../support/memoryMemento.ts';
import { useTempDir } from '../../../support/tempDir.ts';
import { openWorkspace, until } from '../../../support/workspaceRig.ts';
import type { WorkspaceRig } from '../../../support/workspaceRig.ts';

describe('offerRestore', () => {
  const directory = useTempDir();
  let rig: WorkspaceRig;
  let state: MemoryMemento;
  beforeEach(async () => {
    rig = await openWorkspace(directory());
    state = new MemoryMemento();
  });
  afterEach(() => rig[Symbol.asyncDispose]());

  const offers = (): readonly string[] => rig.ui.texts('inform').filter((text) => text.includes(' needs '));

  it('asks once, without the network, and never again for the same lock', async () => {
    await rig.writeGreetLock();
    const asked = rig.forge.requests.length;
    await offerRestore(rig.services, state);
    assert.deepEqual(offers(), ['project needs greet v1.0.0, which is not installed here.']);
    assert.equal(rig.forge.requests.length, asked);
    await offerRestore(rig.services, state);
    assert.equal(offers().length, 1);
  });

  it('asks again about another lock', async () => {
    await rig.writeGreetLock();
    await offerRestore(rig.services, state);
    await rig.writeGreetLock((tool) => ({ ...tool, requested: '^1' }));
    await offerRestore(rig.services, state);
    assert.equal(offers().length, 2);
  });

  it('restores for who says so, and has nothing to offer then', async () => {
    await rig.writeGreetLock();
    rig.ui.next({ press: 'Restore' });
    await offerRestore(rig.services, state);
    await until(() => rig.ui.texts('inform').find((text) => text.includes('exactly as locked')));
    await offerRestore(rig.services, new MemoryMemento());
    assert.equal(offers().length, 1);
  });

  it('reads nothing of a workspace that is not trusted, and forgets nothing by that', async () => {
    await rig.writeGreetLock();
    rig.fake.workspace.isTrusted = false;
    await offerRestore(rig.services, state);
    assert.deepEqual(rig.ui.said, []);
    rig.fake.workspace.isTrusted = true;
    await offerRestore(rig.services, state);
    assert.equal(offers().length, 1);
  });

  it('offers nothing of an instance that is not configured', async () => {
    await rig.writeGreetLock((tool) => ({ ...tool, instance: 'https://evil.example/' }));
    await offerRestore(rig.services, state);
    assert.deepEqual(rig.ui.said, []);
  });
});
