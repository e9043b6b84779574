import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { ContentBuilder } from '../../support/forge/content.ts';
import { startForge } from '../../support/forge/forge.ts';
import type { Forge, ForgeOptions } from '../../support/forge/forge.ts';
import { addManyPackages, addManyReleases } from '../../support/forge/scale.ts';
import { startStorage } from '../../support/forge/storage.ts';
import type { Storage } from '../../support/forge/storage.ts';
import { ask } from './ask.ts';
import type { Question, Reply } from './ask.ts';

const BODY = Buffer.from('the program');

/** Tests what the recorded set-ups do not show; the contract tests cover those. */
describe('a switch of the demo forge', () => {
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const server of open.splice(0)) await server.close();
  });

  const start = async (options: Partial<ForgeOptions> = {}, releases = 5): Promise<Forge> => {
    const builder = new ContentBuilder().account('alice').token('read-packages', 'alice', ['package']);
    const repository = builder.repository('alice', 'tool');
    for (let number = 1; number <= releases; number += 1) builder.release(repository, `v${number}`, { 'a.bin': BODY });
    builder.packageVersion('alice', 'kit', '1', { 'kit.bin': BODY });
    const forge = await startForge({ content: builder.content, ...options });
    open.push(forge);
    return forge;
  };
  const releases = async (forge: Forge, query: string): Promise<{ tags: string[]; reply: Reply }> => {
    const reply = await ask(forge.url, `/api/v1/repos/alice/tool/releases?${query}`);
    const rows = JSON.parse(reply.body.toString()) as { tag_name: string }[];
    return { tags: rows.map(({ tag_name: tag }) => tag), reply };
  };
  const asset = (forge: Forge): string => `/attachments/${forge.content.repositories[0]?.releases[0]?.assets[0]?.uuid}`;

  it("clamps pages to the instance's limit and reports it", async () => {
    const forge = await start({ maxResponseItems: 2 });
    const { tags, reply } = await releases(forge, 'limit=50');
    assert.deepEqual(tags, ['v5', 'v4']);
    assert.equal(reply.headers['x-total-count'], '5');
    const settings = await ask(forge.url, '/api/v1/settings/api');
    assert.match(settings.body.toString(), /"max_response_items":2,/);
  });

  it('leaves rows out of pages that are not the last', async () => {
    const forge = await start({ paging: 'short' });
    const first = await releases(forge, 'limit=2');
    const second = await releases(forge, 'limit=2&page=2');
    assert.deepEqual([first.tags, second.tags], [['v5'], ['v3']]);
    assert.equal(first.reply.headers['x-total-count'], '5');
  });

  it('always links to a next page, without a total', async () => {
    const forge = await start({ paging: 'endless' });
    const { tags, reply } = await releases(forge, 'limit=3&page=1001');
    assert.deepEqual(tags, ['v5', 'v4', 'v3']);
    assert.match(`${reply.headers['link']}`, /page=1002>; rel="next"/);
    assert.equal(reply.headers['x-total-count'], undefined);
  });

  for (const key of ['sha256', 'digest'] as const) {
    it(`gives digests of assets as ${key}`, async () => {
      const forge = await start({ assetDigests: key });
      const reply = await ask(forge.url, '/api/v1/repos/alice/tool/releases/tags/v1');
      const [first] = (JSON.parse(reply.body.toString()) as { assets: Record<string, string>[] }).assets;
      const hex = createHash('sha256').update(BODY).digest('hex');
      assert.equal(first?.[key], key === 'sha256' ? hex : `sha256:${hex}`);
    });
  }

  it('acts as Gitea, which spells a size differently and lacks the API of Forgejo', async () => {
    const forge = await start({ version: 'gitea-1.27.1' });
    const text = async (path: string, headers = {}): Promise<string> =>
      (await ask(forge.url, path, { headers })).body.toString();
    assert.equal(await text('/api/v1/version'), '{"version":"1.27.1"}\n');
    assert.equal((await ask(forge.url, '/api/forgejo/v1/version')).status, 404);
    assert.equal((await ask(forge.url, '/api/v1/packages/alice')).status, 401);
    const files = await text('/api/v1/packages/alice/generic/kit/1/files', { authorization: 'token read-packages' });
    assert.match(files, /^\[\{"id":\d+,"size":11,/);
    assert.doesNotMatch(await text('/api/v1/repos/alice/tool/releases/latest'), /"type"|"hide_archive_links"/);
    assert.equal((await ask(forge.url, '/api/packages/alice/generic/kit/1/kit.bin', { method: 'HEAD' })).status, 200);
  });

  it('does not answer outside its sub-path', async () => {
    const forge = await start({ subPath: 'forge/git' });
    assert.equal((await ask(forge.url, '/api/v1/version')).status, 200);
    assert.equal((await ask(forge.origin, '/api/v1/version')).status, 404);
  });

  it('serves any configured number of releases, assets and packages, also while it runs', async () => {
    const forge = await start();
    const [repository] = forge.content.repositories;
    assert.ok(repository);
    addManyReleases(repository, { count: 1000, assetsEach: 3 });
    addManyPackages(forge.content, { owner: 'alice', name: 'nightly', count: 500 });
    const { tags, reply } = await releases(forge, 'limit=50&page=20');
    assert.equal(reply.headers['x-total-count'], '1005');
    assert.equal(tags.length, 50);
    const packages = await ask(forge.url, '/api/v1/packages/alice?type=generic&limit=1');
    assert.equal(packages.headers['x-total-count'], '501');
    const uuids = repository.releases.flatMap(({ assets }) => assets.map(({ uuid }) => uuid));
    assert.equal(new Set(uuids).size, 3005);
    const last = await ask(forge.url, `/attachments/${uuids.at(-1)}`);
    assert.equal(last.status, 200);
  });

  describe('with an object storage', () => {
    let storage: Storage;
    let forge: Forge;
    beforeEach(async () => {
      storage = await startStorage();
      open.push(storage);
      forge = await start({ storage });
    });

    const follow = async (path: string, question?: Question): Promise<Reply> => {
      const redirect = await ask(forge.url, path);
      assert.equal(redirect.status, 303);
      const location = `${redirect.headers['location']}`;
      assert.ok(location.startsWith(`${storage.origin}/`));
      return ask(storage.origin, location.slice(storage.origin.length), question);
    };

    it('sends callers there for the bytes of assets and packages', async () => {
      for (const path of [asset(forge), '/api/packages/alice/generic/kit/1/kit.bin']) {
        const reply = await follow(path);
        assert.deepEqual([reply.status, reply.body.toString()], [200, BODY.toString()]);
        assert.match(`${reply.headers['etag']}`, /^"[0-9a-f]{32}"$/);
      }
    });

    it('can have faults, too', async () => {
      storage.faults.add({ kind: 'drop', afterBytes: 3 });
      const reply = await follow(asset(forge));
      assert.deepEqual([reply.cut, reply.body.toString()], [true, 'the']);
    });

    it('serves ranges', async () => {
      const reply = await follow(asset(forge), { headers: { range: 'bytes=4-' } });
      assert.deepEqual([reply.status, reply.body.toString()], [206, 'program']);
    });

    it('refuses callers with a token, with the message of S3', async () => {
      const reply = await follow(asset(forge), { headers: { authorization: 'token x' } });
      assert.equal(reply.status, 400);
      assert.match(reply.body.toString(), /<Code>InvalidArgument<.*Only one auth mechanism allowed/s);
      assert.equal(storage.requests.at(-1)?.headers.authorization, 'token x');
    });

    it('refuses addresses that have expired, that were made up, or that were signed for another method', async () => {
      assert.equal((await follow(asset(forge), { method: 'HEAD' })).status, 403);
      const redirect = await ask(forge.url, asset(forge));
      storage.expire();
      const late = await fetch(`${redirect.headers['location']}`);
      assert.deepEqual([late.status, /Request has expired/.test(await late.text())], [403, true]);
      assert.equal((await ask(storage.origin, '/bucket/x?X-Amz-Signature=00')).status, 403);
      assert.equal((await follow(asset(forge))).status, 200);
    });
  });
});
