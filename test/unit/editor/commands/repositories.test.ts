import assert from 'node:assert/strict';
import { addRepository } from '../../../../src/editor/commands/addRepository.ts';
import { browseCodeberg } from '../../../../src/editor/commands/browseCodeberg.ts';
import { SETTINGS } from '../../../../src/editor/ids.ts';
import { removeInstance } from '../../../../src/editor/commands/removeInstance.ts';
import { removeRepository } from '../../../../src/editor/commands/removeRepository.ts';
import { search } from '../../../../src/editor/commands/search.ts';
import type { TreeNode } from '../../../../src/editor/tree/nodes.ts';
import { MemoryServices } from '../../../support/memoryServices.ts';
import type { Services } from '../../../../src/editor/services.ts';
import { FakeUi } from '../../../support/fakeUi.ts';
import { DEMO_TOKENS } from '../../../support/forge/demoContent.ts';
import { smallContent } from '../../../support/forge/smallContent.ts';
import { startForge } from '../../../support/forge/forge.ts';
import type { Forge } from '../../../support/forge/forge.ts';

describe('the list of repositories', () => {
  let forge: Forge;
  let second: Forge;
  let memory: MemoryServices;
  let ui: FakeUi;
  const content = smallContent();

  before(async () => {
    forge = await startForge({ content, subPath: 'forge' });
    second = await startForge({ content });
  });
  after(() => Promise.all([forge.close(), second.close()]));
  beforeEach(() => {
    ui = new FakeUi();
    memory = new MemoryServices(ui, [{ url: forge.url, name: 'Demo' }]);
    const row = { parent: undefined, instance: forge.url, listing: 'added', repository: undefined } as const;
    memory.rows = [
      { ...row, kind: 'repository', id: 'hello', owner: 'alice', repo: 'hello' },
      { ...row, kind: 'repository', id: 'bundler', owner: 'tools', repo: 'bundler' },
      { ...row, kind: 'owner', id: 'tools', owner: 'tools' },
    ] as readonly TreeNode[];
    forge.faults.clear();
  });
  afterEach(async () => {
    ui.finish();
    await memory[Symbol.asyncDispose]();
  });

  const listed = (): unknown => memory.settings.current.instances[0]?.repositories;

  describe('Add Repository', () => {
    for (const text of ['ALICE/Hello', 'alice/greeting', 'hell']) {
      it(`finds alice/hello by ${text}`, async () => {
        ui.next({ search: text, choose: 'alice/hello' });
        await addRepository(memory.services);
        assert.deepEqual(listed(), ['alice/hello']);
        assert.deepEqual(memory.treeCalls, [`show ${forge.url} hello`]);
      });
    }

    it('finds the repository of a link to a release', async () => {
      ui.next({ search: `${forge.url}alice/hello/releases/tag/v1.0.0`, choose: 'alice/hello' });
      await addRepository(memory.services);
      assert.deepEqual(listed(), ['alice/hello']);
    });

    it('shows the release and the file that a link names', async () => {
      memory.rows = [
        ...memory.rows,
        ...([
          { kind: 'version', id: 'v1.0.0', version: 'v1.0.0' },
          { kind: 'asset', id: 'sums', asset: { name: 'SHA256SUMS' } },
        ] as unknown as TreeNode[]),
      ];
      for (const page of ['releases/tag/v1.0.0', 'releases/download/v1.0.0/SHA256SUMS']) {
        ui.next({ search: `${forge.url}alice/hello/${page}`, choose: 'alice/hello' });
        await addRepository(memory.services);
      }
      assert.deepEqual(memory.treeCalls, [`show ${forge.url} hello v1.0.0`, `show ${forge.url} hello v1.0.0 sums`]);
    });

    it('reports that the release in a link was not found, and lists its repository', async () => {
      ui.next({ search: `${forge.url}alice/hello/releases/tag/v99`, choose: 'alice/hello' });
      await addRepository(memory.services);
      assert.deepEqual(ui.texts('inform'), ['alice/hello is in the list, but v99 was not found there.']);
      assert.deepEqual(listed(), ['alice/hello']);
    });

    for (const text of ['git@127.0.0.1:alice/hello.git', 'ssh://git@127.0.0.1:2222/alice/hello.git']) {
      it(`finds the repository of the clone address ${text}`, async () => {
        ui.next({ search: text, choose: 'alice/hello' });
        await addRepository(memory.services);
        assert.deepEqual(listed(), ['alice/hello']);
      });
    }

    it('adds everything of a bare owner', async () => {
      ui.next({ search: 'tools', choose: 'tools' });
      await addRepository(memory.services);
      assert.deepEqual(memory.settings.current.instances[0]?.owners, ['tools']);
    });

    it('does not ask a signed-in user to sign in', async () => {
      memory.findings.set(forge.url, { state: 'accepted', missing: [] });
      ui.next({ search: 'zzzz' });
      await addRepository(memory.services);
      assert.deepEqual(ui.texts('notice'), [
        'Nothing on Demo has “zzzz” in its name. Search looks at names only: try a part of the name.',
      ]);
    });

    it('refuses a link that leads elsewhere without following it', async () => {
      ui.next({ search: 'https://evil.example/alice/hello' });
      await addRepository(memory.services);
      assert.match(ui.texts('notice').join(), /does not lead to anything on Demo/);
    });

    it('adds everything of an owner', async () => {
      ui.next({ search: 'TOOLS/', choose: 'tools' });
      await addRepository(memory.services);
      assert.deepEqual(memory.settings.current.instances[0]?.owners, ['tools']);
      assert.deepEqual(memory.treeCalls, [`show ${forge.url} tools`]);
    });

    for (const [text, words] of [
      ['alice/nowhere', /Demo has no repository alice\/nowhere that you can see/],
      ['nobody/', /Demo has no owner nobody/],
      ['alice/..', /Demo has no repository alice\/\.\./],
      ['qqqq', /Nothing on Demo has “qqqq” in its name/],
      ['a/b/c', /Write it as owner\/name/],
    ] as const) {
      it(`says that ${text} was not found`, async () => {
        ui.next({ search: text });
        await addRepository(memory.services);
        assert.match(ui.texts('notice').join(), words);
        assert.deepEqual(listed(), []);
      });
    }

    it('finds private repositories once signed in', async () => {
      ui.next({ search: 'alice/secret' });
      await addRepository(memory.services);
      assert.equal(ui.texts('notice').length, 1);
      memory.secrets.set(forge.url, DEMO_TOKENS.alice);
      ui.next({ search: 'alice/secret', choose: 'alice/secret' });
      await addRepository(memory.services);
      assert.deepEqual(listed(), ['alice/secret']);
    });
  });

  describe('Browse Codeberg', () => {
    it('adds nothing when the user dismisses the list', async () => {
      memory.entries = [];
      ui.next({ search: 'https://elsewhere.example/a/b' });
      await browseCodeberg(memory.services);
      assert.deepEqual(memory.entries, []);
    });

    it('adds Codeberg together with the first pick', async () => {
      memory.entries = [];
      const client = memory.engine.get().probe(forge.url);
      ui.next({ search: 'alice/hello', choose: 'alice/hello' });
      const engine = { get: () => ({ probe: () => client }) };
      await browseCodeberg(Object.create(memory.services, { engine: { value: engine } }) as Services);
      assert.deepEqual(memory.entries, [
        { url: 'https://codeberg.org', name: 'Codeberg', repositories: ['alice/hello'] },
      ]);
    });
  });

  describe('Search', () => {
    it('searches all instances, names them, and adds the chosen result to its own', async () => {
      memory.entries = [{ url: second.url, name: 'Second' }, ...memory.entries];
      ui.next({ search: 'bundler', choose: 'tools/bundler' });
      await search(memory.services);
      const [first, other] = memory.settings.current.instances;
      assert.deepEqual([first?.repositories, other?.repositories], [['tools/bundler'], []]);
    });

    it('opens the page of a result with the button of its row, and adds nothing', async () => {
      ui.next({ search: 'bundler', pressButtonOf: 'tools/bundler' });
      await search(memory.services, { kind: 'instance', id: 'x', instance: forge.url });
      assert.deepEqual(ui.opened, [`${forge.url}tools/bundler`]);
      assert.deepEqual(listed(), []);
    });

    it('leads to the row of a repository already in the list instead of adding it', async () => {
      memory.entries = [{ url: forge.url, repositories: ['Tools/Bundler'] }];
      ui.next({ search: 'bundler', choose: 'tools/bundler' });
      await search(memory.services);
      assert.deepEqual(listed(), ['Tools/Bundler']);
      assert.deepEqual(memory.treeCalls, [`show ${forge.url} bundler`]);
    });

    it('shows the results of one instance when another one fails, and names the failing one', async () => {
      memory.entries = [...memory.entries, { url: second.url, name: 'Second' }];
      forge.faults.add({ kind: 'status', status: 500 });
      ui.next({ search: 'bundler' });
      await search(memory.services);
      assert.match(ui.texts('notice').join(), /^Demo: .*could not answer/);
    });
  });

  describe('Remove', () => {
    it('removes the given rows', async () => {
      memory.entries = [{ url: forge.url, repositories: ['a/b', 'a/c'], owners: ['alice'] }];
      const rows = [
        { kind: 'repository', id: '1', instance: forge.url, owner: 'a', repo: 'b' },
        { kind: 'owner', id: '2', instance: forge.url, owner: 'alice' },
      ];
      await removeRepository(memory.services, rows[0], rows);
      assert.deepEqual(memory.entries, [{ url: forge.url, repositories: ['a/c'] }]);
    });

    it('asks which one when none is given', async () => {
      memory.entries = [{ url: forge.url, repositories: ['a/b', 'a/c'] }];
      ui.next({ pick: 'a/b' });
      await removeRepository(memory.services);
      assert.deepEqual(listed(), ['a/c']);
    });

    it('reports that there is nothing to remove', async () => {
      await removeRepository(memory.services, { kind: 'asset' });
      assert.match(ui.texts('inform').join(), /^You have not added a repository or an owner\.$/);
    });

    it('says what stays of an instance', async () => {
      const stays = 'Remove Demo from the list? Its cached files, installed tools and trusted keys stay.';
      ui.next({ confirm: false });
      await removeInstance(memory.services, forge.url);
      assert.deepEqual(ui.texts('confirm'), [stays]);
      memory.configuration.type(SETTINGS.requireByPlace, { [`${forge.url}alice`]: 'signature' });
      ui.next({ confirm: true });
      await removeInstance(memory.services, forge.url);
      const kept = `Its entries in ${SETTINGS.requireByPlace} stay too and still apply to its files.`;
      const warning = 'You see a warning until you add the instance again.';
      assert.equal(ui.texts('confirm').at(-1), `${stays} ${kept} ${warning}`);
      assert.deepEqual(memory.entries, []);
      assert.deepEqual(memory.configuration.userValue(SETTINGS.requireByPlace), { [`${forge.url}alice`]: 'signature' });
    });

    it('keeps an instance when the question is dismissed', async () => {
      ui.next({ confirm: false });
      await removeInstance(memory.services, forge.url);
      assert.equal(memory.entries.length, 1);
    });

    for (const [label, left] of [
      ['Remove, and forget the token', 0],
      ['Remove, but keep the token', 1],
    ] as const) {
      it(`asks about the token: ${label}`, async () => {
        memory.secrets.set(forge.url, DEMO_TOKENS.alice);
        ui.next({ pick: label });
        await removeInstance(memory.services, forge.url);
        assert.equal(memory.secrets.size, left);
        assert.deepEqual(memory.entries, []);
      });
    }
  });
});
