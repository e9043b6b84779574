import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { projectPaths } from '../../../src/engine/index.ts';
import { useCli } from '../../support/cliRig.ts';
import type { CliRig } from '../../support/cliRig.ts';
import { ContentBuilder } from '../../support/forge/content.ts';
import type { ForgeContent } from '../../support/forge/content.ts';
import { tarball, withSignedSums } from '../../support/forge/demo/files.ts';
import { sayingProgram, THIS_PLATFORM } from '../../support/forge/demo/workshop/platforms.ts';
import { startStorage } from '../../support/forge/storage.ts';
import type { Storage } from '../../support/forge/storage.ts';
import { EXE } from '../../support/thisSystem.ts';

const TOKEN = 'a-token-that-may-read';
const RELEASED = ['saw', 'file', 'plane'];
const PACKED = ['glue', 'wax'];

/** Tools in releases with signed checksum lists, and tools in packages. All are private. */
function toolsContent(): ForgeContent {
  const builder = new ContentBuilder().account('workshop', { private: true, members: ['workshop'] });
  builder.token(TOKEN, 'workshop', ['repository', 'package']);
  const archive = (name: string): Buffer => tarball({ [name + EXE]: sayingProgram(THIS_PLATFORM, name) });
  for (const name of RELEASED) {
    const files = withSignedSums({ [`${name}-${THIS_PLATFORM}.tar.gz`]: archive(name) }, 'SHA256SUMS');
    builder.release(builder.repository('workshop', name, { private: true }), 'v1.0.0', files);
  }
  for (const name of PACKED)
    builder.packageVersion('workshop', name, '1.0.0', { [`${name}-${THIS_PLATFORM}.tar.gz`]: archive(name) });
  return builder.content;
}

async function lockAll(rig: CliRig): Promise<void> {
  const tool = (name: string, where: object): [string, object] => [
    name,
    { instance: rig.forge.url, version: '1.0.0', ...where },
  ];
  const tools = Object.fromEntries([
    ...RELEASED.map((name) => tool(name, { release: `workshop/${name}` })),
    ...PACKED.map((name) => tool(name, { package: `workshop/${name}` })),
  ]);
  await writeFile(projectPaths(rig.directory()).file, JSON.stringify({ tools }));
  const { code, stderr } = await call(rig, 'update', ...rig.cacheAt('of who locks'));
  assert.equal(code, 0, stderr);
  rig.forge.requests.length = 0;
}

const call = (rig: CliRig, ...args: readonly string[]) =>
  rig.run({ args: ['-C', rig.directory(), ...args], env: { ...rig.env(), FORGEJO_ARTIFACTS_TOKEN: TOKEN } });

/** Restores into an empty cache, and returns the requested paths, relative to the instance. */
async function restoreCold(rig: CliRig, ...options: readonly string[]): Promise<readonly string[]> {
  const { code, stderr } = await call(rig, 'restore', ...rig.cacheAt(`fresh ${options.length}`), ...options);
  assert.equal(code, 0, stderr);
  const { pathname } = new URL(rig.forge.url);
  assert.ok(rig.forge.requests.every(({ method }) => method === 'GET'));
  return rig.forge.requests.splice(0).map(({ path }) => `/${path.slice(pathname.length)}`);
}

function filesIn(paths: readonly string[]): { attachments: number; packages: number; others: readonly string[] } {
  const attachments = paths.filter((path) => path.startsWith('/attachments/'));
  const packages = paths.filter((path) => path.startsWith('/api/packages/'));
  const others = paths.filter((path) => !attachments.includes(path) && !packages.includes(path));
  return { attachments: attachments.length, packages: packages.length, others };
}

describe('a restore into an empty cache', () => {
  for (const [where, options] of [
    ['a private instance', { signInRequired: true }],
    ['a private instance below a sub-path', { subPath: 'git/forge', signInRequired: true }],
  ] as const)
    describe(`from ${where}`, () => {
      const rig = useCli({ content: toolsContent(), ...options });

      it('makes exactly one request for each file', async () => {
        await lockAll(rig);
        const paths = await restoreCold(rig);
        assert.equal(new Set(paths).size, paths.length);
        const wanted = { attachments: RELEASED.length, packages: PACKED.length, others: [] };
        assert.deepEqual(filesIn(paths), wanted);
        assert.deepEqual(await restoreCold(rig), [], 'the file is cached now');
      });

      it('requests each version and its possible signatures once if its owner has a trusted key', async () => {
        await lockAll(rig);
        const paths = await restoreCold(rig, ...rig.trusted());
        const { attachments, packages, others } = filesIn(paths);
        assert.equal(new Set(paths).size, paths.length);
        assert.equal(packages, PACKED.length);
        // The file, its checksum list, and the signature of the list.
        assert.equal(attachments, RELEASED.length * 3);
        assert.equal(others.filter((path) => path.includes('/releases/tags/')).length, RELEASED.length);
      });
    });

  describe('from an instance that redirects to its storage', () => {
    let storage: Storage;
    const rig = useCli({ content: toolsContent(), storage: { presign: (file) => storage.presign(file) } });
    beforeEach(async () => (storage = await startStorage()));
    afterEach(() => storage.close());

    it('follows one redirect for each file', async () => {
      await lockAll(rig);
      storage.requests.length = 0;
      const paths = await restoreCold(rig);
      assert.deepEqual([paths.length, filesIn(paths).others], [RELEASED.length + PACKED.length, []]);
      assert.equal(storage.requests.length, paths.length);
      assert.ok(storage.requests.every(({ headers }) => headers.authorization === undefined));
    });
  });
});
