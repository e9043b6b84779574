import assert from 'node:assert/strict';
import type { ForgejoAssetClient } from '../../../src/engine/forgejo/client.ts';
import type { Asset } from '../../../src/engine/index.ts';
import { ClientRig, TOKENS, readBody } from '../../support/clientRig.ts';
import type { ForgeOptions } from '../../support/forge/forge.ts';
import { startRecorder } from '../../support/forge/recorder.ts';

const HELLO = { kind: 'release', owner: 'alice', repo: 'hello' } as const;
const SECRET = { kind: 'release', owner: 'alice', repo: 'secret' } as const;
const TOOL = { kind: 'genericPackage', owner: 'alice', package: 'te-st' } as const;
const { signal } = new AbortController();

describe('ForgejoAssetClient and its token', () => {
  let rig: ClientRig;
  afterEach(() => rig.close());

  async function start(token: string | undefined, options: Partial<ForgeOptions> = {}): Promise<ForgejoAssetClient> {
    rig = await ClientRig.start(options);
    rig.token = token;
    return rig.client;
  }
  const fullNames = async (client: ForgejoAssetClient, login: string): Promise<string[]> =>
    (await client.repositories(login)).items.map(({ fullName }) => fullName).sort();

  describe('without one', () => {
    it('reads public content, and reports that there is no token', async () => {
      const client = await start(undefined);
      await client.version(HELLO, 'v1.0');
      assert.deepEqual(client.tokenFinding, { state: 'none', missing: [] });
      assert.ok(rig.asked.every((line) => !line.includes('+token')));
    });

    it('is asked to sign in for personal lists', async () => {
      const client = await start(undefined);
      const { host } = new URL(rig.forge.url);
      for (const call of [() => client.whoAmI(), () => client.myOrganizations()]) {
        await assert.rejects(call(), { code: 'unauthorized', facts: { host, tokenSent: false } });
      }
    });

    it('is asked to sign in for packages on Forgejo 11, but not on 12', async () => {
      const old = await start(undefined, { version: '11.0.15' });
      await assert.rejects(old.packages('alice'), { code: 'unauthorized' });
      await rig.close();
      const client = await start(undefined);
      assert.equal((await client.packages('alice')).length, 2);
    });

    it('is asked to sign in wherever the instance requires it', async () => {
      const client = await start(undefined, { signInRequired: true });
      const { host } = new URL(rig.forge.url);
      const unauthorized = { code: 'unauthorized', facts: { host, tokenSent: false } };
      await assert.rejects(client.instanceInfo(), unauthorized);
      await assert.rejects(client.releases(HELLO), unauthorized);
      const [release] = rig.forge.content.repositories[0]!.releases.filter(({ tag }) => tag === 'v1.0');
      const asset = { instance: rig.forge.url, source: HELLO, version: 'v1.0', name: 'hello.bin', sizeBytes: 5000 };
      const attachment = {
        ...asset,
        upstreamId: release!.assets[0]!.uuid,
        storage: 'attachment',
        digests: {},
      } as const;
      await assert.rejects(client.openAsset(attachment, undefined, signal), unauthorized);
    });

    it('does not see private repositories', async () => {
      const client = await start(undefined);
      await assert.rejects(client.version(SECRET, 'v1'), { code: 'notFound' });
      await assert.rejects(client.packages('vault'), { code: 'forbidden' });
    });
  });

  describe('that the instance does not know', () => {
    it('is left out for public content, and the finding is remembered', async () => {
      const client = await start('revoked');
      assert.equal((await client.version(HELLO, 'v1.0')).assets.length, 1);
      assert.deepEqual(rig.findings, [{ state: 'refused', missing: [] }]);
      const tag = '/api/v1/repos/alice/hello/releases/tags/v1.0';
      assert.deepEqual(rig.asked, [`${tag} +token`, tag, '/api/v1/version +token']);
    });

    it('is tried only once', async () => {
      const client = await start('revoked');
      await client.version(HELLO, 'v1.0');
      await client.version(TOOL, '1.0');
      assert.equal(rig.asked.filter((line) => line.startsWith('/api/v1/version')).length, 1);
    });

    it('is named as the reason for private content', async () => {
      const client = await start('revoked');
      const refused = { code: 'unauthorized', facts: { host: new URL(rig.forge.url).host, tokenSent: true } };
      await assert.rejects(client.whoAmI(), refused);
      await assert.rejects(client.version(SECRET, 'v1'), refused);
      assert.deepEqual(await client.features(), { state: 'refused', missing: [] });
    });

    it('is never sent if no header can carry it, and appears in no error', async () => {
      const client = await start('line one\nX-Evil: yes');
      assert.equal((await client.version(HELLO, 'v1.0')).assets.length, 1);
      assert.equal(client.tokenFinding.state, 'malformed');
      const facts = { host: new URL(rig.forge.url).host, tokenSent: false, malformed: true };
      await assert.rejects(client.whoAmI(), { code: 'unauthorized', facts });
      assert.deepEqual(await client.features(), { state: 'malformed', missing: [] });
      await assert.rejects(client.whoAmI(), (error: Error) => !JSON.stringify([error.message, error]).includes('Evil'));
      assert.ok(rig.asked.every((line) => !line.includes('+token')));
    });

    it('is trimmed of blanks', async () => {
      const client = await start(` ${TOKENS.all}\n`);
      assert.equal((await client.whoAmI()).login, 'alice');
    });
  });

  describe('that lacks a scope', () => {
    it('is left out for public content, and the scope is named', async () => {
      const client = await start(TOKENS.repository);
      assert.equal((await client.packages('alice')).length, 2);
      assert.deepEqual(client.tokenFinding, { state: 'accepted', missing: ['package'] });
    });

    it('explains why a private repository is not found', async () => {
      const client = await start(TOKENS.package);
      await assert.rejects(client.version(SECRET, 'v1'), {
        code: 'forbidden',
        facts: { host: new URL(rig.forge.url).host, tokenSent: true, missingScope: 'read:repository' },
      });
    });

    it('is left out for a public attachment on Forgejo 11, which refuses it', async () => {
      const client = await start(TOKENS.package, { version: '11.0.15' });
      const [asset] = (await client.version(HELLO, 'v1.0')).assets;
      assert.equal((await readBody(await client.openAsset(asset!, undefined, signal))).length, 5000);
      assert.deepEqual(client.tokenFinding.missing, ['repository']);
    });

    it('is left out for a public package file, whose 401 means the scope', async () => {
      const client = await start(TOKENS.repository);
      const [file] = (await client.version(TOOL, '1.0')).assets;
      assert.equal((await readBody(await client.openAsset(file!, undefined, signal))).toString(), 'tool 1.0');
      assert.deepEqual(client.tokenFinding, { state: 'accepted', missing: ['package'] });
    });

    it('is not blamed for a repository that has no releases', async () => {
      const client = await start(TOKENS.all, { version: '11.0.15' });
      await assert.rejects(client.releases({ owner: 'alice', repo: 'silent' }), { code: 'forbidden' });
      assert.deepEqual(client.tokenFinding, { state: 'accepted', missing: [] });
    });

    it('is distinguished from one whose user lacks permission, though the registry answers 401 to both', async () => {
      const client = await start('bob');
      rig.forge.content.tokens.push({ value: 'bob', user: 'bob', scopes: ['all'], publicOnly: false });
      const [key] = rig.forge.content.packages.filter(({ owner }) => owner === 'vault');
      const file: Asset = {
        instance: rig.forge.url,
        source: { kind: 'genericPackage', owner: 'vault', package: 'key' },
        version: '1',
        name: key!.files[0]!.name,
        upstreamId: 'u',
        storage: 'packageFile',
        sizeBytes: 3,
        digests: {},
      };
      await assert.rejects(client.openAsset(file, undefined, signal), {
        code: 'forbidden',
        facts: { host: new URL(rig.forge.url).host, tokenSent: true },
      });
      assert.deepEqual(client.tokenFinding, { state: 'accepted', missing: [] });
    });

    it('never returns a list that is empty because a scope is missing', async () => {
      const client = await start(TOKENS.repository);
      await assert.rejects(client.packages('bob'), { code: 'forbidden' });
    });
  });

  describe('and the repositories of an owner', () => {
    it('returns all repositories with the scopes user, repository and organization', async () => {
      const client = await start(TOKENS.all);
      const { forge } = rig;
      forge.content.tokens.push({ value: 'both', user: 'alice', scopes: ['user', 'repository'], publicOnly: false });
      for (const token of ['both', TOKENS.organization, TOKENS.all]) {
        rig.token = token;
        assert.deepEqual(await fullNames(client, 'tools'), ['tools/forge', 'tools/saw'], token);
        assert.deepEqual(await fullNames(client, 'vault'), ['vault/inner'], token);
      }
    });

    it('returns the public repositories without these scopes', async () => {
      const client = await start(TOKENS.package);
      assert.deepEqual(await fullNames(client, 'tools'), ['tools/saw']);
      assert.ok((await fullNames(client, 'alice')).includes('alice/hello'));
      await assert.rejects(client.repositories('vault'), { code: 'forbidden' });
    });

    it('needs no organization scope for the repositories of a user', async () => {
      const client = await start(TOKENS.organization);
      assert.ok((await fullNames(client, 'alice')).includes('alice/hello'));
      assert.equal((await client.owner('alice')).kind, 'user');
    });
  });

  describe('with its scopes', () => {
    for (const [name, missing] of [
      ['all', []],
      ['repository', ['package', 'user', 'organization']],
      ['package', ['repository', 'user', 'organization']],
      ['user', ['repository', 'package', 'organization']],
      ['organization', ['repository', 'package', 'user']],
    ] as const) {
      it(`detects the scopes for ${name}`, async () => {
        const client = await start(TOKENS[name]);
        const finding = await client.features();
        assert.deepEqual([finding.state, [...finding.missing].sort()], ['accepted', [...missing].sort()]);
        assert.deepEqual(client.tokenFinding, finding);
      });
    }

    it('remembers the scopes until a refresh', async () => {
      const client = await start(TOKENS.repository);
      await client.features();
      const asked = rig.asked.length;
      await client.features();
      assert.equal(rig.asked.length, asked);
      await client.features({ refresh: true });
      assert.equal(rig.asked.length, 2 * asked);
    });

    it('detects the scopes again when the token changes', async () => {
      const client = await start(undefined);
      const states: string[] = [];
      for (const token of [undefined, TOKENS.repository, TOKENS.all, 'revoked', undefined]) {
        rig.token = token;
        const { state, missing } = await client.features();
        states.push(`${state} ${missing.length}`);
      }
      assert.deepEqual(states, ['none 0', 'accepted 3', 'accepted 0', 'refused 0', 'none 0']);
    });

    it('does not remember scopes that could not be detected', async () => {
      const client = await start(TOKENS.all);
      rig.forge.faults.add({ kind: 'status', status: 501, path: /user$/, times: 1 });
      await assert.rejects(client.features(), { code: 'server' });
      assert.deepEqual(await client.features(), { state: 'accepted', missing: [] });
    });
  });

  describe('outside its instance', () => {
    for (const kind of ['another origin', 'the sign-in page'] as const) {
      it(`is not sent when the API redirects to ${kind}`, async () => {
        const client = await start(TOKENS.all, { subPath: 'git' });
        const elsewhere = await startRecorder({ body: '{"version":"1"}' });
        const location = kind === 'another origin' ? `${elsewhere.origin}/git/api/v1/version` : '/git/user/login';
        rig.forge.faults.add({ kind: 'redirect', status: 303, location, path: /version/ });
        const code = kind === 'another origin' ? 'redirect' : 'unauthorized';
        await assert.rejects(client.instanceInfo(), { code });
        assert.equal(elsewhere.requests.length, 0);
        assert.ok(rig.asked.every((line) => !line.includes('/user/login')));
        await elsewhere.close();
      });
    }

    it('is not sent when the API redirects to another path', async () => {
      const client = await start(TOKENS.all, { subPath: 'git' });
      rig.forge.faults.add({ kind: 'redirect', status: 302, location: '/other/place', path: /version/ });
      await assert.rejects(client.instanceInfo(), { code: 'notFound' });
      assert.deepEqual(rig.asked, ['/git/api/v1/version +token', '/other/place']);
    });

    it('is not mentioned in a refusal by another host', async () => {
      const client = await start(TOKENS.all);
      const elsewhere = await startRecorder({ status: 403, body: '<Error>AccessDenied</Error>' });
      const [asset] = (await client.version(HELLO, 'v1.0')).assets;
      assert.ok(asset);
      rig.forge.faults.add({ kind: 'redirect', status: 303, location: `${elsewhere.origin}/x`, path: /attachments/ });
      const before = client.tokenFinding;
      await assert.rejects(client.openAsset(asset, undefined, new AbortController().signal), {
        code: 'server',
        facts: { host: new URL(elsewhere.origin).host, status: 403 },
      });
      assert.deepEqual(client.tokenFinding, before);
      await elsewhere.close();
    });

    it('is not logged', async () => {
      const client = await start(TOKENS.all);
      await client.version(HELLO, 'v1.0');
      await client.features();
      assert.ok(rig.log.lines.length > 5);
      assert.ok(!rig.log.lines.join().includes('demo-token'));
    });
  });
});
