import assert from 'node:assert/strict';
import { readdir, readlink, symlink, unlink } from 'node:fs/promises';
import path from 'node:path';
import { watchFileCalls } from '../../../crash/fileCalls.ts';
import { LINUX, useEnvironmentRig } from '../../../support/environmentRig.ts';
import type { TestTool } from '../../../support/environmentRig.ts';
import { withoutLinks } from '../../../support/linklessDisk.ts';
import { itWith } from '../../../support/thisSystem.ts';

const greet = (version: string): TestTool => ({ name: 'greet', version });

describe('environments on drives with other links, or with none', () => {
  const rig = useEnvironmentRig();

  it('keep working when they are copied to a file system with links, or to one without', async () => {
    const folder = await rig.folder('a');
    const restore = await withoutLinks(rig.installs.place());
    const { binDirectory } = await rig.restore(folder, greet('1.0.0'));
    restore();
    await rig.restore(folder, greet('1.1.0'));
    assert.equal(await rig.type(folder, 'greet'), 'greet 1.1.0');
    const again = await withoutLinks(rig.installs.place());
    await rig.restore(folder, greet('1.2.0'));
    again();
    assert.equal(await rig.type(folder, 'greet'), 'greet 1.2.0');
    assert.deepEqual(await readdir(path.dirname(path.dirname(binDirectory))), ['current']);
  });

  for (const code of ['EISDIR', 'EROFS', 'EPROTO']) {
    it(`are complete if making a link fails with ${code}`, async () => {
      const folder = await rig.folder('a');
      const restore = await withoutLinks(rig.installs.place(), code);
      const states = [await rig.restore(folder, greet('1.0.0')), await rig.restore(folder, greet('1.1.0'))];
      restore();
      assert.deepEqual(
        states.map(({ isCurrent }) => isCurrent),
        [true, true],
      );
      assert.equal(await rig.type(folder, 'greet'), 'greet 1.1.0');
    });
  }

  itWith('links', 'do without links that can be created but lead nowhere, as on a network drive', async () => {
    const folder = await rig.folder('a');
    const restore = await watchFileCalls(rig.installs.place(), {
      after: async ({ name, args }) => {
        if (name !== 'symlink' || args[2] !== 'junction') return;
        await unlink(String(args[1]));
        await symlink('nowhere', String(args[1]));
      },
    });
    const state = await rig.restore(folder, greet('1.0.0'));
    restore();
    assert.equal(state.isCurrent, true);
    assert.equal(await rig.type(folder, 'greet'), 'greet 1.0.0');
    assert.deepEqual(await readdir(path.dirname(path.dirname(state.binDirectory))), ['current']);
  });

  itWith('links', 'are known by every spelling of where they are, and only there', async () => {
    const folder = await rig.folder('a');
    const { binDirectory } = await rig.restore(folder, greet('1.0.0'));
    const current = path.dirname(binDirectory);
    const generation = await readlink(current);
    const leadTo = async (target: string): Promise<boolean> => {
      await unlink(current);
      await symlink(target, current, 'junction');
      return (await rig.environments().state(folder, rig.lock(greet('1.0.0')), LINUX)).isCurrent;
    };
    const alias = `${path.dirname(current)}-alias`;
    await symlink(path.dirname(current), alias, 'junction');
    assert.equal(await leadTo(path.join(alias, path.basename(generation))), true);
    assert.equal(await leadTo(path.join(path.dirname(alias), path.basename(generation))), false);
  });
});
