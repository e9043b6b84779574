import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { checkForUpdates } from '../../../../src/editor/commands/checkForUpdates.ts';
import { install } from '../../../../src/editor/commands/install.ts';
import { uninstall } from '../../../../src/editor/commands/uninstall.ts';
import { update } from '../../../../src/editor/commands/update.ts';
import { extensionNodes } from '../../../../src/editor/installs/installedTargets.ts';
import { viewOfInstalled } from '../../../../src/editor/installs/installedView.ts';
import { isEngineError } from '../../../../src/engine/index.ts';
import { useToolRig } from '../../../support/toolRig.ts';
import type { ToolRig } from '../../../support/toolRig.ts';

const ROW = { id: 'extension:alice.ext' };

describe('extensions of the editor', () => {
  const rig = useToolRig();
  let fake: ToolRig;
  beforeEach(() => void (fake = rig()));

  const installExt = async (version: string): Promise<void> => {
    fake.ui.next({ confirm: true });
    await install(fake.services, fake.rows.version('ext', version));
  };
  const rows = (): readonly string[] => {
    const facts = { now: 0, nameOf: () => 'Demo' };
    return extensionNodes(fake.services).map((node) => viewOfInstalled(node, facts).accessibleLabel);
  };

  it('are handed to the editor once the host, the file, the extension and the evidence were named', async () => {
    await installExt('v1.0.0');
    const [asked = ''] = fake.ui.texts('confirm');
    assert.match(asked, /^Install the extension ext-linux-x64-1\.0\.0\.vsix from Demo\? It is alice\.ext 1\.0\.0\. /);
    assert.match(asked, /It matches SHA256SUMS .* Picked for this machine: .*linux/i);
    assert.deepEqual(
      fake.host.extensions.map((file) => basename(file)),
      ['ext-linux-x64-1.0.0.vsix'],
    );
    assert.deepEqual(rows(), ['alice.ext, v1.0.0, checksum, extension, Demo']);
    assert.deepEqual(await fake.names(), [], 'they are no tools');
  });

  it('stay away when the answer is no', async () => {
    fake.ui.next({ confirm: false });
    await install(fake.services, fake.rows.version('ext', 'v1.0.0'));
    assert.deepEqual([fake.host.extensions, rows()], [[], []]);
  });

  it('are not what only has the name of one', async () => {
    const installing = install(fake.services, fake.rows.version('odd', 'v1'));
    await assert.rejects(installing, (error) => isEngineError(error, 'unsafeArchive'));
    assert.deepEqual(fake.host.extensions, []);
  });

  it('show their updates as tools do, and take them after the same question', async () => {
    await installExt('v1.0.0');
    fake.ui.next({ pickMany: undefined });
    await checkForUpdates(fake.services);
    assert.deepEqual(fake.ui.said.at(-1)?.offered, ['alice.ext']);
    assert.deepEqual(rows(), ['alice.ext, v1.0.0, v1.1.0 is available, checksum, extension, Demo']);
    fake.ui.next({ confirm: true });
    await update(fake.services, ROW);
    assert.deepEqual(rows(), ['alice.ext, v1.1.0, checksum, extension, Demo'], 'before a restart');
    fake.host.restart();
    assert.equal(fake.host.versions.get('alice.ext'), '1.1.0');
    assert.deepEqual(rows(), ['alice.ext, v1.1.0, checksum, extension, Demo']);
  });

  it('are none of ours once the editor has another version of them, or none', async () => {
    await installExt('v1.0.0');
    fake.host.versions.set('alice.ext', '2.0.0');
    assert.deepEqual(rows(), []);
    fake.host.versions.delete('alice.ext');
    assert.deepEqual(rows(), []);
  });

  it('are uninstalled by the editor after a question', async () => {
    await installExt('v1.0.0');
    fake.ui.next({ confirm: false });
    await uninstall(fake.services, ROW);
    assert.equal(rows().length, 1);
    fake.ui.next({ confirm: true });
    await uninstall(fake.services, ROW);
    assert.match(fake.ui.texts('confirm').at(-1) ?? '', /^Uninstall alice\.ext\?/);
    assert.equal(fake.host.versions.size, 0);
    assert.deepEqual(rows(), []);
  });
});
