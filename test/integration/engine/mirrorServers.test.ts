import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describeMirror } from '../../support/contracts/mirror.ts';
import { ContentBuilder } from '../../support/forge/content.ts';
import { startForge } from '../../support/forge/forge.ts';
import { startBazelRemote } from '../../support/mirrors/bazelRemote.ts';
import { bazelRemoteIsMissing, startBazelRemoteProgram } from '../../support/mirrors/bazelRemoteProgram.ts';
import { nginxIsMissing, startNginx } from '../../support/mirrors/nginx.ts';
import { makeTempDir } from '../../support/tempDir.ts';

describeMirror('bazel-remote', async () => {
  const remote = await startBazelRemote({ user: 'ci:secret' });
  return {
    address: remote.origin,
    authorization: `Basic ${btoa('ci:secret')}`,
    mayBeWritten: true,
    put: (sha256, bytes) => Promise.resolve(void remote.blobs.set(sha256, bytes)),
    close: () => remote.close(),
  };
});

for (const version of ['12.0.4', '17.0.0-dev-38', 'gitea-1.26.3'] as const) {
  describeMirror(`a generic package registry of ${version}`, async () => {
    const builder = new ContentBuilder().account('team');
    builder.token('writer-of-packages', 'team', ['package', 'write:package']);
    const forge = await startForge({ version, content: builder.content, signInRequired: true });
    return {
      address: `${forge.url}api/packages/team/generic/cas/{sha256}/blob`,
      authorization: 'Bearer writer-of-packages',
      mayBeWritten: true,
      put: (sha256, bytes) => Promise.resolve(void builder.packageVersion('team', 'cas', sha256, { blob: bytes })),
      close: () => forge.close(),
    };
  });
}

describeMirror('a directory', async () => {
  const { path, remove } = await makeTempDir();
  await mkdir(join(path, 'cas'));
  return {
    address: pathToFileURL(path).href,
    mayBeWritten: true,
    put: (sha256, bytes) => writeFile(join(path, 'cas', sha256), bytes),
    close: remove,
  };
});

const missing = nginxIsMissing();
if (missing === undefined) {
  describeMirror('nginx', async () => {
    const { path, remove } = await makeTempDir();
    const nginx = await startNginx({ directory: path, writer: 'ci:secret' });
    return {
      authorization: `Basic ${btoa('ci:secret')}`,
      mayBeWritten: true,
      address: nginx.origin,
      put: (sha256, bytes) => writeFile(join(nginx.files, 'cas', sha256), bytes),
      close: async () => {
        await nginx.close();
        await remove();
      },
    };
  });
} else {
  describe('nginx as a mirror', () => {
    it(`is not tried: ${missing}`, function () {
      assert.equal(process.env['NGINX_IS_INSTALLED'], undefined, missing);
      this.skip();
    });
  });
}

const noProgram = bazelRemoteIsMissing();
if (noProgram === undefined) {
  describeMirror('bazel-remote itself', async () => {
    const { path, remove } = await makeTempDir();
    const remote = await startBazelRemoteProgram(path);
    const authorization = `Basic ${btoa('ci:secret')}`;
    return {
      authorization,
      mayBeWritten: true,
      address: remote.origin,
      put: async (sha256, bytes) => {
        const headers = { authorization };
        const { status } = await fetch(`${remote.origin}/cas/${sha256}`, { method: 'PUT', headers, body: bytes });
        assert.equal(status, 200);
      },
      close: async () => {
        await remote.close();
        await remove();
      },
    };
  });
} else {
  describe('bazel-remote itself as a mirror', () => {
    it(`is not tried: ${noProgram}`, function () {
      this.skip();
    });
  });
}
