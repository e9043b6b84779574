import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createTrust, parseTrustedKey } from '../../src/engine/index.ts';
import { useCli } from '../support/cliRig.ts';
import { ContentBuilder } from '../support/forge/content.ts';
import { startForge } from '../support/forge/forge.ts';
import { releaseFolder } from '../support/release.ts';
import { makeTempDir, useTempDir } from '../support/tempDir.ts';
import { makeEngine } from '../support/testEngine.ts';
import { readYaml, stepsOf } from '../support/workflow.ts';
import type { Workflow } from '../support/workflow.ts';
import { CMD, THIS_SYSTEM } from '../support/thisSystem.ts';

const run = promisify(execFile);
const shell = CMD !== '';

type Files = Readonly<Record<string, Buffer>>;

async function readFiles(folder: string): Promise<Files> {
  const names = await readdir(folder);
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name))])));
}

/** Runs the script of a step of the release workflow as a runner does, and returns its output. */
async function runStep(name: string, env: Readonly<Record<string, string>>): Promise<string> {
  const steps = stepsOf(await readYaml<Workflow>('.forgejo/workflows/release.yml'));
  const script = steps.find((step) => step.name === name)?.run ?? assert.fail(name);
  const { stdout } = await run('sh', ['-e', '-c', script], { env: { ...process.env, ...env } });
  return stdout;
}

const has = (program: string, ...args: readonly string[]): boolean => spawnSync(program, args).error === undefined;

describe('a release of the project', () => {
  let folder: Awaited<ReturnType<typeof makeTempDir>>;
  let release: string;
  let files: Files;
  let version: string;
  /** The same files, built and signed by the workflow with every kind of key that this machine has a program for. */
  let signed: Files;
  let keys: Readonly<Record<string, KeyFiles | undefined>>;
  before(async () => {
    folder = await makeTempDir();
    ({ version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string });
    release = await releaseFolder();
    files = await readFiles(release);
    keys = { minisign: await minisignKey(folder.path), ssh: await sshKey(folder.path) };
    await runStep('Build and sign', {
      MINISIGN_KEY: keys['minisign']?.secret ?? '',
      SSH_KEY: keys['ssh']?.secret ?? '',
    });
    signed = await readFiles('.build/release');
  });
  after(() => folder.remove());
  const directory = useTempDir();
  const rig = useCli();
  const nameOf = (end: string): string => Object.keys(files).find((name) => name.endsWith(end)) ?? assert.fail(end);

  it('consists of the extension, the command line, the action, the feature, a bill of materials, notes and checksums', () => {
    const packed = ['-action-VERSION.tgz', '-VERSION.vsix', '-cli-VERSION.tgz'];
    const names = packed.map((name) => `forgejo-artifacts${name.replace('VERSION', version)}`);
    const all = ['NOTES.md', 'SHA256SUMS', 'devcontainer-feature-forgejo-artifacts.tgz', ...names, 'sbom.cdx.json'];
    assert.deepEqual(Object.keys(files).sort(), all.sort());
    const sums = Object.entries(files).filter(([name]) => name !== 'SHA256SUMS');
    const lines = sums.map(([name, bytes]) => `${createHash('sha256').update(bytes).digest('hex')}  ${name}\n`);
    assert.equal(files['SHA256SUMS']?.toString(), lines.sort((a, b) => (a.slice(66) < b.slice(66) ? -1 : 1)).join(''));
  });

  it('is byte-for-byte reproducible', () => {
    for (const [name, bytes] of Object.entries(files)) assert.ok(signed[name]?.equals(bytes), name);
  });

  it('lists every library that is in a bundle', async () => {
    const { dependencies } = JSON.parse(await readFile('package.json', 'utf8')) as { dependencies: object };
    const bill = JSON.parse(files['sbom.cdx.json']?.toString() ?? '') as {
      components: { name: string }[];
    };
    const listed = new Set(bill.components.map(({ name }) => name));
    for (const name of Object.keys(dependencies)) assert.ok(listed.has(name), name);
  });

  it('installs the command line into an empty prefix without a registry, and restores a lock with it', async () => {
    const tool = await rig.lock('greet', '1.0.0');
    const prefix = join(directory(), 'prefix');
    const args = ['install', '--global', '--offline', '--prefix', prefix, join(release, nameOf(`-cli-${version}.tgz`))];
    await run('npm', args, { env: { ...process.env, npm_config_cache: join(directory(), 'npm') }, shell });
    const program = join(prefix, THIS_SYSTEM.windows ? '' : 'bin', `forgejo-artifacts${CMD}`);
    const restore = ['-C', rig.directory(), '--json', 'restore', ...rig.cacheAt('fresh'), ...rig.trusted()];
    const { stdout } = await run(program, restore, { env: { ...process.env, ...rig.env() }, shell });
    const answer = JSON.parse(stdout) as { tools: { version: string; executables: { path: string }[] }[] };
    assert.equal(answer.tools[0]?.version, tool.version);
    assert.match((await run(answer.tools[0]?.executables[0]?.path ?? '', ['--version'])).stdout, /1\.0\.0/);
  });

  for (const scheme of ['minisign', 'ssh']) {
    it(`counts as signed once the workflow has published it and its ${scheme} key is trusted`, async function () {
      const key = keys[scheme];
      // This machine has no program for this kind of signature.
      if (!key) return this.skip();
      const parsed = parseTrustedKey(key.open);
      assert.ok(parsed.ok);
      const builder = new ContentBuilder().account('forgejo-artifacts');
      builder.repository('forgejo-artifacts', 'forgejo-artifacts');
      builder.token('token-of-the-job', 'forgejo-artifacts', ['repository']);
      const forge = await startForge({ content: builder.content });
      try {
        const printed = await runStep('Publish', {
          GITHUB_API_URL: `${forge.url}api/v1`,
          GITHUB_REPOSITORY: 'forgejo-artifacts/forgejo-artifacts',
          GITHUB_REF_NAME: `v${version}`,
          RELEASE_TOKEN: 'token-of-the-job',
        });
        assert.match(printed, new RegExp(`/releases/tag/v${version}$`, 'm'));
        await using made = await makeEngine(directory(), { trust: () => createTrust([parsed.key], 'any') });
        const source = { kind: 'release', owner: 'forgejo-artifacts', repo: 'forgejo-artifacts' } as const;
        const { assets } = (await made.engine.version(forge.url, source, `v${version}`)).value;
        for (const end of ['.vsix', `-cli-${version}.tgz`]) {
          const asset = assets.find(({ name }) => name.endsWith(end)) ?? assert.fail(end);
          assert.equal((await made.engine.obtain(asset)).record.evidence.kind, 'signature', end);
        }
      } finally {
        await forge.close();
      }
    });
  }
});

interface KeyFiles {
  readonly secret: string;
  readonly open: string;
}

async function minisignKey(directory: string): Promise<KeyFiles | undefined> {
  if (!has('minisign', '-v')) return undefined;
  const [secret, open] = [join(directory, 'minisign.key'), join(directory, 'minisign.pub')];
  await run('minisign', ['-G', '-W', '-s', secret, '-p', open]);
  return { secret: await readFile(secret, 'utf8'), open: await readFile(open, 'utf8') };
}

async function sshKey(directory: string): Promise<KeyFiles | undefined> {
  if (!has('ssh-keygen', '-?')) return undefined;
  const secret = join(directory, 'id_ed25519');
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'release', '-f', secret]);
  return { secret: await readFile(secret, 'utf8'), open: await readFile(`${secret}.pub`, 'utf8') };
}
