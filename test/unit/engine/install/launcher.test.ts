import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { lstat, mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { launcherText, targetOfLauncher } from '../../../../src/engine/install/launcher.ts';
import { tarBytes } from '../../../support/archives/tarBytes.ts';
import { TOOL, toolTar, useInstallRig } from '../../../support/installRig.ts';
import { itWith, describeWith } from '../../../support/thisSystem.ts';

const SCRIPT = `#!/bin/sh
. "$(dirname "$0")/../lib/common.sh"
greet "$(basename "$0")" "$@"
`;
const COMMON = 'greet() { printf "%s|" "$@"; }';
const scriptTar = (mark = ''): Buffer =>
  tarBytes([
    { name: 'tool-1/bin/tool', body: SCRIPT, mode: 0o755 },
    { name: 'tool-1/lib/common.sh', body: `${COMMON} # ${mark}` },
  ]);

describeWith('scripts', 'the launcher of a script', function () {
  const rig = useInstallRig();
  const bin = (): string => path.join(rig.place(), 'bin');
  const run = async (file: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<string> =>
    (await promisify(execFile)(file, [...args], { env: { PATH: '/usr/bin:/bin', ...env } })).stdout;

  it('finds its neighbours and receives its arguments', async () => {
    await rig.install('t.tar', scriptTar());
    assert.equal(await run(path.join(bin(), 'tool'), ['a b', '', "it's", '$x']), "tool|a b||it's|$x|");
    assert.equal(await run('/bin/sh', ['-c', 'tool 1'], { PATH: `${bin()}:/usr/bin:/bin` }), 'tool|1|');
  });

  itWith('links', 'works through a link that somebody made to it, and where the whole was moved', async () => {
    await rig.install('t.tar', scriptTar());
    const other = path.join(rig.place(), 'elsewhere');
    await mkdir(other);
    await symlink(path.join(bin(), 'tool'), path.join(other, 'mine'));
    assert.equal(await run(path.join(other, 'mine'), ['1']), 'tool|1|');
    const moved = `${rig.place()} moved`;
    await rename(rig.place(), moved);
    assert.equal(await run(path.join(moved, 'bin', 'tool'), ['1']), 'tool|1|');
  });

  itWith('links', 'calls no command of a tool on its way', async () => {
    await rig.install('t.tar', scriptTar());
    await writeFile(path.join(bin(), 'readlink'), '#!/bin/sh\necho hijacked\n', { mode: 0o755 });
    const link = path.join(rig.place(), 'link');
    await symlink(path.join(bin(), 'tool'), link);
    assert.equal(await run(link, [], { PATH: `${bin()}:/usr/bin:/bin` }), 'tool|');
  });

  it('is recognised as ours, so it is replaced, found and removed', async () => {
    const installer = rig.installer();
    await rig.install('t.tar', scriptTar());
    await rig.install('t.tar', scriptTar('more'), { asset: { version: 'v2.0' } });
    assert.deepEqual(await rig.links(), { tool: '../installs/tool/v2.0/content/bin/tool' });
    assert.match((await installer.which('tool')) ?? '', /v2\.0-[0-9a-f]+\/content\/bin\/tool$/);
    await installer.uninstall(TOOL);
    assert.deepEqual(await rig.links(), {});
  });

  itWith('links', 'is for scripts alone: a program keeps the name that it is called by', async () => {
    await rig.install('t.tar', toolTar());
    assert.ok((await lstat(path.join(bin(), 'tool'))).isSymbolicLink());
  });

  it('leaves foreign files alone', () => {
    for (const text of ['', '#!/bin/sh\n', launcherText('../x').slice(1), `${launcherText('../x')}echo more\n`]) {
      assert.equal(targetOfLauncher(text, '/cache/bin'), undefined);
    }
    assert.equal(targetOfLauncher(launcherText("../it's '\\'' here"), '/cache/bin'), "/cache/it's '\\'' here");
  });
});
