import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { projectPaths } from '../../../src/engine/index.ts';
import { useCli } from '../../support/cliRig.ts';
import type { CliAnswer, CliResult } from '../../support/cliRig.ts';
import { DEMO_KEYS } from '../../support/forge/demo/keys.ts';

const FILE = { owner: 'workshop', repo: 'greet', tag: 'v1.0.0' };
const NAMES = ['greet-1.0.0-linux-x64.tar.gz', 'greet-1.0.0-windows-x64.tar.gz'];

describe('a tool that is installed for one project and refused for another', function () {
  this.timeout(60_000);
  const rig = useCli();
  const cache = (): string => join(rig.directory(), 'cache');
  const run = (folder: string, ...args: readonly string[]): Promise<CliResult> =>
    rig.run({ args: ['--cache', cache(), '-C', folder, ...args], env: rig.env() });
  const ask = async (folder: string, ...args: readonly string[]): Promise<CliAnswer> => {
    const { stdout, stderr } = await run(folder, '--json', ...args);
    assert.match(stdout, /^\{/, stderr);
    return JSON.parse(stdout) as CliAnswer;
  };
  const done = async (folder: string, ...args: readonly string[]): Promise<void> => {
    const { code, stderr } = await run(folder, ...args);
    assert.equal(code, 0, stderr);
  };
  async function project(name: string): Promise<string> {
    const folder = join(rig.directory(), name);
    await mkdir(folder, { recursive: true });
    const greet = { instance: rig.forge.url, release: 'workshop/greet', version: '1.0.0' };
    await writeFile(projectPaths(folder).file, JSON.stringify({ tools: { greet } }));
    await done(folder, 'update');
    return folder;
  }
  /** A new folder with the same files. */
  async function copyOf(folder: string): Promise<string> {
    const copy = await mkdtemp(join(rig.directory(), 'copy-'));
    await cp(folder, copy, { recursive: true });
    return copy;
  }
  /** Adds signatures that name the trusted key but were made for other bytes. */
  const signOtherBytes = (): void => {
    for (const name of NAMES)
      rig.forge.addAttachment(
        { ...FILE, name: `${name}.minisig` },
        DEMO_KEYS.minisign.sign(name, Buffer.from('other bytes')),
      );
  };
  const trusting = (): readonly string[] => [
    '--trusted-key',
    `${rig.forge.url}workshop=${join(rig.directory(), 'minisign.pub')}`,
  ];
  const requiring = (): readonly string[] => ['--require', 'signature'];
  const greeted = async (folder: string): Promise<unknown> => {
    const { code, stdout } = await run(folder, 'exec', '--', 'greet');
    return code === 0 ? stdout.trim() : code;
  };

  for (const [what, optionsOf, code, reason] of [
    ['has a bad signature by a trusted key', trusting, 'integrity', 'its bytes failed a check'],
    ['lacks a required signature', requiring, 'untrusted', 'too little evidence'],
  ] as const) {
    it(`does not run there if it ${what}`, async () => {
      const [a, b] = [await project('a'), await project('b')];
      signOtherBytes();
      await done(a, 'restore');
      assert.equal(await greeted(b), 1, 'not linked yet');
      const { isCurrent, tools } = await ask(b, 'restore', ...optionsOf());
      assert.deepEqual([isCurrent, tools[0]?.ok, tools[0]?.error.code], [false, false, code]);
      assert.equal(await greeted(b), 1);
      const { stderr } = await run(b, 'exec', '--', 'greet');
      assert.match(stderr, new RegExp(`greet v1\\.0\\.0 is installed, but refused: ${reason}\\. Run `));
      const [listed] = (await ask(b, 'list')).project.tools;
      assert.deepEqual([listed?.state, listed?.isRefused, listed?.refusal], ['withheld', true, code]);
      assert.match(
        (await run(b, 'list')).stdout,
        new RegExp(`greet v1\\.0\\.0 {2}installed, but refused: ${reason}$`, 'm'),
      );
      assert.equal(await greeted(a), 'greet 1.0.0', 'the other project required nothing');
    });

    it(`loses its commands there if it ${what}, and gets them back once it is accepted`, async () => {
      const a = await project('a');
      signOtherBytes();
      await done(a, 'restore');
      assert.equal(await greeted(a), 'greet 1.0.0');
      assert.equal((await ask(a, 'restore', ...optionsOf())).isCurrent, false);
      assert.equal(await greeted(a), 1);
      assert.equal((await ask(a, 'restore')).isCurrent, true);
      assert.equal(await greeted(a), 'greet 1.0.0');
    });
  }

  it('fails a dry run as it would fail the restore', async () => {
    const a = await project('a');
    const codes = async (...args: readonly string[]): Promise<readonly unknown[]> => {
      const dry = await run(a, 'restore', '--dry-run', ...args);
      const linked = await greeted(a);
      return [dry.code, linked, (await run(a, 'restore', ...args)).code];
    };
    assert.deepEqual(await codes('--offline'), [1, 1, 1], 'nothing is cached');
    await done(a, 'restore');
    assert.deepEqual(await codes('--offline', ...requiring()), [3, 'greet 1.0.0', 3]);
    await done(a, 'restore');
    await rm(join(cache(), 'cache-v1', 'blobs'), { recursive: true });
    assert.deepEqual(await codes('--offline'), [1, 'greet 1.0.0', 1]);
    assert.match(
      (await run(a, 'restore', '--dry-run')).stdout,
      /greet v1\.0\.0: is installed already, but would be downloaded \(.*\) to check it$/m,
    );
    const { code, stderr } = await rig.run({
      args: ['--cache', cache(), '-C', a, '--instance', 'https://other.example', 'restore', '--dry-run'],
      env: {},
    });
    assert.equal(code, 1);
    assert.match(stderr, /^greet: /m);
    assert.deepEqual(await codes(), [0, 'greet 1.0.0', 0]);
  });

  it('goes to quarantine if a trusted signature contradicts it, and not for lack of evidence', async () => {
    const a = await project('a');
    signOtherBytes();
    await done(a, 'restore');
    const quarantined = (): Promise<readonly string[]> => readdir(join(cache(), 'cache-v1', 'aside')).catch(() => []);
    await ask(a, 'restore', ...requiring());
    assert.deepEqual(await quarantined(), []);
    const { tools } = await ask(a, 'restore', ...trusting());
    const { quarantinePath } = tools[0]?.error.facts ?? {};
    assert.ok(typeof quarantinePath === 'string');
    assert.deepEqual(await quarantined(), [basename(quarantinePath)]);
  });

  it('stays linked when only the network fails, and is not linked anew then', async () => {
    const [a, b] = [await project('a'), await project('b')];
    await done(a, 'restore');
    await rm(join(cache(), 'cache-v1', 'blobs'), { recursive: true });
    await rig.forge.close();
    assert.notEqual((await run(a, 'restore')).code, 0);
    assert.equal(await greeted(a), 'greet 1.0.0');
    for (const options of [trusting(), [], ['--offline']]) {
      const folder = await copyOf(b);
      const { code, stderr } = await run(folder, 'restore', ...options);
      assert.equal(code, 1, stderr);
      assert.equal(await greeted(folder), 1, options.join(' '));
      assert.match(
        (await run(folder, 'list')).stdout,
        /greet v1\.0\.0 {2}installed, but not yet checked for this folder$/m,
      );
    }
  });

  it('does not run in a new project while a signature contradicts it, nor where the record of its refusal was damaged', async () => {
    const [a, b] = [await project('a'), await project('b')];
    signOtherBytes();
    await done(a, 'restore');
    assert.equal((await ask(b, 'restore', ...trusting())).tools[0]?.error.code, 'integrity');
    const c = await copyOf(b);
    assert.equal((await ask(c, 'restore', '--offline')).isCurrent, false);
    const { code, stderr } = await run(c, 'exec', '--', 'greet');
    assert.equal(code, 1);
    assert.match(stderr, /greet v1\.0\.0 is installed, but refused: its bytes failed a check\. Run /);
    const refused = await ask(b, 'restore', '--offline');
    await writeFile(join(dirname(refused.binDirectory), 'environment.json'), '{');
    assert.equal((await run(b, 'restore', '--offline')).code, 1);
    assert.equal(await greeted(b), 1);
    await done(b, 'restore');
    assert.equal(await greeted(b), 'greet 1.0.0', 'an accepting restore brings it back');
  });
});
