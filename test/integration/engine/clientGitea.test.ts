import assert from 'node:assert/strict';
import { ForgejoAssetClient } from '../../../src/engine/forgejo/client.ts';
import { HttpClient } from '../../../src/engine/http/httpClient.ts';
import { createEditorTransport, systemClock } from '../../../src/engine/index.ts';
import { MemoryLog } from '../../support/memoryLog.ts';
import { useNock } from '../../support/useNock.ts';

/** The differences of Gitea 1.27, by its source code. */
describe('ForgejoAssetClient at Gitea', () => {
  const nock = useNock();
  const transport = createEditorTransport({ fetch: () => globalThis.fetch });
  const http = new HttpClient({ transport, clock: systemClock, log: new MemoryLog(), userAgent: () => 'test' });
  let token: string | undefined;
  const client = new ForgejoAssetClient({
    base: 'https://gitea.example/',
    http,
    token: () => Promise.resolve(token),
    resolve: () => Promise.resolve([]),
  });
  const api = () => nock('https://gitea.example/api/v1');

  beforeEach(() => {
    token = undefined;
  });

  it('recognises Gitea by its version', async () => {
    api().get('/version').reply(200, { version: '1.27.1' });
    assert.deepEqual(await client.instanceInfo(), { kind: 'gitea', version: '1.27.1' });
  });

  it('shows packages to those who signed in only', async () => {
    api().get('/packages/tools').query(true).reply(401, { message: 'token is required' });
    await assert.rejects(client.packages('tools'), {
      code: 'unauthorized',
      facts: { host: 'gitea.example', tokenSent: false },
    });
  });

  it('spells the size of a package file in small letters', async () => {
    token = 't';
    const sha256 = 'ab'.repeat(32);
    api()
      .get('/packages/tools/generic/sdk/1.0/files')
      .reply(200, [{ id: 1, size: 7, name: 'f.bin', sha256 }]);
    const source = { kind: 'genericPackage', owner: 'tools', package: 'sdk' } as const;
    const [file] = (await client.version(source, '1.0')).assets;
    assert.deepEqual([file?.sizeBytes, file?.digests, file?.upstreamId], [7, { sha256 }, sha256]);
  });

  it('has attachments without a type, and perhaps with a digest', async () => {
    const sha256 = 'cd'.repeat(32);
    const attachment = { id: 1, name: 'x.bin', size: 3, uuid: 'u-1', sha256, browser_download_url: 'http://inside/x' };
    const release = { id: 1, tag_name: 'v1', name: 'v1', assets: [attachment] };
    api().get('/repos/tools/hello/releases/tags/v1').reply(200, release);
    const [asset] = (await client.version({ kind: 'release', owner: 'tools', repo: 'hello' }, 'v1')).assets;
    assert.deepEqual([asset?.storage, asset?.digests], ['attachment', { sha256 }]);
  });
});
