import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { detectMachine } from '../../../../src/engine/machine/machine.ts';
import { NODE_PROBES } from '../../../../src/engine/machine/nodeProbes.ts';
import { findProgram, foreignDirectories, pathDirectories } from '../../../../src/engine/machine/programSearch.ts';
import { runSystemCommand } from '../../../../src/engine/machine/systemCommand.ts';
import { hasEnded } from '../../../support/processes.ts';
import { tarBytes } from '../../../support/archives/tarBytes.ts';
import { useInstallRig } from '../../../support/installRig.ts';
import { useTempDir } from '../../../support/tempDir.ts';
import { describeWith, itWith, THIS_SYSTEM } from '../../../support/thisSystem.ts';

async function putProgram(file: string, body: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `#!/bin/sh\n${body}\n`);
  await chmod(file, 0o755);
}

describe('runSystemCommand', function () {
  this.timeout(60_000);
  const directory = useTempDir();
  const run = (script: string, rest: { input?: string } = {}): ReturnType<typeof runSystemCommand> =>
    runSystemCommand({
      file: process.execPath,
      args: ['-e', script],
      env: { ONLY: 'this' },
      timeLimitMs: 600_000,
      ...rest,
    });

  it('returns what a program printed and how it ended', async () => {
    const script = "console.log('out'); console.error('err'); process.exitCode = 3";
    assert.deepEqual(await run(script), { exitCode: 3, stdout: 'out\n', stderr: 'err\n' });
  });

  it('passes on its input', async () => {
    assert.equal((await run('process.stdin.pipe(process.stdout)', { input: 'x' }))?.stdout, 'x');
  });

  it('adds nothing to the environment', async () => {
    process.env['FORGEJO_ARTIFACTS_TOKEN'] = 's3cret';
    try {
      const names = (await run("console.log(Object.keys(process.env).join('\\n'))"))?.stdout.trim().split('\n') ?? [];
      // Windows adds some variables without which no program starts.
      assert.deepEqual(THIS_SYSTEM.windows ? names.filter((name) => /^(?:only|forgejo)/i.test(name)) : names, ['ONLY']);
    } finally {
      delete process.env['FORGEJO_ARTIFACTS_TOKEN'];
    }
  });

  it('runs nothing without an absolute path', async () => {
    assert.equal(await runSystemCommand({ file: 'node', args: [], env: {}, timeLimitMs: 600_000 }), undefined);
  });

  it('returns nothing for a missing program', async () => {
    const file = path.join(directory(), 'none');
    assert.equal(await runSystemCommand({ file, args: [], env: {}, timeLimitMs: 600_000 }), undefined);
  });

  for (const [what, stream] of [
    ['writes without end', 'stdout'],
    ['complains without end', 'stderr'],
  ] as const) {
    it(`kills a program that ${what}, with its children`, async () => {
      const pid = path.join(directory(), 'pid');
      const child = `setInterval(() => process.${stream}.write('x'.repeat(10_000)), 10)`;
      const script = `
        const args = ['-e', ${JSON.stringify(child)}];
        const { pid } = require('node:child_process').spawn(process.execPath, args, { stdio: 'inherit' });
        require('node:fs').writeFileSync(${JSON.stringify(pid)}, String(pid));`;
      assert.equal(await run(script), undefined);
      await hasEnded(Number(await readFile(pid, 'utf8')));
    });
  }

  itWith('scripts', 'kills a program that never ends, with its children', async () => {
    const pid = path.join(directory(), 'pid');
    const args = ['-c', `sh -c 'echo $$ > ${pid}; exec tail -f /dev/null' & wait`];
    const env = { PATH: '/usr/bin:/bin' };
    assert.equal(await runSystemCommand({ file: '/bin/sh', args, env, timeLimitMs: 1000 }), undefined);
    await hasEnded(Number(await readFile(pid, 'utf8')));
  });
});

describeWith('scripts', 'looking for programs', function () {
  const directory = useTempDir();

  it('reads a PATH without relative directories, each once', () => {
    assert.deepEqual(pathDirectories('/usr/bin:.::bin:/bin:/usr/bin'), ['/usr/bin', '/bin']);
    assert.deepEqual(pathDirectories(undefined), []);
  });

  it('finds the first that can be run', async () => {
    const [one, two, three] = ['one', 'two', 'three'].map((name) => path.join(directory(), name)) as [
      string,
      string,
      string,
    ];
    await mkdir(path.join(one, 'x'), { recursive: true });
    await mkdir(two);
    await writeFile(path.join(two, 'x'), '');
    await putProgram(path.join(three, 'x'), '');
    assert.equal(await findProgram('x', [one, two, three]), path.join(three, 'x'));
    assert.equal(await findProgram('y', [one, two, three]), undefined);
  });

  it('leaves out directories of installed tools, also behind a link', async () => {
    const ours = path.join(directory(), 'cache', 'bin');
    await mkdir(path.join(directory(), 'cache', 'installs'), { recursive: true });
    await mkdir(ours);
    const link = path.join(directory(), 'link');
    await symlink(ours, link);
    assert.deepEqual(await foreignDirectories(['/usr/bin', ours, link, '/gone/bin']), ['/usr/bin', '/gone/bin']);
  });
});

describeWith('scripts', 'asking what this machine is', function () {
  const rig = useInstallRig();

  it('runs no program of an installed tool, and passes on no token', async () => {
    const stolen = path.join(rig.place(), 'stolen');
    const ldd = `#!/bin/sh\necho "$FORGEJO_ARTIFACTS_TOKEN" > ${stolen}\necho 'ldd (GNU libc) 1.1'\n`;
    const archive = tarBytes([{ name: 'saw-1/bin/ldd', body: ldd, mode: 0o755 }, { name: 'saw-1/README' }]);
    await rig.install('saw.tar', archive, { executables: ['ldd'] });
    const { PATH, FORGEJO_ARTIFACTS_TOKEN } = process.env;
    process.env['PATH'] = `${rig.installer().binDirectory}:${PATH}`;
    process.env['FORGEJO_ARTIFACTS_TOKEN'] = 's3cret';
    try {
      const { glibcVersion } = await detectMachine(NODE_PROBES);
      assert.notEqual(glibcVersion, '1.1');
      await assert.rejects(readFile(stolen), { code: 'ENOENT' });
    } finally {
      process.env['PATH'] = PATH;
      if (FORGEJO_ARTIFACTS_TOKEN === undefined) delete process.env['FORGEJO_ARTIFACTS_TOKEN'];
    }
  });
});
