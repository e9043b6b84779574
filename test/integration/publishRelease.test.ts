import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { destinationFrom } from '../../.forgejo/release/destination.ts';
import { publishRelease } from '../../.forgejo/release/publish.ts';
import { ContentBuilder } from '../support/forge/content.ts';
import type { RepositoryContent } from '../support/forge/content.ts';
import { startForge } from '../support/forge/forge.ts';
import type { Forge } from '../support/forge/forge.ts';
import { useTempDir } from '../support/tempDir.ts';

const TOKEN = 'token-of-the-job';

describe('publishRelease', () => {
  const directory = useTempDir();
  let folder: string;
  beforeEach(async () => {
    folder = join(directory(), 'release');
    await mkdir(folder);
    await writeFile(join(folder, 'NOTES.md'), '- It is better.\n');
    await writeFile(join(folder, 'SHA256SUMS'), 'sums');
    await writeFile(join(folder, 'a b.tgz'), Buffer.from([0, 255, 13, 10]));
  });

  describe('on Forgejo', () => {
    let forge: Forge;
    let repository: RepositoryContent;
    beforeEach(async () => {
      const builder = new ContentBuilder().account('tools').token(TOKEN, 'tools', ['repository']);
      repository = builder.repository('tools', 'saw');
      forge = await startForge({ content: builder.content });
    });
    afterEach(() => forge.close());
    const publish = (tag = 'v1.0.0', token = TOKEN): Promise<string> =>
      publishRelease(folder, { api: `${forge.url}api/v1`, repository: 'tools/saw', tag, token });
    const names = (): readonly string[] => repository.releases.flatMap(({ assets }) => assets.map(({ name }) => name));

    it('uploads every file with its bytes, and the notes', async () => {
      assert.equal(await publish(), `${forge.url}tools/saw/releases/tag/v1.0.0`);
      const [release] = repository.releases;
      assert.equal(release?.notes, '- It is better.\n');
      assert.equal(release?.prerelease, false);
      assert.deepEqual(names(), ['NOTES.md', 'SHA256SUMS', 'a b.tgz']);
      assert.deepEqual(release?.assets[2]?.body, Buffer.from([0, 255, 13, 10]));
    });

    it('shows the release only once all files are there', async () => {
      forge.faults.add({ kind: 'status', status: 500, path: /assets/, times: 1 });
      await assert.rejects(publish(), /was answered with 500/);
      assert.deepEqual(
        repository.releases.map(({ draft }) => draft),
        [true],
      );
      await publish();
      assert.deepEqual(
        repository.releases.map(({ draft }) => draft),
        [false],
      );
      assert.equal(names().length, 3);
    });

    it('leaves a published release alone', async () => {
      await publish();
      await assert.rejects(publish(), /v1\.0\.0 is already published/);
      assert.equal(repository.releases.length, 1);
    });

    it("prints the server's message and never the token", async () => {
      await assert.rejects(publish('v1.0.0', 'a-wrong-token'), (error: Error) => {
        assert.match(error.message, /answered with 401/);
        assert.doesNotMatch(error.message, /a-wrong-token/);
        return true;
      });
    });

    it('marks a version with a pre-release word as one', async () => {
      await publish('v2.0.0-beta.1');
      assert.equal(repository.releases[0]?.prerelease, true);
    });
  });

  it('sends GitHub the bytes as they are, to the address that it names for uploads', async () => {
    const uploads = new Map<string, Buffer>();
    const server = createServer((request, response) => {
      void buffer(request).then((body) => {
        const { port } = server.address() as AddressInfo;
        const url = new URL(request.url ?? '', `http://127.0.0.1:${port}`);
        if (url.pathname.startsWith('/uploads/')) uploads.set(url.searchParams.get('name') ?? '', body);
        const release = { id: 7, html_url: 'https://x/', upload_url: `${url.origin}/uploads/7/assets{?name,label}` };
        response.end(JSON.stringify(request.method === 'GET' ? [] : release));
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    try {
      const { port } = server.address() as AddressInfo;
      const destination = { api: `http://127.0.0.1:${port}`, repository: 'tools/saw', tag: 'v1.0.0', token: TOKEN };
      assert.equal(await publishRelease(folder, destination), 'https://x/');
      assert.deepEqual([...uploads.keys()], ['NOTES.md', 'SHA256SUMS', 'a b.tgz']);
      assert.deepEqual(uploads.get('a b.tgz'), Buffer.from([0, 255, 13, 10]));
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

describe('destinationFrom', () => {
  const env = {
    GITHUB_API_URL: 'https://git.example.org/api/v1',
    GITHUB_REPOSITORY: 'tools/saw',
    GITHUB_REF_NAME: 'v1.0.0',
    RELEASE_TOKEN: TOKEN,
  };

  it('reads the variables of the runner', () => {
    const { GITHUB_API_URL: api, GITHUB_REPOSITORY: repository } = env;
    assert.deepEqual(destinationFrom(env, '1.0.0'), { api, repository, tag: 'v1.0.0', token: TOKEN });
  });

  it('refuses the tag of another version, and a run without a token', () => {
    assert.throws(() => destinationFrom(env, '1.0.1'), /The tag v1\.0\.0 does not match version 1\.0\.1/);
    assert.throws(() => destinationFrom({ ...env, RELEASE_TOKEN: '' }, '1.0.0'), /RELEASE_TOKEN is not set/);
  });
});
