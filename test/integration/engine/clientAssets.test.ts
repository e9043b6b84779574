import assert from 'node:assert/strict';
import type { ClientOptions } from '../../../src/engine/forgejo/client.ts';
import type { Asset } from '../../../src/engine/index.ts';
import { ClientRig, TOKENS, readBody } from '../../support/clientRig.ts';
import type { ForgeOptions } from '../../support/forge/forge.ts';
import { startRecorder } from '../../support/forge/recorder.ts';
import { startStorage } from '../../support/forge/storage.ts';

const HELLO = { kind: 'release', owner: 'alice', repo: 'hello' } as const;
const LINKS = { kind: 'release', owner: 'alice', repo: 'links' } as const;
const SECRET = { kind: 'release', owner: 'alice', repo: 'secret' } as const;
const { signal } = new AbortController();

describe('ForgejoAssetClient.openAsset', () => {
  let rig: ClientRig;
  afterEach(() => rig.close());

  async function start(forge: Partial<ForgeOptions> = {}, options: Partial<ClientOptions> = {}): Promise<Asset> {
    rig = await ClientRig.start(forge, options);
    rig.token = TOKENS.all;
    const [asset] = (await rig.client.version(HELLO, 'v1.0')).assets;
    return asset!;
  }
  const host = (): string => new URL(rig.forge.url).host;

  describe('from an offset', () => {
    const at = (asset: Asset, offsetBytes = 4000) => ({ offsetBytes, validator: `"${asset.upstreamId}"` });

    it('returns the rest of the same file', async () => {
      const asset = await start();
      const opened = await rig.client.openAsset(asset, at(asset), signal);
      assert.deepEqual([opened.offsetBytes, opened.sizeBytes, opened.validator], [4000, 5000, `"${asset.upstreamId}"`]);
      assert.equal((await readBody(opened)).length, 1000);
      const last = rig.forge.requests.at(-1);
      assert.deepEqual([last?.headers.range, last?.headers['if-range']], ['bytes=4000-', `"${asset.upstreamId}"`]);
    });

    it("starts over when the server's validator differs", async () => {
      const asset = await start();
      const opened = await rig.client.openAsset(asset, { ...at(asset), validator: '"other"' }, signal);
      assert.deepEqual([opened.offsetBytes, (await readBody(opened)).length], [0, 5000]);
    });

    it('starts over on Gitea, which sends a part of another file under its own validator', async () => {
      const asset = await start({ version: 'gitea-1.26.3' });
      const before = rig.asked.length;
      const opened = await rig.client.openAsset(asset, { ...at(asset), validator: '"other"' }, signal);
      const whole = await readBody(opened);
      assert.deepEqual([opened.offsetBytes, whole.toString()], [0, 'hello'.repeat(1000)]);
      assert.equal(rig.asked.length - before, 2, 'the part is not used');
    });

    for (const kind of ['wrongRange', 'changedEtag'] as const) {
      it(`requests the whole file once after ${kind}`, async () => {
        const asset = await start();
        const before = rig.asked.length;
        rig.forge.faults.add({ kind, path: /attachments/, times: 1 });
        const opened = await rig.client.openAsset(asset, at(asset), signal);
        assert.deepEqual([opened.offsetBytes, (await readBody(opened)).length], [0, 5000]);
        assert.equal(rig.asked.length - before, 2);
      });
    }

    it('requests the whole file once if nothing follows the offset', async () => {
      const asset = await start();
      const opened = await rig.client.openAsset(asset, at(asset, 6000), signal);
      assert.deepEqual([opened.offsetBytes, (await readBody(opened)).length], [0, 5000]);
    });

    it('takes the whole file from a server without range support', async () => {
      const asset = await start();
      rig.forge.faults.add({ kind: 'ignoreRange', path: /attachments/ });
      const opened = await rig.client.openAsset(asset, at(asset), signal);
      assert.deepEqual([opened.offsetBytes, (await readBody(opened)).length], [0, 5000]);
    });

    it('accepts no other success status', async () => {
      const asset = await start();
      for (const [status, range] of [
        [204, at(asset)],
        [206, undefined],
        [203, at(asset)],
      ] as const) {
        rig.forge.faults.add({ kind: 'status', status, path: /attachments/, times: 1 });
        await assert.rejects(rig.client.openAsset(asset, range, signal), {
          code: 'badBody',
          facts: { host: host(), rule: 'range' },
        });
      }
    });
  });

  describe('responses', () => {
    for (const [kind, page] of [
      ['loginPage', 'login'],
      ['botWall', 'botWall'],
    ] as const) {
      it(`rejects a ${page} page in place of a file and of JSON`, async () => {
        const asset = await start();
        rig.forge.faults.add({ kind });
        const refused = { code: 'htmlPage', facts: { host: host(), page } };
        await assert.rejects(rig.client.openAsset(asset, undefined, signal), refused);
        await assert.rejects(rig.client.version(HELLO, 'v1.0'), refused);
        await assert.rejects(rig.client.instanceInfo(), refused);
      });
    }

    it('rejects a compression it did not ask for', async () => {
      const asset = await start();
      rig.forge.faults.add({ kind: 'gzip', path: /attachments/ });
      await assert.rejects(rig.client.openAsset(asset, undefined, signal), {
        code: 'badBody',
        facts: { host: host(), rule: 'encoding' },
      });
    });

    it('rejects invalid JSON and names the position', async () => {
      await start();
      rig.forge.faults.add({ kind: 'status', status: 200, body: '{"half": ' });
      await assert.rejects(rig.client.instanceInfo(), {
        code: 'badResponse',
        facts: { host: host(), endpoint: '/api/v1/version', path: '$' },
      });
    });
  });

  it('says that a listed file is gone', async () => {
    const asset = await start();
    const gone = { ...asset, upstreamId: '00000000-0000-4000-8000-000000000000' };
    await assert.rejects(rig.client.openAsset(gone, undefined, signal), {
      code: 'gone',
      facts: { host: host(), name: asset.name },
    });
  });

  it('stops at an abort, even while it inspects a page', async () => {
    const asset = await start();
    const stop = new AbortController();
    rig.forge.faults.add({ kind: 'silence', path: /attachments/ });
    const opening = rig.client.openAsset(asset, undefined, stop.signal);
    stop.abort(new Error('enough'));
    await assert.rejects(opening, /enough/);
  });

  describe('through an object storage', () => {
    it('goes there without the token, which the storage would refuse', async () => {
      const storage = await startStorage();
      await start({ storage });
      const [asset] = (await rig.client.version(SECRET, 'v1')).assets;
      const opened = await rig.client.openAsset(asset!, undefined, signal);
      assert.equal((await readBody(opened)).toString(), 'secret');
      assert.equal(opened.validator, undefined, "the storage's validator is not the instance's");
      assert.ok(storage.requests.every(({ headers }) => headers.authorization === undefined && !headers.cookie));
      assert.ok(!rig.log.lines.join().includes('X-Amz-Signature'));
      await storage.close();
    });

    it('requests the rest there, without the condition', async () => {
      const storage = await startStorage();
      const asset = await start({ storage });
      const range = { offsetBytes: 4000, validator: `"${asset.upstreamId}"` };
      const opened = await rig.client.openAsset(asset, range, signal);
      assert.deepEqual([opened.offsetBytes, (await readBody(opened)).length], [4000, 1000]);
      assert.equal(storage.requests[0]?.headers['if-range'], undefined);
      await storage.close();
    });

    it('blames the storage and not the token when the storage refuses', async () => {
      const storage = await startStorage();
      const asset = await start({ storage });
      const before = rig.client.tokenFinding;
      storage.faults.add({ kind: 'status', status: 403, body: '<Error><Code>AccessDenied</Code></Error>' });
      await assert.rejects(rig.client.openAsset(asset, undefined, signal), {
        code: 'server',
        facts: { host: new URL(storage.origin).host, status: 403 },
      });
      assert.equal(rig.client.tokenFinding, before);
      await storage.close();
    });
  });

  describe('of another host', () => {
    const external = async (): Promise<{ far: Asset; near: Asset }> => {
      const { assets } = await rig.client.version(LINKS, 'v1');
      assert.ok(assets.every(({ storage, sizeBytes }) => storage === 'external' && sizeBytes === undefined));
      const [far, near] = ['far.bin', 'near.bin'].map((name) => assets.find((asset) => asset.name === name));
      return { far: far!, near: near! };
    };

    it('needs the consent of the user for that host', async () => {
      const asked: string[] = [];
      await start({}, { allowHost: (name) => asked.push(name) < 0 });
      const { far } = await external();
      await assert.rejects(rig.client.openAsset(far, undefined, signal), {
        code: 'hostNotAllowed',
        facts: { host: 'cdn.example' },
      });
      assert.deepEqual(asked, ['cdn.example']);
    });

    it('is fetched without the token and without cookies', async () => {
      const elsewhere = await startRecorder({ body: 'from elsewhere' });
      await start({}, { allowHost: () => true });
      const { far } = await external();
      const opened = await rig.client.openAsset(
        { ...far, externalUrl: `${elsewhere.origin}/far.bin` },
        undefined,
        signal,
      );
      assert.equal((await readBody(opened)).toString(), 'from elsewhere');
      assert.deepEqual(
        elsewhere.requests.map(({ headers }) => [headers.authorization, headers.cookie]),
        [[undefined, undefined]],
      );
      await elsewhere.close();
    });

    it('is fetched without the token even if it points at the instance itself', async () => {
      await start({}, { allowHost: () => true });
      const { far } = await external();
      const back = { ...far, externalUrl: `${rig.forge.url}api/v1/user` };
      await assert.rejects(rig.client.openAsset(back, undefined, signal), {
        code: 'server',
        facts: { host: host(), status: 401 },
      });
      assert.equal(rig.asked.at(-1), '/api/v1/user');
    });
  });
});
