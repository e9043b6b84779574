import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectPaths, readLock } from '../../../src/engine/index.ts';
import { DEMO_TOKENS } from '../../support/forge/demoContent.ts';
import { useCli } from '../../support/cliRig.ts';
import { startServer } from '../../support/forge/loopback.ts';
import { startBazelRemote } from '../../support/mirrors/bazelRemote.ts';
import type { BazelRemote } from '../../support/mirrors/bazelRemote.ts';

describe('the command line with mirrors', () => {
  const rig = useCli();
  let remote: BazelRemote;
  /** The same for every test, because all forges have the same bytes. */
  let files: Awaited<ReturnType<typeof restoredFiles>> | undefined;
  beforeEach(async () => {
    remote = await startBazelRemote();
    await rig.lock('greet', '1.0.0');
    files ??= await restoredFiles();
    for (const bytes of files) remote.blobs.set(bytes.sha256, bytes.bytes);
    rig.forge.requests.length = 0;
  });
  afterEach(() => remote.close());
  const host = (): string => new URL(remote.origin).host;

  /** The options for a cache that a restore has filled. */
  const filledCache = async (): Promise<readonly string[]> => {
    const cache = rig.cacheAt('of who restores');
    const { code, stderr } = await rig.call('restore', ...cache);
    assert.equal(code, 0, stderr);
    rig.forge.requests.length = 0;
    return cache;
  };

  /** The files that a restore downloads. */
  const restoredFiles = async (): Promise<readonly { sha256: string; bytes: Buffer }[]> => {
    const [, cache = ''] = await filledCache();
    const blobs = join(cache, 'cache-v1', 'blobs');
    const names = await readdir(blobs, { recursive: true, withFileTypes: true });
    return Promise.all(
      names
        .filter((entry) => entry.isFile())
        .map(async (entry) => ({ sha256: entry.name, bytes: await readFile(join(entry.parentPath, entry.name)) })),
    );
  };

  it('restores from a mirror alone, reports that, and sends the forge no request', async () => {
    const before = await readFile(projectPaths(rig.directory()).lock);
    const { code, answer, stderr } = await rig.ask('restore', '--mirror', remote.origin, ...rig.cacheAt('fresh'));
    assert.equal(code, 0, stderr);
    assert.match(stderr, new RegExp(`^greet came from mirror ${host()}\\.$`, 'm'));
    const [tool] = answer.tools as readonly { readonly mirror?: string; readonly fromCache: boolean }[];
    assert.deepEqual([tool?.mirror, tool?.fromCache], [host(), false]);
    assert.deepEqual(rig.forge.requests, []);
    assert.deepEqual(await readFile(projectPaths(rig.directory()).lock), before);
    const again = await rig.ask('restore', '--mirror', remote.origin, ...rig.cacheAt('fresh'));
    assert.equal(again.stderr, '');
    assert.deepEqual(rig.forge.requests, []);
  });

  it('takes mirrors and their credential from the environment', async () => {
    const locked = await startBazelRemote({ user: 'ci:secret' });
    for (const [sha256, bytes] of remote.blobs) locked.blobs.set(sha256, bytes);
    const env = { ...rig.env(), FORGEJO_ARTIFACTS_MIRROR: locked.origin, FORGEJO_ARTIFACTS_MIRROR_TOKEN: 'ci:secret' };
    const args = ['-C', rig.directory(), 'restore', ...rig.cacheAt('fresh')];
    const { code, stderr } = await rig.run({ args, env });
    await locked.close();
    assert.equal(code, 0, stderr);
    assert.match(stderr, /greet came from mirror 127\.0\.0\.1/);
    assert.deepEqual(rig.forge.requests, []);
  });

  it('quarantines wrong bytes from a mirror, names the mirror, and restores from the forge', async () => {
    for (const [sha256, bytes] of remote.blobs) remote.blobs.set(sha256, Buffer.from(bytes).fill('x', 10, 20));
    const { code, stderr, answer } = await rig.ask('restore', '--mirror', remote.origin, ...rig.cacheAt('fresh'));
    assert.equal(code, 0, stderr);
    const [, path = ''] = /sent a different file, .* in quarantine at (\S+) for 14 days/.exec(stderr) ?? [];
    assert.ok((await readFile(path)).includes('xxxxxxxxxx'));
    assert.equal(answer.tools[0]?.evidence, 'locked');
  });

  it('reports an unreachable mirror in one line and restores without it', async () => {
    const { origin } = remote;
    await remote.close();
    const { code, stderr } = await rig.ask('restore', '--mirror', origin, ...rig.cacheAt('fresh'));
    assert.equal(code, 0, stderr);
    assert.match(stderr, /^The mirror 127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\), so it was skipped\.\n$/);
    remote = await startBazelRemote();
  });

  it('lists missing files with --mirror-only, and exits with 1', async () => {
    remote.blobs.clear();
    const only = ['--mirror-only', '--mirror', remote.origin];
    const { code, answer, stderr } = await rig.ask('restore', ...only, ...rig.cacheAt('fresh'));
    assert.equal(code, 1);
    const [tool] = answer.tools;
    assert.equal(tool?.error.code, 'notMirrored');
    const { sha256 } = tool.error.facts as { readonly sha256: string };
    assert.match(stderr, new RegExp(`only mirrors may be used, and none has ${sha256}`));
    assert.deepEqual(rig.forge.requests, []);
    const check = await rig.ask('check', ...only);
    assert.equal(check.code, 1);
    assert.match(check.stderr, /was not contacted, because only mirrors may be used/);
  });

  it('fills a mirror once, and reports that', async () => {
    remote.blobs.clear();
    const upload = ['restore', '--mirror', remote.origin, '--mirror-upload', ...(await filledCache())];
    const first = await rig.ask(...upload);
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stderr, /^Uploaded 1 file to the mirror 127\.0\.0\.1:\d+\.$/m);
    assert.equal(remote.blobs.size, 1);
    const again = await rig.ask(...upload);
    assert.equal(again.stderr, '');
    assert.deepEqual(
      (again.answer as unknown as { uploads: readonly object[] }).uploads,
      [...remote.blobs].map(() => ({ name: again.answer.tools[0]?.asset, mirror: host(), state: 'present' })),
    );
    assert.equal(remote.requests.filter(({ method }) => method === 'PUT').length, 1);
  });

  it('fills the package registry of a forge, once, and restores from it alone', async () => {
    const token = 'that-may-write-packages';
    rig.forge.content.tokens.push({
      value: token,
      user: 'alice',
      scopes: ['package', 'write:package'],
      publicOnly: false,
    });
    const mirror = `${rig.forge.url}api/packages/alice/generic/cas/{sha256}/blob`;
    const env = { ...rig.env(), FORGEJO_ARTIFACTS_MIRROR: mirror, FORGEJO_ARTIFACTS_MIRROR_TOKEN: token };
    const restore = ['-C', rig.directory(), '--json', 'restore'];
    const states: unknown[] = [];
    const cache = await filledCache();
    for (let time = 1; time <= 2; time += 1) {
      const args = [...restore, '--mirror-upload', ...cache];
      const { code, stdout, stderr } = await rig.run({ args, env });
      assert.equal(code, 0, stderr);
      states.push(
        ...(JSON.parse(stdout) as { uploads: readonly { state: string }[] }).uploads.map(({ state }) => state),
      );
    }
    assert.deepEqual(states, ['sent', 'present']);
    assert.equal(rig.forge.requests.filter(({ method }) => method === 'PUT').length, 1, 'uploaded only once');
    rig.forge.requests.length = 0;
    const { FORGEJO_ARTIFACTS_MIRROR_TOKEN: _writer, ...reader } = env;
    const { code, stderr } = await rig.run({ args: [...restore, ...rig.cacheAt('fresh')], env: reader });
    assert.equal(code, 0, stderr);
    assert.match(stderr, /greet came from mirror 127\.0\.0\.1/);
    assert.deepEqual(
      rig.forge.requests.map(({ method, path }) => `${method} ${path.replace(/[0-9a-f]{64}/, 'digest')}`),
      ['GET /api/packages/alice/generic/cas/digest/blob'],
    );
  });

  it('uploads files that may need a token only to private mirrors', async () => {
    remote.blobs.clear();
    const env = { ...rig.env(), FORGEJO_ARTIFACTS_TOKEN: DEMO_TOKENS.alice, FORGEJO_ARTIFACTS_MIRROR: remote.origin };
    const args = ['-C', rig.directory(), 'restore', '--mirror-upload', ...(await filledCache())];
    const withheld = await rig.run({ args, env });
    assert.equal(withheld.code, 0, withheld.stderr);
    assert.match(withheld.stderr, /^1 file might not be public, so it was not uploaded to the mirror/m);
    assert.equal(remote.blobs.size, 0);
    assert.equal((await rig.run({ args: [...args, '--mirror-private'], env })).code, 0);
    assert.equal(remote.blobs.size, 1);
    assert.ok(!JSON.stringify(remote.requests).includes(DEMO_TOKENS.alice));
  });

  it('asks for a mirror if a restore is to upload to none', async () => {
    const { code, stderr } = await rig.ask('restore', '--mirror-upload', ...(await filledCache()));
    assert.equal(code, 2, stderr);
    assert.match(stderr, /Name a mirror with --mirror or FORGEJO_ARTIFACTS_MIRROR\./);
  });

  it('does not upload files that an earlier run may have needed a token for', async () => {
    remote.blobs.clear();
    const upload = ['restore', '--mirror', remote.origin, '--mirror-upload', ...(await filledCache())];
    const greet = rig.forge.content.repositories.find(({ name }) => name === 'greet');
    assert.ok(greet);
    Object.assign(greet, { private: true });
    const withheld = await rig.ask(...upload);
    assert.equal(withheld.code, 0, withheld.stderr);
    assert.match(withheld.stderr, /^1 file might not be public, so it was not uploaded to the mirror/m);
    assert.equal(remote.blobs.size, 0);
    Object.assign(greet, { private: false });
    assert.equal((await rig.ask(...upload)).code, 0);
    assert.equal(remote.blobs.size, 1);
  });

  it('reports a refused upload in one line and does not fail', async () => {
    const closed = await startBazelRemote({ user: 'ci:secret' });
    const cache = await filledCache();
    const { code, stderr } = await rig.ask('restore', '--mirror', closed.origin, '--mirror-upload', ...cache);
    await closed.close();
    assert.equal(code, 0);
    assert.match(
      stderr,
      /^1 file was not uploaded to the mirror 127\.0\.0\.1:\d+: The mirror asks for credentials\.\n$/,
    );
  });

  describe('filled from a lock', () => {
    const push = (...args: readonly string[]): ReturnType<typeof rig.ask> =>
      rig.ask('mirror', 'push', '--mirror', remote.origin, ...rig.cacheAt('fresh'), ...args);
    const lockedFiles = async (): Promise<readonly string[]> => {
      const lock = await readLock(projectPaths(rig.directory()).lock);
      return [...(lock?.tools.get('greet')?.assets.values() ?? [])].map(({ sha256 }) => sha256).sort();
    };
    beforeEach(() => remote.blobs.clear());

    it('contains the files for all platforms, each once', async () => {
      const { code, stderr } = await push();
      assert.equal(code, 0, stderr);
      assert.deepEqual([...remote.blobs.keys()].sort(), await lockedFiles());
      assert.match(stderr, new RegExp(`^Uploaded ${remote.blobs.size} files to the mirror`, 'm'));
      rig.forge.requests.length = 0;
      const again = await push();
      assert.deepEqual([again.code, again.stderr, rig.forge.requests], [0, '', []]);
    });

    it('contains the files for some platforms, or nothing after a dry run', async () => {
      const dry = await push('--dry-run', '--platform', 'linux-x64');
      assert.equal(dry.code, 0, dry.stderr);
      const files = dry.answer.files as unknown as readonly { state: string }[];
      assert.deepEqual(
        files.map(({ state }) => state),
        ['missing'],
      );
      assert.deepEqual([remote.requests.filter(({ method }) => method !== 'GET'), rig.forge.requests], [[], []]);
      assert.equal((await push('--platform', 'linux-x64')).code, 0);
      assert.equal(remote.blobs.size, 1);
    });

    it('fails for files that may need a token, unless it is private', async () => {
      const env = { ...rig.env(), FORGEJO_ARTIFACTS_TOKEN: DEMO_TOKENS.alice, FORGEJO_ARTIFACTS_MIRROR: remote.origin };
      const args = ['-C', rig.directory(), 'mirror', 'push', '--platform', 'linux-x64', ...rig.cacheAt('fresh')];
      const withheld = await rig.run({ args, env });
      assert.equal(withheld.code, 1);
      assert.match(withheld.stderr, /^1 file might not be public, so it was not uploaded to the mirror/m);
      assert.equal(remote.blobs.size, 0);
      assert.equal((await rig.run({ args: [...args, '--mirror-private'], env })).code, 0);
      assert.equal(remote.blobs.size, 1);
      assert.ok(!JSON.stringify(remote.requests).includes(DEMO_TOKENS.alice));
    });

    it('fails if the mirror refuses the files or none is named', async () => {
      const closed = await startBazelRemote({ user: 'ci:secret' });
      const refused = await rig.ask('mirror', 'push', '--mirror', closed.origin, ...rig.cacheAt('fresh'));
      await closed.close();
      assert.equal(refused.code, 1);
      assert.match(
        refused.stderr,
        /^\d+ files were not uploaded to the mirror 127\.0\.0\.1:\d+: The mirror asks for credentials\.$/m,
      );
      const lost = await startServer((request, response) => {
        request.resume();
        response.writeHead(404).end();
      });
      const misplaced = await rig.ask('mirror', 'push', '--mirror', lost.origin, ...rig.cacheAt('fresh'));
      await lost.close();
      assert.equal(misplaced.code, 1);
      assert.match(
        misplaced.stderr,
        /: The mirror has no place for files at this address \(status 404\)\. Check its path\.$/m,
      );
      const unnamed = await rig.call('mirror', 'push');
      assert.equal(unnamed.code, 2);
      assert.match(unnamed.stderr, /Name a mirror with --mirror or FORGEJO_ARTIFACTS_MIRROR/);
      assert.equal((await rig.call('mirror', 'pull')).code, 2);
    });
  });

  it('restores from a directory without a server and without a named instance', async () => {
    const stick = join(rig.directory(), 'stick');
    await mkdir(join(stick, 'cas'), { recursive: true });
    for (const [sha256, bytes] of remote.blobs) await writeFile(join(stick, 'cas', sha256), bytes);
    await rig.forge.close();
    const address = pathToFileURL(stick).href;
    const args = ['-C', rig.directory(), 'restore', '--mirror', address, '--mirror-only', ...rig.cacheAt('fresh')];
    const { code, stderr } = await rig.run({ args });
    assert.equal(code, 0, stderr);
    assert.ok(stderr.includes(`greet came from mirror ${stick}.`), stderr);
  });
});
