import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { chooseCommands } from '../../../../src/editor/commands/chooseCommands.ts';
import { install } from '../../../../src/editor/commands/install.ts';
import { ASK } from '../../../../src/editor/ids.ts';
import type { TreeNode } from '../../../../src/editor/tree/nodes.ts';
import { isEngineError } from '../../../../src/engine/index.ts';
import { settle } from '../../../support/fakeClock.ts';
import { toolTar } from '../../../support/installRig.ts';
import { sha256Of } from '../../../support/records.ts';
import { useToolRig } from '../../../support/toolRig.ts';
import type { ToolRig } from '../../../support/toolRig.ts';
import { itWith } from '../../../support/thisSystem.ts';

describe('installing', () => {
  const rig = useToolRig();
  let fake: ToolRig;
  beforeEach(() => void (fake = rig()));

  describe('Install', () => {
    it('installs the file for this machine without a question if the pick is certain and there is evidence', async () => {
      await install(fake.services, fake.rows.version('tool', 'v1.0.0'));
      const [only] = await fake.installed();
      assert.equal(only?.asset.name, 'tool-1.0.0-linux-x64.tar');
      assert.equal(only?.asset.evidence, 'checksum');
      assert.equal(await fake.engine.installer.which('tool'), only.executables[0]!.path);
      assert.deepEqual(fake.ui.texts('confirm'), []);
      assert.equal(
        fake.ui.texts('inform').at(-1),
        'tool v1.0.0 is installed: checksum file matches. Type tool in a new terminal.',
      );
      assert.ok(fake.services.installs.known?.length === 1, 'the view and the PATH are updated');
    });

    it('says that a cached file is gone', async () => {
      await install(fake.services, { kind: 'cacheFile', id: 'x', record: { key: 'gone' } });
      assert.deepEqual(fake.ui.texts('inform'), ['Not in the cache. Download it first.']);
    });

    it('asks what to install for a button that promises a question, whatever is selected', async () => {
      fake.selected.tree = [fake.rows.version('tool', 'v1.0.0') as TreeNode];
      fake.ui.next({ pick: undefined });
      await install(fake.services, ASK);
      assert.deepEqual(await fake.names(), []);
      assert.deepEqual(
        fake.ui.messages.map(({ kind }) => kind),
        ['asked'],
      );
    });

    it('is asked for by the buttons of the empty view and of the walkthrough', async () => {
      for (const language of ['package.nls.json', 'package.nls.de.json']) {
        const texts = JSON.parse(await readFile(language, 'utf8')) as Record<string, string>;
        for (const key of ['welcome.installed', 'walkthrough.install.text']) {
          const [, query = ''] = /\(command:forgejoArtifacts\.install\?([^)]*)\)/.exec(texts[key] ?? '') ?? [];
          assert.deepEqual(JSON.parse(decodeURIComponent(query)), [ASK], `${language} ${key}`);
        }
      }
    });

    it('installs the latest version of a repository', async () => {
      await install(fake.services, fake.rows.repository('tool'));
      assert.deepEqual(await fake.names(), ['tool v1.1.0 *']);
    });

    it('types the command and no Enter when asked to run it', async () => {
      fake.ui.next({ press: 'Run in Terminal' });
      await install(fake.services, fake.rows.version('tool', 'v1.0.0'));
      await settle();
      assert.deepEqual(fake.host.typed, ['tool']);
    });

    it('asks once, with all details, about a file without evidence', async () => {
      fake.ui.next({ confirm: true }, { pick: 'Make tool a Command' });
      await install(fake.services, fake.rows.version('bare', 'v1'));
      assert.deepEqual(await fake.names(), ['bare v1 *']);
      const [asked, ...more] = fake.ui.messages.filter(({ kind }) => kind === 'confirm');
      assert.deepEqual(more, []);
      assert.deepEqual(asked?.offered, ['Install Anyway']);
      assert.match(
        asked.text,
        /^Install tool-1-linux-x64\.tar anyway\? From alice\/bare v1 on Demo\. Chosen for this machine: /,
      );
      assert.match(asked.text, /No evidence that counts was found for this file\.$/);
    });

    it('installs nothing when the answer is no', async () => {
      fake.ui.next({ confirm: false });
      await install(fake.services, fake.rows.version('bare', 'v1'));
      assert.deepEqual(await fake.names(), []);
    });

    it('lists the files if none is for this machine', async () => {
      await install(fake.services, fake.rows.version('mac', 'v1'));
      assert.deepEqual(fake.ui.texts('warn'), [
        'v1 has nothing for this machine (Linux, x64). Available: mac-darwin-arm64.tar.',
      ]);
      assert.equal((await fake.engine.cache.list()).length, 0, 'nothing was downloaded');
    });

    it('refuses to pick among several files with one name', async () => {
      await install(fake.services, fake.rows.version('twins', 'v1'));
      assert.deepEqual(fake.ui.texts('warn'), [
        'Several files of v1 are called twins-linux-x64.tar. Choose Install on the one that you mean.',
      ]);
      assert.equal((await fake.engine.cache.list()).length, 0, 'nothing was downloaded');
    });

    it('installs a program that does not run here only after a warning', async () => {
      const row = await fake.rows.asset('tool', 'v1.0.0', 'tool-1.0.0-darwin-arm64.tar');
      fake.ui.next({ confirm: false });
      await install(fake.services, row);
      assert.match(fake.ui.texts('confirm')[0] ?? '', /does not run on this machine\. Install it anyway\? .*macOS/);
      assert.deepEqual(await fake.names(), []);
      fake.ui.next({ confirm: true });
      await install(fake.services, row);
      assert.deepEqual(await fake.names(), ['tool v1.0.0 *']);
    });

    itWith('scripts', 'asks which files are the programs, and only once', async () => {
      fake.ui.next({ pickMany: ['two', 'three'] });
      await install(fake.services, fake.rows.version('many', 'v1'));
      const [only] = await fake.installed();
      assert.deepEqual(only?.executables.map(({ command }) => command).sort(), ['three', 'two']);
      await uninstallAll();
      await install(fake.services, fake.rows.version('many', 'v1'));
      assert.equal((await fake.installed())[0]?.executables.length, 2, 'remembered');
    });

    const uninstallAll = async (): Promise<void> => {
      for (const { tool } of await fake.installed()) await fake.engine.installer.uninstall(tool);
    };

    it('takes over a command of another tool only on request', async () => {
      await install(fake.services, fake.rows.version('tool', 'v1.0.0'));
      fake.ui.next({ pick: undefined });
      await install(fake.services, fake.rows.version('other', 'v1'));
      assert.deepEqual(await fake.names(), ['tool v1.0.0 *']);
      fake.ui.next({ pick: 'Install Without the Command' });
      await install(fake.services, fake.rows.version('other', 'v1'));
      assert.deepEqual(await fake.names(), ['other v1', 'tool v1.0.0 *']);
      await install(fake.services, fake.rows.version('other', 'v1'));
      assert.deepEqual(await fake.names(), ['other v1', 'tool v1.0.0 *'], 'the answer is remembered');
      fake.ui.next({ pickMany: ['tool'] });
      await chooseCommands(fake.services, fake.rows.tool('other'));
      assert.deepEqual(await fake.names(), ['other v1 *', 'tool v1.0.0']);
    });

    it('asks once which programs of an archive are commands, and ticks only the one named like the tool', async () => {
      fake.ui.next({ pickMany: undefined });
      await install(fake.services, fake.rows.version('bundle', 'v1'));
      assert.deepEqual(await fake.names(), [], 'nothing is installed without an answer');
      const [question] = fake.ui.messages.filter(({ kind }) => kind === 'asked');
      assert.deepEqual(question?.offered, ['bundle', 'bundlectl', 'ls']);
      assert.deepEqual(question.ticked, ['bundle']);
      fake.ui.next({ pickMany: ['bundle', 'bundlectl'] });
      await install(fake.services, fake.rows.version('bundle', 'v1'));
      assert.ok(existsSync(fake.bin('bundlectl')) && !existsSync(fake.bin('ls')));
      await install(fake.services, fake.rows.version('bundle', 'v1'));
      assert.match(fake.ui.texts('inform').at(-1) ?? '', /Type bundle or bundlectl in a new terminal/);
    });

    it('installs without a command if none is ticked, and says how to change that', async () => {
      fake.ui.next({ pickMany: [] });
      await install(fake.services, fake.rows.version('bundle', 'v1'));
      assert.deepEqual(await fake.names(), ['bundle v1']);
      assert.match(
        fake.ui.texts('inform').at(-1) ?? '',
        /None of its programs is a command\. Choose Commands… to change/,
      );
      fake.ui.next({ pickMany: ['ls'] });
      await chooseCommands(fake.services, fake.rows.tool('bundle'));
      assert.ok(existsSync(fake.bin('ls')));
      fake.ui.next({ pickMany: [] });
      await chooseCommands(fake.services, fake.rows.tool('bundle'));
      assert.deepEqual(fake.ui.messages.findLast(({ kind }) => kind === 'asked')?.ticked, ['ls']);
      assert.ok(!existsSync(fake.bin('ls')));
    });

    it('keeps several tools of one release apart', async () => {
      fake.ui.next({ pick: 'saw-linux-x64' });
      await install(fake.services, fake.rows.version('kit', 'v1.0'));
      await install(fake.services, await fake.rows.asset('kit', 'v1.0', 'drill-linux-x64'));
      assert.deepEqual(await fake.names(), ['drill v1.0 *', 'saw v1.0 *']);
      assert.ok(existsSync(fake.bin('saw')) && existsSync(fake.bin('drill')));
    });

    it('asks which variant is meant, and picks the same one of the next version', async () => {
      const made = { pick: 'Make tool a Command' };
      fake.ui.next({ pick: /vulkan/ }, made);
      await install(fake.services, fake.rows.version('variants', 'v1.0.0'));
      await install(fake.services, fake.rows.version('variants', 'v1.1.0'));
      const files = (await fake.installed()).map(({ asset }) => asset.name).toSorted();
      assert.deepEqual(files, ['variants-1.0.0-linux-x64-vulkan.tar', 'variants-1.1.0-linux-x64-vulkan.tar']);
    });

    it('refuses a file that replaced another, and shows what changed', async () => {
      const place = { owner: 'alice', repo: 'tool', tag: 'v1.0.0', name: 'tool-1.0.0-linux-x64.tar' };
      await install(fake.services, fake.rows.version('tool', 'v1.0.0'));
      const bytes = toolTar('other');
      fake.forge.replaceAttachment(place, bytes);
      const sums = Buffer.from(`${sha256Of(bytes)}  ${place.name}\n`);
      fake.forge.replaceAttachment({ ...place, name: 'SHA256SUMS' }, sums);
      fake.engine.releases.invalidate({ instance: fake.forge.url });
      await install(fake.services, fake.rows.version('tool', 'v1.0.0'));
      await settle();
      const { error } = fake.shown.at(-1)!;
      assert.ok(isEngineError(error, 'changed'), String(error));
      assert.deepEqual(
        error.facts.changes.map(({ kind }) => kind),
        ['replaced'],
      );
      assert.notEqual((await fake.installed())[0]?.asset.sha256, sha256Of(bytes));
    });

    it('reports an alarm like any download, and installs nothing', async () => {
      const place = { owner: 'alice', repo: 'tool', tag: 'v1.0.0', name: 'tool-1.0.0-linux-x64.tar' };
      fake.forge.replaceAttachment(place, toolTar('evil'));
      await install(fake.services, fake.rows.version('tool', 'v1.0.0'));
      await settle();
      assert.ok(isEngineError(fake.shown[0]?.error, 'integrity'));
      assert.deepEqual(await fake.names(), []);
    });

    it('refuses a file of an instance that is not configured', async () => {
      const row = { ...fake.rows.version('tool', 'v1.0.0'), instance: 'https://elsewhere.example/' };
      await assert.rejects(install(fake.services, row), (error) => isEngineError(error, 'unknownInstance'));
    });

    for (const agrees of [true, false]) {
      it(agrees ? 'takes the mark of macOS off when the person agrees' : 'leaves it on otherwise', async () => {
        let isMarked = true;
        fake.host.output = async (_command, args) => {
          if (args[0] === '-dr') isMarked = false;
          return isMarked ? 'com.apple.quarantine\n' : '';
        };
        fake.ui.next({ confirm: agrees });
        await install(fake.services, fake.rows.version('tool', 'v1.0.0'));
        assert.match(fake.ui.texts('confirm')[0] ?? '', /^Let tool run without macOS asking\?/);
        assert.equal(isMarked, !agrees);
        assert.deepEqual(await fake.names(), ['tool v1.0.0 *']);
      });
    }
  });
});
