import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { execFile } from 'node:child_process';
import { appendFile, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { useCli } from '../../support/cliRig.ts';
import { startServer } from '../../support/forge/loopback.ts';
import { overwrite } from '../../support/overwrite.ts';
import { programVersion } from '../../support/forge/demo/files.ts';
import { RecordingProxy } from '../../support/recordingProxy.ts';
import { THIS_PLATFORM } from '../../support/forge/demo/workshop/platforms.ts';
import { signifySigner } from '../../support/forge/signing/signify.ts';
import { DEMO_TOKENS } from '../../support/forge/demoContent.ts';

const exec = promisify(execFile);
const GREET = `greet-1.0.0-${THIS_PLATFORM}.tar.gz`;

describe('the command line and tools', () => {
  const rig = useCli();

  it('goes through the proxy of the environment', async () => {
    const proxy = new RecordingProxy();
    proxy.server.listen(0, '127.0.0.1');
    await once(proxy.server, 'listening');
    try {
      const { port } = proxy.server.address() as AddressInfo;
      const env = { ...rig.env(), http_proxy: `127.0.0.1:${port}` };
      const args = ['install', 'workshop/greet@1.0.0', ...rig.cacheAt('fresh')];
      const { code, stderr } = await rig.run({ args, env });
      assert.equal(code, 0, stderr);
      assert.ok(proxy.asked.every((one) => one.startsWith(`GET ${rig.forge.url}`)));
      assert.equal(proxy.asked.length, rig.forge.requests.length);
      const elsewhere = { ...env, NO_PROXY: '127.0.0.1' };
      assert.equal((await rig.run({ args: [...args, ...rig.cacheAt('again')], env: elsewhere })).code, 0);
      assert.ok(proxy.asked.length < rig.forge.requests.length);
    } finally {
      proxy.server.close();
      proxy.server.closeAllConnections();
    }
  });

  it('installs the file for this machine, explains the choice and the evidence, and lists it as installed', async () => {
    const args = ['install', 'workshop/esbuild-raw', ...rig.cacheAt('fresh')];
    const { code, answer, stderr } = await rig.ask(...args);
    assert.equal(code, 0, stderr);
    assert.match(answer.pick.asset, new RegExp(`^esbuild-raw-${THIS_PLATFORM}`));
    assert.match(stderr, new RegExp(`^Picked ${answer.pick.asset}: .*\\n.*checksum|digest`));
    assert.equal(answer.tool.evidence, 'checksum');
    const version = programVersion('esbuild');
    assert.equal(answer.tool.version, `v${version}`);
    const older = await rig.ask(
      'install',
      `workshop/esbuild-raw@${programVersion('esbuild-older')}`,
      ...rig.cacheAt('fresh'),
    );
    assert.equal(older.code, 0, older.stderr);
    const [command] = older.answer.tool.executables;
    const found = await rig.ask('which', command?.command ?? '', ...rig.cacheAt('fresh'));
    assert.equal(found.answer.path, command?.path);
    const { stdout } = await exec(found.answer.path, ['--version']);
    assert.equal(stdout.trim(), programVersion('esbuild-older'));
    const listed = await rig.call('list', ...rig.cacheAt('fresh'));
    assert.match(
      listed.stdout,
      new RegExp(`^\\* esbuild-raw v${programVersion('esbuild-older')} .*\\n {2}esbuild-raw v${version} `),
    );
  });

  it('installs the target of a link, prints where its command is, and uninstalls it', async () => {
    const page = `${rig.forge.url}workshop/greet/releases`;
    const { code, stdout, stderr } = await rig.call('install', `${page}/tag/v1.0.0`, ...rig.cacheAt('fresh'));
    assert.equal(code, 0, stderr);
    const [, program = ''] = /^greet v1\.0\.0 {2}(.+)\n$/.exec(stdout) ?? [];
    assert.equal((await exec(program)).stdout.trim(), 'greet 1.0.0');
    assert.match(stderr, /greet is in .*fresh.bin, which is not on the PATH\./);
    const file = await rig.ask(
      'install',
      `${page}/download/v1.1.0/${GREET.replace('1.0.0', '1.1.0')}`,
      ...rig.cacheAt('fresh'),
    );
    assert.equal(file.answer.tool.version, 'v1.1.0');
    const repository = await rig.ask('install', 'git@127.0.0.1:workshop/greet.git', ...rig.cacheAt('fresh'));
    assert.equal(repository.answer.tool.version, 'v1.1.0');
    const missing = await rig.ask('uninstall', 'greet@9', ...rig.cacheAt('fresh'));
    assert.deepEqual([missing.code, missing.answer.error.code], [1, 'notThere']);
    const one = await rig.call('uninstall', 'greet@1.0.0', ...rig.cacheAt('fresh'));
    assert.equal(one.stdout, 'Removed greet v1.0.0\n');
    const rest = await rig.ask('uninstall', 'greet', ...rig.cacheAt('fresh'));
    assert.deepEqual([rest.answer.tools.length, rest.answer.tools[0]?.version], [1, 'v1.1.0']);
    assert.deepEqual((await rig.ask('list', ...rig.cacheAt('fresh'))).answer.tools, []);
  });

  it('refuses a link of an instance that was not named, and says how to name it', async () => {
    const { code, stderr } = await rig.call('install', 'https://elsewhere.example/a/b', ...rig.cacheAt('fresh'));
    assert.equal(code, 2);
    assert.match(stderr, /elsewhere\.example is not one of the instances that you named, .* add --instance https:/);
  });

  it('finds files that changed on disk after they were installed', async () => {
    const { answer } = await rig.ask('install', 'workshop/greet@1.0.0', ...rig.cacheAt('fresh'));
    const fine = await rig.ask('verify', ...rig.cacheAt('fresh'));
    assert.equal(fine.code, 0, fine.stderr);
    assert.deepEqual([fine.answer.tools[0]?.state, fine.answer.files[0]?.state], ['intact', 'intact']);
    await appendFile(answer.tool.executables[0]?.path ?? '', '# more');
    const changed = await rig.ask('verify', ...rig.cacheAt('fresh'));
    assert.equal(changed.code, 3);
    assert.equal(changed.answer.tools[0]?.state, 'changed');
    assert.match(changed.stderr, /greet v1\.0\.0 has changed since it was installed: greet/);
    const blobs = join(rig.directory(), 'fresh', 'cache-v1', 'blobs', 'sha256');
    const { sha256 } = answer.tool;
    await overwrite(join(blobs, sha256.slice(0, 2), sha256), 'other bytes');
    const broken = await rig.ask('verify', ...rig.cacheAt('fresh'));
    assert.deepEqual([broken.code, broken.answer.files[0]?.state], [3, 'broken']);
    assert.match(
      broken.stderr,
      /greet-.* v1\.0\.0 has changed on this disk, .* The file stays in quarantine at .*aside.* Install, restore or download it to/,
    );
  });

  it('fails to verify a cached file that is gone, each time', async () => {
    await rig.ask('install', 'workshop/greet@1.0.0', ...rig.cacheAt('fresh'));
    await rm(join(rig.directory(), 'fresh', 'cache-v1', 'blobs'), { recursive: true });
    for (const _ of ['first', 'second']) {
      const gone = await rig.ask('verify', ...rig.cacheAt('fresh'));
      assert.deepEqual([gone.code, gone.answer.files[0]?.state], [3, 'missing']);
      assert.match(
        gone.stderr,
        /greet-.* v1\.0\.0 is no longer in the cache; it will be downloaded again when needed\./,
      );
    }
  });

  it('counts files whose records cannot be read as faults, whatever is wrong with the records', async () => {
    for (const version of ['1.0.0', '1.1.0']) {
      const { code, stderr } = await rig.call('install', `workshop/greet@${version}`, ...rig.cacheAt('fresh'));
      assert.equal(code, 0, stderr);
    }
    const state = join(rig.directory(), 'fresh', 'cache-v1', 'state');
    const [name = ''] = (await readdir(state)).filter((one) => one.endsWith('.json'));
    const before = await readFile(join(state, name), 'utf8');
    await writeFile(join(state, name), 'garbage');
    const damaged = await rig.ask('verify', ...rig.cacheAt('fresh'));
    assert.deepEqual(
      [damaged.code, damaged.answer.ok, damaged.answer.unreadableFiles],
      [3, false, [join(state, name)]],
    );
    assert.ok(damaged.stderr.includes(`${join(state, name)} is damaged`), damaged.stderr);
    const plain = await rig.call('verify', ...rig.cacheAt('fresh'));
    assert.equal(plain.stdout, '2 tools and 1 file read, 1 fault.\n');
    const { key, value } = JSON.parse(before) as { key: string; value: object };
    await writeFile(join(state, name), JSON.stringify({ key, value: { ...value, source: 'of another kind' } }));
    const newer = await rig.ask('verify', ...rig.cacheAt('fresh'));
    assert.deepEqual([newer.code, newer.answer.newerFiles], [3, 1]);
    assert.match(newer.stderr, /1 file in the cache was stored by a newer version of Forgejo Artifacts/);
  });

  it('lists an install that cannot be read', async () => {
    const { answer } = await rig.ask('install', 'workshop/greet@1.0.0', ...rig.cacheAt('fresh'));
    const manifest = join(answer.tool.executables[0]?.path ?? '', '..', '..', 'install.json');
    await writeFile(manifest, '{');
    const listed = await rig.ask('list', ...rig.cacheAt('fresh'));
    assert.deepEqual([listed.code, listed.answer.ok, listed.answer.unreadable], [1, false, [dirname(manifest)]]);
    assert.match(listed.stderr, /^The tool in .* cannot be read/);
    const verified = await rig.ask('verify', ...rig.cacheAt('fresh'));
    assert.deepEqual([verified.code, verified.answer.unreadable], [3, [dirname(manifest)]]);
  });

  it('skips versions younger than the minimum age, unless one is named', async () => {
    const age = ['--minimum-age', '9999w', ...rig.cacheAt('fresh')];
    const waiting = await rig.ask('install', 'workshop/greet', ...age);
    assert.equal(waiting.code, 1);
    assert.deepEqual([waiting.answer.error.code, waiting.answer.error.facts['why']], ['noVersion', 'tooYoung']);
    assert.match(waiting.stderr, /younger than the minimum age until .* use the full tag/);
    const named = await rig.ask('install', 'workshop/greet@v1.0.0', ...age);
    assert.equal(named.code, 0, named.stderr);
    const older = ['--minimum-age', '20d', '--dry-run', ...rig.cacheAt('fresh')];
    const { answer } = await rig.ask('install', 'workshop/greet', ...older);
    assert.deepEqual(
      answer.skipped.map(({ version }) => version),
      ['v1.1.0'],
    );
  });

  it('asks no questions when the choice is unclear, and names the candidates', async () => {
    const missing = await rig.ask('install', 'workshop/greet', '--asset', 'nothing.zip', ...rig.cacheAt('fresh'));
    assert.equal(missing.code, 1);
    assert.equal(missing.answer.error.code, 'noFile');
    assert.ok((missing.answer.error.facts['available'] as readonly string[]).includes('SHA256SUMS'));
    const named = await rig.ask('install', 'workshop/greet@1.0.0', '--asset', GREET, ...rig.cacheAt('fresh'));
    assert.equal(named.answer.pick.asset, GREET);
    const demanding = await rig.ask('install', 'workshop/greet', '--require', 'signature', ...rig.cacheAt('strict'));
    assert.equal(demanding.code, 3);
    assert.match(demanding.stderr, /--require needs a signature/);
    const trusting = [
      'install',
      'workshop/greet',
      '--require',
      'signature',
      ...rig.cacheAt('strict'),
      ...rig.trusted(),
    ];
    assert.equal((await rig.ask(...trusting)).answer.tool.evidence, 'signature');
  });

  it('downloads from another host only if the command line names it', async () => {
    const { repositories } = rig.forge.content;
    const releases = repositories.find(({ name }) => name === 'greet')?.releases;
    const asset = releases?.flatMap(({ assets }) => assets).find(({ name }) => name === GREET);
    assert.ok(asset);
    // The server does not speak https, so a retry would not help.
    const other = await startServer((_, response) => response.end());
    const { host } = new URL(other.origin);
    Object.assign(asset, { body: `https://${host}/greet.tar.gz` });
    const get = (...args: readonly string[]) =>
      rig.ask('install', 'workshop/greet@1.0.0', ...rig.cacheAt('fresh'), ...args);
    const refused = await get();
    assert.deepEqual([refused.code, refused.answer.error.code], [1, 'hostNotAllowed']);
    assert.match(refused.stderr, new RegExp(`--allow-host ${host}`));
    assert.equal((await get('--allow-host', host)).answer.error.code, 'network');
    await other.close();
  });

  it('accepts a replaced file only with consent', async () => {
    const place = { owner: 'ladder', repo: 'weaker-replaced', tag: 'v1.0.0', name: 'tool.txt' };
    const get = (...args: readonly string[]) =>
      rig.ask('install', 'ladder/weaker-replaced', '--asset', 'tool.txt', ...rig.cacheAt('fresh'), ...args);
    assert.equal((await get()).answer.error.code, 'noExecutable', 'it was downloaded, but it is not a program');
    rig.forge.replaceAttachment(place, Buffer.from('other bytes'));
    for (const again of [await get(), await get()]) {
      assert.deepEqual([again.code, again.answer.error.code], [3, 'changed']);
    }
    assert.equal((await get('--accept-change')).answer.error.code, 'noExecutable');
    assert.equal((await get()).answer.error.code, 'noExecutable');
  });

  it('accepts weaker evidence than before only with consent', async () => {
    const get = (version: string, ...args: readonly string[]) =>
      rig.ask('install', `ladder/weaker-unsigned@${version}`, '--asset', 'tool.txt', ...trusting, ...args);
    const key = `${rig.forge.url}ladder=${join(rig.directory(), 'minisign.pub')}`;
    const trusting = ['--trusted-key', key, ...rig.cacheAt('fresh')];
    assert.equal((await get('1.0.0')).answer.error.code, 'noExecutable', 'it was downloaded, but it is not a program');
    const refused = await get('1.1.0');
    assert.deepEqual([refused.code, refused.answer.error.code], [3, 'changed']);
    assert.match(refused.stderr, /--accept-change/);
    assert.equal((await get('1.1.0', '--accept-change')).answer.error.code, 'noExecutable');
    assert.equal((await get('1.1.0')).answer.error.code, 'noExecutable');
  });

  it("reports a missing signature even if another tool's signature names the key", async () => {
    const get = (version: string) =>
      rig.ask('install', `ladder/weaker-unsigned@${version}`, '--asset', 'tool.txt', ...trusting);
    const key = `${rig.forge.url}ladder=${join(rig.directory(), 'minisign.pub')}`;
    const trusting = ['--trusted-key', key, ...rig.cacheAt('fresh')];
    const place = { owner: 'ladder', repo: 'weaker-unsigned', tag: 'v1.1.0', name: 'tool.txt.sig' };
    rig.forge.addAttachment(place, signifySigner('demo forge').sign(Buffer.from('other bytes')));
    assert.equal((await get('1.0.0')).answer.error.code, 'noExecutable', 'it was downloaded, but it is not a program');
    const refused = await get('1.1.0');
    assert.deepEqual([refused.code, refused.answer.error.code], [3, 'changed']);
    assert.match(refused.stderr, /was signed by minisign key [0-9A-F]{16}; this one is signed by signify key/);
  });
});

describe('the command line and an instance that requires sign-in', () => {
  const rig = useCli({ signInRequired: true });

  it('sends the token to its instance only, and prints it nowhere', async () => {
    const args = ['--verbose', 'install', 'workshop/greet@1.0.0', ...rig.cacheAt('fresh')];
    const env = { ...rig.env(), FORGEJO_ARTIFACTS_TOKEN: DEMO_TOKENS.alice };
    const { code, stdout, stderr } = await rig.run({ args, env });
    assert.equal(code, 0, stderr);
    assert.match(stderr, /GET/);
    assert.ok(!`${stdout}${stderr}`.includes(DEMO_TOKENS.alice));
    for (const file of await readdir(rig.directory(), { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      assert.ok(!(await readFile(join(file.parentPath, file.name))).includes(DEMO_TOKENS.alice), file.name);
    }
  });

  it('sends no token of another instance, and names the source of the token', async () => {
    const args = ['install', 'workshop/greet@1.0.0', ...rig.cacheAt('fresh')];
    const env = { ...rig.env(), FORGEJO_ARTIFACTS_TOKEN_GIT_EXAMPLE_ORG: DEMO_TOKENS.alice };
    const { code, stderr } = await rig.run({ args, env });
    assert.equal(code, 1);
    assert.match(stderr, /FORGEJO_ARTIFACTS_TOKEN/);
    assert.ok(rig.forge.requests.length > 0);
    assert.ok(rig.forge.requests.every(({ headers }) => headers.authorization === undefined));
  });

  it('sends the token of the instance in the environment to no other that is named by an option', async () => {
    const args = ['versions', 'workshop/greet', '--instance', rig.forge.url];
    const env = { FORGEJO_ARTIFACTS_INSTANCES: 'git.example.org', FORGEJO_ARTIFACTS_TOKEN: DEMO_TOKENS.alice };
    const { code, stderr } = await rig.run({ args, env });
    assert.equal(code, 1);
    assert.match(stderr, /FORGEJO_ARTIFACTS_TOKEN_<HOST>/);
    assert.ok(rig.forge.requests.length > 0);
    assert.ok(rig.forge.requests.every(({ headers }) => headers.authorization === undefined));
  });
});
