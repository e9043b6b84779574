import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { lstat, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { tarBytes } from '../../../support/archives/tarBytes.ts';
import { TOOL, useInstallRig } from '../../../support/installRig.ts';
import { withoutLinks } from '../../../support/linklessDisk.ts';
import { describeWith, itWith } from '../../../support/thisSystem.ts';

describeWith('scripts', 'an installer on a file system without links', () => {
  const rig = useInstallRig();
  let restore: () => void;
  beforeEach(async () => {
    restore = await withoutLinks(rig.place());
  });
  afterEach(() => restore());

  const run = async (command: string): Promise<string> =>
    (await promisify(execFile)(path.join(rig.place(), 'bin', command))).stdout.trim();
  /** Installs a program of this machine under the tool's name, with the files it needs. */
  const install = async (version: string): Promise<void> => {
    const echo = await readFile('/bin/echo');
    const archive = tarBytes([
      { name: 't/bin/tool', body: echo, mode: 0o755 },
      { name: 't/lib/deep/data', body: version },
      { name: 't/lib/data', type: '2', link: 'deep/data' },
      { name: 't/lib/same', type: '1', link: 't/lib/deep/data' },
    ]);
    await rig.install('tool.tar', archive, { asset: { version }, allowMisfit: true, consent: { allow: ['tool'] } });
  };

  it('makes launchers for programs, which switch and go like links', async () => {
    await install('v1');
    await install('v2');
    assert.ok((await lstat(path.join(rig.place(), 'bin', 'tool'))).isFile());
    const inUse = async (): Promise<readonly string[]> =>
      (await rig.installer().list()).filter(({ active }) => active).map(({ asset }) => asset.version);
    assert.deepEqual(await inUse(), ['v2']);
    await rig.installer().use(TOOL, 'v1', { allow: ['tool'] });
    assert.deepEqual(await inUse(), ['v1']);
    await rig.installer().uninstall(TOOL);
    assert.deepEqual(await rig.links(), {});
  });

  it('replaces links in archives by copies, and finds them intact', async () => {
    await install('v1');
    const [installed] = await rig.installer().list();
    assert.ok(installed);
    for (const name of ['lib/data', 'lib/same', 'lib/deep/data']) {
      assert.equal(await readFile(path.join(installed.directory, name), 'utf8'), 'v1');
    }
    assert.deepEqual(await rig.installer().check(installed), { state: 'intact' });
  });

  itWith('linux', 'runs programs with their arguments', async () => {
    await install('v1');
    const { stdout } = await promisify(execFile)(path.join(rig.place(), 'bin', 'tool'), ['a b', `c'd`]);
    assert.equal(stdout, `a b c'd\n`);
    assert.equal(await run('tool'), '');
  });
});
