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

  it('hands them to the editor after naming the host, the file, the extension and the evidence', async () => {
    await installExt('v1.0.0');
    const [asked = ''] = fake.ui.texts('confirm');
    assert.match(asked, /^Install the extension ext-linux-x64-1\.0\.0\.vsix from alice\/ext v1\.0\.0 on Demo\? /);
    assert.match(
      asked,
      /It is alice\.ext 1\.0\.0\. It matches the checksum file SHA256SUMS .* Chosen for this machine: .*linux/i,
    );
    assert.deepEqual(
      fake.host.extensions.map((file) => basename(file)),
      ['ext-linux-x64-1.0.0.vsix'],
    );
    assert.deepEqual(rows(), ['alice.ext, v1.0.0, checksum, extension, Demo']);
    assert.deepEqual(await fake.names(), [], 'extensions are not tools');
  });

  it('installs nothing when the answer is no', async () => {
    fake.ui.next({ confirm: false });
    await install(fake.services, fake.rows.version('ext', 'v1.0.0'));
    assert.deepEqual([fake.host.extensions, rows()], [[], []]);
  });

  it("does not accept a file that only has an extension's name", async () => {
    const installing = install(fake.services, fake.rows.version('odd', 'v1'));
    await assert.rejects(installing, (error) => isEngineError(error, 'unsafeArchive'));
    assert.deepEqual(fake.host.extensions, []);
  });

  it('shows their updates like those of tools, and installs them after the same question', async () => {
    await installExt('v1.0.0');
    fake.ui.next({ pickMany: undefined });
    await checkForUpdates(fake.services);
    assert.deepEqual(fake.ui.messages.at(-1)?.offered, ['alice.ext']);
    assert.deepEqual(rows(), ['alice.ext, v1.0.0, v1.1.0 is available, checksum, extension, Demo']);
    fake.ui.next({ confirm: true });
    await update(fake.services, ROW);
    assert.match(fake.ui.texts('confirm').at(-1) ?? '', /It updates 1\.0\.0, which came from the same place\./);
    assert.deepEqual(rows(), ['alice.ext, v1.1.0, checksum, extension, Demo'], 'before a restart');
    fake.host.restart();
    assert.equal(fake.host.versions.get('alice.ext'), '1.1.0');
    assert.deepEqual(rows(), ['alice.ext, v1.1.0, checksum, extension, Demo']);
  });

  for (const [what, repo, detail, action] of [
    ['an older one', 'theme', /It came from alice\/ext on Demo\. This one is older\./, 'Install Anyway'],
    ['a newer one', 'fork', /It came from alice\/ext on Demo\. This one is newer\./, 'Replace'],
  ] as const) {
    it(`asks before one replaces another: ${what} from another repository`, async () => {
      await installExt('v1.0.0');
      fake.ui.next({ confirm: true }, { confirm: false });
      await install(fake.services, fake.rows.version(repo, 'v1'));
      assert.equal(fake.host.extensions.length, 1, 'only the first was passed to the editor');
      const asked = fake.ui.messages.filter(({ kind }) => kind === 'confirm').at(-1);
      assert.match(asked?.text ?? '', /^Replace alice\.ext 1\.0\.0 with .* from alice\/\w+ v1 on Demo\?/i);
      assert.match(asked?.text ?? '', detail);
      assert.deepEqual(asked?.offered, [action]);
      fake.ui.next({ confirm: true }, { confirm: true });
      await install(fake.services, fake.rows.version(repo, 'v1'));
      assert.equal(fake.host.extensions.length, 2);
    });
  }

  it('asks before one replaces another that the editor has disabled', async () => {
    fake.host.disabled.set('alice.ext', '1.0.0');
    fake.ui.next({ confirm: true }, { confirm: false });
    await install(fake.services, fake.rows.version('theme', 'v1'));
    assert.match(fake.ui.texts('confirm').at(-1) ?? '', /It was installed some other way\. This one is older\./);
    assert.deepEqual(fake.host.extensions, []);
  });

  it('never replaces an extension that came with the editor', async () => {
    fake.host.versions.set('vscode.git', '1.0.0');
    fake.host.builtins.add('vscode.git');
    await install(fake.services, fake.rows.version('git', 'v1'));
    assert.deepEqual(fake.ui.texts('warn'), [
      'vscode.git 1.0.0 from alice/git v1 on Demo claims to be an extension that comes with the editor, so it was not installed.',
    ]);
    assert.deepEqual([fake.host.extensions, fake.ui.texts('confirm')], [[], []]);
  });

  it('never replaces this extension unless a trusted key signed the file', async () => {
    fake.host.versions.set(fake.host.ownId, '0.1.0');
    await install(fake.services, fake.rows.version('own', 'v1'));
    assert.match(fake.ui.texts('warn')[0] ?? '', /claims to be this extension, but no key that you trust signed it/);
    assert.deepEqual([fake.host.extensions, fake.ui.texts('confirm')], [[], []]);
  });

  it('no longer lists an extension when the editor has another version of it, or none', async () => {
    await installExt('v1.0.0');
    fake.host.versions.set('alice.ext', '2.0.0');
    assert.deepEqual(rows(), []);
    fake.host.versions.delete('alice.ext');
    assert.deepEqual(rows(), []);
  });

  it('asks the editor to uninstall one after a question', async () => {
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

  it('are uninstalled together with the selected tools, after one question', async () => {
    await installExt('v1.0.0');
    await install(fake.services, fake.rows.version('tool', 'v1.0.0'));
    const selected = [ROW, fake.rows.tool('tool')];
    fake.ui.next({ confirm: true });
    await uninstall(fake.services, ROW, selected);
    const question = /^Uninstall tool and alice\.ext\? This removes v1\.0\.0 and frees .*will stop working: tool/;
    assert.match(fake.ui.texts('confirm').at(-1) ?? '', question);
    assert.deepEqual([rows(), await fake.names()], [[], []]);
    assert.match(fake.ui.texts('inform').at(-1) ?? '', /^Uninstalled tool and alice\.ext; .* freed\.$/);
  });

  it('does not keep the others when one cannot be uninstalled', async () => {
    await installExt('v1.0.0');
    await install(fake.services, fake.rows.version('tool', 'v1.0.0'));
    fake.host.uninstallExtension = () => Promise.reject(new Error('the editor refuses'));
    fake.ui.next({ confirm: true });
    const uninstalling = uninstall(fake.services, ROW, [ROW, fake.rows.tool('tool')]);
    await assert.rejects(uninstalling, /the editor refuses/);
    assert.deepEqual([rows().length, await fake.names()], [1, []]);
  });
});
