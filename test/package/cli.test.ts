import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { copyFile, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { runCli } from '../support/cliRig.ts';
import { THIS_PLATFORM } from '../support/forge/demo/workshop/platforms.ts';
import { demoContent } from '../support/forge/demoContent.ts';
import { startForge } from '../support/forge/forge.ts';
import { RecordingProxy } from '../support/recordingProxy.ts';
import { useTempDir } from '../support/tempDir.ts';

const run = promisify(execFile);

interface Manifest {
  readonly version: string;
  readonly bin: Readonly<Record<string, string>>;
}

describe('the built command line', () => {
  const directory = useTempDir();
  let manifest: Manifest;
  before(async () => {
    await run(process.execPath, ['esbuild.js']);
    manifest = JSON.parse(await readFile('package.json', 'utf8')) as Manifest;
  });

  it('has the version of the package, at the path that package.json names', async () => {
    const file = manifest.bin['forgejo-artifacts'] ?? '';
    assert.match(await readFile(file, 'utf8'), /^#!\/usr\/bin\/env node\n/);
    assert.deepEqual(await runCli(file, { args: ['--version'] }), {
      code: 0,
      stdout: `${manifest.version}\n`,
      stderr: '',
    });
  });

  it('keeps the compiled program for the next call in the cache directory of the user, not in a shared temporary one', async () => {
    const [home, shared] = [join(directory(), 'home'), join(directory(), 'shared')];
    await Promise.all([mkdir(home), mkdir(shared)]);
    const call = { args: ['--version'], env: { HOME: home, TMPDIR: shared, NODE_COMPILE_CACHE: '' } };
    assert.equal((await runCli('dist/cli.cjs', call)).code, 0);
    const compiled = await readdir(home, { recursive: true });
    assert.ok(
      compiled.some((path) => path.includes('compiled')),
      compiled.join(),
    );
    assert.deepEqual(await readdir(shared), []);
  });

  it('starts without a home directory', async () => {
    const call = { args: ['--version'], env: { HOME: '', NODE_COMPILE_CACHE: '' } };
    assert.equal((await runCli('dist/cli.cjs', call)).code, 0);
  });

  it('reports the required version on an older Node', async () => {
    const old = join(directory(), 'old.cjs');
    const as = (version: string): string =>
      `Object.defineProperty(process.versions, 'node', { value: '${version}' });require(${JSON.stringify(resolve('dist/cli.cjs'))});`;
    for (const version of ['16.0.0', '20.20.2', '22.18.9']) {
      await writeFile(old, as(version));
      const stderr = `forgejo-artifacts needs Node 22.19 or newer; this is ${version}.\n`;
      assert.deepEqual(await runCli(old, { args: ['list'] }), { code: 1, stdout: '', stderr });
    }
  });

  it('prints its version without loading the engine or the Node modules that it needs', async () => {
    const hook = join(directory(), 'hook.cjs');
    const what = String.raw`/^NativeModule (?:crypto|zlib|tls|child_process)$/`;
    await writeFile(
      hook,
      `process.on('exit', () => process.stderr.write(String(process.moduleLoadList.filter((one) => ${what}.test(one)))));`,
    );
    const loadedBy = async (...args: string[]): Promise<string> =>
      (await run(process.execPath, ['--require', hook, 'dist/cli.cjs', ...args])).stderr;
    assert.equal(await loadedBy('--version'), '');
    assert.match(await loadedBy('list', '--cache', join(directory(), 'none')), /NativeModule crypto/);
  });

  it('bundles only the parts of undici that the engine uses', async () => {
    const bundle = createRequire(import.meta.url)(resolve('dist/undici.cjs')) as object;
    for (const path of globSync('src/**/*.ts')) {
      const text = await readFile(path, 'utf8');
      const taken = [...text.matchAll(/\{([^{}]*)\} = await import\('undici'\)/g)].flatMap(([, names = '']) =>
        names.split(','),
      );
      for (const name of taken) assert.ok(name.trim() in bundle, `${path}: ${name}`);
    }
  });

  it('goes through a proxy', async () => {
    const proxy = new RecordingProxy();
    const forge = await startForge({ content: demoContent() });
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    try {
      const args = ['versions', 'workshop/greet', '--instance', forge.url, '--cache', join(directory(), 'proxied')];
      const env = { http_proxy: `http://127.0.0.1:${(proxy.server.address() as AddressInfo).port}` };
      const { code, stderr } = await runCli('dist/cli.cjs', { args, env });
      assert.equal(code, 0, stderr);
      assert.ok(proxy.asked.length > 0 && proxy.asked.length === forge.requests.length);
    } finally {
      proxy.server.close();
      await forge.close();
    }
  });

  it('runs with only the files next to it', async () => {
    const alone = join(directory(), 'program');
    await mkdir(alone);
    for (const name of [
      'cli.cjs',
      'program.cjs',
      'arguments.cjs',
      'commands.cjs',
      'local.cjs',
      'undici.cjs',
      'xz.cjs',
      'sigstore.cjs',
      'openpgp.cjs',
    ]) {
      await copyFile(join('dist', name), join(alone, name));
    }
    const forge = await startForge({ content: demoContent() });
    try {
      const args = ['install', 'workshop/esbuild', '--instance', forge.url, '--cache', join(directory(), 'cache')];
      const { code, stderr } = await runCli(join(alone, 'cli.cjs'), { args });
      assert.equal(code, 0, stderr);
      assert.match(stderr, new RegExp(THIS_PLATFORM));
    } finally {
      await forge.close();
    }
  });
});
