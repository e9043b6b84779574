import assert from 'node:assert/strict';
import { delimiter, join } from 'node:path';
import { useCli } from '../../support/cliRig.ts';
import { THIS_PLATFORM } from '../../support/forge/demo/workshop/platforms.ts';

describe('the command line and links', () => {
  const rig = useCli();

  it('installs from the address of a repository, a release or a file', async () => {
    const place = `${rig.forge.url}workshop/greet`;
    const file = `greet-1.0.0-${THIS_PLATFORM}.tar.gz`;
    for (const [link, version] of [
      [place, 'v1.1.0'],
      [`${place}/releases/tag/v1.0.0`, 'v1.0.0'],
      [`${place}/releases/download/v1.0.0/${file}`, 'v1.0.0'],
    ] as const) {
      const { code, answer, stderr } = await rig.ask('install', link, ...rig.cacheAt(version));
      assert.equal(code, 0, stderr);
      assert.equal(answer.tool.version, version);
    }
  });

  it('makes no request for a link to an instance that was not named', async () => {
    const args = ['install', `${rig.forge.url}workshop/greet`, ...rig.cacheAt('fresh')];
    const { code, stderr } = await rig.run({ args });
    assert.equal(code, 2);
    assert.match(stderr, /not one of the instances that you named, .* add --instance http:/);
    assert.deepEqual(rig.forge.requests, []);
  });

  it('prints where the command is, and whether it is on the PATH', async () => {
    const args = ['install', 'workshop/greet', ...rig.cacheAt('fresh')];
    const bin = join(rig.directory(), 'fresh', 'bin');
    const off = await rig.ask(...args);
    assert.ok(off.stderr.includes(`greet is in ${bin}, which is not on the PATH.`), off.stderr);
    const on = await rig.run({
      args: [...args, '--json'],
      env: { ...rig.env(), PATH: `${bin}${delimiter}${process.env['PATH']}` },
    });
    assert.ok(on.stderr.includes(`greet is in ${bin}, which is on the PATH.`), on.stderr);
    assert.match(on.stdout, /"isOnPath": true/);
  });

  it('lists the newest versions if a range matches none', async () => {
    const { code, answer, stderr } = await rig.ask('install', 'workshop/greet@9', ...rig.cacheAt('fresh'));
    assert.deepEqual([code, answer.error.code], [1, 'noVersion']);
    assert.match(stderr, /Available: v1\.1\.0 and v1\.0\.0\./);
  });

  it('needs no instance to restore offline', async () => {
    await rig.lock('greet', 'v1.0.0');
    assert.equal((await rig.call('restore', ...rig.cacheAt('fresh'))).code, 0);
    const offline = (cache: string) =>
      rig.run({ args: ['restore', '--offline', '-C', rig.directory(), ...rig.cacheAt(cache)] });
    const restored = await offline('fresh');
    assert.equal(restored.code, 0, restored.stderr);
    const empty = await offline('empty');
    assert.equal(empty.code, 1);
    assert.match(empty.stderr, /was not contacted because of --offline/);
  });
});
