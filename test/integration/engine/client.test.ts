import assert from 'node:assert/strict';
import { ClientRig, TOKENS, readBody } from '../../support/clientRig.ts';
import type { ForgeOptions } from '../../support/forge/forge.ts';

const HELLO = { kind: 'release', owner: 'alice', repo: 'hello' } as const;
const TOOL = { kind: 'genericPackage', owner: 'alice', package: 'te-st' } as const;

const SETUPS: Readonly<Record<string, Partial<ForgeOptions>>> = {
  'Forgejo 12': {},
  'Forgejo 11': { version: '11.0.15' },
  'a sub-path': { subPath: 'forge/git' },
  'a wrong ROOT_URL': { foreignRootUrl: 'http://internal.invalid:3000/forge/' },
  'a sub-path behind a proxy that decodes': { subPath: 'git', decodingProxy: true },
  'a proxy that compresses': { compressingProxy: true },
  'sign-in required': { signInRequired: true },
  'pages of 7 rows': { maxResponseItems: 7 },
  'pages with rows left out': { paging: 'short' },
};

for (const [setup, options] of Object.entries(SETUPS)) {
  describe(`ForgejoAssetClient at ${setup}`, () => {
    let rig: ClientRig;
    beforeEach(async () => {
      rig = await ClientRig.start(options);
      rig.token = TOKENS.all;
    });
    afterEach(async () => {
      // No request used the address that the server states as its own.
      const { pathname } = new URL(rig.forge.url);
      assert.ok(rig.forge.requests.every(({ path }) => path.startsWith(pathname) && !path.startsWith('/forge/api')));
      await rig.close();
    });

    it("reads the instance's version and the owner of the token", async () => {
      const version = options.version ?? '12.0.4';
      assert.deepEqual(await rig.client.instanceInfo(), { kind: 'forgejo', version: `${version}+gitea-1.22.0` });
      const { login, kind } = await rig.client.whoAmI();
      assert.deepEqual([login, kind], ['alice', 'user']);
    });

    it('tells users from organizations, in the spelling of the server', async () => {
      const kinds = await Promise.all(['ALICE', 'Tools', 'vault'].map((login) => rig.client.owner(login)));
      assert.deepEqual(
        kinds.map(({ login, kind }) => [login, kind]),
        [
          ['alice', 'user'],
          ['tools', 'organization'],
          ['vault', 'organization'],
        ],
      );
      const mine = await rig.client.myOrganizations();
      assert.deepEqual(mine.map(({ login }) => login).sort(), ['tools', 'vault']);
    });

    it('finds repositories by words and by owner', async () => {
      const names = (page: { items: readonly { fullName: string }[] }) =>
        page.items.map(({ fullName }) => fullName).sort();
      assert.deepEqual(names(await rig.client.searchRepositories('hell')), ['alice/hello']);
      assert.ok(names(await rig.client.repositories('tools')).includes('tools/saw'));
      const { private: isPrivate, hasReleases, releaseCount } = await rig.client.repository('Alice', 'HELLO');
      assert.deepEqual([isPrivate, hasReleases, releaseCount > 50], [false, true, true]);
    });

    it('reads releases page by page, to the end', async () => {
      const tags: string[] = [];
      let pages = 0;
      for (let page = 1, hasMore = true; hasMore; page += 1) {
        const found = await rig.client.releases(HELLO, { page, draft: false });
        tags.push(...found.items.map(({ version }) => version));
        ({ hasMore } = found);
        pages += 1;
      }
      const all = rig.forge.content.repositories
        .find(({ name }) => name === 'hello')!
        .releases.filter(({ draft }) => !draft);
      if (setup !== 'pages with rows left out') assert.equal(new Set(tags).size, all.length);
      assert.ok(tags.includes('v0.1'), 'the last page of the list');
      assert.equal(pages, Math.ceil(all.length / (options.maxResponseItems ?? 50)));
    });

    it('narrows releases by kind and words', async () => {
      const only = async (filter: object) =>
        (await rig.client.releases(HELLO, filter)).items.map(({ version }) => version);
      assert.deepEqual(await only({ prerelease: true }), ['v2.0-rc1']);
      assert.deepEqual(await only({ draft: true }), ['v2.0']);
      assert.deepEqual(await only({ query: 'release/' }), ['release/1.0']);
    });

    it('reads one release by its tag, whatever characters and case it has', async () => {
      for (const tag of ['v1.0', 'V1.0', 'release/1.0', '@scope/hello@1.0+x%41']) {
        const found = await rig.client.version(HELLO, tag);
        assert.equal(found.version.toLowerCase(), tag.toLowerCase());
        assert.ok(found.webUrl.startsWith(rig.forge.url));
        assert.equal(found.assets.length, 1);
      }
      const { title, notes, assets } = await rig.client.version(HELLO, 'v1.0');
      assert.deepEqual([title, notes, assets[0]?.sizeBytes], ['One', '# One', 5000]);
    });

    it('groups packages by name, and knows exact names from similar ones', async () => {
      const found = await rig.client.packages('alice');
      const names = found.map(({ name, versions }) => `${name} ${versions.map(({ version }) => version).join()}`);
      assert.deepEqual(names.sort(), ['te-st 2.0,1.1,1.0', 'te_st 9']);
      const [one, ...others] = await rig.client.packages('alice', { query: 'TE_ST' });
      assert.deepEqual([one?.name, others], ['te_st', []]);
      assert.deepEqual(await rig.client.packages('alice', { query: 'te' }), []);
    });

    it('opens the bytes of an attachment and of a package file', async () => {
      const { assets } = await rig.client.version(HELLO, 'v1.0');
      const { signal } = new AbortController();
      const opened = await rig.client.openAsset(assets[0]!, undefined, signal);
      assert.deepEqual([opened.offsetBytes, opened.sizeBytes], [0, 5000]);
      assert.equal((await readBody(opened)).length, 5000);
      const [file] = (await rig.client.version(TOOL, '1.1')).assets;
      assert.equal((await readBody(await rig.client.openAsset(file!, undefined, signal))).toString(), 'tool 1.1');
    });

    it('follows a repository to its new name', async () => {
      const old = { kind: 'release', owner: 'alice', repo: 'greeting' } as const;
      assert.equal((await rig.client.repository('alice', 'greeting')).name, 'hello');
      assert.equal((await rig.client.version(old, 'v1.0')).version, 'v1.0');
      assert.equal((await rig.client.releases(old)).items.length > 0, true);
    });

    it('names the kind of the missing resource', async () => {
      const { client } = rig;
      const { host } = new URL(rig.forge.url);
      const missing = [
        [() => client.owner('nobody'), 'owner', 'nobody'],
        [() => client.repositories('nobody'), 'owner', 'nobody'],
        [() => client.packages('nobody'), 'owner', 'nobody'],
        [() => client.repository('alice', 'nothing'), 'repository', 'alice/nothing'],
        [() => client.releases({ owner: 'alice', repo: 'nothing' }), 'repository', 'alice/nothing'],
        [() => client.version(HELLO, 'v99'), 'release', 'alice/hello v99'],
        [() => client.version(HELLO, 'no/v99'), 'release', 'alice/hello no/v99'],
        [() => client.version(TOOL, '99'), 'package', 'alice/te-st 99'],
      ] as const;
      for (const [call, what, name] of missing) {
        await assert.rejects(call(), { code: 'notFound', facts: { host, what, name } });
      }
    });

    it('refuses a tag that no URL can carry, without a request', async () => {
      for (const tag of ['.', '..']) {
        await assert.rejects(rig.client.version(HELLO, tag), {
          code: 'unsafeName',
          facts: { name: tag, rule: 'noUrl' },
        });
      }
      assert.deepEqual(rig.asked, []);
    });

    it('stops at an abort', async () => {
      rig.forge.faults.add({ kind: 'silence' });
      const stop = new AbortController();
      const calls = [
        rig.client.version(HELLO, 'v1.0', stop),
        rig.client.packages('alice', stop),
        rig.client.features(stop),
      ];
      stop.abort(new Error('enough'));
      await Promise.all(calls.map((call) => assert.rejects(call, /enough/)));
    });
  });
}

describe('ForgejoAssetClient at a server whose lists never end', () => {
  it('gives up on lists that never end, and says so', async () => {
    const rig = await ClientRig.start({ paging: 'endless', subPath: 'git', decodingProxy: true });
    await assert.rejects(rig.client.packages('alice'), { code: 'badResponse' });
    await assert.rejects(rig.client.version(HELLO, 'no/such'), { code: 'badResponse' });
    assert.ok(rig.asked.length < 20);
    await rig.close();
  });
});
