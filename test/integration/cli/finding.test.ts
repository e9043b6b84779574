import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { useCli } from '../../support/cliRig.ts';
import type { CliResult } from '../../support/cliRig.ts';
import { THIS_PLATFORM } from '../../support/forge/demo/workshop/platforms.ts';

const GREET = `greet-1.0.0-${THIS_PLATFORM}.tar.gz`;

describe('finding versions and files on the command line', () => {
  const rig = useCli();

  it('lists the versions of a repository, and marks the installed one', async () => {
    assert.equal((await rig.call('install', 'workshop/greet@1.0.0', ...rig.cacheAt('fresh'))).code, 0);
    const { code, answer } = await rig.ask('versions', 'workshop/greet', ...rig.cacheAt('fresh'));
    assert.equal(code, 0);
    assert.deepEqual(
      answer.versions.map(({ version, installed }) => [version, installed]),
      [
        ['v1.1.0', false],
        ['v1.0.0', true],
      ],
    );
    const { stdout } = await rig.call('versions', 'workshop/greet', ...rig.cacheAt('fresh'));
    assert.match(stdout, /^v1\.1\.0 {2}\d{4}-\d\d-\d\d {2}8 files\nv1\.0\.0 .* installed\n$/);
  });

  it('lists the files of a version, and marks the one for this machine, also by a link', async () => {
    for (const place of ['workshop/greet@1.0', `${rig.forge.url}workshop/greet/releases/tag/v1.0.0`]) {
      const { code, answer } = await rig.ask('versions', place, ...rig.cacheAt('fresh'));
      assert.equal(code, 0);
      assert.equal(answer.files.length, 8);
      assert.deepEqual(
        answer.files.filter(({ forThisMachine }) => forThisMachine).map(({ name }) => name),
        [GREET],
      );
    }
    assert.equal((await rig.call('versions', 'workshop/none', ...rig.cacheAt('fresh'))).code, 1);
  });

  it('finds repositories by name, and distinguishes a failing instance from one without matches', async () => {
    const { code, answer } = await rig.ask('search', 'gree', ...rig.cacheAt('fresh'));
    assert.equal(code, 0);
    assert.deepEqual(
      answer.instances[0]?.repositories.map(({ name }) => name),
      ['workshop/greet'],
    );
    const none = await rig.call('search', 'nothing-has-this', ...rig.cacheAt('fresh'));
    assert.deepEqual([none.code, none.stdout], [0, '']);
    assert.match(none.stderr, /^No repository on .* has nothing-has-this in its name\./);
    const offline = await rig.ask('search', 'gree', '--offline', ...rig.cacheAt('fresh'));
    assert.deepEqual([offline.code, offline.answer.instances[0]?.ok], [1, false]);
    assert.equal((await rig.run({ args: ['search', 'gree', ...rig.cacheAt('fresh')] })).code, 2);
  });

  it('takes no other answer than a list for an empty one', async () => {
    let body = '';
    const server = createServer((_, response) => response.setHeader('content-type', 'application/json').end(body));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const instance = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const search = (text: string): Promise<CliResult> => {
      body = text;
      return rig.run({ args: ['search', 'gree', '--instance', instance, ...rig.cacheAt('fresh')] });
    };
    try {
      for (const text of ['{"ok":false,"error":"db"}', '{}', '[]', '{"ok":true}', '{"ok":false,"data":[]}']) {
        const { code, stderr } = await search(text);
        assert.equal(code, 1, text);
        assert.doesNotMatch(stderr, /No repository/);
        assert.equal(stderr.split(new URL(instance).host).length, 2, stderr);
      }
      for (const text of ['{"ok":true,"data":[]}', '{"ok":true,"data":null}']) {
        const { code, stderr } = await search(text);
        assert.equal(code, 0, stderr);
        assert.match(stderr, /^No repository on /);
      }
    } finally {
      await promisify(server.close.bind(server))();
    }
  });

  it('saves a file in a directory under its own name, and overwrites only the same bytes', async () => {
    await mkdir(join(rig.directory(), 'out'));
    const output = ['--output', join(rig.directory(), 'out'), ...rig.cacheAt('fresh')];
    const link = `${rig.forge.url}workshop/greet/releases/download/v1.0.0/${GREET}`;
    const { code, answer, stderr } = await rig.ask('download', link, ...output);
    assert.equal(code, 0, stderr);
    const saved = join(rig.directory(), 'out', GREET);
    assert.deepEqual([answer.file.path, answer.file.evidence], [saved, 'checksum']);
    assert.equal((await rig.call('download', link, ...output)).stdout, `${saved}\n`, 'the file already exists');
    await writeFile(saved, 'mine');
    const refused = await rig.ask('download', link, ...output);
    assert.deepEqual([refused.code, refused.answer.error.code], [1, 'exists']);
    assert.equal(await readFile(saved, 'utf8'), 'mine');
  });

  it('overwrites only the file that --output names, and only with a file that passes its checks', async () => {
    const file = join(rig.directory(), 'mine');
    await writeFile(file, 'mine');
    const get = (...args: readonly string[]) =>
      rig.ask('download', 'workshop/greet@1.0.0', '--output', file, ...args, ...rig.cacheAt('fresh'));
    const strict = await get('--require', 'signature');
    assert.equal(strict.code, 3);
    assert.equal(await readFile(file, 'utf8'), 'mine');
    assert.equal((await get()).code, 0);
    assert.notEqual(await readFile(file, 'utf8'), 'mine');
    const nowhere = await rig.ask('download', 'workshop/greet', '--output', join(file, 'x'), ...rig.cacheAt('fresh'));
    assert.deepEqual([nowhere.code, nowhere.answer.error.code], [1, 'notSaved']);
  });
});
