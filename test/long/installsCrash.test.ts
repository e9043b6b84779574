import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, rm, utimes } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { tarBytes } from '../support/archives/tarBytes.ts';
import { failOnce, stopAfter } from '../support/dyingDisk.ts';
import { TOOL, useInstallRig } from '../support/installRig.ts';
import type { InstallRig } from '../support/installRig.ts';
import { itWith } from '../support/thisSystem.ts';

const SCRIPTS = ['tool', 'tool-help'];

/** Programs that print their version. */
function archive(version: string): Buffer {
  const files = SCRIPTS.map((name) => ({ name: `t/bin/${name}`, body: `#!/bin/sh\necho ${version}\n`, mode: 0o755 }));
  return tarBytes([...files, { name: 't/lib/data', body: 'x' }]);
}

interface Trial {
  readonly prepare: () => Promise<unknown>;
  readonly work: () => Promise<unknown>;
  readonly check: () => Promise<void>;
}

/** Tries every point until the work ends. Returns the number of points. */
async function tryAll(rig: InstallRig, { prepare, work, check }: Trial): Promise<number> {
  for (let changes = 1; ; changes += 1) {
    await rm(rig.place(), { recursive: true, force: true });
    await prepare();
    const { isStopped, release } = await stopAfter(rig.place(), changes, work);
    await check();
    await release();
    if (!isStopped) return changes - 1;
  }
}

async function run(file: string): Promise<string> {
  return (await promisify(execFile)(file)).stdout.trim();
}

/** What the user has: the intact versions, and the output of the command. */
async function state(rig: InstallRig): Promise<string> {
  const listed = await rig.installer().list();
  for (const one of listed) assert.deepEqual(await rig.installer().check(one), { state: 'intact' });
  const program = await rig.installer().which('tool');
  const versions = listed.map(({ asset }) => asset.version).toSorted();
  return [...versions, '/', program ? await run(path.join(rig.place(), 'bin', 'tool')) : 'none'].join(' ');
}

/** Makes leftovers look old enough to be removed. */
async function age(directory: string): Promise<void> {
  const old = new Date(Date.now() - 48 * 60 * 60 * 1000);
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) await utimes(path.join(entry.parentPath, entry.name), old, old);
  }
}

describe('an installer that is killed after any disk change', function () {
  this.timeout(120_000);
  const rig = useInstallRig();
  const install = (version: string): Promise<unknown> =>
    rig.install('tool.tar', archive(version), { asset: { version }, consent: { allow: SCRIPTS } });
  const tidy = async (): Promise<readonly string[]> => {
    await age(path.join(rig.place(), 'installs'));
    await rig.installer().tidy();
    return rig.versions();
  };

  itWith('removalOfOpenFiles', 'has installed everything or nothing, and installs it the next time', async () => {
    const seen = new Set<string>();
    const points = await tryAll(rig, {
      prepare: () => Promise.resolve(),
      work: () => install('v1'),
      check: async () => {
        seen.add(await state(rig));
        await install('v1');
        assert.equal(await state(rig), 'v1 / v1');
        assert.deepEqual(await tidy(), ['tool/v1']);
        assert.equal(await state(rig), 'v1 / v1');
      },
    });
    assert.ok(points > 15, `${points} points`);
    assert.deepEqual([...seen].toSorted(), ['/ none', 'v1 / none', 'v1 / v1']);
  });

  it('always runs the older or the newer version while switching', async () => {
    const seen = new Set<string>();
    await tryAll(rig, {
      prepare: () => install('v1'),
      work: () => install('v2'),
      check: async () => {
        seen.add(await state(rig));
        await rig.installer().use(TOOL, 'v1');
        assert.equal(await run(path.join(rig.place(), 'bin', 'tool-help')), 'v1');
      },
    });
    assert.deepEqual([...seen].toSorted(), ['v1 / v1', 'v1 v2 / v1', 'v1 v2 / v2']);
  });

  it('removes everything or nothing, and the rest the next time', async () => {
    const seen = new Set<string>();
    await tryAll(rig, {
      prepare: () => install('v1'),
      work: () => rig.installer().uninstall(TOOL),
      check: async () => {
        seen.add(await state(rig));
        await rig.installer().uninstall(TOOL);
        assert.deepEqual([await state(rig), await tidy()], ['/ none', []]);
      },
    });
    // The order of its two commands depends on the directory.
    seen.delete('v1 / v1');
    assert.deepEqual([...seen].toSorted(), ['/ none', 'v1 / none']);
  });
});

describe('an installer with a failing disk call', function () {
  this.timeout(120_000);
  const rig = useInstallRig();
  const install = (version: string): Promise<unknown> =>
    rig.install('tool.tar', archive(version), { asset: { version }, consent: { allow: SCRIPTS } });

  /** The output of each command, and which versions the list shows as in use. */
  async function commands(): Promise<readonly string[]> {
    const active = (await rig.installer().list()).filter((one) => one.active).map(({ asset }) => asset.version);
    const outputs = SCRIPTS.map(async (command) => {
      const program = await rig.installer().which(command);
      return program === undefined ? 'none' : run(path.join(rig.place(), 'bin', command));
    });
    return [...(await Promise.all(outputs)), ...active];
  }

  /** The versions on disk. Those that could not be removed are removed later. */
  const versions = async (): Promise<readonly string[]> =>
    (await rig.versions()).filter((name) => !name.includes('/.unpack-'));

  async function tryFaults(
    { prepare, work }: Pick<Trial, 'prepare' | 'work'>,
    check: (isDone: boolean) => Promise<void>,
  ): Promise<void> {
    for (let index = 1; ; index += 1) {
      await rm(rig.place(), { recursive: true, force: true });
      await prepare();
      const { isReached, isDone } = await failOnce(rig.place(), index, work);
      await check(isDone);
      if (!isReached) return assert.ok(isDone && index > 10, `${index} calls`);
    }
  }

  const [older, newer, none] = [
    ['v1', 'v1', 'v1'],
    ['v2', 'v2', 'v2'],
    ['none', 'none'],
  ].map((all) => all.join(' '));

  it('switches all commands to the installed version, or none', async () => {
    await tryFaults({ prepare: () => install('v1'), work: () => install('v2') }, async (isDone) => {
      const now = (await commands()).join(' ');
      assert.ok(isDone ? now === newer : now === newer || now === older, now);
      if (now === older) assert.deepEqual(await versions(), ['tool/v1'], 'nothing is left of it');
    });
  });

  it('switches all commands to the chosen version, or none', async () => {
    const prepare = async (): Promise<void> => {
      await install('v2');
      await install('v1');
    };
    await tryFaults({ prepare, work: () => rig.installer().use(TOOL, 'v2', { allow: SCRIPTS }) }, async (isDone) => {
      const now = (await commands()).join(' ');
      assert.ok(isDone ? now === newer : now === newer || now === older, now);
    });
  });

  it('removes a version with all its commands, or keeps both', async () => {
    await tryFaults({ prepare: () => install('v1'), work: () => rig.installer().uninstall(TOOL) }, async (isDone) => {
      const now = (await commands()).join(' ');
      assert.ok(isDone ? now === none : now === none || now === older, now);
      if (now === older) assert.equal(await state(rig), 'v1 / v1');
    });
  });

  it('removes the versions that can be removed, and names the failure', async () => {
    const prepare = async (): Promise<void> => {
      await install('v1');
      await install('v2');
    };
    await tryFaults({ prepare, work: () => rig.installer().uninstall(TOOL) }, async (isDone) => {
      const left = await versions();
      assert.ok(isDone ? left.length === 0 : left.length <= 2, left.join(' '));
      const now = (await commands()).join(' ');
      assert.ok(now === none || now === newer, now);
    });
  });
});
