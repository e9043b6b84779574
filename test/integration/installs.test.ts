import assert from 'node:assert/strict';
import { exec } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { detectMachine } from '../../src/engine/machine/machine.ts';
import { NODE_PROBES } from '../../src/engine/machine/nodeProbes.ts';
import { tarBytes } from '../support/archives/tarBytes.ts';
import { zipBytes } from '../support/archives/zipBytes.ts';
import { TOOL, useInstallRig } from '../support/installRig.ts';
import { EXE, THIS_SYSTEM } from '../support/thisSystem.ts';

const PLATFORM = `${process.platform}-${process.arch}`;
const IN_PACKAGE = THIS_SYSTEM.windows ? 'esbuild.exe' : 'bin/esbuild';

/** The native program of an npm package, and the version that it prints. */
async function esbuild(name: string): Promise<{ bytes: Buffer; version: string }> {
  const require = createRequire(import.meta.url);
  const manifest = require.resolve(`${name}/package.json`);
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
  const file = createRequire(manifest).resolve(`@esbuild/${PLATFORM}/${IN_PACKAGE}`);
  return { bytes: await readFile(file), version };
}

/** Types a command in a shell whose PATH starts with that directory. */
async function type(command: string, bin: string): Promise<string> {
  const env = { ...process.env, PATH: [bin, process.env['PATH']].join(path.delimiter) };
  return (await promisify(exec)(`${command} --version`, { env })).stdout.trim();
}

describe('a real tool, installed', function () {
  this.timeout(60_000);
  const rig = useInstallRig();
  let machine: Awaited<ReturnType<typeof detectMachine>>;
  let newer: Awaited<ReturnType<typeof esbuild>>;
  let older: Awaited<ReturnType<typeof esbuild>>;
  before(async () => {
    machine = await detectMachine(NODE_PROBES);
    [newer, older] = await Promise.all([esbuild('esbuild'), esbuild('esbuild-older')]);
  });
  const install = async (name: string, bytes: Buffer, version = newer.version): ReturnType<typeof rig.install> =>
    rig.install(name, bytes, { machine, tool: 'esbuild', asset: { version: `v${version}` } });

  for (const [kind, name, pack] of [
    ['a raw binary', `esbuild-${PLATFORM}${EXE}`, (body: Buffer) => body],
    ['one compressed file', `esbuild-${PLATFORM}${EXE}.gz`, (body: Buffer) => gzipSync(body, { level: 1 })],
    [
      'a tar.gz',
      `esbuild-${PLATFORM}.tar.gz`,
      (body: Buffer) =>
        gzipSync(tarBytes([{ name: `package/bin/esbuild${EXE}`, body, mode: 0o755 }, { name: 'package/README.md' }]), {
          level: 1,
        }),
    ],
    ['a zip', `esbuild-${PLATFORM}.zip`, (body: Buffer) => zipBytes([{ name: `esbuild${EXE}`, body, method: 0 }])],
  ] as const) {
    it(`runs by its name, from ${kind}`, async () => {
      const installed = await install(name, pack(newer.bytes));
      assert.equal(installed.executables[0]?.proof.verdict, 'runs');
      assert.equal(await type('esbuild', rig.installer().binDirectory), newer.version);
    });
  }

  it('runs the version in use, and nothing after its removal', async () => {
    await install(`esbuild-${PLATFORM}`, older.bytes, older.version);
    await install(`esbuild-${PLATFORM}`, newer.bytes);
    const { binDirectory } = rig.installer();
    const tool = { ...TOOL, name: 'esbuild' };
    assert.equal(await type('esbuild', binDirectory), newer.version);
    await rig.installer().use(tool, `v${older.version}`);
    assert.equal(await type('esbuild', binDirectory), older.version);
    await rig.installer().uninstall(tool);
    assert.equal(await rig.installer().which('esbuild'), undefined);
  });

  it('is a copy that a change of the cached file does not affect', async () => {
    const request = await rig.request('esbuild', newer.bytes, { machine, tool: 'esbuild' });
    const { executables } = await rig.installer().install(request);
    await writeFile(executables[0]?.path ?? '', 'damaged');
    assert.ok((await readFile(request.file)).equals(newer.bytes));
  });
});
