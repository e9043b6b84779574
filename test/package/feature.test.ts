import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { access, mkdir, readFile, readdir, readlink, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { useCli } from '../support/cliRig.ts';
import { unpackReleased } from '../support/release.ts';
import { useTempDir } from '../support/tempDir.ts';
import { describeWith } from '../support/thisSystem.ts';

const run = promisify(execFile);

interface Feature {
  readonly id: string;
  readonly version: string;
  readonly options: Readonly<Record<string, { readonly default: string | boolean }>>;
  readonly containerEnv: { readonly PATH: string };
  readonly postCreateCommand: string;
}

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

// The image of a dev container is a Linux system.
describeWith('commandsOfUnix', 'the dev container feature', function () {
  const rig = useCli();
  const directory = useTempDir();
  let feature: string;
  /** The file system of the image. */
  let root: string;
  let home: string;
  let metadata: Feature;
  beforeEach(async () => {
    [feature, root, home] = ['feature', 'root', 'home'].map((name) => join(directory(), name)) as [
      string,
      string,
      string,
    ];
    await mkdir(home);
    await unpackReleased('devcontainer-feature-', feature);
    metadata = JSON.parse(await readFile(join(feature, 'devcontainer-feature.json'), 'utf8')) as Feature;
  });

  /** Runs in the container, with its PATH and its user. Of the machine around it, only the system's programs are visible. */
  async function inContainer(
    program: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<Ended> {
    const node = join(directory(), 'node');
    await mkdir(node, { recursive: true });
    await symlink(process.execPath, join(node, 'node')).catch(() => undefined);
    const outside = `${root}/usr/local/bin:${node}:/usr/bin:/bin`;
    const PATH = metadata.containerEnv.PATH.replaceAll('/usr/local', `${root}/usr/local`).replace('${PATH}', outside);
    const options = { cwd: rig.directory(), env: { HOME: home, PATH, ...env } };
    return run(program, args, options).then(
      (ended) => ({ code: 0, ...ended }),
      (error: Ended) => error,
    );
  }
  const install = (env: Readonly<Record<string, string>> = {}): Promise<Ended> => {
    const users = { _REMOTE_USER: 'vscode', _REMOTE_USER_HOME: home, FORGEJO_ARTIFACTS_ROOT: root };
    return inContainer(join(feature, 'install.sh'), [], { ...users, INSTANCE: '', RESTORE: 'true', ...env });
  };
  const postCreate = (): Promise<Ended> => inContainer(join(root, metadata.postCreateCommand), []);

  it('has the name, the version and the defaults that tools read', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
    assert.deepEqual([metadata.id, metadata.version], ['forgejo-artifacts', version]);
    const script = await readFile(join(feature, 'install.sh'), 'utf8');
    for (const name of Object.keys(metadata.options)) assert.ok(script.includes(`\${${name.toUpperCase()}:-`), name);
  });

  it('installs the command line, which then restores and has the tools on the PATH of every shell', async () => {
    await rig.lock('greet', '1.0.0');
    const installed = await install({ INSTANCE: rig.forge.url });
    assert.equal(installed.code, 0, installed.stderr);
    const restored = await postCreate();
    assert.equal(restored.code, 0, restored.stderr);
    assert.match(restored.stdout, /^The tools are in .*, which is on the PATH\.$/m);
    assert.match((await inContainer('sh', ['-c', 'greet --version'])).stdout, /1\.0\.0/);
    // A login shell gets its PATH from the system.
    const profile = join(root, 'etc/profile.d/forgejo-artifacts.sh');
    const login = `PATH=/usr/bin:/bin; . '${profile}'; . '${profile}'; greet --version; echo "$PATH"`;
    const { stdout } = await inContainer('sh', ['-c', login]);
    assert.match(stdout, /1\.0\.0/);
    assert.equal(stdout.split('environment/bin').length, 2);
  });

  it('has a script that any POSIX shell can run', async () => {
    const shells = ['dash', 'bash', 'busybox'].map((name) => `/bin/${name}`);
    await rig.lock('greet', '1.0.0');
    for (const shell of shells) {
      if (
        !(await access(shell).then(
          () => true,
          () => false,
        ))
      )
        continue;
      await rm(root, { recursive: true, force: true });
      const applet = shell.endsWith('busybox') ? ['sh'] : shell.endsWith('bash') ? ['--posix'] : [];
      const env = { INSTANCE: rig.forge.url, _REMOTE_USER_HOME: home, FORGEJO_ARTIFACTS_ROOT: root };
      const installed = await inContainer(shell, [...applet, join(feature, 'install.sh')], env);
      assert.equal(installed.code, 0, installed.stderr);
      const restored = await inContainer(shell, [...applet, join(root, metadata.postCreateCommand)]);
      assert.equal(restored.code, 0, restored.stderr);
    }
  });

  it('restores again into the same directory after the container was recreated', async () => {
    await rig.lock('greet', '1.0.0');
    await install({ INSTANCE: rig.forge.url });
    for (const version of ['1.0.0', '1.1.0']) {
      await rig.lock('greet', version);
      assert.equal((await postCreate()).code, 0);
      assert.ok((await inContainer('sh', ['-c', 'greet --version'])).stdout.includes(version));
    }
    const place = join(home, '.local/share/forgejo-artifacts/environment');
    assert.equal(await readlink(join(root, 'usr/local/share/forgejo-artifacts/environment')), place);
    assert.deepEqual(await readdir(place), ['bin']);
  });

  it('takes the instances of the environment before those of the option', async () => {
    await install({ INSTANCE: 'https://git.example.org' });
    const program = join(root, 'usr/local/bin/forgejo-artifacts');
    const { stdout } = await inContainer(program, ['--json', 'search', 'greet'], rig.env());
    assert.equal((JSON.parse(stdout) as { instances: { instance: string }[] }).instances.length, 1);
    assert.ok(stdout.includes(rig.forge.url));
  });

  it('creates a container without a lock, but not one whose lock cannot be restored', async () => {
    await install();
    const none = await postCreate();
    assert.deepEqual([none.code, none.stdout.includes('no tools to restore')], [0, true]);
    await rig.lock('greet', '1.0.0');
    const refused = await postCreate();
    assert.notEqual(refused.code, 0);
    assert.match(refused.stderr, /FORGEJO_ARTIFACTS_INSTANCES/);
  });

  it('restores nothing if disabled', async () => {
    await rig.lock('greet', '1.0.0');
    await install({ RESTORE: 'false' });
    assert.deepEqual(await postCreate(), { code: 0, stdout: '', stderr: '' });
  });

  it('refuses an option that would be more than an address, an image without Node, and its own sources', async () => {
    for (const INSTANCE of ['https://x/$(touch pwned)', 'x"; id; "', 'a\nb', '`id`', "x'y", '}x']) {
      const { code, stderr } = await install({ INSTANCE });
      assert.equal(code, 1, INSTANCE);
      assert.match(stderr, /a character that no address has/);
      await assert.rejects(access(join(root, 'usr/local/bin/forgejo-artifacts')));
    }
    const bare = { PATH: join(directory(), 'bare') };
    await mkdir(bare.PATH);
    for (const name of ['dirname', 'sh']) await symlink(`/usr/bin/${name}`, join(bare.PATH, name));
    assert.match((await install(bare)).stderr, /There is no Node in the image/);
    await rm(join(feature, 'cli'), { recursive: true });
    assert.match((await install()).stderr, /These are the sources/);
  });
});
