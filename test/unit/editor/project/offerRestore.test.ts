import assert from 'node:assert/strict';
import { SETTINGS } from '../../../../src/editor/ids.ts';
import { offerRestore } from '../../../../src/editor/project/offerRestore.ts';
import { useTempDir } from '../../../support/tempDir.ts';
import { openWorkspace, until } from '../../../support/workspaceRig.ts';
import type { WorkspaceRig } from '../../../support/workspaceRig.ts';

describe('offerRestore', () => {
  const directory = useTempDir();
  let rig: WorkspaceRig;
  beforeEach(async () => void (rig = await openWorkspace(directory())));
  afterEach(() => rig[Symbol.asyncDispose]());

  const offer = async (): Promise<void> => {
    await rig.services.projects.refresh();
    await offerRestore(rig.services);
  };
  const offers = (): readonly string[] => rig.ui.texts('inform').filter((text) => text.includes(' needs '));

  it('asks once, without the network, and never again for the same lock', async () => {
    await rig.writeGreetLock();
    const asked = rig.forge.requests.length;
    await offer();
    assert.deepEqual(offers(), ['project needs greet v1.0.0, which is not installed here.']);
    assert.equal(rig.forge.requests.length, asked);
    await offer();
    assert.equal(offers().length, 1);
  });

  it('asks again about another lock', async () => {
    await rig.writeGreetLock();
    await offer();
    await rig.writeGreetLock((tool) => ({ ...tool, requested: '^1' }));
    await offer();
    assert.equal(offers().length, 2);
  });

  it('restores on request, and then offers nothing', async () => {
    await rig.writeGreetLock();
    rig.ui.next({ press: 'Restore' });
    await offer();
    await until(() => rig.ui.texts('inform').find((text) => text.includes('matches the lock')));
    await offer();
    assert.equal(offers().length, 1);
  });

  it('reads nothing of an untrusted workspace, and remembers the earlier answers', async () => {
    await rig.writeGreetLock();
    rig.fake.workspace.isTrusted = false;
    await offer();
    assert.deepEqual(rig.ui.messages, []);
    rig.fake.workspace.isTrusted = true;
    await offer();
    assert.equal(offers().length, 1);
  });

  it('offers to add an instance that is not configured, and contacts it only then', async () => {
    await rig.writeGreetLock((tool) => ({ ...tool, instance: 'https://private.example/' }));
    const asked = rig.forge.requests.length;
    await offer();
    await offer();
    const needs = 'project needs greet v1.0.0 from https://private.example/, which is not one of your instances.';
    assert.deepEqual(rig.ui.messages, [{ kind: 'inform', text: needs, offered: ['Add Instance…', 'Not Now'] }]);
    assert.equal(rig.forge.requests.length, asked);
  });

  it('offers the tools once their instance is added', async () => {
    await rig.writeGreetLock();
    rig.fake.configuration.type(SETTINGS.instances, []);
    rig.ui.next({ press: 'Add Instance…' }, { input: rig.forge.url }, { pick: 'Continue Without Token' });
    await offer();
    const needs = 'project needs greet v1.0.0, which is not installed here.';
    await until(() => rig.ui.texts('inform').find((text) => text === needs));
  });
});
